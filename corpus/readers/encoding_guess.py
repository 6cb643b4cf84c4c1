"""In which encoding bytes are likely to be that are not UTF-8 and do not say: chardet's guess, bounded.

Text in Latin letters has its bytes beyond ASCII singly, between ASCII letters; other scripts have them in
rows. The detector chooses among the encodings of the one kind or of the other: French never becomes Cyrillic.
"""

from __future__ import annotations

import re

SAMPLE = 64 * 1024
"""Bytes that a guess is made from."""

MISSING = "for want of the package chardet: pip install 'dateline[encodings]'"

_WESTERN = "windows-1252"
_SEARCHED = 1024**2  # bytes, from the first beyond ASCII on, in which the sample is looked for
_BEFORE = 256  # bytes that are kept before it
_ROW, _MANY = 3, 0.3  # bytes in a row, and the share of those beyond ASCII that stand in such rows

_LEAST = 3  # Latin letters beyond ASCII; fewer could be of any language

# chardet's name of each encoding -> the web's.
_LATIN = {
    "cp1252": _WESTERN,
    "cp1250": "windows-1250",
    "iso8859-2": "iso-8859-2",
    "cp1254": "windows-1254",
    "cp1257": "windows-1257",
    "cp1258": "windows-1258",
}
_OTHER_SCRIPTS = {
    "cp1252": _WESTERN,
    "cp1251": "windows-1251",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "iso8859-5": "iso-8859-5",
    "cp866": "ibm866",
    "cp1253": "windows-1253",
    "iso8859-7": "iso-8859-7",
    "cp1255": "windows-1255",
    "iso8859-8": "iso-8859-8",
    "cp1256": "windows-1256",
    "iso8859-6": "iso-8859-6",
    "cp874": "windows-874",
    "gb18030": "gb18030",
    "big5hkscs": "big5",
    "cp932": "shift_jis",
    "euc_jis_2004": "euc-jp",
    "cp949": "euc-kr",
}
_beyond_ascii = re.compile(rb"[\x80-\xff]")
_controls = re.compile(rb"[\x80-\x9f]")
_rows = re.compile(rb"[\x80-\xff]+")
_ornament = re.compile(rb"([\x80-\xff])\1{2,}+")
_between = re.compile(rb"[<>\r\n]+")
# What all encodings of Latin letters for Windows have at the same places: punctuation, quotes, signs.
_alike = re.compile(
    rb"[\x80\x82\x84-\x87\x89\x8b\x91-\x97\x99\x9b\xa0\xa6\xa7\xa9\xab-\xae\xb0\xb1\xb4-\xb7\xbb]"
)
_UNDEFINED = bytes(byte for byte in range(128, 256) if not bytes([byte]).decode("cp1252", "ignore"))


def guess_encoding(encoded: bytes) -> str:
    """The web's name of the likely encoding of bytes that are not UTF-8; "" where nobody can tell.

    It looks at no more than 64 KiB that hold characters beyond ASCII, wherever they begin.
    """
    sample = _sample(encoded)
    names = _OTHER_SCRIPTS
    if not _is_in_rows(sample):
        names, sample = _LATIN, sample.translate(None, _UNDEFINED)
        if len(_beyond_ascii.findall(_alike.sub(b"", sample))) < _LEAST:
            return _WESTERN
    try:
        from chardet import detect
    except ImportError:
        return "" if names is _OTHER_SCRIPTS else _WESTERN
    if _controls.search(sample):  # which is what these bytes are in ISO's encodings
        names = {codec: name for codec, name in names.items() if not codec.startswith("iso8859")}
    found = detect(sample, max_bytes=SAMPLE, include_encodings=names, compat_names=False)
    return names.get(str(found["encoding"]), _WESTERN)


def _is_in_rows(sample: bytes) -> bool:
    """Whether the bytes beyond ASCII stand in rows, as those of scripts other than Latin do."""
    rows = [len(row) for row in _rows.findall(_ornament.sub(b" ", sample))]
    return sum(length for length in rows if length >= _ROW) > _MANY * sum(rows)


def _sample(encoded: bytes) -> bytes:
    """The lines and pieces between tags that hold bytes beyond ASCII, up to a size."""
    first = _beyond_ascii.search(encoded)
    if not first:
        return b""
    start = max(0, first.start() - _BEFORE)
    chosen: list[bytes] = []
    size = 0
    for piece in _between.split(encoded[start : start + _SEARCHED]):
        if not piece.isascii():
            chosen.append(piece[: SAMPLE - size])
            size += len(chosen[-1]) + 1
            if size >= SAMPLE:
                break
    return b"\n".join(chosen)
