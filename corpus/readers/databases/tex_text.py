"""TeX markup, as bibliographies hold it -> plain text, in one pass."""

from __future__ import annotations

import re
import unicodedata

# What an accent of TeX is in Unicode, as a mark that follows its letter.
_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
_LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "aa": "å",
    "AA": "Å",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "j": "ȷ",
    "th": "þ",
    "TH": "Þ",
    "dh": "ð",
    "DH": "Ð",
    "dj": "đ",
    "DJ": "Đ",
    "textquoteright": "’",
    "textquoteleft": "‘",
    "textquotesingle": "'",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textendash": "–",
    "textemdash": "—",
    "textellipsis": "…",
    "dots": "…",
    "ldots": "…",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "texteuro": "€",
    "pounds": "£",
    "textsterling": "£",
    "copyright": "©",
    "guillemotleft": "«",
    "guillemotright": "»",
}
_DOTLESS = {"ı": "i", "ȷ": "j", "\\i": "i", "\\j": "j"}
_DIRECT = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " ", "{": "", "}": ""}
_piece = re.compile(
    r"\\(?P<accent>[`'^~=.\"]|[uvHckrdb](?![A-Za-z]))[ \t]*+(?:\{[ \t]*+)?+"
    r"(?P<base>\\[ij](?![A-Za-z])[ \t]*+|[^\W\d_])"
    r"|\\(?P<name>[A-Za-z]{1,30}+)[ \t]*+(?:\{\})?+"
    r"|\\(?P<escaped>.)"
    r"|(?P<direct>---?|``|''|[~{}])",
    re.DOTALL,
)


def text_of_tex(written: str) -> str:
    r"""The text of TeX markup: accents on their letters, no braces, commands by what they enclose."""
    if not any(mark in written for mark in "\\{}~-`'"):
        return written
    return unicodedata.normalize("NFC", _piece.sub(_text, written))


def _text(found: re.Match[str]) -> str:
    if accent := found["accent"]:
        base = found["base"].rstrip()
        base = _DOTLESS.get(base, base)
        return f"{base}{_ACCENTS[accent]}"
    if name := found["name"]:
        return _LETTERS.get(name, "")
    if escaped := found["escaped"]:
        return " " if escaped in "\n\\, " else "" if escaped in "-/" else escaped
    return _DIRECT[found["direct"]]
