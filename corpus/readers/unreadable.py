"""Formats that no reader reads, known by how their files begin, so that a refusal can name them."""

from __future__ import annotations

import re
from collections import Counter

from .xml.xml_source import root_of

_EXPORT = "which this version does not read; export its articles as text, JSON Lines or CSV"
_OTHER = "of which this reader reads nothing; leave the choice of the reader to its content"
_MAIL = "which this version does not read; export its messages as EML or mbox"
_PAGE = "which this version does not read; save the page as HTML"

_MAGIC = {
    b"%PDF-": f"a PDF, {_OTHER}",
    b"PK\x03\x04": f"an office document or e-book, {_EXPORT}",
    b"{\\rtf": f"an RTF document, {_EXPORT}",
    b"%!PS": f"a PostScript document, {_EXPORT}",
    b"\xffWPC": f"a WordPerfect document, {_EXPORT}",
    b"AT&TFORM": f"a DjVu document, {_EXPORT}",
    b"SQLite format 3": f"an SQLite database, {_EXPORT}",
    b"\x00\x01\x00\x00Standard ": f"an Access database, {_EXPORT}",
    b"ARROW1\x00": f"an Arrow or Feather file, {_EXPORT}",
    b"Obj\x01": f"an Avro file, {_EXPORT}",
    b"\x89HDF\r\n": f"an HDF5 file, {_EXPORT}",
    b"\x93NUMPY": f"an array of NumPy, {_EXPORT}",
    b"RDX2\n": f"a workspace of R, {_EXPORT}",
    b"RDX3\n": f"a workspace of R, {_EXPORT}",
    b"$FL2@(#)": f"an SPSS file, {_EXPORT}",
    b"<stata_dta>": f"a Stata file, {_EXPORT}",
    b"!BDN": f"a mailbox of Outlook (PST), {_MAIL}",
    b"bplist00": f"a web archive of Safari or another binary property list, {_PAGE}",
    b"\x89PNG\r\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF87a": "a GIF picture",
    b"GIF89a": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"\x00\x00\x01\x00": "an icon",
    b"8BPS\x00": "a Photoshop picture",
    b"\x00\x00\x00\x0cjP  ": "a JPEG 2000 picture",
    b"OggS\x00": "Ogg sound or video",
    b"fLaC\x00": "FLAC sound",
    b"MThd\x00": "MIDI music",
    b"#!AMR": "AMR sound",
    b".snd\x00": "AU sound",
    b"ID3\x02": "MP3 sound",
    b"ID3\x03": "MP3 sound",
    b"ID3\x04": "MP3 sound",
    b"\x1aE\xdf\xa3": "Matroska or WebM video",
    b"FLV\x01": "Flash video",
    b"0&\xb2u\x8ef\xcf\x11": "Windows Media sound or video",
    b"\x00\x00\x01\xba": "MPEG video",
    b"\x00\x00\x01\xb3": "MPEG video",
    b"wOFF\x00": "a font",
    b"wOF2\x00": "a font",
    b"OTTO\x00": "a font",
    b"true\x00": "a font",
    b"ttcf\x00": "a font",
    b"\x00\x01\x00\x00\x00": "a font",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\xce\xfa\xed\xfe": "a program",
    b"\xcf\xfa\xed\xfe": "a program",
    b"\x00asm": "a program",
    b"WARC/": "a WARC file",
    b"\x00\x00\x00\x01Bud1": "a folder's view settings (.DS_Store)",
    b"L\x00\x00\x00\x01\x14\x02\x00": "a shortcut of Windows; name its target",
    b"\x1f\x9d": "a file of Unix compress; unpack it first",
    b"LZIP\x01": "an lzip file; unpack it first",
    b"\x04\x22\x4d\x18": "an LZ4 file; unpack it first",
    b"\xff\x06\x00\x00sNaPpY": "a Snappy file; unpack it first",
    b"7z\xbc\xaf": "a 7z archive; unpack it first",
    b"Rar!\x1a": "a RAR archive; unpack it first",
    b"MSCF\x00": "a CAB archive; unpack it first",
    b"xar!\x00": "a XAR archive; unpack it first",
    b"!<arch>\n": "an ar archive; unpack it first",
}
_BY_FIRST = {
    first: [magic for magic in _MAGIC if magic[:1] == first] for first in {each[:1] for each in _MAGIC}
}
_OLE = b"\xd0\xcf\x11\xe0"
# Those whose first letters may begin a text, too: another byte must tell.
_PATTERNS = (
    (re.compile(rb"PAR[1E][\x00-\x08\x0e-\x1f]"), f"a Parquet file, {_OTHER}"),
    (re.compile(rb"(?:ORC|FEA1)(?=[^\x00]{0,8000}+\x00)", re.DOTALL), f"an ORC or Feather file, {_EXPORT}"),
    (re.compile(rb"\x80[\x02-\x05][\x00-\x1f(\]}cX\x8c\x95]"), "a pickle of Python, which is never opened"),
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), "WAV sound"),
    (re.compile(rb"RIFF.{4}AVI ", re.DOTALL), "AVI video"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "a WebP picture"),
    (re.compile(rb"FORM.{4}AIF[FC]", re.DOTALL), "AIFF sound"),
    (re.compile(rb".{4}ftyp(?:hei|hev|mif|avif)", re.DOTALL), "a HEIF picture"),
    (re.compile(rb".{4}ftypM4[AB]", re.DOTALL), "MPEG-4 sound"),
    (re.compile(rb"\x00.{3}(?:ftyp|moov|mdat|wide)", re.DOTALL), "MPEG-4 or QuickTime video"),
    (re.compile(rb"G.{187}G.{187}G", re.DOTALL), "MPEG video"),
    (re.compile(rb"\xff[\xf2\xf3\xfa\xfb][\x10-\xef](?=[^\x00]{0,8000}+\x00)", re.DOTALL), "MP3 sound"),
    (re.compile(rb"BM.{4}\x00{4}", re.DOTALL), "a BMP picture"),
    (re.compile(rb"[FCZ]WS[\x01-\x32].{3}[\x00-\x08\x0e-\x1f]", re.DOTALL), "a Flash film"),
    (re.compile(rb".{34}LP(?=.{0,200}\x00)", re.DOTALL), "a font"),
)
# Of control characters: those that no text of any encoding uses, and the share that a damaged text may hold.
_CONTROLS, _MANY_CONTROLS = bytes((*range(1, 8), *range(16, 26), *range(28, 32))), 0.05
_NUL = "not text: it holds NUL bytes"
_BINARY = "not text: it is full of control characters"
# Of UTF-16 text: its bytes at least, the blocks of characters that it is in, and how much of it they cover.
_LEAST_UTF_16, _SCRIPTS, _NEARLY_ALL = 8, 3, 0.95
_declaration = re.compile(rb"\s*+<(?:\?xml|!doctype|!--)", re.IGNORECASE)
_element = re.compile(rb"\s*+<[a-z][\w:.-]{0,60}+(?:\s*+/?>|\s++[\w:.-]++\s*+=)", re.IGNORECASE)
_end = re.compile(rb"</[A-Za-z][\w:.-]*+\s*+>|/>")
_ROOTS = {
    "opml": "a list of feeds (OPML), not their articles",
    "urlset": "a sitemap: it lists addresses, not texts",
    "sitemapindex": "an index of sitemaps: it lists addresses, not texts",
    "svg": "an SVG picture",
    "plist": "a property list: settings, not an article",
    "kml": "a map (KML)",
    "gpx": "a map (GPX)",
    "stylesheet": "a style sheet (XSLT)",
    "schema": "a schema of XML",
    "tt": "subtitles (TTML)",
    "emails": "messages of Outlook for Mac; export them as EML or mbox",
    "mediawiki": "a dump of a wiki, which this version does not read; export its pages as HTML or JSON Lines",
}


