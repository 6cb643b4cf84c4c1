"""Words with wildcards, near spellings, and phrases that hold them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from index.text.analysis import LONGEST_TERM, exact_terms, fold, written_tokens

from ..tree import Near, Node, Phrase, Similar, Wildcard, Word
from .foreign import refusal_of_word
from .reading_notes import ReadingNotes
from .tokens import OPERATORS, QueryToken
from .typed_text import whole_number

WILDCARD = re.compile(r"\*|(?<!\?)\?++(?=[^\W_])")
"""Question marks at a word's end are punctuation."""
_SPELLING = re.compile(r"(?P<word>[^~]*+)~(?P<edits>\d*)")

_QUESTION_MARKS = re.compile(r"\?++(?![^\W_*])")
_CENSORED = re.compile(r"(?<=[^\W_])\*{2,}+(?=[^\W_])")
_EMPHASIS = re.compile(r"\*{2,}+(?P<text>[^\s*?]++)\*{2,}+")
_ACRONYM = re.compile(r"[^\W\d_](?:\.[^\W\d_])+\.?\*")
_SHORTEST = 3  # letters of a word with near spellings
_MOST_EDITS = 2
_LONG = 6  # letters from which two may differ


def without_stars(text: str) -> str:
    """The text without stars that are no wildcards: those within a word, and those of emphasis."""
    return _CENSORED.sub(" ", _EMPHASIS.sub(r"\g<text>", text)) if "**" in text else text


def pattern(text: str, field: str, token: QueryToken, notes: ReadingNotes, *, exact: bool) -> Node:
    """What a text with wildcards asks for.

    Args:
        text: one word, or several.
        field: a field of text.
        token: where it stands.
        notes: of the query.
        exact: whether its other words are asked for as they are, as in quotes.
    """
    pieces = list(_pieces(text))
    bare = [piece for piece in pieces if not piece.strip("*?")]
    if bare and len(pieces) > len(bare):
        others = " PRE/2 ".join(piece for piece in pieces if piece.strip("*?"))
        raise notes.refusal(token, "A * by itself would stand for any word.", f"Write: {others}.")
    if bare or not pieces:
        raise notes.refusal(token, "A wildcard needs at least one letter beside it.", "Add a letter.")
    parts = [_part(piece, field, token, notes, exact=exact) for piece in pieces]
    joined = _join(parts, field) if exact else parts
    return joined[0] if len(joined) == 1 else Near(tuple(joined), 1, ordered=True)


def word(written: str, field: str) -> Word | Phrase:
    """A word so that it can be typed again: what is an operator elsewhere stands in quotes."""
    if written in OPERATORS or refusal_of_word(written, is_first=False):
        lower = written.lower()
        return Phrase(lower, field) if refusal_of_word(lower, is_first=False) else Word(lower, field)
    return Word(written if len(written.split()) == 1 else exact_terms(written)[0], field)


def parts_of(text: str, field: str, token: QueryToken, notes: ReadingNotes) -> list[Word | Phrase | Wildcard]:
    """The words and patterns of a text, each by itself, in all inflections."""
    return [_part(piece, field, token, notes, exact=False) for piece in _pieces(without_stars(text))]


def is_spelling(text: str) -> bool:
    """Whether a text asks for near spellings of a word."""
    match = _SPELLING.fullmatch(text)
    return bool(match and exact_terms(match["word"]))


def spelling(text: str, field: str, token: QueryToken, notes: ReadingNotes) -> Similar:
    """What ``word~`` and ``word~1`` ask for."""
    match = _SPELLING.fullmatch(text)
    assert match
    words, edits = written_tokens(match["word"]), match["edits"]
    if len(words) != 1 or WILDCARD.search(match["word"]):
        raise notes.refusal(
            token, "A near spelling is one of a single word.", "Write ~ after each word that it is meant for."
        )
    letters = len(exact_terms(match["word"])[0])
    if letters < _SHORTEST:
        raise notes.refusal(
            token, f"Too short: nearly any word of {letters} letters is spelt nearly so.", "Leave out the ~."
        )
    number = whole_number(edits) if edits else (_MOST_EDITS if letters >= _LONG else 1)
    if not 1 <= number <= _MOST_EDITS:
        raise notes.refusal(token, f"At most {_MOST_EDITS} letters may differ.", "Write ~1 or ~2.")
    notes.is_plain &= bool(edits)
    return Similar(words[0], number, field)


def _pieces(text: str) -> Iterator[str]:
    """The words and patterns of a text; what parts them is left out."""
    text = _QUESTION_MARKS.sub(" ", text)
    for written in text.split():
        if _ACRONYM.fullmatch(written):
            yield written.replace(".", "")
            continue
        spread = "".join(character if _is_of_word(character) else " " for character in written)
        yield from (piece for piece in spread.split() if WILDCARD.search(piece) or exact_terms(piece))


def _is_of_word(character: str) -> bool:
    return (
        character.isalnum()
        or character in "*?"
        or (not character.isascii() and unicodedata.category(character).startswith("M"))
    )


def _part(
    piece: str, field: str, token: QueryToken, notes: ReadingNotes, *, exact: bool
) -> Word | Phrase | Wildcard:
    if not WILDCARD.search(piece):
        words = written_tokens(piece)
        return word(words[0], field) if len(words) == 1 and not exact else Phrase(piece, field)
    terms = exact_terms(re.sub(r"[*?]", "", piece))
    if len(fold(piece).replace("*", "")) > LONGEST_TERM:
        raise notes.refusal(
            token,
            f"No word is indexed with more than {LONGEST_TERM} letters.",
            "Write fewer of its letters: longer words are indexed in pieces of so many.",
        )
    if not terms:
        raise notes.refusal(token, "A wildcard needs at least one letter beside it.", "Add a letter.")
    if len(terms) == 1:
        return Wildcard(piece, field)
    inner = piece.strip("*")
    if WILDCARD.search(inner):
        raise notes.refusal(
            token,
            "Each of these characters is a word, and a wildcard stands for letters inside one.",
            "Write: " + " PRE/2 ".join(re.split(r"[*?]+", inner)) + ".",
        )
    notes.note(f"{inner!r} is found wherever these characters stand side by side: * adds nothing to it")
    return Phrase(inner, field)


def _join(parts: list[Word | Phrase | Wildcard], field: str) -> list[Word | Phrase | Wildcard]:
    """The same with words side by side as one phrase."""
    joined: list[Word | Phrase | Wildcard] = []
    for part in parts:
        if joined and isinstance(part, Phrase) and isinstance(joined[-1], Phrase):
            joined[-1] = Phrase(f"{joined[-1].text} {part.text}", field)
        else:
            joined.append(part)
    return joined
