"""PDF with text: a file is an article. Its dates are those of the file, not of the news, and are not read."""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING, Any, BinaryIO

from ...article import Rejected
from ...errors import InputError
from ...text import in_quotes, one_line
from ...unpacking.spool import spool
from .pdf_layout import PdfLine, page_blocks, without_furniture
from .printed_page import Citation, printed_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...article import Article
    from ..base import Options

PDF_LIMIT = 256 * 1024**2
"""Bytes of a file."""

PAGES_LIMIT = 2_000
"""Pages that are read."""

SECONDS_FREELY, SECONDS_PER_MEGABYTE = 40.0, 15.0
"""How long the pages may take, by the time of the thread: one takes some 20 ms, a broadsheet 200."""

_BOUNDS = {  # of pypdf, for one page, font or object
    "maximum_declared_stream_length": 64 * 1024**2,
    "array_based_stream_maximum_output_length": 16 * 1024**2,
    "stream_decoding_work_maximum_length": 64 * 1024**2,
    "stream_parsing_work_maximum_count": 1_000_000,
    "zlib_maximum_output_length": 16 * 1024**2,
    "zlib_maximum_recovery_input_length": 1024**2,
    "lzw_maximum_output_length": 16 * 1024**2,
    "run_length_maximum_output_length": 16 * 1024**2,
    "brotli_maximum_output_length": 16 * 1024**2,
    "page_tree_maximum_entries": 20_000,
    "xform_maximum_invocations_per_extraction": 500,
}
_TEXT_LIMIT = 10_000_000  # characters, as of an article
_STRANGE_SHARE = 0.2
_NEEDED = "A PDF needs the package pypdf."
_INSTALL = "pip install 'dateline[pdf]'"
_NO_TEXT = (
    "a PDF without text: its pages were scanned; let a program for OCR read them, and give its hOCR or ALTO"
)
_NO_LETTERS = "a PDF whose fonts do not tell which letters they show; have it read by OCR, as a scanned one"
_ENCRYPTED = "a PDF that asks for a password; save it without one"
_file_name = re.compile(
    r".*\.(?:docx?|rtf|odt|pdf|indd|qxd|qxp|tex|dvi|html?|txt|pages|xlsx?|pptx?|pmd|p65|ps|eps|jpe?g|tiff?|png)"
    r"|microsoft (?:word|powerpoint|excel|publisher)\b.*"
    r"|(?:https?://|file:|[a-z]:\\).*|\S*[\d_]\S*",
    re.IGNORECASE,
)
_NO_TITLES = frozenset(
    (
        *(
            "untitled",
            "untitled document",
            "document",
            "title",
            "no title",
            "print",
            "page",
            "article",
            "pdf",
        ),
        *("scan", "scanned document", "layout 1", "slide 1", "powerpoint presentation"),
        *("unbenannt", "ohne titel", "sans titre", "sin título", "senza titolo"),
    )
)
_strange = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


class Pdf:
    """Reads the text of a PDF; it needs the package pypdf."""

    name = "pdf"

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 -- its beginning tells
        """Whether it begins like a PDF."""
        return head[:1024].lstrip().startswith(b"%PDF-")

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """The article, or its rejection.

        Raises:
            InputError: the package is missing, or the file is damaged, encrypted, or too much.
        """
        try:
            import pypdf
        except ImportError:
            raise InputError(_NEEDED, _INSTALL) from None
        # Or else what pypdf warns of goes to standard error wherever a program has no log.
        logging.getLogger("pypdf").addHandler(logging.NullHandler())
        with spool(stream) as file, pypdf.apply_configuration(None, **_BOUNDS):
            found = _read_file(pypdf, file, options)
        yield found


def honest_title(stated: str) -> str:
    """The title in a document's properties; "" for a file's name, and for what programs put there."""
    title = one_line(stated)
    is_none = title.casefold() in _NO_TITLES or _file_name.fullmatch(title)
    return "" if is_none or not any(map(str.isalpha, title)) else title


