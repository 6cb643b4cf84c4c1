"""Bytes in a named character encoding -> text, whether the name is right or not."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from ..text import decode, in_quotes

# Encodings of texts only, as Python names them: its codecs know others, which take time quadratic in the
# length or unpack.
_of_texts = re.compile(
    r"utf-(?:8|16|32)(?:-[bl]e)?|ascii|iso8859-\d\d?|cp\d{3,4}|koi8-[rtu]|gb2312|gbk|gb18030|hz|big5(?:hkscs)?|"
    r"shift_jis(?:x0213|_2004)?|euc_\w+|johab|iso2022_\w+|mac-\w+|tis-620|ptcp154|kz1048|hp-roman8"
)
_label = re.compile(r"[\w.:-]{1,40}", re.ASCII)
_PLAIN = ("ascii", "utf-8")  # what is said of bytes that were never looked at
_C1_CONTROLS = re.compile(rb"[\x80-\x9f]")


def decode_as(encoded: bytes, charset: str) -> tuple[str, str]:
    """The text of bytes declared to be in ``charset``, and a notice; "" if they were.

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
            return text, f"not in {in_quotes(name, 30)} as it says; read as what it seems to be"
    text, notice = decode(encoded)
    if name and not codec and not encoded.isascii():
        return text, f"its encoding {in_quotes(name, 30)} is unknown; read as what it seems to be"
    return text, notice


@lru_cache(maxsize=256)
def codec_named(name: str) -> str:
    """The name of Python's codec; "" if it is not a plain encoding of text."""
    if not _label.fullmatch(name):
        return ""
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return ""
    if not _of_texts.fullmatch(codec):
        return ""
    return "cp1252" if codec == "iso8859-1" else codec
