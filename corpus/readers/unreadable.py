"""Formats that no reader reads, known by how their files begin, so that a refusal can name them."""

from __future__ import annotations

import re

_MAGIC = {
    b"PK\x03\x04": "an office document or e-book",
    b"\x89PNG\r\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF87a": "a GIF picture",
    b"GIF89a": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"OggS\x00": "Ogg sound or video",
    b"ID3\x03": "MP3 sound",
    b"ID3\x04": "MP3 sound",
    b"\x1aE\xdf\xa3": "Matroska or WebM video",
    b"WARC/": "a WARC file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"{\\rtf": "an RTF document",
    b"%!PS": "a PostScript document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"SQLite format 3": "an SQLite database",
    b"\x1f\x9d": "a file of Unix compress",
    b"LZIP\x01": "an lzip file",
    b"\x04\x22\x4d\x18": "an LZ4 file",
    b"\xff\x06\x00\x00sNaPpY": "a Snappy file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!\x1a": "a RAR archive",
}
_READ_BY_CONTENT = {b"%PDF-": "a PDF", b"PAR1": "a Parquet file"}
_html = re.compile(
    rb"\s*(?:<!--|<!doctype\s+html|<(?:html|head|body|meta|script|title|div|p)\b)", re.IGNORECASE
)
_markup = re.compile(rb"\s*<(?:\?xml|!doctype|[a-z][\w:.-]{0,40}[\s/>])", re.IGNORECASE)


def foreign(head: bytes) -> str:
    """The reason why a file with this beginning is not read; "" if it may be text."""
    if kind := next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), ""):
        return f"{kind}, which this version does not read; export its articles as text, JSON Lines or CSV"
    known = next((kind for magic, kind in _READ_BY_CONTENT.items() if head.startswith(magic)), "")
    if known or _html.match(head):
        return f"{known or 'an HTML page'}; leave the choice of the reader to its content"
    if _markup.match(head):
        return "an XML or SGML file of a kind that is not read; export it as JSON Lines"
    if b"\0" in head[:8192]:
        return "not text: it holds NUL bytes (for UTF-16 text, save it as UTF-8)"
    return ""