def _read_file(pypdf: Any, file: BinaryIO, options: Options) -> Article | Rejected:  # noqa: ANN401 -- a module
    size = file.seek(0, 2)
    if size > PDF_LIMIT:
        return Rejected(options.origin, f"a PDF of more than {PDF_LIMIT // 1024**2} MiB; split it")
    file.seek(0)
    try:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            return Rejected(options.origin, _ENCRYPTED)
        pages, faults = _pages(reader, size)
        title = honest_title(str((reader.metadata or {}).get("/Title") or ""))
    except (InputError, MemoryError):
        raise
    except pypdf.errors.DependencyError:
        return Rejected(options.origin, f"{_ENCRYPTED}, or install the package cryptography")
    except Exception as error:  # noqa: BLE001 -- of a damaged file the package raises whatever it ran into
        return Rejected(options.origin, f"a PDF that is damaged: {in_quotes(one_line(str(error)), 100)}")
    return _article(pages, title, faults, options)


def _article(
    pages: list[list[PdfLine] | None], title: str, faults: list[str], options: Options
) -> Article | Rejected:
    read = [page or [] for page in pages]
    text = "".join(line.text for page in read for line in page)
    if not any(map(str.isalnum, text)):
        return Rejected(options.origin, faults[0] if faults else _NO_TEXT)
    if len(_strange.findall(text)) > _STRANGE_SHARE * len(text):
        return Rejected(options.origin, _NO_LETTERS)
    if missing := sum(page == [] for page in pages):
        faults.append(f"{missing} of {len(pages)} pages hold no text; they may have been scanned")
    options.density.count(len(text))
    blocks = [
        block for number, page in enumerate(without_furniture(read)) for block in page_blocks(page, number)
    ]
    return printed_article(blocks, options, options.origin, citation=Citation(title), notices=faults)


def _pages(reader: Any, size: int) -> tuple[list[list[PdfLine] | None], list[str]]:  # noqa: ANN401 -- a reader of pypdf
    """The lines of each page, None for one that cannot be read, and what is wrong.

    Raises:
        InputError: there are too many, or they take too long.
    """
    pages: list[list[PdfLine] | None] = []
    faults: list[str] = []
    start, length = time.thread_time(), 0
    for number, page in enumerate(reader.pages, 1):
        if number > PAGES_LIMIT:
            raise InputError(f"a PDF of more than {PAGES_LIMIT:,} pages; split it")
        if time.thread_time() - start > SECONDS_FREELY + SECONDS_PER_MEGABYTE * size / 1e6:
            faults.append(f"its pages take too long to be read; those from page {number} on were left out")
            break
        try:
            lines = _lines(page)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 -- a page that is damaged does no harm to the others
            pages.append(None)
            faults.append(f"page {number} cannot be read: {in_quotes(one_line(str(error)), 80)}")
            continue
        pages.append(lines)
        length += sum(len(line.text) for line in lines)
        if length > _TEXT_LIMIT:
            raise InputError(f"a PDF of more than {_TEXT_LIMIT:,} characters; split it")
    return pages, faults


def _lines(page: Any) -> list[PdfLine]:  # noqa: ANN401 -- a page of pypdf
    """The lines of a page, in the order in which they are drawn, which is nearly always that of reading."""
    lines = _Lines()
    page.extract_text(visitor_text=lines.take)
    lines.end()
    return lines.ended


class _Lines:
    """Lines made of pieces, each in a font of its own, as pypdf tells of them.

    Attributes:
        ended: those that are whole.
    """

    def __init__(self) -> None:
        self.ended: list[PdfLine] = []
        self._pieces: list[str] = []
        self._place: tuple[float, float] | None = None
        self._size = 0.0

    def take(self, text: str, matrix: list[float], text_matrix: list[float], _: object, size: float) -> None:
        """Add a piece, in which lines may end; a piece's place is what both matrices make of it."""
        a, b, c, d, e, f = matrix
        *_, scale, x, y = text_matrix
        for number, piece in enumerate(text.split("\n")):
            if number:
                self.end()
            self._pieces.append(piece)
            if piece.strip():
                self._place = self._place or (a * x + c * y + e, b * x + d * y + f)
                self._size = max(self._size, abs(size * scale * d) or abs(size))

    def end(self) -> None:
        """End the line."""
        if self._place:
            self.ended.append(PdfLine("".join(self._pieces).strip(), *self._place, self._size))
        self._pieces, self._place, self._size = [], None, 0.0
