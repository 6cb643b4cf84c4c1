"""What an archive holds that is spelt nearly like what it does not hold: "did you mean".

Spellings one edit away are looked up (a letter left out, put in, replaced, or two neighbours swapped); where
there are none, those two slips away by which names are commonly misspelt: a vowel for another, a letter
doubled or single. Each is one look-up of a term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index.engine.protocol import Counts, Lookup, Snapshot
from index.text.analysis import exact_terms, name_key
from index.text.languages import STEMMERS

from .planning import KIND_OF_FIELD, plan
from .tree import Leaf, Name, Phrase, Word

MOST = 3
"""Terms that are proposed for one part of a question."""

_LONGEST = 40  # letters
_SHORTEST = 3
_LANGUAGE_NAMES = (
    ("en", "english"),
    ("ko", "korean"),
    ("zh", "chinese"),
    ("ja", "japanese"),
    *STEMMERS.items(),
)
"""Tags of languages, and their English names."""
_SHORTEST_TWICE, _LONGEST_TWICE = 6, 16
_VOWELS = "aeiouy"
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў",
    "αβγδεζηθικλμνξοπρσςτυφχψω",
)
_TAGGED = {*KIND_OF_FIELD, "source"}


def near_parts(snapshot: Snapshot, part: Leaf) -> Counts:
    """What an archive holds that is near a part of a question that it does not hold: as shown, with articles.

    Args:
        snapshot: of the archive.
        part: a word, a phrase of one word or a name without wildcards; for all else nothing is near.
    """
    match part:
        case Word(text, field) | Phrase(text, field):
            terms = exact_terms(text)
            holding = {"": "exact", "title": "title_exact"}.get(field, "")
            if len(terms) != 1 or not holding:
                return ()
            found = _near_terms(snapshot, holding, terms[0])
            return _most_frequent(snapshot, [(term, Phrase(term, field)) for term in found])
        case Name(field, text) if field not in ("id", "url") and "*" not in text and "?" not in text:
            key = name_key(text)
            found = _terms_held(snapshot, field, _other_forms(field, text))
            found = found or [term for term, _ in snapshot.terms_with(field, key, MOST) if key]
            found = found or _near_terms(snapshot, field, key)
            if field == "language" and not found:
                found = list(snapshot.terms(field))
            return _most_frequent(
                snapshot, [(shown_name(snapshot, field, term), Name(field, term)) for term in found]
            )
    return ()


def _other_forms(field: str, text: str) -> list[str]:
    """Terms by which a name may stand: "Roe, Jane" is Jane Roe, and "French" is fr."""
    if field == "language":
        return [tag for tag, name in _LANGUAGE_NAMES if name == text.casefold()]
    last, comma, first = text.partition(",")
    return [name_key(f"{first} {last}")] if comma and first.strip() else []


def near_words(word: str, known: Iterable[str]) -> list[str]:
    """Of some words, those that are spelt nearly like one that is not among them."""
    spellings = set(_edits(word))
    return [each for each in known if each in spellings][:MOST]


def _near_terms(snapshot: Snapshot, field: str, term: str) -> list[str]:
    """The terms of a field that are one edit from another one; if there are none, two slips."""
    if not _SHORTEST <= len(term) <= _LONGEST:
        return []
    found = _terms_held(snapshot, field, _edits(term))
    if found or not _SHORTEST_TWICE <= len(term) <= _LONGEST_TWICE:
        return found
    return _terms_held(snapshot, field, (twice for once in set(_slips(term)) for twice in _slips(once)))


def _terms_held(snapshot: Snapshot, field: str, spellings: Iterable[str]) -> list[str]:
    """Those of some terms that the archive holds."""
    terms = list(dict.fromkeys(spellings))
    found = snapshot.find([Lookup(field, term) for term in terms], 1)
    return [term for term, ids in zip(terms, found, strict=True) if ids]


def _most_frequent(snapshot: Snapshot, near: Sequence[tuple[str, Leaf]]) -> Counts:
    """Those with most articles, by these."""
    counts = snapshot.counts([plan(part) for _, part in near]) if near else []
    pairs = dict(zip((shown for shown, _ in near), counts, strict=True))
    return tuple(sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST])


def shown_name(snapshot: Snapshot, field: str, key: str) -> str:
    """A name as an article that carries it shows it."""
    if field == "language":
        return key.replace(" ", "-")
    if field not in _TAGGED:
        return key
    ids = snapshot.find([Lookup(field, key)], 1)[0]
    tags = snapshot.tags(ids, [f"{field}_shown"])[0] if ids else None
    return next((name for name in (tags or ((),))[0] if name_key(name) == key), key)


def _edits(word: str) -> Iterator[str]:
    """All spellings one edit away."""
    letters = next((letters for letters in _ALPHABETS if not set(letters).isdisjoint(word)), "")
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + letter + after for letter in letters)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in letters)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _slips(word: str) -> Iterator[str]:
    """Spellings one slip away: a vowel for another, a letter doubled, left out or swapped with the next."""
    for place, letter in enumerate(word):
        before, after = word[:place], word[place + 1 :]
        yield before + after
        yield before + letter + letter + after
        if letter in _VOWELS:
            yield from (before + vowel + after for vowel in _VOWELS)
        if after:
            yield before + after[0] + letter + after[1:]
