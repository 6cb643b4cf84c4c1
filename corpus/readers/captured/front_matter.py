"""What a text file says of itself between two lines of ``---``: title, date, author, address.

Web clippers, trafilatura's Markdown and static site generators write it so, in YAML. Of YAML, what they use
is read: one ``key: value`` a line, quoted or not, lists, and values folded over indented lines.
"""

from __future__ import annotations

import re
from contextlib import suppress

from ..rows.strict_json import decode_json

_MARK, _ENDS = "---", ("---", "...")
_LINES, _LENGTH = 500, 64 * 1024  # that it may have, in lines and in characters
_key = re.compile(r"(?P<key>[^\W\d_][\w .-]{0,60}?) *:(?:\s+(?P<value>.*))?\Z")
_entry = re.compile(r"\s*+-\s++(?P<value>.*)\Z")
_link = re.compile(r"\[\[(?:[^\[\]|]++\|)?([^\[\]|]++)\]\]")  # as Obsidian writes names
_FOLDED = frozenset((">", "|", ">-", "|-", ">+", "|+"))

Matter = dict[str, "str | list[str]"]


def take_front_matter(text: str) -> tuple[Matter, str]:
    """The keys and values at the head of a text, and the rest; {} and the whole text where there are none."""
    first, _, rest = text.lstrip().partition("\n")
    if first.rstrip() != _MARK:
        return {}, text
    lines = rest.split("\n", _LINES)
    end = next((number for number, line in enumerate(lines) if line.rstrip() in _ENDS), None)
    if end is None or sum(map(len, lines[:end])) > _LENGTH:
        return {}, text
    matter = _read_lines(lines[:end])
    return (matter, "\n".join(lines[end + 1 :])) if matter else ({}, text)


def _read_lines(lines: list[str]) -> Matter:
    """The keys and values in the lines between the marks; {} where a line that should be one is none."""
    matter: Matter = {}
    key = ""
    for line in filter(str.strip, lines):
        entry, stated = _entry.match(line), _key.match(line)
        if key and entry:
            listed = matter[key]
            matter[key] = [*(listed if isinstance(listed, list) else ()), _scalar(entry["value"])]
        elif stated:
            key = stated["key"].strip()
            matter[key] = _value((stated["value"] or "").strip())
        elif key and line[0].isspace():
            said = matter[key]
            matter[key] = f"{said} {_scalar(line)}".strip() if isinstance(said, str) else said
        elif not line.startswith("#"):
            return {}
    return matter


def _value(written: str) -> str | list[str]:
    if written in _FOLDED:
        return ""
    if written.startswith("[") and written.endswith("]") and not written.startswith("[["):
        return [_scalar(each) for each in written[1:-1].split(",") if each.strip()]
    return _scalar(written)


def _scalar(written: str) -> str:
    """A value without its quotes."""
    written = written.strip()
    if written[:1] == written[-1:] == '"':
        with suppress(ValueError):
            written = str(decode_json(written))
    elif len(written) > 1 and written[0] == written[-1] == "'":
        written = written[1:-1].replace("''", "'")
    return "" if written == "~" else _link.sub(r"\1", written)
