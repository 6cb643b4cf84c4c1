"""One e-mail message -> an article: its headers, and the text that a reader of it would see."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from ...article import Article, Rejected
from ...text import clean, decode, one_line, paragraphs
from ..charsets import decode_as
from ..html.fragment import text_of_fragment
from ..rows.keyed import keyed_article

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..base import Options
    from ..charsets import TextEncoding

_PARTS_LIMIT = 1_000
_HEADER_LIMIT = 4_000  # characters: the time that parameters take is quadratic in them
_STUB = 3  # a plain text so many times shorter than the HTML beside it only points to that
_comment = re.compile(r"\s*\([^()]*\)\s*\Z")
_list_name = re.compile(r"\s*(.*?)\s*<[^<>]*>\s*\Z", re.DOTALL)
_soft_break = re.compile(r"(?<!\n--)(?<=\S) \n(?=[^\s>])")


class _Bounded(Compat32):
    """A policy that keeps headers as sent, cut to a length; the newer policy fails on broken ones."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, value = super().header_source_parse([*sourcelines])
        return name, value[:_HEADER_LIMIT]


def read_letter(encoded: bytes, origin: str, options: Options) -> Article | Rejected:
    """The article in a message, or its rejection."""
    try:
        return _Letter(parse_message(encoded), options.encoding).article(origin, options)
    except RecursionError:
        return Rejected(origin, "a message whose parts are nested too deeply")


def parse_message(encoded: bytes) -> Message[Any, Any]:
    """The parts of a message; see ``mailbox.fault_of`` for what is asked of it before."""
    return message_from_bytes(encoded, policy=_Bounded())


def html_parts(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The parts that are HTML, in order; attached files and messages are skipped."""
    return (part for part in _texts(message) if part.get_content_subtype() == "html")


class _Letter:
    """One message while it becomes an article."""

    def __init__(self, message: Message[Any, Any], encoding: TextEncoding) -> None:
        self._encoding = encoding
        self.headers: dict[str, str] = {}
        for name, value in message.raw_items():
            self.headers.setdefault(name.lower(), str(value))
        self.notices: list[str] = []
        self.body = self._body(message)

    def article(self, origin: str, options: Options) -> Article | Rejected:
        row = {
            "id": self.header("message-id").strip("<> "),
            "title": self.header("subject"),
            "body": self.body,
            "published": self.date(),
            "source": self.sender(),
            "url": self.header("archived-at").strip("<> "),
            "language": self.header("content-language").partition(",")[0],
        }
        return keyed_article(row, options, origin, dated="mail header", notices=self.notices)

    def header(self, name: str) -> str:
        """The text of a header, on one line; "" if it is missing."""
        return decode_header_text(self.headers.get(name, ""))

    def date(self) -> str:
        """The date, without a zone's name in brackets."""
        return _comment.sub("", self.header("date"))

    def sender(self) -> str:
        """The sender's name, else the name of the list; never a bare address."""
        name, _ = parseaddr(_unfold_header(self.headers.get("from", "")))
        listed = _list_name.match(self.header("list-id"))
        named = decode_header_text(name)
        return named if named and "@" not in named else (listed[1].strip("\" '") if listed else "")

    def _body(self, message: Message[Any, Any]) -> str:
        """The plain text, or the text of the HTML if that is much longer."""
        plain, marked = [], []
        for part in _texts(message):
            text = self._text(part)
            if part.get_content_subtype() == "html":
                marked.append(text_of_fragment(text))
            else:
                plain.append(paragraphs(clean(_join_flowed_lines(text, part))))
        one, other = "\n\n".join(filter(None, plain)), "\n\n".join(filter(None, marked))
        return other if len(one) * _STUB < len(other) else one

    def _text(self, part: Message[Any, Any]) -> str:
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            return ""
        text, notice = self._encoding.decode(payload, part.get_content_charset() or "")
        if notice and notice not in self.notices:
            self.notices.append(notice)
        return text


def _texts(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The parts shown as text, in order; attached files and messages are skipped."""
    waiting = [message]
    for _ in range(_PARTS_LIMIT):
        if not waiting:
            return
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            held: Any = part.get_payload()
            waiting.extend(reversed(held))
        elif part.get_content_type() in ("text/plain", "text/html") and not _is_attached(part):
            yield part


def _is_attached(part: Message[Any, Any]) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _join_flowed_lines(text: str, part: Message[Any, Any]) -> str:
    """The text with lines joined that were broken for sending (RFC 3676, format=flowed)."""
    text = text.replace("\r\n", "\n")
    is_flowed = str(part.get_param("format", "")).lower() == "flowed"
    return _soft_break.sub(" ", text) if is_flowed else text


def _unfold_header(value: str) -> str:
    """A header on one line; bytes that are not ASCII come as surrogate escapes, and are decoded."""
    return one_line(decode(value.encode("utf-8", "surrogateescape"))[0])


def decode_header_text(value: str) -> str:
    """A header with its encoded words (RFC 2047) decoded; unchanged if they are damaged."""
    value = _unfold_header(value)
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (ValueError, MessageError):
        return value
    return one_line("".join(_piece(piece, charset) for piece, charset in pieces))


def _piece(piece: bytes | str, charset: str | None) -> str:
    return piece if isinstance(piece, str) else decode_as(piece, charset or "")[0]
