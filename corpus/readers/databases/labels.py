"""What a database states of an article, under labels of its own -> that article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...article import Article, Rejected
from ...text import one_line
from ..rows.fields import split_names
from ..rows.keyed import keyed_article
from ..rows.keys import fold
from .language_names import language_tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..base import Options

ARTICLE_LIMIT = 16 * 1024**2
"""Bytes that one article of an export may have."""

TOO_LARGE = f"an article of more than {ARTICLE_LIMIT // 1024**2} MiB"

_by = re.compile(r"(?:(?i:by|von|par|por|door|af|av)|VON|DE)\s+(?=[^\W\d_a-z])")
_before_page = re.compile(r"[;,] ?(?:Pg|Page|Seite)\b|;")
_page = re.compile(r"(?:Pg|Page|Seite|S|p|Blz|Pág)\b\.?\s*\w", re.IGNORECASE)
_LONGEST_NAME = 200


def labelled_article(
    row: Mapping[str, object],
    labels: Mapping[str, str],
    options: Options,
    origin: str,
    notices: Sequence[str] = (),
) -> Article | Rejected:
    """The article in a row with our own field names, or its rejection.

    Args:
        row: our field names → values.
        labels: all that the database states, by its own labels, among which a field map chooses.
        options: what the reader was told.
        origin: where the article stands.
        notices: what is known to be wrong already.
    """
    stated = {fold(label): value for label, value in labels.items()}
    chosen = {name: stated[label] for name, label in options.fields.items() if stated.get(label)}
    row = {**row, **chosen}
    language = language_tag(str(row.get("language", "")))
    section = section_name(str(row.get("section", "")))
    return keyed_article(
        {**row, "language": language}, options, origin, dated="field", section=section, notices=notices
    )


def section_name(stated: str) -> str:
    """The rubric in ``FEATURES; Pg. 6``; "" where only a page is stated."""
    first = one_line(_before_page.split(stated, maxsplit=1)[0])
    return "" if _page.match(first) or first.isdecimal() else first


def byline_names(stated: str) -> list[str]:
    """The names in a byline, without what "by" is in the language of the outlet."""
    return [name for name in split_names(_by.sub("", one_line(stated), count=1)) if name]


def natural_name(inverted: str) -> str:
    """``Doe, Jane`` as ``Jane Doe``, and ``Doe, John, Jr.`` as ``John Doe Jr.``; other names as they are."""
    parts = [one_line(part) for part in inverted[:_LONGEST_NAME].split(",")]
    match parts:
        case [last, first] if last and first:
            return f"{first} {last}"
        case [last, first, suffix] if last and first and suffix:
            return f"{first} {last} {suffix}"
        case _:
            return one_line(inverted)
