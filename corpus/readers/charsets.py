"""Bytes -> text: in the encoding that a caller names, else in UTF-8, else as declared, else as is likely."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from webencodings.labels import LABELS

from ..errors import InputError
from ..text import LATIN_NOTICE, SINGLE_BYTES, decode, in_quotes
from .encoding_guess import MISSING, SAMPLE, guess_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

    NumberedLines = Iterator[tuple[int, bytes | None]]

# What the web means by names (the Encoding Standard of the WHATWG), where Python means less or other by them.
_WEB = {
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "gbk": "gb18030",
    "iso-8859-8-i": "iso8859-8",
    "macintosh": "mac-roman",
    "shift_jis": "cp932",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
}
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
}
# Encodings of texts only, as Python names them: its codecs know others, which take time quadratic in the
# length or unpack.
_of_texts = re.compile(
    r"utf-(?:8|16|32)(?:-[bl]e)?|ascii|iso8859-\d\d?|cp\d{3,4}|koi8-[rtu]|gb2312|gbk|gb18030|hz|big5(?:hkscs)?|"
    r"shift_jis(?:x0213|_2004)?|euc_\w+|johab|iso2022_\w+|mac-\w+|tis-620|ptcp154|kz1048|hp-roman8"
)
_label = re.compile(r"[\w.:-]{1,40}", re.ASCII)
_code_page = re.compile(r"(?:x-)?(?:windows|win|ms|cp)[-_]?(\d{3,4})")  # as programs write it, besides

_LATIN = "cp1252"
_SHIFTING = ("iso2022", "hz")  # whose bytes all look like ASCII
_WIDE = ("utf-16", "utf-32")  # which hold NUL bytes
_BY_TWO = ("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp")  # bytes, a few of which may look like UTF-8
_SURELY = 4  # characters beyond ASCII that no other encoding writes as UTF-8 does
_DAMAGED_MOST = 0.02  # of the characters beyond ASCII, in a text that is in the encoding that it names


class TextEncoding:
    """How the text of one input is encoded: as its caller says; else in UTF-8, as declared, or as guessed.

    Args:
        named: what the caller says: a label of the web or of Python; "" for nothing.

    Raises:
        InputError: there is no such encoding.
    """

    def __init__(self, named: str = "") -> None:
        self.named = codec_named(named)
        if named and not self.named:
            raise InputError(
                f"There is no encoding {in_quotes(named, 40)}.",
                "Name one such as windows-1251, shift_jis or utf-8.",
            )
        self._guess: str | None = None

    @property
    def is_wide(self) -> bool:
        """Whether the caller named one in which even ASCII characters take several bytes."""
        return self.named.startswith(_WIDE)

    def decode(self, encoded: bytes, *declared: str) -> tuple[str, str]:
        """The text of bytes, and a notice; "" where nothing is in doubt.

        Bytes that are UTF-8 are read as such, whatever is declared. Latin-1 means Windows-1252, as it does on
        the web; it counts for nothing where the bytes are in other letters. So does a name that is unknown or
        that the bytes contradict.

        Args:
            encoded: all of a text, or a line of it.
            declared: names of its encoding; the first that fits counts.
        """
        if self.named:
            return _decode_leniently(encoded, self.named), ""
        names = [name for each in declared if (name := each.strip(" \"'"))]
        stated = [codec for name in names if (codec := codec_named(name))]
        for codec in stated:
            if _hides(codec, encoded) and (text := _decode_whole(encoded, codec)):
                return text, ""
        text, notice = decode(encoded)
        if notice == LATIN_NOTICE:
            return self._decode_legacy(encoded, names, stated)
        if not encoded.isascii() and _count_beyond_ascii(text) < _SURELY:
            for codec in (*stated, codec_named(self._guess or "")):
                if codec in _BY_TWO and (other := _decode_whole(encoded, codec)):
                    return other, ""
        return text, notice

    def sample(self, lines: NumberedLines) -> NumberedLines:
        """The same lines; where the first comes that is not UTF-8, some are read ahead, to guess from."""
        for number, line in lines:
            if self.named or line is None or _is_utf8(line):
                yield number, line
                continue
            ahead: list[tuple[int, bytes | None]] = [(number, line)]
            size = len(line)
            while size < SAMPLE and (more := next(lines, None)):
                ahead.append(more)
                size += len(more[1] or b"") + 1
            legacy = (each for _, each in ahead if each and not _is_utf8(each))
            self._guess = guess_encoding(b"".join(legacy))
            yield from chain(ahead, lines)

    def _decode_legacy(self, encoded: bytes, names: list[str], stated: list[str]) -> tuple[str, str]:
        for codec in stated:
            if codec in (_LATIN, "utf-8") or codec.startswith((*_SHIFTING, *_WIDE)):
                continue
            text = _decode_leniently(encoded, codec)
            if _is_whole(text):
                return text, ""
        guess = guess_encoding(encoded) if self._guess is None else self._guess
        codec = codec_named(guess) or _LATIN
        text = _decode_leniently(encoded, codec)
        if codec == _LATIN and codec in stated:
            return text, ""
        return text, f"{_objection(names, stated)}; read as {_reading(guess)}"


def decode_as(encoded: bytes, *declared: str) -> tuple[str, str]:
    """The text of bytes that declare their encoding, and a notice; see ``TextEncoding.decode``."""
    return TextEncoding().decode(encoded, *declared)


@lru_cache(maxsize=256)
def codec_named(name: str) -> str:
    """Python's codec for a label of the web, or else of Python; "" if it names no plain encoding of text."""
    label = name.strip().lower()
    if not _label.fullmatch(label):
        return ""
    web = LABELS.get(label, "")
    for spelling in (_WEB.get(web, web), label, _code_page.sub(r"cp\1", label)):
        try:
            codec = codecs.lookup(spelling).name if spelling else ""
        except LookupError:
            continue
        if _of_texts.fullmatch(codec):
            return _SUPERSETS.get(codec, codec)
    return ""


def _objection(names: list[str], stated: list[str]) -> str:
    if not names or stated == ["utf-8"]:
        return "not UTF-8"
    if not stated:
        return f"its encoding {in_quotes(names[0], 30)} is unknown"
    return f"not in {in_quotes(names[0], 30)} as it says"


def _reading(guess: str) -> str:
    if not guess:
        return f"Windows-1252, {MISSING}"
    return "Windows-1252" if codec_named(guess) == _LATIN else f"{guess}, which is a guess"


def _hides(codec: str, encoded: bytes) -> bool:
    """Whether text in this encoding may look like UTF-8, and these bytes may be such a text."""
    return codec.startswith(_SHIFTING) or (codec.startswith(_WIDE) and b"\0" in encoded)


def _decode_leniently(encoded: bytes, codec: str) -> str:
    return encoded.decode(codec, SINGLE_BYTES if codec.startswith(("cp125", "cp874")) else "replace")


def _decode_whole(encoded: bytes, codec: str) -> str:
    """The text; "" where not all of it is in this encoding."""
    try:
        return encoded.decode(codec)
    except (UnicodeError, ValueError):
        return ""


def _is_utf8(encoded: bytes) -> bool:
    return encoded.isascii() or bool(_decode_whole(encoded, "utf-8"))


def _is_whole(text: str) -> bool:
    return text.count("\ufffd") <= _DAMAGED_MOST * _count_beyond_ascii(text)


def _count_beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))
