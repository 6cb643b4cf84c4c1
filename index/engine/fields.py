"""Field types of our own beside Whoosh's, and what a segment keeps of a field of any type.

A schema may mix them with Whoosh's TEXT, ID, KEYWORD, BOOLEAN, NUMERIC, DATETIME and STORED. Stock Whoosh can
index every type of ours as well: ``index`` gives its postings one by one, which is slow and simple.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from whoosh.analysis import Analyzer, IDAnalyzer, Token
from whoosh.fields import COLUMN, DATETIME, NUMERIC, FieldType
from whoosh.formats import Existence, Frequency, Positions
from whoosh.system import pack_uint

from corpus.errors import DatelineError

from ..text import analysis, languages

PASSAGE_GAP = 100
"""Positions left free between two passages: more than any phrase may bridge."""

Posting = tuple[bytes, int, float, bytes]
"""What Whoosh's ``FieldType.index`` yields for each term: the term, frequency, weight, encoded value."""

_LEAST_NUMBER, _GREATEST_NUMBER = -(1 << 63), (1 << 63) - 1


class Passages(tuple[str, ...]):  # noqa: SLOT001 -- slots cannot be added to a tuple
    """A text in passages, and the language that it is analysed in (index/text/languages.py)."""

    language = ""

    @classmethod
    def of(cls, passages: Iterable[str], language: str) -> Passages:
        """Passages in a language."""
        made = cls(passages)
        made.language = language
        return made


class Words(FieldType):  # type: ignore[misc] # Whoosh ships no types
    """Text in one or several passages, as exact terms or stems (index/text/analysis.py), and scored.

    A value is a text, or a list or tuple of passages. Positions count on from one passage to the next with
    ``PASSAGE_GAP`` between, so that no phrase runs from one into the other.

    Args:
        stemmed: keep stems; else exact terms.
        positions: keep where in a document each term stands, for phrases; else how often only.
        stored: keep the value too.
    """

    def __init__(self, *, stemmed: bool, positions: bool, stored: bool = False) -> None:
        format_ = Positions() if positions else Frequency()
        super().__init__(format_, WordAnalyzer(stemmed=stemmed), scorable=True, stored=stored)
        self.stemmed = stemmed
        self.positions = positions

    def index(self, value: object, **_options: object) -> Iterator[Posting]:
        """The postings of a value, for stock Whoosh: the slow path, and the law for the fast one."""
        positions_of: defaultdict[str, list[int]] = defaultdict(list)
        position = 0
        for passage in passages_of(value):
            for term in self._terms(passage, language_of(value)):
                positions_of[term].append(position)
                position += 1
            position += PASSAGE_GAP
        for term, positions in positions_of.items():
            count = len(positions)
            encoded = self.format.encode(positions) if self.positions else pack_uint(count)
            yield term.encode(), count, float(count), encoded

    def process_text(self, qstring: str, mode: str = "", **_options: object) -> Iterator[str]:  # noqa: ARG002 -- Whoosh's signature
        """The terms of a text, in order."""
        return iter(self._terms(qstring, ""))

    def _terms(self, text: str, language: str) -> list[str]:
        return (languages.stems if self.stemmed else languages.exact_terms_in)(text, language)


class WordAnalyzer(Analyzer):  # type: ignore[misc] # Whoosh ships no types
    """Our analysis in the form of a Whoosh analyzer, for its query parser and highlighter."""

    def __init__(self, *, stemmed: bool) -> None:
        self.stemmed = stemmed

    def has_morph(self) -> bool:
        """Whether terms differ from what was written."""
        return self.stemmed

    def __call__(
        self,
        value: str,
        positions: bool = False,  # noqa: FBT001, FBT002 -- Whoosh's signature
        chars: bool = False,  # noqa: FBT001, FBT002 -- Whoosh's signature
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **options: object,
    ) -> Iterator[Any]:
        """Whoosh's tokens of a text: one object, filled anew for each token, as Whoosh has it."""
        token = Token(positions, chars, mode=mode, **options)
        for position, term in enumerate(analysis.terms(value), start_pos):
            token.text = analysis.stem(term.exact) if self.stemmed else term.exact
            token.boost = 1.0
            token.stopped = False
            token.original = value[term.start : term.end]
            token.pos = position
            token.startchar, token.endchar = start_char + term.start, start_char + term.end
            yield token


