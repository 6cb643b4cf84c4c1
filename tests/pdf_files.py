"""PDFs by hand: pages of lines at places, and the objects around them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

Line = tuple[float, float, float, str]
"""x, y (in points, from the left and from below), the size of the letters, the text."""

HEADING = 18.0
LEADING = 12.0


def column(lines: Iterable[str], *, x: float = 72, top: float = 700, size: float = 10) -> list[Line]:
    """Lines below each other, at the usual distance; a blank one is a gap."""
    return [(x, top - number * LEADING, size, line) for number, line in enumerate(lines) if line]


def pdf(pages: Sequence[Sequence[Line]], info: str = "", extra: str = "") -> bytes:
    """A PDF with these pages, the entries of its properties, and more in its trailer."""
    return pdf_of([drawing(page) for page in pages], info, extra)


def drawing(page: Sequence[Line]) -> bytes:
    """What draws the lines of a page."""
    shown = (f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_escape(text)}) Tj ET" for x, y, size, text in page)
    return "\n".join(shown).encode("cp1252")


def pdf_of(
    contents: Sequence[bytes], info: str = "", extra: str = "", *, stream: str = "", kids: str = ""
) -> bytes:
    """A PDF whose pages are drawn by these contents.

    Args:
        contents: of each page.
        info: entries of its properties.
        extra: entries of its trailer.
        stream: entries of the contents' dictionaries, such as a filter.
        kids: the pages that are referred to, where they are not just those.
    """
    numbers = range(4, 4 + 2 * len(contents), 2)
    referred = kids or " ".join(f"{number} 0 R" for number in numbers)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(contents)} /Kids [{referred}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    for number, content in zip(numbers, contents, strict=True):
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (number + 1)
        )
        head = f"<< /Length {len(content)} {stream} >>\nstream\n".encode()
        objects[number + 1] = head + content + b"\nendstream"
    objects[len(objects) + 1] = f"<< {info} >>".encode("cp1252")
    written = b"%PDF-1.4\n"
    places = []
    for number, content in sorted(objects.items()):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n"
    end += (
        f"<< /Size {count} /Root 1 0 R /Info {count - 1} 0 R {extra} >>\nstartxref\n{len(written)}\n%%EOF\n"
    )
    return written + end.encode()


def deflate(content: bytes, layers: int = 1) -> bytes:
    """Content packed as FlateDecode has it, several times."""
    for _ in range(layers):
        content = zlib.compress(content, 9)
    return content


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
