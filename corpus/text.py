"""Text as the archive keeps it: decoded, in one Unicode form, and inert wherever it is shown."""

from __future__ import annotations

import codecs
import re
import unicodedata

_AFTER_C1 = 0xA0
_VALID_TO_DAMAGED = 3  # characters; text that is really Windows-1252 comes nowhere near

LATIN_NOTICE = "not UTF-8; read as Windows-1252"
MIXED_NOTICE = "partly not UTF-8; those bytes were read as Windows-1252"

SINGLE_BYTES = "dateline.single-bytes"
"""An error handler of codecs: bytes undefined in Windows' encodings are controls, as on the web."""

_BYTEWISE = "dateline.windows-1252"
"""Another: it reads the bytes at fault as Windows-1252."""

# Unicode's line and paragraph breaks other than LF.
_ASCII_BREAKS = "\x0b\x0c\r\x1c\x1d\x1e"
_BREAKS = f"{_ASCII_BREAKS}\x85\u2028\u2029"
# Controls, soft hyphen, zero-width space, word joiner, BOM, and every Bidi_Control character: they show
# as nothing, or reorder what stands around them. ZWNJ and ZWJ stay: Persian and Indic spelling needs them.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
)
_SURROGATES = "\ud800-\udfff"

_any_unwanted = re.compile(f"[{_BREAKS}{_INVISIBLE}{_SURROGATES}]")
_ascii_table = {  # the same for ASCII, which most text is, and much faster
    code: "\n" if chr(code) in _ASCII_BREAKS else None
    for code in range(128)
    if _any_unwanted.match(chr(code))
}
_between_letters = re.compile(r"[\W_]+")
_blank_lines = re.compile(r"\n(?:[^\S\n]*+\n)++")
_untidy = re.compile(r"\n\n\n|\n[^\S\n]++\n")

# These are compiled when first used: most texts need none of them, and a search should start at once.
_SOME_BREAK = f"[{_BREAKS}]"
_SOME_INVISIBLE = f"[{_INVISIBLE}]+"
_SOME_SURROGATE = f"[{_SURROGATES}]"
_HAZARD = f"[\t\n{_BREAKS}{_INVISIBLE}{_SURROGATES}]"

# Unicode's Stream-Safe Text Format (UAX #15) allows 30 combining marks in a row; without such a bound,
# normalising takes time quadratic in the length of the run.
_MARKS_IN_A_ROW = 30
_TOO_MANY_MARKS = rf"[^\w\s\x00-\u02ff]{{{_MARKS_IN_A_ROW + 1},}}"


def clean(text: str) -> str:
    """``text`` in NFC, with LF line ends, without control characters.

    Lone surrogates become U+FFFD; NUL and other controls (all but LF and tab), soft hyphens, zero-width
    spaces, byte order marks and bidirectional controls are dropped. Applying it twice changes nothing.
    """
    if _any_unwanted.search(text):
        text = text.replace("\r\n", "\n")
        if text.isascii():
            return text.translate(_ascii_table)
        text = re.sub(_SOME_INVISIBLE, "", re.sub(_SOME_BREAK, "\n", text))
        text = re.sub(_SOME_SURROGATE, "\ufffd", text)
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", re.sub(_TOO_MANY_MARKS, _bounded_marks, text))


def one_line(text: str) -> str:
    """``text`` cleaned, on one line, with single spaces: a headline, a name, an address."""
    return " ".join(clean(text).split())


def letters_of(text: str) -> str:
    """The letters and figures of ``text`` alone, case folded: what two spellings of a headline share."""
    return _between_letters.sub("", text).casefold()


def paragraphs(text: str) -> str:
    """``text``, already clean, with one blank line wherever there are several, and none around it."""
    return (_blank_lines.sub("\n\n", text) if _untidy.search(text) else text).strip()


def inert(text: str) -> str:
    """``text`` with U+FFFD for what could act on a terminal; for paths and keys, whose rest must stay."""
    return re.sub(_HAZARD, "\ufffd", text)


def in_quotes(text: str, length: int = 60) -> str:
    """``text`` in quotes, inert and cut to ``length`` characters, for messages."""
    return f"'{inert(text[:length])}{'…' if len(text) > length else ''}'"


def decode(encoded: bytes) -> tuple[str, str]:
    """The text of UTF-8 or Windows-1252 bytes, and a notice, or "" where all was UTF-8.

    Windows-1252 is tried last because it accepts nearly anything. Mostly valid UTF-8 is kept as UTF-8,
    so that one damaged byte does not spoil a page; a last character that was cut off is dropped.
    """
    try:
        return encoded.decode(), ""
    except UnicodeDecodeError as error:
        whole, rest = encoded[: error.start], encoded[error.start :]
        if error.reason == "unexpected end of data" and (len(rest) > 1 or not whole.isascii()):
            return whole.decode(), ""
    lenient = encoded.decode(errors="replace")
    damaged = lenient.count("\ufffd")
    beyond_ascii = len(lenient) - len(lenient.encode("ascii", errors="ignore"))
    if beyond_ascii - damaged < _VALID_TO_DAMAGED * damaged:
        return encoded.decode("cp1252", errors=SINGLE_BYTES), LATIN_NOTICE
    return encoded.decode(errors=_BYTEWISE), MIXED_NOTICE


def _bounded_marks(match: re.Match[str]) -> str:
    kept, row = [], 0
    for character in match[0]:
        row = row + 1 if unicodedata.combining(character) else 0
        if row <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", errors=SINGLE_BYTES), error.end


def _as_controls(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    byte = error.object[error.start]
    return chr(byte) if byte < _AFTER_C1 else "\ufffd", error.start + 1


codecs.register_error(SINGLE_BYTES, _as_controls)
codecs.register_error(_BYTEWISE, _as_windows_1252)
