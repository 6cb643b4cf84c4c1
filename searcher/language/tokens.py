"""A query's text in tokens: words, quoted texts, fields, operators, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from .field_names import ADDRESS_FIELDS, FIELDS
from .foreign import FUNCTIONS
from .typed_text import ANGULAR, DASHES, QUOTATION_MARKS, SAME_BOTH_WAYS, whole_number

OPERATORS = frozenset({"AND", "OR", "NOT"})

_PARTNERS = {
    **{mark: mark for mark in QUOTATION_MARKS},
    "“": "”",
    "„": "“”",
    "‟": "”",
    "❝": "❞",
    "〝": "〞〟",
    "‶": "″",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "｢": "｣",
    "﹁": "﹂",
    "﹃": "﹄",
    "⹂": "“”",
    "❮": "❯",
    "❰": "❱",
}
"""Quotation mark → those that close what it opens."""
_DOUBLED = ("''", "’’", "‘‘", "``")  # as typewriters and TeX write a quotation mark
_HEBREW = "\u0590-\u05ff"
_ANY_MARK = re.compile(f"(?<![{_HEBREW}])[{QUOTATION_MARKS}]|[{QUOTATION_MARKS}](?![{_HEBREW}])")

_PREFIX = re.compile(r"(?P<name>[A-Za-z]++(?:[_.][A-Za-z]++)*+):(?=[^\s)])")
ADDRESS = re.compile(
    r"(?:https?://|www\.[^\s.]{1,63}\.|(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}/)[^\s\"<>]*[^\s\"<>.,;:!?)\]}'’”»]",
    re.IGNORECASE,
)
_UP_TO_BLANK = re.compile(r"\S+")
_MINUS = re.compile(rf"[{DASHES}]++(?![\s)]|\Z)")
_TOUCHING = re.compile(r"-(?![\s)-]|\Z)")
_EITHER = re.compile(r"\|{1,2}")
_BOTH = re.compile(r"&&")
_EXCLAMATION = re.compile(r"!(?=[^\W_]|[\"(“])")
_BRACES = re.compile(r"\{[^{}]++\}")
_WITHIN = re.compile(r"~\d*(?![^\s)])")
_DATE = re.compile(r"[\[{][^\[\]{}\"()]*[\]}]|[<>]=?\s+[^\s()\"]+")
_REGEX = re.compile(r"/[^\s/]++/(?=[\s)]|\Z)")
_NEARNESS = re.compile(r"(?P<name>near|pre)/(?P<number>\d+)", re.IGNORECASE)
# A word holds quotation marks between letters, inches, and the narrow blanks of a number: 3 000.
_WORD = re.compile(
    rf"""(?:[^\s()|&{QUOTATION_MARKS}]|&(?!&)
    |(?<=[^\W_])[{SAME_BOTH_WAYS}](?=[^\W_])
    |(?<=\d)[{SAME_BOTH_WAYS}](?=[\s.,;:!?)\-]|\Z)
    |(?<=\d)[\u00a0\u2009\u202f](?=\d\d\d(?!\d)))++""",
    re.VERBOSE,
)
_CALL = re.compile(rf"(?:{'|'.join(FUNCTIONS)})(?=\((?!e?s\)))", re.IGNORECASE)


class QueryToken(NamedTuple):
    """A token of a query.

    Attributes:
        kind: ``"open"``, ``"close"``, ``"quoted"``, ``"unclosed"``, ``"braced"``, ``"within"`` (``~5`` after
            a quoted text), ``"prefix"``, ``"minus"``, ``"operator"``, ``"date"``, ``"regex"``, ``"call"``
            (a function of another system), ``"address"``, ``"raw"`` (up to the next blank) or
            ``"word"``.
        text: what it holds; of an operator ``AND``, ``OR``, ``NOT``, ``NEAR/5`` or ``PRE/5``.
        start: where it begins in the query's text.
        end: where it ends.
        spaced: whether a blank, a parenthesis or the query's beginning stands before it.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool


def tokens_of(text: str) -> list[QueryToken]:
    """The tokens of a query's text."""
    return list(_Scanner(text).tokens())


