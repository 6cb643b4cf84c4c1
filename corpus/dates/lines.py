"""A date line of a page: a line that says when, and nothing else."""

from __future__ import annotations

import re

from ..article import Published
from ..errors import DateError
from .names import plain
from .stamps import LONGEST, read_published

_FIRST = (
    r"(?:first |originally )?(?:published|posted|date|dated|publié|publicado|pubblicato|veröffentlicht|"
    r"gepubliceerd|geplaatst|تاریخ انتشار|نشر)"
)
_LATER = (
    r"(?:last )?(?:updated|modified|mis à jour|actualizado|atualizado|aggiornato|aktualisiert|bijgewerkt)"
)
_LABEL = rf"(?:(?P<first>{_FIRST})|{_LATER})(?: (?:on|at|le|el|em|il|am|op|fi))?(?:: ?| )"
_LABELLED = rf"(?i){_LABEL}(?P<stamp>.+)"
_NEXT_LABEL = rf"(?i) ?[/|;,·•–—-] ?(?={_LABEL})".replace("?P<first>", "?:")  # split must not return it


def read_date_line(line: str) -> Published | None:
    """The publication date that a line states, if the line is wholly a date line; else None.

    A line may label its date (``Published: 1 Dec 2016``), and may go on to say when the article was
    updated; the day of publication is the one returned. Day, month and year must be there.
    """
    if len(line) > LONGEST:
        return None
    parts = [_split_label(part) for part in re.split(_NEXT_LABEL, plain(line))]
    stamps = [_stamp(stamp) for _, stamp in parts]
    if None in stamps:
        return None
    if len(parts) == 1:
        return stamps[0]
    published = [stamp for (first, _), stamp in zip(parts, stamps, strict=True) if first]
    return published[0] if len(published) == 1 else None


def _split_label(part: str) -> tuple[bool, str]:
    """Whether a label says that this is the first publication, and the text after the label."""
    match = re.fullmatch(_LABELLED, part)
    return (bool(match["first"]), match["stamp"]) if match else (False, part)


def _stamp(text: str) -> Published | None:
    if text.isdecimal():  # a bare number on a page is no date, though 20161201 would be one elsewhere
        return None
    try:
        published = read_published(text, origin="date line")
    except DateError:
        return None
    return published if published.precision in ("second", "minute", "day") else None
