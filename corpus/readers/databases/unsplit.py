"""Files that carry several articles where one is expected: known by their marks, and refused, never merged.

The marks of databases that no reader divides are those by which public programs tell their articles apart:
the importers of the R package newspapers (Kohei Watanabe) and of AmCAT, and the translators of Zotero.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

_BY_CONTENT = "leave the choice of the reader to its content"
_ELSEWHERE = "save them one by one, or export them as RIS or as a table"
_SEVERAL = 2
_BEGINNING = 128 * 1024  # bytes of a page of several articles, in which the first of them has begun


class _TextMark(NamedTuple):
    """A line, or two, that stand once in every article of a format.

    Attributes:
        database: whose format it is.
        advice: what to do.
        literal: what all such lines hold, by which most texts are told soon.
        line: a pattern for the line.
    """

    database: str
    advice: str
    literal: str
    line: str


_OF = r"(?:of|von|de|van|di|sur)"
_TEXT_MARKS = (
    _TextMark("LexisNexis", _BY_CONTENT, " DO", rf"\d{{1,7}} {_OF} \d{{1,7}} DO[CK]UMENT[A-Z]{{0,3}}"),
    _TextMark("ProQuest", _ELSEWHERE, "Document ", r"Document \d{1,7} of \d{1,7}"),
    _TextMark("ProQuest", _ELSEWHERE, "Publication title: ", r"Publication title: .{1,200}"),
    _TextMark(
        "EBSCO", _ELSEWHERE, "Persistent link to this record", r"Persistent link to this record.{0,200}"
    ),
    _TextMark("GENIOS", _ELSEWHERE, "Adresse des Dokuments:", r"Dauerhafte Adresse des Dokuments:.{0,200}"),
    _TextMark("Mediargus", _ELSEWHERE, "w.", r"[^,\n]{1,60}, [^,\n]{6,40}\d{4}, p\. ?[\w-]{1,8}, \d{1,6}w\."),
    _TextMark(
        "Factiva",
        _BY_CONTENT,
        "0",
        r"[^\s\d<>]{2,40} [A-Za-z][A-Za-z0-9]{5,9}(?:19|20)\d{6}[a-z][a-z0-9]{5,11}",
    ),
    _TextMark("Nexis", _BY_CONTENT, "End of Document", r"End of Document"),
    _TextMark("RIS", _BY_CONTENT, "TY ", r"TY {1,2}- *+[A-Z]{3,8}"),
    _TextMark("BibTeX", _BY_CONTENT, "@", r"@(?i:article|misc|online|newspaper) {0,2}\{[^\s{}]{0,100},"),
    _TextMark("EndNote (ENW)", "export them as RIS", "%0 ", r"%0 [A-Z][A-Za-z ]{2,30}"),
    _TextMark("MEDLINE", "export them as RIS", "PMID", r"PMID- ?\d{1,12}"),
    _TextMark("Web of Science", "export them as RIS", "PT ", r"PT [A-Z]"),
    _TextMark(
        "a database",
        _ELSEWHERE,
        ": ",
        r"(?:Title|Headline): .{1,300}\n(?:Authors?|By-?line|Date|Source|Publication|Newspaper): .{1,300}",
    ),
)
# What stands in every article of a page of a database, and what stands there at all.
_PAGE_MARKS: tuple[tuple[str, bytes, bytes], ...] = (
    ("Kikuzo", b'class="topic-detail"', b"<table"),
    ("Yomidas", b'class="contentsTable"', b"heiseiDetailArea"),
    ("Integrum", b'page-break-before:always"><div align="left"><a name="', b"<pre"),
    ("APA DeFacto", b'class="eintrag"', b"<title>DeFacto"),
    ("BZK", b"knipsels.nsf", b"<title>Werkmap"),
    ("BZK", b'class="article"', b"Knipselkrant"),
    ("Europresse", b"DocPublicationName", b"<"),
    ("LexisNexis", b" DOCUMENTS</", b" of "),
    ("Nexis", b">End of Document<", b"<"),
)


def unsplit_reason(text: str) -> str:
    """The reason why a text is not one article; "" where no mark of several stands in it.

    A mark counts as a line of its own: a sentence may say of anything that it is 1 of 3 documents.
    """
    for mark in _TEXT_MARKS:
        if mark.literal in text and _is_repeated(mark.line, text):
            return _reason(mark.database, mark.advice)
    return ""


def unsplit_page_reason(page: bytes) -> str:
    """The same of the markup of a page."""
    beginning = page[:_BEGINNING]
    for database, mark, sign in _PAGE_MARKS:
        if mark in beginning and page.count(mark) >= _SEVERAL and sign in page:
            return _reason(database, _ELSEWHERE)
    return ""


def _is_repeated(line: str, text: str) -> bool:
    found = re.finditer(rf"(?m)^[ \t\xa0]*+{line}[ \t\r]*$", text)
    return sum(1 for _ in islice(found, _SEVERAL)) == _SEVERAL


def _reason(database: str, advice: str) -> str:
    return f"several articles, as {database} exports them; {advice}"