class Keys(FieldType):  # type: ignore[misc] # Whoosh ships no types
    """A list of whole terms, not analysed and not scored: names, ids, addresses.

    A lone text is a list of one.

    Args:
        unique: no two documents share a value: the key of updates.
        sortable: keep a tag column too, for sorting and counting.
        stored: keep the value too.
    """

    def __init__(self, *, unique: bool = False, sortable: bool = False, stored: bool = False) -> None:
        super().__init__(
            Existence(), IDAnalyzer(), unique=unique, sortable=sortable, stored=stored, scorable=False
        )

    def index(self, value: object, **_options: object) -> Iterator[Posting]:
        """The postings of a value, for stock Whoosh."""
        for term in keys_of(value):
            yield term.encode(), 1, 1.0, b""

    def to_column_value(self, value: object) -> bytes:
        """The first value as bytes, for stock Whoosh, whose columns hold one."""
        return next((key.encode() for key in keys_of(value)), b"")


class Tags(FieldType):  # type: ignore[misc] # Whoosh ships no types
    """A list of values to count a document under: a tag column, not searchable.

    A value may begin with its key and a NUL: it is shown without them, and counted with all of that key. No
    two values of a document share a key.
    """

    indexed = False

    def __init__(self) -> None:
        super().__init__(Existence(), None)


class Hashes(FieldType):  # type: ignore[misc] # Whoosh ships no types
    """A list of numbers of 32 bits, without a sign, that a document is known by; several of them find it.

    Whoever looks for them (``common_hashes.Sharing``) knows them; no query asks for one.
    """

    indexed = False

    def __init__(self) -> None:
        super().__init__(Existence(), None)


@dataclass(frozen=True, slots=True)
class FieldParts:
    """What a segment keeps of a field.

    Attributes:
        terms: a term dictionary with postings.
        frequencies: how often each term stands in each document.
        positions: and where.
        scored: lengths and bounds, for BM25.
        numbers: a number column, by which terms and ranges are answered.
        tags: a tag column.
        hashes: which documents hold each hash.
        stored: the values as they were given.
    """

    terms: bool = False
    frequencies: bool = False
    positions: bool = False
    scored: bool = False
    numbers: bool = False
    tags: bool = False
    hashes: bool = False
    stored: bool = False


def field_parts(field: FieldType) -> FieldParts:
    """What a segment keeps of a field.

    Character offsets of Whoosh's formats are not kept: matches are marked by analysing the text again.

    Raises:
        DatelineError: the field asks for something that segments do not hold.
    """
    _refuse(field)
    stored = bool(field.stored)
    if isinstance(field, NUMERIC):
        return FieldParts(numbers=True, stored=stored)
    if not field.indexed:
        return FieldParts(tags=isinstance(field, Tags), hashes=isinstance(field, Hashes), stored=stored)
    scored = bool(field.scorable)
    return FieldParts(
        terms=True,
        frequencies=scored or not isinstance(field.format, Existence),
        positions=field.format.supports("positions"),
        scored=scored,
        tags=field.column_type is not None,
        stored=stored,
    )


def _refuse(field: FieldType) -> None:
    if field.vector:
        raise DatelineError(f"{field!r} asks for term vectors, which segments do not hold.")
    if field.format is not None and field.format.field_boost != 1:
        raise DatelineError(f"{field!r} has a boost.", "Give the weight in the query instead.")
    if isinstance(field, COLUMN):
        raise DatelineError(f"{field!r} is a bare column.", "Use Tags, a sortable field or NUMERIC.")
    if field.separate_spelling():
        raise DatelineError(f"{field!r} asks for a dictionary of spellings, which segments do not hold.")


