"""BibTeX and BibLaTeX: entries of bibliographies, as Zotero and databases of newspapers export them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ...errors import InputError
from ...text import one_line
from ..text_stream import numbered_lines
from .bibtex_entries import BibTexEntry, Macros, entries_in, names_in
from .labels import ARTICLE_LIMIT, TOO_LARGE, labelled_article
from .publication_day import publication_day
from .tex_text import text_of_tex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..base import Options

_TYPES = (
    rb"article|book|booklet|collection|conference|electronic|inbook|incollection|inproceedings|magazine|manual|"
    rb"mastersthesis|misc|newspaper|online|periodical|phdthesis|proceedings|report|techreport|thesis|"
    rb"unpublished|www|comment|preamble|string"
)
_begin = re.compile(rb"\s*+(?:%%[^\n]*+\n\s*+)*+@\s{0,4}(?i:%b)\s{0,4}[{(]" % _TYPES)
_entry = re.compile(rb"(?m)^[ \t]*+@\s{0,4}(?i:%b)\s{0,4}[{(]" % _TYPES)
_line_of_entry = re.compile(rb"[ \t]*+@[ \t]*+[A-Za-z]{1,40}[ \t]*+(?:[{(]|\r?\n)")
_address = re.compile(r"https?://[^\s{}\"<>]+", re.IGNORECASE)
_escape = re.compile(r"\\([_%&#~$])(?:\{\})?+")
_ADDRESSES = ("url", "link", "howpublished", "note")
_OUTLETS = ("journal", "journaltitle", "newspaper", "magazine", "organization", "publisher")


class BibTex:
    """Reads a bibliography, one article for each entry."""

    name = "bibtex"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether it begins with an entry; or is called .bib and has one."""
        return bool(_begin.match(head)) or (name.lower().endswith(".bib") and bool(_entry.search(head)))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each entry; what stands between entries is a comment."""
        macros = Macros()
        for number, encoded in _pieces(stream):
            origin = f"{options.origin}:{number}"
            if encoded is None:
                yield Rejected(origin, TOO_LARGE)
                continue
            text, notice = options.encoding.decode(encoded)
            for entry in _entries(text, macros):
                if isinstance(entry, str):
                    yield Rejected(origin, entry)
                    continue
                options.density.count(sum(map(len, entry.values.values())))
                yield _article(entry, f"{options.origin}:{number + entry.line}", options, notice)


def _entries(text: str, macros: Macros) -> Iterator[BibTexEntry | str]:
    """The entries in a text; or, as text, why there are no more."""
    try:
        yield from entries_in(text, macros)
    except InputError as error:
        yield str(error)


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The line at which each entry begins, and the lines up to the next; None if they are too many."""
    begun, piece, is_whole = 0, bytearray(), True
    for number, line in numbered_lines(stream, ARTICLE_LIMIT):
        if line is not None and _line_of_entry.match(line):
            if begun:
                yield begun, bytes(piece) if is_whole else None
            begun, is_whole = number, True
            piece.clear()
        is_whole = is_whole and line is not None and len(piece) + len(line) <= ARTICLE_LIMIT
        piece += line if line is not None and is_whole and begun else b""
    if begun:
        yield begun, bytes(piece) if is_whole else None


def _article(entry: BibTexEntry, origin: str, options: Options, notice: str) -> Article | Rejected:
    labels = {name: text_of_tex(value) for name, value in entry.values.items()}
    subtitle = one_line(labels.get("subtitle", ""))
    row = {
        "title": ": ".join(filter(None, [one_line(labels.get("title", "")), subtitle])),
        "body": labels.get("abstract", ""),
        "published": publication_day(labels),
        "source": next((labels[name] for name in _OUTLETS if labels.get(name)), ""),
        "url": _address_in(entry),
        "authors": names_in(entry.values.get("author", "")),
        "language": labels.get("language") or labels.get("langid", ""),
        "section": labels.get("section") or labels.get("chapter", ""),
    }
    notices = [
        *filter(None, [notice, "" if entry.is_closed else "the entry is not closed; read as far as it goes"])
    ]
    return labelled_article(row, labels, options, origin, notices)


def _address_in(entry: BibTexEntry) -> str:
    """The first address, as it stands but for TeX's escapes."""
    for name in _ADDRESSES:
        written = _escape.sub(r"\1", entry.values.get(name, ""))
        if found := _address.search(written):
            return found[0]
    return ""
