"""Word documents for tests, made of paragraphs on the spot."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(text: str, *, heading: bool = False) -> str:
    """The markup of a paragraph, or of a heading."""
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if heading else ""
    return f"<w:p>{style}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def document(*paragraphs: str) -> bytes:
    """A document of paragraphs, given as markup."""
    body = "".join(paragraphs)
    return packed(
        f'<?xml version="1.0"?><w:document xmlns:w="{NAMESPACE}"><w:body>{body}</w:body></w:document>'
    )


def packed(text: str | bytes, name: str = "word/document.xml") -> bytes:
    """An office file with one part; the list of its parts stands first, as in those that programs write."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/settings.xml", "<settings/>")
        archive.writestr(name, text)
    return held.getvalue()
