"""The entries in a text of BibTeX, taken apart in one pass: no nesting costs more than its length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ...errors import InputError
from ...text import one_line
from .labels import natural_name
from .tex_text import text_of_tex

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPANSION_LIMIT = 16 * 1024**2
"""Characters that the short names in one file may stand for in all: two letters can be a long text."""

_TOO_MUCH = f"its short names (@string) stand for more than {EXPANSION_LIMIT // 1024**2} MiB; write them out"
_MACRO_LENGTH, _MACROS_LIMIT = 1_000, 10_000
_begin = re.compile(r"@\s{0,20}([A-Za-z]{1,40})\s{0,20}([{(])")
_key = re.compile(r"\s*+[^\s,={}\"]*+\s*+,")
_name = re.compile(r"[\s,]*+([A-Za-z][\w:+.-]{0,60}+)\s*+=\s*+")
_bare = re.compile(r"[^\s,#{}\"()=]++")
_more = re.compile(r"\s*+#\s*+")
_in_braces = re.compile(r"[^{}\\]++|\\.?|[{}]", re.DOTALL)
_in_quotes = re.compile(r"[^{}\\\"]++|\\.?|[{}\"]", re.DOTALL)
_and = re.compile(r"\s+and\s+|[{}]")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"


class BibTexEntry(NamedTuple):
    """One entry.

    Attributes:
        values: its fields, by name in lower case, with TeX's markup.
        line: how many lines below the beginning of the text it begins.
        is_closed: whether its end was found.
    """

    values: dict[str, str]
    line: int
    is_closed: bool


class Macros:
    """The short names that a file gives to texts (``@string``), and those of months."""

    def __init__(self) -> None:
        self._texts = {name: name for name in _MONTHS.split(" ")}
        self._left = EXPANSION_LIMIT

    def add(self, name: str, text: str) -> None:
        """Give a name to a text; a very long one has none."""
        if len(text) <= _MACRO_LENGTH and len(self._texts) < _MACROS_LIMIT:
            self._texts[name.lower()] = text

    def text_of(self, bare: str) -> str:
        """The text of a name; a number, or a name that is not known, as it is.

        Raises:
            InputError: the names in this file stood for very much already.
        """
        text = self._texts.get(bare.lower(), bare)
        self._left -= len(text)
        if self._left < 0:
            raise InputError(_TOO_MUCH)
        return text


def entries_in(text: str, macros: Macros) -> Iterator[BibTexEntry]:
    """The entries in a text that begins with one. Comments and preambles are passed over.

    Raises:
        InputError: short names stand for too much.
    """
    position = line = counted = 0
    while found := _begin.search(text, position):
        kind = found[1].lower()
        parser = _EntryParser(text, found.end(), macros)
        if kind in ("comment", "preamble"):
            position = parser.skip()
        elif kind == "string":
            for name, value in parser.fields():
                macros.add(name, value)
            position = parser.position
        else:
            parser.pass_key()
            values = dict(parser.fields())
            position = parser.position
            line += text.count("\n", counted, found.start())
            counted = found.start()
            yield BibTexEntry(values, line, parser.is_closed)


class _EntryParser:
    """Goes over one entry, from what follows its opening brace."""

    def __init__(self, text: str, position: int, macros: Macros) -> None:
        self._text = text
        self.position = position
        self._macros = macros
        self.is_closed = False

    def skip(self) -> int:
        """The offset after the closing brace."""
        self._text_in_braces()
        return self.position

    def pass_key(self) -> None:
        """Pass over the key by which the entry is cited."""
        if found := _key.match(self._text, self.position):
            self.position = found.end()

    def fields(self) -> Iterator[tuple[str, str]]:
        """Names, in lower case, and values, up to the end of the entry."""
        while found := _name.match(self._text, self.position):
            self.position = found.end()
            yield found[1].lower(), self._value()
        rest = re.compile(r"[\s,]*+[})]").match(self._text, self.position)
        self.is_closed = rest is not None
        self.position = rest.end() if rest else self.position

    def _value(self) -> str:
        """Texts in braces or quotes, numbers and names, joined by ``#``."""
        pieces = []
        while True:
            mark = self._text[self.position : self.position + 1]
            if mark in ("{", '"'):
                self.position += 1
                piece = self._text_in_braces() if mark == "{" else self._text_in_quotes()
            elif bare := _bare.match(self._text, self.position):
                self.position = bare.end()
                piece = self._macros.text_of(bare[0])
            else:
                break
            pieces.append(piece)
            if not (more := _more.match(self._text, self.position)):
                break
            self.position = more.end()
        return "".join(pieces)

    def _text_in_braces(self) -> str:
        """What stands before the brace that closes, or up to the end of the text."""
        start, depth = self.position, 1
        for found in _in_braces.finditer(self._text, self.position):
            depth += {"{": 1, "}": -1}.get(found[0], 0)
            if not depth:
                self.position = found.end()
                return self._text[start : found.start()]
        self.position = len(self._text)
        return self._text[start:]

    def _text_in_quotes(self) -> str:
        """The same up to a quotation mark outside of braces."""
        start, depth = self.position, 0
        for found in _in_quotes.finditer(self._text, self.position):
            depth += {"{": 1, "}": -1}.get(found[0], 0)
            if found[0] == '"' and depth <= 0:
                self.position = found.end()
                return self._text[start : found.start()]
        self.position = len(self._text)
        return self._text[start:]


def names_in(written: str) -> list[str]:
    """The names in a list of authors, divided by "and" outside of braces; in braces they stay as they are."""
    names, start, depth = [], 0, 0
    for found in _and.finditer(written):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
        elif depth <= 0:
            names.append(written[start : found.start()])
            start = found.end()
    names.append(written[start:])
    named = (name.strip() for name in names)
    return [_name_of(name) for name in named if name and name != "others"]


def _name_of(written: str) -> str:
    if written.startswith("{") and written.endswith("}"):
        return one_line(text_of_tex(written))
    parts = [text_of_tex(part) for part in written.split(",")]
    match parts:
        case [last, suffix, first] if suffix.strip() and first.strip():  # BibTeX's order
            return one_line(f"{first} {last} {suffix}")
        case _:
            return natural_name(", ".join(parts))
