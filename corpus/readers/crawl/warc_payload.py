"""What a server answered, as a crawler kept it: HTTP headers, and a payload in several coatings."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from ...errors import InputError
from ...text import in_quotes
from ...unpacking.compression import Unpacked
from ...unpacking.limits import Guard, UnpackingBudget

_HEADER_LIMIT = 256 * 1024
_FREELY = 1024**2
_EXPANSION_LIMIT = 200
_PIECE = 16 * 1024
_BROTLI_PIECE = 32  # it returns all that comes out of what it is given
_WINDOW = 8 * 1024**2  # which RFC 9659 allows on the web
_charset = re.compile(r""";\s*charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Payload:
    """The payload of a response, decoded.

    Attributes:
        status: of HTTP, such as ``"200"``, or "" where there is none.
        media_type: such as ``"text/html"``, or "" where none is stated.
        charset: the encoding of its text, or "" where none is stated.
        content: the decoded bytes; none where the status or the type is not that of a page.
    """

    status: str
    media_type: str
    charset: str
    content: bytes


def http_payload(response: bytes, limit: int) -> Payload:
    """The payload of an HTTP response, its transfer and content encodings undone.

    Raises:
        InputError: it is encoded in a way that is not read, damaged, or more than ``limit`` bytes.
    """
    head, content = _split(response)
    headers = _headers(head)
    status = headers.get_statuscode() or ""
    media_type, charset = content_type(str(headers.get_header("Content-Type") or ""))
    if status != "200" or (media_type and "html" not in media_type):
        return Payload(status, media_type, charset, b"")
    if "chunked" in str(headers.get_header("Transfer-Encoding") or "").lower():
        content = _without_chunks(content)
    encodings = str(headers.get_header("Content-Encoding") or "").lower().split(",")
    for encoding in reversed(encodings):
        content = _undo_encoding(content, encoding.strip(), limit)
    if len(content) > limit:
        raise InputError(f"a page of more than {limit // 1024**2} MiB")
    return Payload(status, media_type, charset, content)


def content_type(stated: str) -> tuple[str, str]:
    """The media type and the charset in a Content-Type header; "" for each that is missing."""
    charset = _charset.search(stated)
    return stated.partition(";")[0].strip().lower(), charset[1] if charset else ""


def _split(response: bytes) -> tuple[bytes, bytes]:
    """The headers of a response, and its content after the empty line."""
    ends = [
        (end, end + len(mark))
        for mark in (b"\r\n\r\n", b"\n\n")
        if (end := response.find(mark, 0, _HEADER_LIMIT)) >= 0
    ]
    end, start = min(ends, default=(len(response), len(response)))
    return response[: min(end, _HEADER_LIMIT)], response[start:]


def _headers(head: bytes) -> Any:  # noqa: ANN401 -- warcio has no types
    from warcio.statusandheaders import StatusAndHeadersParser

    try:
        return StatusAndHeadersParser(["HTTP/"], verify=False).parse(io.BytesIO(head + b"\r\n\r\n"))
    except (EOFError, ValueError):
        raise InputError("a response without HTTP headers") from None


def _without_chunks(content: bytes) -> bytes:
    """The content of a chunked response; unchanged if there are no chunks, as many crawlers join them."""
    from warcio.bufferedreaders import ChunkedDataReader

    return bytes(ChunkedDataReader(io.BytesIO(content)).read())


def _undo_encoding(content: bytes, encoding: str, limit: int) -> bytes:
    """``content`` decoded; unchanged if it is not encoded, as many crawlers decode it."""
    if encoding in ("", "identity"):
        return content
    if encoding in ("gzip", "x-gzip"):
        return _inflate(content, zlib.MAX_WBITS | 16, limit) if content.startswith(_GZIP) else content
    if encoding == "deflate":
        return _inflate(content, zlib.MAX_WBITS if _has_zlib_header(content) else -zlib.MAX_WBITS, limit)
    if encoding == "zstd" and not content.startswith(_ZSTANDARD):
        return content
    if encoding == "zstd":
        return _decompress_zstandard(content, limit)
    if encoding == "br":
        return _without_brotli(content, limit)
    raise InputError(f"its content is encoded as {in_quotes(encoding, 20)}, which is not read")


def _has_zlib_header(content: bytes) -> bool:
    start = content[:2]
    return len(start) == 2 and start[0] & 15 == 8 and int.from_bytes(start, "big") % 31 == 0  # noqa: PLR2004 -- RFC 1950


def _inflate(content: bytes, window: int, limit: int) -> bytes:
    """Deflated content, inflated."""
    allowed = _size_allowed(content, limit)
    inflate = zlib.decompressobj(window)
    try:
        decoded = inflate.decompress(content, allowed + 1)
    except zlib.error as error:
        if window == -zlib.MAX_WBITS:
            return content  # it was never deflated
        raise InputError(f"its content is damaged: {error}") from None
    _check(len(decoded), allowed)
    if not inflate.eof:
        raise InputError("its content is cut off")
    return decoded


def _decompress_zstandard(content: bytes, limit: int) -> bytes:
    """Content compressed by Zstandard, decompressed."""
    allowed = _size_allowed(content, limit)
    read = Unpacked("Zstandard", io.BytesIO(content).read, Guard(UnpackingBudget()), _WINDOW).read
    decoded = bytearray()
    while chunk := read(_PIECE):
        decoded += chunk
        _check(len(decoded), allowed)
    return bytes(decoded)


def _without_brotli(content: bytes, limit: int) -> bytes:
    try:
        brotli = import_module("brotli")
    except ImportError:
        raise InputError("its content is compressed by Brotli; install the package brotli") from None
    allowed = _size_allowed(content, limit)
    decoder = brotli.Decompressor()
    decoded = bytearray()
    try:
        for start in range(0, len(content), _BROTLI_PIECE):
            decoded += decoder.process(content[start : start + _BROTLI_PIECE])
            _check(len(decoded), allowed)
    except brotli.error as error:
        if not decoded:
            return content  # it was never compressed
        raise InputError(f"its content is damaged: {error}") from None
    return bytes(decoded)


def _size_allowed(content: bytes, limit: int) -> int:
    return min(limit, max(_FREELY, _EXPANSION_LIMIT * len(content)))


def _check(size: int, allowed: int) -> None:
    if size > allowed:
        raise InputError("its content unpacks to too much, as a decompression bomb does")
