"""What does a value of an export state: a text, markup, an address, or nothing?"""

from __future__ import annotations

import html
import re

_MISSING = frozenset((r"\N", "nan", "NaN", "-nan", "NaT", "NULL", "null", "<NA>", "NA", "#N/A", "#NAME?"))
_MISSING_NAME = frozenset(("None", "none", "N/A", "n/a", "undefined", "-"))
LONGEST_MISSING = 12
"""Characters, blanks around it included, that a word for a missing value may have."""
_PROSE = frozenset(("title", "body"))
_KEPT = _PROSE | {"id"}

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

    The words are what databases, R, pandas and spreadsheets write. A headline or an id may be
    "None"; no outlet, date or name is.
    """
    written = written.strip()
    return not written or written in _MISSING or (name not in _KEPT and written in _MISSING_NAME)


def prose(written: str, *, is_markup: bool = False, is_text: bool = False) -> str:
    """The text of a title or body: markup becomes text, and character references their characters.

    Markup that was escaped as a whole is read as markup. What was escaped twice is resolved twice, but for
    the marks of tags: a text about HTML shows them.

    Args:
        written: as it stands in the export.
        is_markup: whether it is known to be HTML; else its tags tell.
        is_text: whether it was read from markup before, so that its references are none.
    """
    if is_markup or ("<" in written and _html.search(written)):
        text = _text_of_html(written)
        return text if is_text else _resolve_again(text)
    if is_text or "&" not in written:
        return written
    if (escaped := _escaped_html.match(written)) and f"&lt;/{escaped['name']}&gt;" in written:
        return _text_of_html(resolve_references(written))
    return _resolve_again(resolve_references(written))


def resolve_references(written: str) -> str:
    """``written`` with the characters of its references such as ``&#8217;``, if they end in a semicolon."""
    return _reference.sub(_character, written) if "&" in written else written


def home_of(written: str) -> str:
    """The host, where this is the address of a whole site; else ""."""
    found = _address.fullmatch(written.strip())
    return host_of(written) if found and found.end() == found.end("path") else ""


def host_of(address: str) -> str:
    """The host of an absolute address, in lower case and without ``www.``; "" of anything else."""
    found = _address.fullmatch(address.strip())
    return found["host"].lower().removeprefix("www.") if found else ""


def is_address(written: str) -> bool:
    """Whether this is an absolute address, and nothing else."""
    return _address.fullmatch(written.strip()) is not None


def _text_of_html(written: str) -> str:
    from ..html.fragment import text_of_fragment

    return text_of_fragment(written)


def _resolve_again(text: str) -> str:
    return _reference.sub(_character_but_tags, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    return html.unescape(reference[0]).replace("\xa0", " ")


def _character_but_tags(reference: re.Match[str]) -> str:
    return reference[0] if reference[0] in _TAG_MARKS else _character(reference)