def foreign(head: bytes) -> str:
    """The reason why a file with this beginning is not text; "" if it may be."""
    for magic in _BY_FIRST.get(head[:1], ()):
        if head.startswith(magic):
            return _MAGIC[magic]
    if head.startswith(_OLE):
        return _old_office(head)
    for pattern, reason in _PATTERNS:
        if pattern.match(head):
            return reason
    looked_at = head[:8192]
    if b"\0" in looked_at:
        return _nul_bytes(looked_at)
    controls = len(looked_at) - len(looked_at.translate(None, _CONTROLS))
    return _BINARY if controls > _MANY_CONTROLS * len(looked_at) else ""


def unknown_markup(head: bytes) -> str:
    """The reason why XML or SGML that no reader knows is not read; "" if this is neither."""
    if not _declaration.match(head) and not (_element.match(head) and _end.search(head)):
        return ""
    kind = _ROOTS.get(root_of(head)[0])
    return kind or "an XML or SGML file of a kind that is not read; export it as JSON Lines"


def _old_office(head: bytes) -> str:
    """What is in a compound file of Microsoft, as far as its directory stands at its beginning."""
    if "__substg1.0_".encode("utf-16-le") in head or "__nameid_".encode("utf-16-le") in head:
        return f"a message of Outlook (MSG), {_MAIL}"
    return f"an old office document, {_EXPORT}"


def _nul_bytes(head: bytes) -> str:
    """What NUL bytes tell: in text of two bytes a character, every other byte has one of few values."""
    for first in (0, 1):
        common = Counter(head[first::2]).most_common(_SCRIPTS)
        if 0 in dict(common) and 0 not in head[1 - first :: 2]:
            covered = sum(count for _, count in common)
            if len(head) >= _LEAST_UTF_16 and covered >= _NEARLY_ALL * len(head[first::2]):
                return f"{_NUL}, as UTF-16 text does without a byte order mark; save it as UTF-8"
    return _NUL
