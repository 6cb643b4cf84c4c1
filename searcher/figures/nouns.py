"""What a number counts: the plural after it, or what befell those whom it counts.

English tells a number's noun by its ending, and small words end what belongs to it. Where that is in doubt,
nothing is counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.text.english import english_stem

from .chunks import Chunk
from .numerals import Numeral, numeral_at
from .vocabulary import (
    AUXILIARIES,
    BEFALLEN,
    DEEDS,
    DETERMINERS,
    MONEY,
    NOT_PLURAL,
    PLURAL_ALIKE,
    PRONOUNS,
    SMALL_WORDS,
    TIMES,
)

_MOST_MODIFIERS = 5
"""Words between a number and its noun, at most, the noun among them."""


_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "mice": "mouse", "feet": "foot",
    "teeth": "tooth", "geese": "goose",
    "lives": "life", "wives": "wife", "knives": "knife", "thieves": "thief",
}  # fmt: skip
_QUOTES = frozenset("“”„\"'‘’«»")
_SHORTEST_PLURAL = 4
_ONE = (1.0,)


def noun_after(chunks: Sequence[Chunk], numeral: Numeral) -> int | None:
    """The place of what a number counts, after it; None: nothing that is sure."""
    if chunks[numeral.last].ends_phrase:
        return None
    at = numeral.last + 1
    if numeral.unit:
        return _noun_of_unit(chunks, at)
    if numeral.values == _ONE:
        return _noun_of_one(chunks, at)
    if at < len(chunks) and chunks[at].key == "of":
        return _noun_of_group(chunks, at + 1)
    return _plural(chunks, at) or _predicate(chunks, at)


def deed_before(chunks: Sequence[Chunk], numeral: Numeral) -> int | None:
    """The place of the verb whose object a number is by itself; None: there is none."""
    before, after = numeral.first - 1, numeral.last + 1
    if before < 0 or chunks[before].ends_phrase or chunks[before].key not in DEEDS:
        return None
    is_alone = chunks[numeral.last].ends_phrase or after == len(chunks) or chunks[after].key in SMALL_WORDS
    return before if is_alone else None


def is_counted(chunks: Sequence[Chunk], noun: int) -> bool:
    """Whether a noun is a thing that is counted: no length of time, no money, no speed."""
    following = () if chunks[noun].ends_phrase else chunks[noun + 1 : noun + 3]
    keys = [chunk.key for chunk in following]
    return not (chunks[noun].key in TIMES | MONEY or keys[:1] == ["per"] or keys == ["an", "hour"])


def noun_key(noun: str) -> str:
    """What is the same for the forms of a noun."""
    word = noun.lower()
    for plural, singular in _IRREGULAR.items():
        if word == plural or (plural in ("men", "women") and word.endswith(plural)):
            word = word[: len(word) - len(plural)] + singular
    return english_stem(word)


def is_plural(word: str) -> bool:
    """Whether a word counts several, as far as its form tells."""
    key = word.lower()
    if (
        key in _IRREGULAR
        or key in PLURAL_ALIKE
        or (key.endswith(("men", "women")) and len(key) > len("women"))
    ):
        return True
    if not key.endswith("s") or len(key) < _SHORTEST_PLURAL or key in NOT_PLURAL:
        return False
    return not key.endswith(("ss", "us", "is", "'s", "’s"))


def befalls(word: str) -> bool:
    """Whether a word says what befell those who are counted."""
    return word.lower() in BEFALLEN


def _plural(chunks: Sequence[Chunk], at: int) -> int | None:
    """The first plural, or the second of two that stand side by side (``sports clubs``)."""
    for place in range(at, min(len(chunks), at + _MOST_MODIFIERS)):
        chunk = chunks[place]
        if not _QUOTES.issuperset(chunk.before):
            return None
        if chunk.key in SMALL_WORDS or not _is_word(chunk.text):
            return None
        if _is_owner(chunks, place):
            return None
        if is_plural(chunk.text):
            return _last_of_plurals(chunks, place)
        if chunk.ends_phrase:
            return None
    return None


def _is_owner(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether something of theirs comes next: ``the ministers' aides``."""
    if chunks[at].after not in ("'", "’") or at + 1 == len(chunks):
        return False
    return chunks[at].key.endswith("s") and chunks[at + 1].key not in SMALL_WORDS


