"""A date line of a page: a line that says when, and nothing else."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..article import Published
from ..errors import DateError
from .labels import ANY, Label, label_of
from .names import plain
from .stamps import LONGEST, read_published

_NEXT_LABEL = rf"(?i) ?[/|;,·•–—-] ?(?={ANY})"


class DateLine(NamedTuple):
    """What a date line says.

    Attributes:
        published: when the article was published; None where it only says when it was changed.
        is_labelled: whether it says so in words.
    """

    published: Published | None
    is_labelled: bool = False


def read_date_line(line: str, language: str = "") -> DateLine | None:
    """What a line says of the article's publication, if it is wholly a date line; else None.

    A line may label its date (``Published: 1 Dec 2016``), and may go on to say when the article was
    changed. Day, month and year must be there.

    Args:
        line: as it stands.
        language: the page's, as a BCP 47 tag, or "".
    """
    if len(line) > LONGEST or not any(map(str.isdecimal, line)):
        return None
    parts = [label_of(part) or part for part in re.split(_NEXT_LABEL, plain(line))]
    stamps = [_stamp(part.stamp if isinstance(part, Label) else part, language) for part in parts]
    if None in stamps:
        return None
    if len(parts) == 1 and not isinstance(parts[0], Label):
        return DateLine(stamps[0])
    published = [stamp for part, stamp in zip(parts, stamps, strict=True) if _says_published(part)]
    if len(published) > 1:
        return None
    bare = [stamp for part, stamp in zip(parts, stamps, strict=True) if not isinstance(part, Label)]
    return DateLine(next(iter([*published, *bare]), None), is_labelled=True)


def _says_published(part: Label | str) -> bool:
    return isinstance(part, Label) and part.published


def _stamp(text: str, language: str) -> Published | None:
    if text.isdecimal():  # a bare number on a page is no date, though 20161201 would be one elsewhere
        return None
    try:
        published = read_published(text, origin="date line", language=language)
    except DateError:
        return None
    return published if published.precision in ("second", "minute", "day") else None
