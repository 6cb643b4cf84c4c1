"""Bytes in a named character encoding -> text, whether the name is right or not."""

from __future__ import annotations

import codecs
import re

from ..text import decode, quoted

# Encodings of texts only: Python's codecs know others, which take time quadratic in the length or unpack.
_known = re.compile(
    r"utf[-_]?(?:8|16|32)(?:[-_]?[bl]e)?|(?:us[-_])?ascii|(?:iso[-_]?)?8859[-_]?\d\d?|iso[-_]8859[-_]\d\d?|"
    r"latin[-_]?\d\d?|(?:windows|cp|ibm)[-_]?\d{3,5}|koi8[-_]?[rtu]|gb[-_]?(?:2312|k|18030)|big5(?:[-_]?hkscs)?|"
    r"shift[-_]?jis|sjis|euc[-_]?(?:jp|kr)|iso[-_]?2022[-_]?(?:jp|kr)|mac[-_]?(?:roman|cyrillic|greek)|tis[-_]?620",
    re.IGNORECASE,
)
_PLAIN = ("ascii", "utf-8")  # what is said of bytes that were never looked at
_C1_CONTROLS = re.compile(rb"[\x80-\x9f]")


def decode_as(encoded: bytes, charset: str) -> tuple[str, str]:
    """The text of bytes that are said to be in ``charset``, and a notice, or "" where they were.

    Latin-1 means Windows-1252, as it does on the web. An unknown name, or one that the bytes contradict,
    counts for nothing: they are then read as UTF-8, or else as Windows-1252.
    """
    name = charset.strip(" \"'")
    codec = codec_named(name)
    if codec and codec not in _PLAIN:
        try:
            return encoded.decode(codec), ""
        except (UnicodeError, ValueError):
            text, _ = decode(encoded)
            return text, f"not in {quoted(name, 30)} as it says; read as what it seems to be"
    text, notice = decode(encoded)
    if name and not codec and not encoded.isascii():
        return text, f"its encoding {quoted(name, 30)} is unknown; read as what it seems to be"
    return text, notice


def codec_named(name: str) -> str:
    """The name of Python's codec, or "" for none that is a plain encoding of text."""
    if not _known.fullmatch(name):
        return ""
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return ""
    return "cp1252" if codec == "iso8859-1" else codec