def _last_of_plurals(chunks: Sequence[Chunk], at: int) -> int:
    following = at + 1
    if chunks[at].ends_phrase or following >= len(chunks) or chunks[following].before:
        return at
    word = chunks[following]
    is_another = is_plural(word.text) and word.key not in SMALL_WORDS and chunks[at].key not in TIMES
    return following if is_another and _is_word(word.text) else at


def _predicate(chunks: Sequence[Chunk], at: int) -> int | None:
    """What befell those who are counted: ``were wounded``, ``seriously injured``."""
    for place in range(at, min(len(chunks), at + _MOST_MODIFIERS)):
        key = chunks[place].key
        if key in BEFALLEN:
            return place
        if chunks[place].ends_phrase or not (key in AUXILIARIES or key.endswith("ly")):
            return None
    return None


def _noun_of_group(chunks: Sequence[Chunk], at: int) -> int | None:
    """Of ``54 of the 120 passengers``, ``four of them women``, ``dozens of people``."""
    if at >= len(chunks):
        return None
    if chunks[at].key in PRONOUNS:
        if chunks[at].ends_phrase:
            return None
        at += 1
        while at < len(chunks) and chunks[at].key in AUXILIARIES and not chunks[at].ends_phrase:
            at += 1
        return _plural(chunks, at) or _predicate(chunks, at)
    while at < len(chunks) and chunks[at].key in DETERMINERS and not chunks[at].ends_phrase:
        at += 1
    whole = numeral_at(chunks, at) if at < len(chunks) else None
    if whole and not whole.unit and not chunks[whole.last].ends_phrase:
        at = whole.last + 1
    return _plural(chunks, at)


def _noun_of_one(chunks: Sequence[Chunk], at: int) -> int | None:
    """``one`` counts where something befell whom it counts: it is a pronoun, too."""
    for place in range(at, min(len(chunks) - 1, at + 3)):
        chunk, following = chunks[place], chunks[place + 1]
        if chunk.key in SMALL_WORDS or not _is_word(chunk.text) or chunk.ends_phrase:
            break
        if following.key in AUXILIARIES or following.key in BEFALLEN:
            return place if _predicate(chunks, place + 1) else None
    is_past = at < len(chunks) and chunks[at].key not in ("is", "are", "be", "get", "gets")
    return _predicate(chunks, at) if is_past else None


def _noun_of_unit(chunks: Sequence[Chunk], at: int) -> int | None:
    """What a part or a sum is of: ``percent of ballots``, ``$3 million in damage``; singulars, too."""
    if at >= len(chunks) or chunks[at].key not in ("of", "in", "worth"):
        return None
    at += 2 if chunks[at].key == "worth" else 1
    while at < len(chunks) and chunks[at].key in DETERMINERS | {"a", "an"}:
        at += 1
    for place in range(at, min(len(chunks), at + _MOST_MODIFIERS)):
        chunk = chunks[place]
        if chunk.key in SMALL_WORDS or not _is_word(chunk.text) or not _QUOTES.issuperset(chunk.before):
            return None
        following = chunks[place + 1] if place + 1 < len(chunks) and not chunk.ends_phrase else None
        if following and following.key in ("and", "or") and not is_plural(chunk.text):
            return None  # "of state and federal money"
        if following is None or following.key in SMALL_WORDS or is_plural(chunk.text):
            return place if _is_of_use(chunks, place) else None
    return None


def _is_of_use(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a part or a sum may be of something: of no time, of no number, and of what is a noun."""
    key = chunks[at].key
    return not (
        key == "total" or key in TIMES or f"{key}s" in TIMES or key.endswith("ed") or numeral_at(chunks, at)
    )


def _is_word(text: str) -> bool:
    return bool(text) and text.replace("-", "").replace("’", "").replace("'", "").isalpha()
