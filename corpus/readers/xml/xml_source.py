"""XML from strangers, before any parser sees it: its encoding, its root, and what it must not hold."""

from __future__ import annotations

import html
import re
from typing import BinaryIO

from ...errors import InputError
from ..charsets import TextEncoding

XML_LIMIT = 64 * 1024**2
"""Bytes that an XML file may have."""

# What may stand before the root element; of the document type, what it declares itself.
_prolog = re.compile(
    r"\ufeff?(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->|"
    r"<!DOCTYPE(?:[^\[\]<>\"']++|\"[^\"]*+\"|'[^']*+')*+"
    r"(?:\[(?P<subset>(?:[^\]\"'<]++|\"[^\"]*+\"|'[^']*+'|<!--(?:(?!-->).)*+-->|<)*+)\]\s*+)?>)*+",
    re.DOTALL | re.IGNORECASE,
)
_root = re.compile(r"<(?:[\w.-]{1,60}:)?(?P<name>[A-Za-z_][\w.-]{0,60})(?P<rest>[^>]*+)")
_encoding = re.compile(rb"\s*+<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_reference = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))


def root_of(head: bytes) -> tuple[str, str]:
    """The local name of the root element and the rest of its tag; "" and "" if there is none."""
    text = head.decode("latin-1")
    prolog = _prolog.match(text)
    found = _root.match(text, prolog.end() if prolog else 0)
    return (found["name"], found["rest"]) if found else ("", "")


def read_xml(stream: BinaryIO, encoding: TextEncoding) -> tuple[str, tuple[str, ...]]:
    """The text of an XML file, and notices about its encoding.

    Its encoding is settled, whatever its declaration says. Names of HTML's characters, which XML does not
    know without a document type, are resolved.

    Raises:
        InputError: it is too large, or declares entities.
    """
    encoded = stream.read(XML_LIMIT + 1)
    if len(encoded) > XML_LIMIT:
        raise InputError(f"an XML file of more than {XML_LIMIT // 1024**2} MiB; split it")
    text, notice = encoding.decode(encoded, _stated_encoding(encoded))
    del encoded
    check_entities(text)
    text = _reference.sub(_character, text.lstrip("\ufeff \t\r\n"))
    return text, (notice,) if notice else ()


def check_entities(text: str) -> None:
    """Check that the document type declares no entities.

    Raises:
        InputError: it does: they may expand without bound, or name files. (Where it is not well formed,
            so that its end is not known, they may stand nowhere at all.)
    """
    prolog = _prolog.match(text)
    end = prolog.end() if prolog else 0
    before_root = text[:end] if _root.match(text, end) else text
    if "<!entity" in before_root.lower():
        raise InputError("it declares entities, which may expand without bound or name files; not read")


def _stated_encoding(encoded: bytes) -> str:
    """The encoding that is declared; "" for those of two or four bytes, as the file is not in one."""
    found = _encoding.match(encoded[:1024].removeprefix(b"\xef\xbb\xbf"))
    name = found[1].decode("ascii", "replace") if found else ""
    return "" if name.lower().startswith(("utf-16", "utf-32", "ucs", "iso-10646")) else name


def _character(reference: re.Match[str]) -> str:
    return reference[0] if reference[1] in _XML_NAMES else html.unescape(reference[0])