def passages_of(value: object) -> tuple[str, ...]:
    """The passages of a value of a Words field.

    Raises:
        DatelineError: it is not a text, nor a list or tuple of texts.
    """
    found = value if isinstance(value, (tuple, list)) else (value,)
    for passage in found:
        if not isinstance(passage, str):
            raise DatelineError(f"{_excerpt(value)} is neither a text nor a list of passages.")
    return found if isinstance(found, tuple) else tuple(found)


def language_of(value: object) -> str:
    """The language that a value of a Words field is analysed in; "" for English."""
    return value.language if isinstance(value, Passages) else ""


def keys_of(value: object) -> list[str]:
    """The values of a Keys or Tags field, each once.

    Raises:
        DatelineError: it is not a text, nor a list or tuple of texts.
    """
    found = value if isinstance(value, (tuple, list)) else (value,)
    for key in found:
        if not isinstance(key, str):
            raise DatelineError(f"{_excerpt(value)} is neither a text nor a list of texts.")
    return list(dict.fromkeys(found))


def hashes_of(value: object) -> list[int]:
    """The values of a Hashes field, each once.

    Raises:
        DatelineError: it is not a list or tuple of whole numbers of 32 bits without a sign.
    """
    if not isinstance(value, tuple | list) or not all(
        type(each) is int and each >> 32 == 0 for each in value
    ):
        raise DatelineError(f"{_excerpt(value)} is no list of numbers of 32 bits.")
    return list(dict.fromkeys(value))


def column_number(field: NUMERIC, value: object) -> int:
    """The number by which a value of a NUMERIC or DATETIME field is kept and compared.

    Integers are themselves, decimals in units of their last place, moments microseconds since the beginning
    of year 1. Floats are the integers that sort as they do.

    Raises:
        DatelineError: the field does not take that value, or the value is several.
    """
    if isinstance(value, tuple | list):
        if len(value) != 1:
            raise DatelineError(
                f"{_excerpt(value)} is not one number: a field of numbers keeps one a document."
            )
        value = value[0]
    try:
        prepared = (
            field.prepare_datetime(value) if isinstance(field, DATETIME) else field.prepare_number(value)
        )
        found = _from_float(prepared) if isinstance(prepared, float) else prepared
    except Exception as error:  # Whoosh raises whatever its conversions meet
        raise DatelineError(f"{_excerpt(value)} is no value of {field!r} ({error}).") from error
    if not isinstance(found, int) or not _LEAST_NUMBER <= found <= _GREATEST_NUMBER:
        raise DatelineError(f"{_excerpt(value)} is not a number of 64 bits with a sign.")
    return found


def from_number(field: NUMERIC, kept_as: int) -> object:
    """The value that ``number`` was given: an int, a float, a Decimal or a datetime without a zone."""
    if isinstance(field, DATETIME):
        return field.from_column_value(kept_as)
    if field.numtype is float:
        return _to_float(kept_as)
    return field.unprepare_number(kept_as)


def _from_float(value: float) -> int:
    """The bits of a float as an integer that sorts as it does; 0.0 and -0.0 are one."""
    if value != value:  # noqa: PLR0124 -- true of "not a number" alone
        raise ValueError("it is not a number")
    (bits,) = struct.unpack("<q", struct.pack("<d", value + 0.0))
    return int(bits if bits >= 0 else bits ^ _GREATEST_NUMBER)


def _to_float(kept_as: int) -> float:
    bits = kept_as if kept_as >= 0 else kept_as ^ _GREATEST_NUMBER
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])


def to_stored(value: object) -> object:
    """A value in the form in which it is stored: a text, or what JSON can say."""
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    return {"$bytes": value.hex()} if isinstance(value, bytes) else value


def from_stored(value: object) -> object:
    """The value that ``to_stored`` was given."""
    match value:
        case {"$datetime": str(text), **others} if not others:
            return datetime.fromisoformat(text)
        case {"$bytes": str(text), **others} if not others:
            return bytes.fromhex(text)
    return value


def _excerpt(value: object) -> str:
    """A value in an error: enough to know it by."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 -- a line's width
