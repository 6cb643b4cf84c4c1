"""What does a cell or a value of an export state: a text, markup, an address, or nothing?"""

from __future__ import annotations

import html
import re

from ..html.fragment import text_of_fragment

_MISSING = frozenset((r"\N", "nan", "NaN", "-nan", "NaT", "NULL", "<NA>", "NA", "#N/A", "#NAME?"))
_MISSING_NAME = frozenset(("None", "none", "null", "N/A", "n/a", "undefined", "-"))
_LONGEST_MISSING = 12  # characters, blanks around it included
_PROSE = frozenset(("title", "body"))

# End tags, or such as are written in lower case only: "<BR>" and "<P>" are companies on a wire.
_html = re.compile(
    r"</(?i:p|div|span|a|b|i|em|strong|li|ul|ol|h[1-6]|blockquote|figure|section|article|td|tr|table)>"
    r"|<(?:br ?/?|p)>|<(?:p|div|img|a) [a-z-]+="
)
_reference = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_escaped_html = re.compile(
    r"\s*+&lt;(?P<name>p|div|span|h[1-6]|ul|ol|table|figure|section|article|blockquote|strong|em|a|b|i)"
    r"(?:[ \n](?:(?!&gt;)[^<>])*+)?+&gt;",
    re.IGNORECASE,
)
_TAG_MARKS = frozenset(("&lt;", "&gt;"))
_address = re.compile(r"https?://(?P<host>[^\s/?#@]++)(?P<path>/?+)\S*+", re.IGNORECASE)


def is_missing(name: str, written: str) -> bool:
    r"""Whether all that a field states is that its value is missing, as ``\N``, ``nan`` or ``NULL`` do.

    The words are what databases, R, pandas and spreadsheets write. A headline may be "None"; an outlet, a date or
    a name is not called so.
    """
    if len(written) > _LONGEST_MISSING:
        return False
    written = written.strip()
    return not written or written in _MISSING or (name not in _PROSE and written in _MISSING_NAME)


def prose(written: str, *, is_markup: bool = False) -> str:
    """The text of a title or body: markup becomes text, and character references their characters.

    Markup that was escaped as a whole is read as markup. What was escaped twice is resolved twice, but for the
    marks of tags: a text about HTML shows them.
    """
    if is_markup or ("<" in written and _html.search(written)):
        return _resolve_again(text_of_fragment(written))
    if "&" not in written:
        return written
    if escaped := _escaped_html.match(written):
        if f"&lt;/{escaped['name']}&gt;" in written:
            return text_of_fragment(resolve_references(written))
    return _resolve_again(resolve_references(written))


def resolve_references(written: str) -> str:
    """``written`` with the character for each reference to one that ends in a semicolon: ``&#8217;``, ``&amp;``."""
    return _reference.sub(_character, written) if "&" in written else written


def home_of(written: str) -> str:
    """The host, where this is the address of a whole site; else ""."""
    found = _address.fullmatch(written.strip())
    return found["host"].lower().removeprefix("www.") if found and found.end() == found.end("path") else ""


def is_address(written: str) -> bool:
    """Whether this is an absolute address, and nothing else."""
    return _address.fullmatch(written.strip()) is not None


def _resolve_again(text: str) -> str:
    return _reference.sub(_character_but_tags, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    return html.unescape(reference[0]).replace("\xa0", " ")


def _character_but_tags(reference: re.Match[str]) -> str:
    return reference[0] if reference[0] in _TAG_MARKS else _character(reference)
