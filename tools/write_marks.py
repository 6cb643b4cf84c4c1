"""Write index/text/marks.py: the combining marks of Unicode, as a class of a regular expression.

They are those of the version that this Python knows (``unicodedata``), of the categories Mn, Mc and Me.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

TARGET = Path(__file__).parents[1] / "index" / "text" / "marks.py"
WIDTH = 100
HEAD = '''"""The combining marks of Unicode {version}; written by tools/write_marks.py."""

from __future__ import annotations

MARKS = (
'''
FOOT = ''')
"""Marks of every script (categories Mn, Mc and Me), for the inside of a class of a regular expression."""
'''


def ranges() -> list[tuple[int, int]]:
    """The first and the last code of each run of marks."""
    found: list[tuple[int, int]] = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)).startswith("M"):
            if found and found[-1][1] == code - 1:
                found[-1] = found[-1][0], code
            else:
                found.append((code, code))
    return found


def escaped(code: int) -> str:
    """A character as a Python literal writes it."""
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 -- the last of four digits


def lines() -> list[str]:
    """The class in lines of a bounded width."""
    found = [""]
    for first, last in ranges():
        text = escaped(first) if first == last else f"{escaped(first)}-{escaped(last)}"
        if len(found[-1]) + len(text) > WIDTH:
            found.append("")
        found[-1] += text
    return found


def main() -> int:
    """Write the module; the exit code."""
    body = "".join(f'    "{line}"\n' for line in lines())
    TARGET.write_text(HEAD.format(version=unicodedata.unidata_version) + body + FOOT, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
