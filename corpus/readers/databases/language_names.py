"""What databases call a language, in the language of their menus -> its tag.

The names are in ``language_names.tsv``, from Unicode's CLDR (``tools/write_language_names.py``).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ...text import one_line

_LONGEST = 100  # characters of a statement; no language has such a name
_divider = re.compile(r"\s*[;/,|()]\s*|\s-\s")
# What packages of LaTeX call some languages (babel's list of options).
_OF_LATEX = {
    "american": "en-US",
    "usenglish": "en-US",
    "british": "en-GB",
    "ukenglish": "en-GB",
    "ngerman": "de",
    "austrian": "de-AT",
    "naustrian": "de-AT",
    "nswissgerman": "de-CH",
    "francais": "fr",
    "brazilian": "pt-BR",
    "brazil": "pt-BR",
}


def language_tag(stated: str) -> str:
    """The BCP 47 tag of a language as a database names it; the statement itself where none is known.

    ``ENGLISH``, ``GERMAN; DEUTSCH``, ``Dutch / Nederlands``, ``德文``: the first name that is known counts.
    """
    written = one_line(stated[:_LONGEST])
    names = _names()
    found = (names.get(part.casefold()) for part in (written, *_divider.split(written)))
    return next(filter(None, found), written)


def is_language(line: str) -> bool:
    """Whether a line is the name of a language, and nothing else."""
    return len(line) <= _LONGEST and language_tag(line) != one_line(line)


@cache
def _names() -> dict[str, str]:
    rows = Path(__file__).with_suffix(".tsv").read_text("utf-8").splitlines()
    table = [row.split("\t") for row in rows]
    return {name: tag for tag, names in table for name in names.split("|")} | _OF_LATEX
