"""E-mail: one message, or a mailbox of them (mbox). What news archives hold so are newsletters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ..text_stream import look_ahead, numbered_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..base import Options

MESSAGE_LIMIT = 64 * 1024**2
"""Bytes that a message may have, its attachments included."""

# Of one message: a line costs some 100 bytes while it is read, and a look at every part that is still open.
_LINES_LIMIT, _MULTIPARTS_LIMIT = 1_000_000, 100
_TOO_LARGE = f"a message of more than {MESSAGE_LIMIT // 1024**2} MiB"
_boundary = re.compile(rb"\bboundary\*?\s*=", re.IGNORECASE)
_separator = re.compile(rb"From \S.{0,500}?\d\d?:\d\d(?::\d\d)?.{0,40}\d{4}\b.{0,40}\s*\Z")
_quoted_separator = re.compile(rb">+From ")
_header = re.compile(rb"([!-9;-~]{1,76}):")
_TELLING = frozenset((b"received", b"message-id", b"mime-version", b"return-path", b"delivered-to"))


class Mail:
    """Reads a message (``.eml``) or a mailbox (mbox), one message at a time."""

    name = "mail"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether this begins with the headers of a message, ``From`` and other telling ones among them."""
        first, _, rest = head.partition(b"\n")
        headers = header_names(rest if _separator.match(first) else head)
        if name.lower().endswith((".eml", ".mbox", ".mbx")):
            return bool(headers)
        return b"from" in headers and bool(headers & _TELLING or headers >= {b"date", b"subject"})

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each message."""
        head, stream = look_ahead(stream)
        in_mailbox = _separator.match(head.partition(b"\n")[0]) is not None
        for number, encoded in _messages(stream) if in_mailbox else [(0, _whole(stream))]:
            options.density.count(len(encoded or b""))
            origin = f"{options.origin}:{number}" if in_mailbox else options.origin
            yield _read_message(encoded, origin, options)


def header_names(head: bytes) -> set[bytes]:
    """The names of the headers that this begins with, in lower case; none where another line is there."""
    names: set[bytes] = set()
    *lines, _ = head[: 64 * 1024].split(b"\n")
    for line in lines:
        if not line.strip():
            return names
        if line[:1] in b" \t":
            continue
        found = _header.match(line)
        if not found:
            return set()
        names.add(found[1].lower())
    return names


def fault_of(encoded: bytes) -> str:
    """Why a message is not taken apart, which takes time; "" if it may be."""
    if len(encoded) > MESSAGE_LIMIT:
        return _TOO_LARGE
    if encoded.count(b"\n") > _LINES_LIMIT:
        return f"a message of more than {_LINES_LIMIT:,} lines"
    if sum(1 for _ in _boundary.finditer(encoded)) > _MULTIPARTS_LIMIT:
        return f"a message of more than {_MULTIPARTS_LIMIT} parts within parts"
    return ""


def _whole(stream: BinaryIO) -> bytes | None:
    encoded = stream.read(MESSAGE_LIMIT + 1)
    return encoded if len(encoded) <= MESSAGE_LIMIT else None


def _messages(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The line number at which each message begins, and the message; None if it is too large."""
    begun, message, after_blank = 0, bytearray(), True
    is_whole = True
    for number, line in numbered_lines(stream, MESSAGE_LIMIT):
        if line is not None and after_blank and _separator.match(line):
            if begun:
                yield begun, bytes(message) if is_whole else None
            begun, is_whole = number, True
            message.clear()
        elif line is None or len(message) + len(line) > MESSAGE_LIMIT:
            is_whole = False
            message.clear()
        elif is_whole:
            message += line[1:] if _quoted_separator.match(line) else line
        after_blank = line is not None and not line.strip()
    yield begun, bytes(message) if is_whole else None


def _read_message(encoded: bytes | None, origin: str, options: Options) -> Article | Rejected:
    if encoded is None:
        return Rejected(origin, _TOO_LARGE)
    if fault := fault_of(encoded):
        return Rejected(origin, fault)
    from .message import read_letter  # which needs a parser, and most runs read no mail

    return read_letter(encoded, origin, options)
