"""Word documents (Office Open XML) from strangers: their paragraphs, in bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from xml.etree.ElementTree import ParseError

from ...errors import InputError
from ...text import clean, in_quotes, one_line
from ...unpacking import CHUNK, Level, UnpackingBudget
from ...unpacking.member import Member, Refused
from ...unpacking.zip_container import zip_members
from ..markup import check_document
from ..xml.xml_source import XML_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

ELEMENTS_LIMIT = 2_000_000
"""Elements that a document may have; no tree is made of them. A hundred articles have some 60,000."""

_DEPTH_LIMIT = 300
_PARTS = ("word/document.xml", "word/document2.xml")
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
_HEADINGS = ("title", "heading1", "heading 1", "titel", "berschrift1", "titre", "titre1", "ttulo", "ttulo1")
_NEEDED = "Word documents (DOCX) need the package defusedxml."
_INSTALL = "pip install 'dateline[xml]'"


class Paragraph(NamedTuple):
    """A paragraph of a document.

    Attributes:
        text: its text, clean; lines that were ended in it are apart.
        is_heading: whether it is set as a title or a heading of the first level.
    """

    text: str
    is_heading: bool = False


def paragraphs_of(file: BinaryIO) -> Iterator[Paragraph]:
    """The paragraphs of a document that is open as a file, blank ones included; fields' codes are no text.

    Raises:
        InputError: it is damaged, encrypted or too large, or holds no text; what comes before that is given.
    """
    size = file.seek(0, 2)
    file.seek(0)
    budget = UnpackingBudget(size)
    budget.holds(size)
    for part in zip_members(file, Level(budget)):
        if part.shown in _PARTS:
            if isinstance(part, Refused):
                raise InputError(part.reason)
            yield from _paragraphs_in(b"".join(_chunks_of(part)))
            return
    raise InputError("an office document without a text; save it as DOCX, or export its text")


def _chunks_of(part: Member) -> Iterator[bytes]:
    size = 0
    while chunk := part.read(CHUNK):
        size += len(chunk)
        if size > XML_LIMIT:
            raise InputError(f"a document whose text takes more than {XML_LIMIT // 1024**2} MiB; split it")
        yield chunk


def _paragraphs_in(document: bytes) -> Iterator[Paragraph]:
    try:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import DefusedXMLParser
    except ImportError:
        raise InputError(_NEEDED, _INSTALL) from None
    check_document(document, "a document", ELEMENTS_LIMIT)
    text = _WordText()
    parser = DefusedXMLParser(target=text, forbid_dtd=True)
    try:
        for start in range(0, len(document), CHUNK):
            parser.feed(document[start : start + CHUNK])
            yield from text.take()
        parser.close()
    except ParseError as error:
        yield from text.take()
        reason = in_quotes(one_line(str(error)), 100)
        raise InputError(f"not well-formed XML: {reason}; what follows was not read") from None
    except DefusedXmlException:
        raise InputError("it declares entities or a document type, which is refused") from None


class _WordText:
    """Collects paragraphs from the elements of a document as they come."""

    def __init__(self) -> None:
        self._ready: list[Paragraph] = []
        self._open: list[tuple[list[str], list[bool]]] = []  # paragraphs, those in text boxes within others
        self._depth = self._skipped = 0
        self._in_text = False

    def take(self) -> list[Paragraph]:
        """The paragraphs that have ended since."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        name = tag.rpartition("}")[2]
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise InputError(f"its elements are nested more than {_DEPTH_LIMIT} deep")
        if self._skipped or name == "Fallback":  # the same text box once more, for older programs
            self._skipped += 1
        elif name == "p":
            self._open.append(([], []))
        elif self._open:
            self._begin_within(name, attributes)

    def _begin_within(self, name: str, attributes: dict[str, str]) -> None:
        pieces, headings = self._open[-1]
        self._in_text = name == "t"
        if name in _BREAKS:
            pieces.append(_BREAKS[name])
        elif name in ("pStyle", "outlineLvl"):
            value = next((value for key, value in attributes.items() if key.endswith("}val")), "")
            headings.append(value.casefold() in _HEADINGS or (name == "outlineLvl" and value == "0"))

    def data(self, text: str) -> None:
        """Take the text of an element."""
        if self._in_text and self._open and not self._skipped:
            self._open[-1][0].append(text)

    def end(self, tag: str) -> None:
        """End an element."""
        self._depth -= 1
        self._in_text = False
        if self._skipped:
            self._skipped -= 1
        elif tag.rpartition("}")[2] == "p" and self._open:
            pieces, headings = self._open.pop()
            self._ready.append(Paragraph(clean("".join(pieces)), any(headings)))

    def close(self) -> None:
        """End the document."""
