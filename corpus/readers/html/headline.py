"""Which of the titles that a page gives is the headline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...text import letters_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# What stands between a headline and the outlet's name in a title: not a bare hyphen within a word.
_PARTS = re.compile(r"\s+[|–—•·*»ㅣ-]\s+|\s*[|ㅣ]\s*|\s*--\s*")
_NO_LABEL = 4  # words of a heading that is more than the name of a page
_LONGEST = 1_000  # characters of a title that is taken apart
_MOST_OF = 0.5  # of a title, that must be left when an outlet's name is taken off


def headline(linked: str, stated: Sequence[str], shown: Sequence[str], outlet: str) -> str:
    """The headline, or "".

    Args:
        linked: the headline in JSON-LD, or "".
        stated: titles in the head, the most trustworthy first: they may carry the outlet's name.
        shown: first-level headings of the page.
        outlet: its name, as far as known.
    """
    if linked:
        return _complete_headline(linked, [*stated, *shown])
    for title in stated:
        for heading in shown:
            if _says(title, heading):
                return heading
    if stated:
        return _without_outlet(stated[0], outlet, stated)
    return shown[0] if shown else ""


def displayed_heading(chosen: str, stated: Sequence[str], shown: Sequence[str]) -> str:
    """The heading above the article on the page, if it says more than the headline; else "".

    Args:
        chosen: the headline.
        stated: as for ``headline``: a heading that the head states too is the article's.
        shown: as for ``headline``: the only heading is the article's, unless it is a mere label.
    """
    only = shown[0] if len(shown) == 1 and len(shown[0].split()) >= _NO_LABEL else ""
    said = (heading for heading in shown if any(_says(title, heading) for title in stated))
    heading = next(said, only)
    return "" if letters_of(heading) in letters_of(chosen) else heading


def _complete_headline(linked: str, others: Sequence[str]) -> str:
    """A truncated headline completed from the page; without its own outlet's name."""
    cut = linked.removesuffix("...").removesuffix("…").rstrip()
    if cut != linked:
        whole = next((title for title in others if title.startswith(cut) and "…" not in title), "")
        return _without_outlet(whole, "", others) if whole else linked
    shorter = [
        title
        for title in others
        if letters_of(linked) != letters_of(title) and _ends_with_outlet(linked, title)
    ]
    return shorter[0] if shorter else linked


def _ends_with_outlet(title: str, shorter: str) -> bool:
    """Whether one title is the other with something after a dash."""
    rest = title[len(shorter) :] if title.startswith(shorter) else ""
    return bool(rest and _PARTS.match(rest) and _is_most(shorter, title))


def _without_outlet(title: str, outlet: str, others: Sequence[str]) -> str:
    """A title without the outlet's name before or behind it."""
    parts = [part for part in _PARTS.split(title) if part] if len(title) <= _LONGEST else [title]
    if len(parts) == 1:
        return title
    shorter = [other for other in others if _ends_with_outlet(title, other)]
    if shorter:
        return min(shorter, key=len)
    if outlet and _alike(parts[-1], outlet):
        return title[: title.rindex(parts[-1])].rstrip(" |–—•·*»ㅣ-")
    if outlet and _alike(parts[0], outlet):
        return title[title.index(parts[0]) + len(parts[0]) :].lstrip(" |–—•·*»ㅣ-")
    return title


def _alike(one: str, other: str) -> bool:
    one, other = letters_of(one), letters_of(other)
    return bool(one and other) and (one in other or other in one)


def _says(title: str, heading: str) -> bool:
    """Whether a title is a heading, perhaps with an outlet's name behind it."""
    key = letters_of(heading)
    return bool(key) and letters_of(title).startswith(key) and _is_most(heading, title)


def _is_most(part: str, whole: str) -> bool:
    return len(part) >= _MOST_OF * len(whole)
