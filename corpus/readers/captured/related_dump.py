"""Dumps of related articles in captured pages: ``string(2956) "[{"id":"18","title":"…"} ,{…} ]"``.

A page's template printed them with PHP's ``var_dump``. They look like JSON, but titles may hold bare
quotes, the declared length need not be true, and a dump may be cut off. So a dump is delimited by its
shape, split into objects, and each object is read as JSON, or else by its keys: a value ends at the last
quote before the next key. All patterns here take time linear in the length of the text.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from ..links import LINKS_LIMIT, stated_link
from ..rows.strict_json import decode_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...article import Link

_READ_LIMIT = 8 * 1024**2  # characters of all dumps of a page

_QUOTE = r'(?:\\*+["“”„]|&(?:quot|ldquo|rdquo|bdquo|#34|#x22);)'
_CURLY = ("“", "”", "„")
_SCALAR_ENDS = ("]", *"0123456789", "e", "l")  # of lists, numbers, true, false and null
_NAME = r"[A-Za-z_][\w-]{0,30}"
_KNOWN = {"id", "sort", "contenttypeid", "pic", "title", "url", "link", "date", "published", "media"}

# Where a dump begins: as var_dump prints it, or bare at the start of a line. These, which search whole
# pages, begin with fixed text, which is what makes searching fast.
_start = re.compile(rf"string\(\d{{1,12}}\)\s{{0,9}}{_QUOTE}?+\s{{0,9}}\[\s{{0,9}}[{{\]]")
_bare_start = re.compile(rf"\[\s{{0,9}}\{{\s{{0,9}}{_QUOTE}(?:{'|'.join(sorted(_KNOWN))}){_QUOTE}\s{{0,9}}:")
_indentation = re.compile(r"(?:\A|\n)[ \t]{0,9}\Z")
# Where it ends: preferably at the end of a line, since a title may hold ``}]"`` too.
_end_of_line = re.compile(rf"[}}\[]\s*+(?:,\s*+)?+(?P<close>\])(?:\s*+{_QUOTE})?+[ \t]*+(?=\n|\Z)")
_end = re.compile(rf"[}}\[]\s*+(?:,\s*+)?+(?P<close>\])\s*+{_QUOTE}")
_blank_line = re.compile(r"\n[ \t]*+\n")
# What is left of a dump that was cut off before its first object: at the end of a page, or on its own line.
_stump = re.compile(
    rf"string(?<!\Sstring)\(\d*+(?:\)\s*+(?:{_QUOTE}\s*+\[?+|&[#\w]{{0,5}}|\\)?+\s*+)?+\Z"
    rf"|string(?<![^\n]string)\(\d++\)[ \t]*+(?:{_QUOTE}[ \t]*+\[?+)?+[ \t]*+$",
    re.MULTILINE,
)
_opening = re.compile(rf"\[\s*+\{{\s*+(?P<quote>[\"“”„])(?P<key>{_NAME})[\"“”„]\s*+:")
_escaped_for_html = re.compile(r"\[\s*+\{\s*+&")
_escaped_for_json = re.compile(r"\[\s*+\{\s*+\\")
_reference = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
_backslash = re.compile(r'\\(["\\/])')
_escape = re.compile(r'\\(["/])|((?:\\u[0-9a-fA-F]{4})++)')


def take_dumps(text: str) -> tuple[str, tuple[Link, ...], tuple[str, ...]]:
    """``text`` without dumps, even broken ones; the links of all dumps, in order, each once; and notices.

    Links are read from the first 8 Mi characters of dumps, and 50,000 of each.
    """
    kept: list[str] = []
    links: dict[tuple[str, str], Link] = {}
    notices: dict[str, None] = {}
    position, allowance = 0, _READ_LIMIT
    starts = list(_starts(text))
    for start, limit in zip(starts, [*starts, len(text)][1:], strict=True):
        dump, end = _delimit(text, start, limit)
        kept.append(text[position:start])
        position = end
        allowance -= len(dump.written)
        found = list(dump.links()) if allowance >= 0 else []
        if allowance < 0 or len(found) >= LINKS_LIMIT:
            notices["more related articles are listed than are read"] = None
        elif not dump.whole:
            notices["a dump of related articles is cut off"] = None
        for link in found:
            links.setdefault((link.id, link.title), link)
    kept.append(text[position:])
    return _without_stump("\n\n".join(kept)), tuple(links.values()), tuple(notices)


@dataclass(frozen=True, slots=True)
class _Dump:
    """A dump from its ``[`` on; ``whole`` where it reaches its ``]``."""

    written: str
    whole: bool

    def links(self) -> Iterator[Link]:
        for keys in islice(self.objects(), LINKS_LIMIT):
            named = {
                key.lower(): _plain(value) if isinstance(value, str) else value for key, value in keys.items()
            }
            if link := stated_link(named):
                yield link

    def objects(self) -> Iterable[dict[str, object]]:
        written = _unescape_dump(self.written)
        if self.whole:
            with suppress(ValueError):
                values = decode_json(written)
                return (
                    [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
                )
        opening = _opening.match(written)
        if not opening:
            return []
        shape = _shape(('"',) if opening["quote"] == '"' else _CURLY, opening["key"])
        return shape.objects(written[opening.start("quote") :], whole=self.whole)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What separates the objects of a dump, and their keys, given its quotes and its first key."""

    separator: re.Pattern[str]
    key: re.Pattern[str]
    quotes: tuple[str, ...]

    def objects(self, written: str, *, whole: bool) -> Iterator[dict[str, object]]:
        """Each object of ``[{…} ,{…} ]``; the last one of a dump that was cut off only if it is complete."""
        *pieces, last = self.separator.split(written, LINKS_LIMIT)
        last = last.rstrip()
        if whole:
            last = last.removesuffix("]").rstrip()
        last = last.removesuffix(",").rstrip()
        if last.endswith("}") and last[:-1].rstrip().endswith((*self.quotes, *_SCALAR_ENDS)):
            pieces.append(last[:-1])
        keys: dict[str, object] = {}
        for piece in pieces:
            keys = _json_object(f"{{{piece}}}") or dict(self.key_values(piece, like=keys))
            yield keys

    def key_values(self, piece: str, like: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The keys and values of an object that is not JSON; keys are known ones or those of ``like``."""
        allowed = {*_KNOWN, *like}
        found: dict[str, re.Match[str]] = {}
        for match in self.key.finditer(piece):
            if match["key"] in allowed or not like:
                found.setdefault(match["key"], match)
        ends = [*(match.start() + 1 for match in found.values()), len(piece)][1:]
        for match, end in zip(found.values(), ends, strict=True):
            value = piece[match.end() : end].strip()
            if value.startswith(self.quotes):
                value = value[1:-1] if value[1:].endswith(self.quotes) else value[1:]
            yield match["key"], _escape.sub(_character, value)


@lru_cache(maxsize=16)
def _shape(quotes: tuple[str, ...], first_key: str) -> _Shape:
    quote = f"[{''.join(quotes)}]"
    first_keys = "|".join(map(re.escape, sorted({*_KNOWN, first_key})))
    return _Shape(
        separator=re.compile(rf"\}}\s*+(?:,\s*+)?+\{{(?=\s*+{quote}(?:{first_keys}){quote}\s*+:)"),
        key=re.compile(rf"(?:\A\s*+|(?:{quote}|[\d\]}}el])\s*+,\s*+){quote}(?P<key>{_NAME}){quote}\s*+:"),
        quotes=quotes,
    )


def _starts(text: str) -> Iterator[int]:
    """Where dumps begin, in order."""
    spans = [match.span() for match in _start.finditer(text)]
    spans += [
        match.span()
        for match in _bare_start.finditer(text)
        if _indentation.search(text, max(0, match.start() - 10), match.start())
    ]
    covered = 0
    for start, end in sorted(spans):
        if start >= covered:
            yield start
        covered = max(covered, end)


def _without_stump(text: str) -> str:
    text = _stump.sub("", text)
    rest, _, last = text.rpartition("\n")
    return rest if last.strip() and "string(".startswith(last.strip()) and rest.strip() else text


def _delimit(text: str, start: int, limit: int) -> tuple[_Dump, int]:
    """The dump that begins at ``start``, and where the text goes on; the next dump begins at ``limit``."""
    bracket = text.index("[", start)
    end = _end_of_line.search(text, bracket, limit) or _end.search(text, bracket, limit)
    if end:
        return _Dump(text[bracket : end.end("close")], whole=True), end.end()
    blank = _blank_line.search(text, bracket, limit)
    cut = blank.start() if blank else limit
    return _Dump(text[bracket:cut], whole=False), cut


def _unescape_dump(written: str) -> str:
    """A dump whose own quotes were escaped, for HTML or once more for JSON, without that escaping."""
    if _escaped_for_html.match(written):
        return _plain(written)
    if _escaped_for_json.match(written):
        return _backslash.sub(r"\1", written)
    return written


def _plain(text: str) -> str:
    """``text`` with its HTML character references resolved."""
    if "&" not in text:
        return text
    import html  # its table of names is large, and few pages need it

    return _reference.sub(lambda match: html.unescape(match[0]), text)


def _json_object(written: str) -> dict[str, object] | None:
    try:
        value = decode_json(written)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _character(escape: re.Match[str]) -> str:
    return escape[1] or str(decode_json(f'"{escape[2]}"'))
