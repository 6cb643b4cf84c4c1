"""RIS: records of tagged lines, as ProQuest, Nexis, EBSCO, EndNote and Zotero write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ...text import one_line
from ..text_stream import numbered_lines
from .labels import ARTICLE_LIMIT, TOO_LARGE, labelled_article, natural_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..base import Options

_type = re.compile(rb"[ \t]*+TY {1,2}-")
_line = re.compile(r"[ \t]*([A-Z][A-Z0-9]) {1,2}-(?: (.*)|)\Z", re.DOTALL)
_begin = re.compile(rb"(?:[^\r\n]*+\r?\n){0,4}?[ \t]*+TY {1,2}- *+[A-Za-z]{3,8}\s")
_numbers = re.compile(r"(\d{4})/(\d{0,2})(?:/(\d{0,2})(?:/.*)?)?", re.DOTALL)
_year = re.compile(r"(?<!\d)\d{4}(?!\d)")
_address = re.compile(r"https?://[^\s;]+", re.IGNORECASE)
_ON_THE_WEB = frozenset(("ELEC", "WEB", "BLOG", "ICOMM", "MULTI"))
_COUNTER = 6  # digits: shorter numbers count the records of a file
_TEXTS_LIMIT = 20  # of one record, each of which is looked for in the others
_UNENDED = "its record has no end (ER); it may be cut off"


class Ris:
    """Reads a file of RIS, one article for each record."""

    name = "ris"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether it begins with a record's type, a few lines before it at most; or is called .ris."""
        return bool(_begin.match(head)) or name.lower().endswith(".ris")

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each record; what stands before the first is passed over."""
        for number, encoded in _records(stream):
            options.density.count(len(encoded or b""))
            origin = f"{options.origin}:{number}"
            yield _article(encoded, origin, options) if encoded is not None else Rejected(origin, TOO_LARGE)


def _records(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The line at which each record begins, and the record; None if it is too large."""
    begun, lines, is_whole = 0, bytearray(), True
    for number, line in numbered_lines(stream, ARTICLE_LIMIT):
        if line is not None and _type.match(line):
            if begun:
                yield begun, bytes(lines) if is_whole else None
            begun, is_whole = number, True
            lines.clear()
        is_whole = is_whole and line is not None and len(lines) + len(line) <= ARTICLE_LIMIT
        lines += line if line is not None and is_whole and begun else b""
    if begun:
        yield begun, bytes(lines) if is_whole else None


def _article(encoded: bytes, origin: str, options: Options) -> Article | Rejected:
    text, notice = options.encoding.decode(encoded)
    record = _Record(text)
    notices = [*filter(None, [notice, "" if record.is_closed else _UNENDED]), *record.doubts()]
    return labelled_article(record.row(), record.labels(), options, origin, notices)


class _Record:
    """The values of one record, by their tags."""

    def __init__(self, text: str) -> None:
        self.is_closed = False
        pieces: dict[str, list[list[str]]] = {}
        last: list[str] = []
        for line in text.splitlines():
            found = _line.match(line)
            if found and found[1] == "ER":
                self.is_closed = True
                break
            if found:
                last = [found[2] or ""]
                pieces.setdefault(found[1], []).append(last)
            else:
                last.append(line)  # of a value that goes on
        self._values = {tag: ["\n".join(lines) for lines in values] for tag, values in pieces.items()}
        self._day, self._doubt = self._publication_day()

    def labels(self) -> dict[str, str]:
        """All values, by tag."""
        return {tag: "\n\n".join(values) for tag, values in self._values.items()}

    def row(self) -> dict[str, object]:
        """Our field names and values."""
        on_the_web = self.first("TY").strip().upper() in _ON_THE_WEB
        address = _address.search(self.first("UR", "L2", "LK"))
        return {
            "id": self._id(),
            "title": self.first("TI", "T1", "CT", "BT"),
            "body": _join_texts(self.all("AB", "N2")),
            "published": self._day,
            "source": self.first("T2", "JF", "JO", "J1", "JA", "J2", *(["PB"] if on_the_web else [])),
            "url": address[0] if address else "",
            "authors": [natural_name(name) for name in self.all("AU", "A1")],
            "language": self.first("LA"),
            "section": self.first("SE"),
        }

    def first(self, *tags: str) -> str:
        """The first value that is not empty."""
        return next(iter(self.all(*tags)), "")

    def all(self, *tags: str) -> list[str]:
        """The values that are not empty, in the order of the tags."""
        return [value for tag in tags for value in self._values.get(tag, ()) if value.strip()]

    def doubts(self) -> list[str]:
        """Notices of its date."""
        return [self._doubt] if self._doubt else []

    def _id(self) -> str:
        """The database's own number; a bare counter of the file is none."""
        if accession := one_line(self.first("AN")):
            return accession
        written = one_line(self.first("ID"))
        return "" if written.isdecimal() and len(written) < _COUNTER else written

    def _publication_day(self) -> tuple[str, str]:
        """The day that DA or Y1 states, else what PY does; and a notice where these name different years.

        DA is the day of access in some programs, and a day without its year in others.
        """
        day, year = _stamp(self.first("DA", "Y1")), _stamp(self.first("PY", "Y1"))
        if not day or not year or day == year:
            return day or year, ""
        if not _year.search(day):
            return f"{day} {year}", ""
        if not set(_year.findall(day)) & set(_year.findall(year)) and _year.search(year):
            return year, f"dates disagree: DA {one_line(day)[:40]}, PY {one_line(year)[:40]}"
        return (year, "") if len(day) < len(year) else (day, "")


def _stamp(written: str) -> str:
    """A date of RIS, ``YYYY/MM/DD/other`` with parts left out at its end, as ISO 8601; others unchanged."""
    found = _numbers.fullmatch(written.strip())
    if not found:
        return one_line(written)
    parts = []
    for part in found.groups():
        if not part or not part.strip("0"):
            break
        parts.append(part.zfill(2))
    return "-".join(parts)


def _join_texts(texts: Sequence[str]) -> str:
    """The texts one after the other, without such as another one holds."""
    distinct = dict.fromkeys(text.strip() for text in texts[:_TEXTS_LIMIT])
    return "\n\n".join(
        text for text in distinct if not any(text != other and text in other for other in distinct)
    )
