"""Which formats can be read? Name -> reader; each turns bytes into articles.

A format of your own is a class with ``name``, ``sniff`` and ``read`` (see ``Reader``) and one line here,
or ``READERS[name] = …`` in a program that uses this library.
"""

from __future__ import annotations

from .base import Options, Reader, can_share
from .byproducts import kind_by_content, kind_by_name
from .captured.captured import CapturedPage
from .crawl.arc import Arc
from .crawl.warc import Warc
from .databases.bibtex import BibTex
from .databases.docx import WordDocument
from .databases.factiva import Factiva
from .databases.lexisnexis import LexisNexis
from .databases.nexis import Nexis
from .databases.ris import Ris
from .feed import Feed
from .html import HtmlPage
from .html.snapshot import ArchiveBox
from .mail.mailbox import Mail
from .mail.mhtml import Mhtml
from .news.news_xml import NewsXml
from .news.ninjs import Ninjs
from .printed.alto import Alto
from .printed.hocr import Hocr
from .printed.mets import Mets
from .printed.page_xml import PageXml
from .printed.pdf import Pdf
from .reuters_sgml import ReutersSgml
from .rows.delimited import Delimited
from .rows.jsonl import JsonLines
from .rows.parquet import Parquet
from .rows.workbook import Workbook
from .unreadable import foreign, unknown_markup

__all__ = ["READERS", "Options", "Reader", "can_share", "choose"]

READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        CapturedPage(),
        HtmlPage(),
        JsonLines(),
        Delimited(),
        Ninjs(),
        Feed(),
        NewsXml(),
        Mail(),
        Mhtml(),
        ReutersSgml(),
        Ris(),
        BibTex(),
        Factiva(),
        LexisNexis(),
        Nexis(),
        WordDocument(),
        Warc(),
        Arc(),
        ArchiveBox(),
        Workbook(),
        Parquet(),
        Alto(),
        PageXml(),
        Mets(),
        Hocr(),
        Pdf(),
    )
}
"""All readers. Later ones are asked first, so that a new one can claim what the general ones would take."""


_CLAIMING_ANYTHING = ("captured", "jsonl", "csv")
"""Readers of what may be anything: there the name, or all of what is seen, must speak for articles."""


def choose(head: bytes, name: str, only: Reader | None = None) -> Reader | str:
    """The reader for a file that begins with ``head``; or, as text, why there is none.

    Content decides before the name does, and both before anything is refused. Where there is a choice of
    ``only`` one, it is still not given pictures or programs.
    """
    if only:
        return only if only.sniff(head, "") else foreign(head) or only
    readers = list(reversed(READERS.values()))
    by_content = next((reader for reader in readers if reader.sniff(head, "")), None)
    if not by_content and (reason := foreign(head)):
        return reason
    found = by_content or next(reader for reader in readers if reader.sniff(head, name or "-"))
    return _refusal(head, name, found) or found


def _refusal(head: bytes, name: str, found: Reader) -> str:
    """The reason why what a reader of anything would take is no article; else ""."""
    if found.name not in _CLAIMING_ANYTHING:
        return ""
    reason = kind_by_name(name, head)
    if reason or found.name != "captured":
        return reason
    return unknown_markup(head) or kind_by_content(head)
