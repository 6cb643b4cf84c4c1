"""What is a token? One regular expression for texts of every script.

A token is a run of letters and digits (``US-led`` is two, ``Syria's`` is two) with the combining marks upon
them, or an acronym with dots, which loses them (``U.S.`` is ``us``, as ``US`` is).

- *Marks*: a word goes on over every mark of its script; vowel signs are letters to their readers.
- *Joiners*: ZWJ and ZWNJ only shape the letters of a word, but between Arabic letters ZWNJ stands where
  others write a blank, and parts words as that does.
- *Apostrophes* part words, be they punctuation or what Unicode calls a letter (U+02BC and its kin).
- *A quotation mark between letters of Hebrew* marks an abbreviation and belongs to the word.
- *Numbers*: one to three digits, then groups of exactly three, are one token. A comma may stand between them
  (in Arabic and full width, too), an apostrophe, a no-break or a thin space; full stops where there are two,
  or where the text's language says so (``with_commas``). Raised and lowered digits and fractions are
  no digits of the number that they stand beside: ``10²`` is two tokens, ``1½`` is two, and ``km²`` is one.
- *Chinese and Japanese* leave no blanks between words: each of their characters, with the marks upon it, is a
  token, and a word of several is found as a phrase.
"""

from __future__ import annotations

import re

from .marks import MARKS

ACCENTS = (
    "\u0300-\u036f\u0483-\u0487\u1ab0-\u1ace\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"  # Latin, Greek, Cyrillic
    "\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7\ufb1e"  # Hebrew
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06e8\u06ea-\u06ed"  # Arabic
    "\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff"
    "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # which variant of a character is shown
)
"""Marks that readers of their script do without, for the inside of a class; all others tell words apart."""
APOSTROPHES = "\u0374\u02b9-\u02bf\u02c8\u02ee\ua78b\ua78c"
"""Letters to Unicode, apostrophes to those who type them, for the inside of a class."""

_FRACTIONS = "\xbc-\xbe\u2150-\u215f\u2189"
_RAISED = "\xb2\xb3\xb9\u2070\u2074-\u2079\u2080-\u2089"
_CIRCLED = "\u2460-\u249b\u24ea-\u24ff"
_APART = f"{_RAISED}{_CIRCLED}"  # numerals that are no digits of a number beside them
_LETTER = rf"[^\W\d_{APOSTROPHES}{_FRACTIONS}{_APART}]"
_LETTER_OR_DIGIT = rf"[^\W_{APOSTROPHES}{_FRACTIONS}{_APART}]"
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_HEBREW_ABBREVIATION = '(?<=[\u0591-\u05f2])["\u05f4\u201c-\u201e\u2033](?=[\u05d0-\u05f2])'

_ACRONYM = rf"(?<![^\W_]){_LETTER}[{MARKS}]*+(?:\.{_LETTER}[{MARKS}]*+)+(?![^\W_]|[{MARKS}])"
_FRACTION = rf"(?:\d{{1,9}}+|[{_RAISED}]{{1,9}}+)\u2044(?:\d{{1,9}}+|[{_RAISED}]{{1,9}}+)|[{_FRACTIONS}]"
_SEPARATOR = r"(?:[,\u066c\uff0c]|(?<=[0-9])['\u2019\xa0\u2009\u202f](?=[0-9]))"
_INSIDE = (
    r"(?<!\d[,.\u066c\uff0c])(?<![0-9]['\u2019\xa0\u2009\u202f])"  # of digits that are grouped otherwise
)
_NUMBER = rf"{_INSIDE}\d{{1,3}}(?:(?:{_SEPARATOR}\d{{3}}(?!\d))++|(?:\.\d{{3}}(?!\d)){{2,}}+)"
_REST = (
    rf"(?:{_LETTER}{_LETTER_OR_DIGIT}*+|(?<![{_APART}])\d{_LETTER_OR_DIGIT}*+|(?<!\d)[{_APART}]"
    rf"|[{MARKS}{_ZWJ}]|(?<![{_ARABIC}]){_ZWNJ}|{_HEBREW_ABBREVIATION})*+"
)
# What most texts consist of is told first, as the rules below would tell it: no token begins with a blank or
# a full stop, and a word of plain letters before one of them has ended. It takes a quarter of the time.
_PARTING = r" \n,.;:!?'\"()/-"
_NO_BLANK = rf"(?![{_PARTING}])"
_PLAIN_WORD = rf"[A-Za-z]{{2,}}+(?![^{_PARTING}])"
TOKEN = re.compile(
    rf"{_NO_BLANK}(?:{_PLAIN_WORD}|{_ACRONYM}|{_FRACTION}|(?:{_NUMBER}|{_LETTER_OR_DIGIT}|[{_APART}]){_REST})"
)

# With the numerals in circles and brackets that fold to such a character; without the marks among them.
_CJK = (
    "\u3005-\u3007\u3038-\u303a\u3040-\u3098\u309b-\u30ff\u3192-\u3195\u31f0-\u31ff\u3220-\u3229\u3280-\u3289"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_SOUND_MARKS = "\uff9e\uff9f"  # of half-width katakana: letters to Unicode, yet part of the one before
# Letters to Unicode of which folding leaves nothing: tatweel, vowel signs that stand alone, sound marks.
_VANISHING = f"\u0640\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe7f{_SOUND_MARKS}"
# These are compiled when first used: most texts need none of them, and a search should start at once.
ODD = f"[{_CJK}{_VANISHING}]"
"""Found in every text of whose tokens one may be several, or none."""
CHARACTER_OR_RUN = f"[{_CJK}][{MARKS}{_SOUND_MARKS}]*+|[^{_CJK}]++"
"""The parts of a token with Chinese or Japanese characters."""

JOINTS = frozenset(".,'\"\u2019\u066c\uff0c\xa0\u2009\u202f\u2044\u05f4\u201c\u201d\u201e\u2033\u200c\u200d")
"""What may stand inside a token, and is neither letter nor digit nor mark."""

_GROUPED_BY_STOPS = frozenset("ca da de el es eu id it nb nl nn no pt ro sr tr".split())  # noqa: SIM905 -- a table
_STOP_IN_NUMBER = re.compile(r"\.(?<=\d\.)(?=\d{3}(?!\d))")


def with_commas(text: str, language: str) -> str:
    """A text of a language that groups digits by full stops with commas in their place; equally long.

    Args:
        text: of any length.
        language: as ``languages.analysed_in`` gives it.
    """
    return _STOP_IN_NUMBER.sub(",", text) if language in _GROUPED_BY_STOPS and "." in text else text