class _Scanner:
    """Reads a text once, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._spaced = True
        self._before = "open"  # kind of the token before
        self._marks = _places_of_marks(text)
        self._field = ""  # of the prefix just read
        self._depth = 0
        self._address_depths: list[int] = []  # of open parentheses that hold addresses

    def tokens(self) -> Iterator[QueryToken]:
        while self._at < len(self._text):
            if self._text[self._at].isspace():
                self._spaced, self._field = True, ""
                self._at += 1
                continue
            token = self._token()
            yield token
            self._field = _field_of(token)
            self._at, self._before = token.end, token.kind
            self._spaced = token.kind in ("open", "prefix")

    @property
    def _is_fresh(self) -> bool:
        """Whether something begins here, and does not go on."""
        return self._spaced or self._before in ("minus", "operator", "prefix")

    def _token(self) -> QueryToken:
        character = self._text[self._at]
        if character in "()":
            return self._parenthesis(character)
        if character in QUOTATION_MARKS or self._is_doubled_mark():
            return self._quotation()
        if self._field in ADDRESS_FIELDS or (self._address_depths and self._field == ""):
            return self._address_value()
        return self._sign() or self._plain()

    def _match(self, kind: str, pattern: re.Pattern[str], text: str = "") -> QueryToken | None:
        match = pattern.match(self._text, self._at)
        return QueryToken(kind, text or match[0], match.start(), match.end(), self._spaced) if match else None

    def _parenthesis(self, character: str) -> QueryToken:
        if character == "(":
            self._depth += 1
            if self._field in ADDRESS_FIELDS:
                self._address_depths.append(self._depth)
        else:
            if self._address_depths and self._address_depths[-1] == self._depth:
                self._address_depths.pop()
            self._depth = max(0, self._depth - 1)
        kind = "open" if character == "(" else "close"
        return QueryToken(kind, character, self._at, self._at + 1, self._spaced)

    def _address_value(self) -> QueryToken:
        """Everything up to the blank, but for parentheses that close what was opened before it."""
        match = _UP_TO_BLANK.match(self._text, self._at)
        assert match
        value = match[0]
        while self._depth and value.endswith(")") and value.count(")") > value.count("("):
            value = value[:-1]
        is_operator = value in OPERATORS and not self._field
        kind = "operator" if is_operator else "raw"
        return QueryToken(kind, value, self._at, self._at + len(value), self._spaced)

    # Quotation marks

    def _is_doubled_mark(self) -> bool:
        pair = self._text[self._at : self._at + 2]
        after = self._text[self._at + 2 : self._at + 3]
        return pair in _DOUBLED and self._is_fresh and bool(after) and not after.isspace()

    def _quotation(self) -> QueryToken:
        mark = self._text[self._at]
        if mark in QUOTATION_MARKS:
            first = self._at + 1
            last = -1 if self._closes_only(mark) else self._closing(mark, first)
            size = 1
        else:
            first = self._at + 2
            ends = [end for pair in ("''", "’’") if (end := self._text.find(pair, first)) >= 0]
            last, size = min(ends, default=-1), 2
        if last < 0:
            if mark in ANGULAR and self._text[first : first + 1].strip() == "":  # Home » News
                return QueryToken("word", mark, self._at, first, self._spaced)
            return QueryToken("unclosed", self._text[self._at : first], self._at, first, self._spaced)
        return QueryToken("quoted", self._text[first:last], self._at, last + size, self._spaced)

    def _closes_only(self, mark: str) -> bool:
        """Whether a mark ends a word, so that it opens nothing."""
        after = self._text[self._at + 1 : self._at + 2]
        return mark in SAME_BOTH_WAYS and not self._is_fresh and not after.strip()

    def _closing(self, mark: str, first: int) -> int:
        """Where the text ends that a quotation mark opens: at its partner, or at any mark; -1: nowhere."""
        partners = self._next_mark(_PARTNERS[mark], first)
        if partners >= 0 or mark not in SAME_BOTH_WAYS:
            return partners
        return self._next_mark(SAME_BOTH_WAYS, first)

    def _next_mark(self, marks: str, first: int) -> int:
        found = []
        for mark in marks:
            places = self._marks.get(mark, [])
            index = bisect_left(places, first)
            found += places[index : index + 1]
        return min(found, default=-1)

    # Everything else

    def _sign(self) -> QueryToken | None:
        """What is no word, but stands for something."""
        if self._field == "published" and (token := self._match("date", _DATE)):
            return token
        if self._before == "quoted" and not self._spaced and (token := self._match("within", _WITHIN)):
            return token
        if self._text[self._at].isalnum():
            return None
        if self._spaced:
            token = self._match("minus", _MINUS) or self._match("operator", _EXCLAMATION, "NOT")
            if token:
                return token
        if self._is_fresh and (token := self._match("braced", _BRACES) or self._match("regex", _REGEX)):
            return token
        return (
            self._match("operator", _EITHER, "OR")
            or self._match("operator", _BOTH, "AND")
            or self._match("minus", _TOUCHING)
        )

    def _plain(self) -> QueryToken:
        token = self._address() or self._prefix() or self._match("call", _CALL)
        if token:
            return token
        word = self._match("word", _WORD)
        if word is None:  # a single & before another sign
            return QueryToken("word", self._text[self._at], self._at, self._at + 1, self._spaced)
        if word.text in OPERATORS:
            return word._replace(kind="operator")
        nearness = _NEARNESS.fullmatch(word.text)
        if nearness:
            name = f"{nearness['name'].upper()}/{whole_number(nearness['number'])}"
            return word._replace(kind="operator", text=name)
        return word

    def _address(self) -> QueryToken | None:
        """An address, with the parentheses that it opens; in the angles in which mail sets one."""
        opened = self._text[self._at] == "<"
        match = ADDRESS.match(self._text, self._at + opened)
        if match is None:
            return None
        address, end = match[0], match.end()
        while self._text.startswith(")", end) and address.count("(") > address.count(")"):
            address, end = f"{address})", end + 1
        end += opened and self._text.startswith(">", end)
        return QueryToken("address", address, self._at, end, self._spaced)

    def _prefix(self) -> QueryToken | None:
        """A field's name and its colon; right after another field's, a name that is none is a word."""
        token = self._match("prefix", _PREFIX)
        if token and self._field and not _field_of(token):
            return None
        return token


def _field_of(token: QueryToken) -> str:
    """The field that a token names; "" for none."""
    return FIELDS.get(token.text[:-1].lower(), "") if token.kind == "prefix" else ""


def _places_of_marks(text: str) -> dict[str, list[int]]:
    """Where each quotation mark stands that may close a quoted text, in order."""
    places: dict[str, list[int]] = {}
    for match in _ANY_MARK.finditer(text):
        places.setdefault(match[0], []).append(match.start())
    return places


def without_marks(text: str) -> str:
    """A text without quotation marks, but for those within Hebrew words; without braces and wide tildes."""
    return " ".join(re.sub("[{}～]", " ", _ANY_MARK.sub(" ", text)).split())
