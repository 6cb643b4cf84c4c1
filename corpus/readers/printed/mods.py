"""What MODS says of an issue or an article: its title, its day, the newspaper, the authors."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ...dates import read_published
from ...errors import DateError
from ..xml.xml_tree import attribute, child, children, descendants, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...article import Published
    from ..xml.xml_tree import Element


class Mods:
    """A description in MODS.

    Args:
        section: the element around it.
        day_first: as in ``Options``.
    """

    def __init__(self, section: Element, *, day_first: bool | None = None) -> None:
        self._mods = next(descendants(section, "mods"), None)
        self._day_first = day_first

    @cached_property
    def title(self) -> str:
        """The title of what is described, or ""."""
        return _title(self._mods)

    @cached_property
    def host(self) -> str:
        """The title of what it has appeared in, or ""."""
        hosts = (each for each in children(self._mods, "relatedItem") if attribute(each, "type") == "host")
        return next(filter(None, map(_title, hosts)), "")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The people who are named, in order."""
        return tuple(dict.fromkeys(filter(None, map(_name, children(self._mods, "name")))))

    def day_of_issue(self) -> tuple[Published | None, str]:
        """The day of issue, or None; and why there is none although one is stated, or ""."""
        written = list(dict.fromkeys(self._dates()))
        if len(written) > 1:
            return None, f"dates disagree: {', '.join(written[:3])}"
        if not written:
            return None, ""
        try:
            return read_published(written[0], origin="field", day_first=self._day_first), ""
        except DateError as error:
            return None, f"date not understood: '{written[0][:60]}' ({error.message.rstrip('.')})"

    def _dates(self) -> Iterator[str]:
        """The dates of issue, those of a span of years left out."""
        for origin in children(self._mods, "originInfo"):
            for date in children(origin, "dateIssued"):
                if not attribute(date, "point") and words(date):
                    yield words(date)


def _title(described: Element | None) -> str:
    found = (each for each in children(described, "titleInfo") if not attribute(each, "type"))
    for each in found:
        parts = [words(child(each, name)) for name in ("nonSort", "title")]
        if parts[1]:
            return " ".join(filter(None, parts))
    return ""


def _name(element: Element) -> str:
    """A person's name, the given name first."""
    if attribute(element, "type") not in ("", "personal"):
        return ""
    shown = words(child(element, "displayForm"))
    parts = {attribute(each, "type"): words(each) for each in children(element, "namePart")}
    return shown or " ".join(filter(None, (parts.get("given"), parts.get("family")))) or parts.get("", "")
