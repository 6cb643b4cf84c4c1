"""What an article is: frozen dataclasses, the one currency between reading, indexing and searching."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

Precision = Literal["second", "minute", "day", "month", "year"]
EntityKind = Literal["person", "organisation", "place"]

_WIDTHS: dict[Precision, int] = {"second": 19, "minute": 16, "day": 10, "month": 7, "year": 4}


@dataclass(frozen=True, slots=True)
class Published:
    """When an article appeared, as far as it is known.

    Attributes:
        local: wall clock where it was published, without a zone; parts finer than ``precision`` are
            the first of their kind (1 January, 00:00:00).
        precision: the finest part of ``local`` that was stated.
        instant: the same moment in UTC, or None where no zone was stated (or only a day was). Beside a
            ``local`` that is known to the day alone, it lies somewhere in that day of an unknown zone.
        origin: where the date came from: ``"field"``, ``"date line"``, ``"picture path"``.
        raw: the text that was read as a date.
    """

    local: datetime
    precision: Precision
    instant: datetime | None = None
    origin: str = ""
    raw: str = ""

    @property
    def zone_known(self) -> bool:
        """Whether the moment is fixed worldwide, not only on a local clock."""
        return self.instant is not None

    @property
    def day(self) -> date:
        """Local day; the first one of the month or year where only that is known."""
        return self.local.date()

    @property
    def last_day(self) -> date:
        """Last local day that the date can mean: ``day``, unless only a month or year is known."""
        if self.precision == "year":
            return date(self.day.year, 12, 31)
        if self.precision == "month":
            return self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])
        return self.day

    @property
    def offset(self) -> timedelta | None:
        """Local clock minus UTC, or None where the zone is unknown."""
        if self.instant is None or self.precision not in ("second", "minute"):
            return None
        return self.local - self.instant.replace(tzinfo=None)

    def to_json(self) -> dict[str, Any]:
        """This date as JSON-ready values; ``Published.from_json`` is its inverse."""
        return {
            "local": self.local.isoformat(),
            "precision": self.precision,
            "instant": self.instant.isoformat() if self.instant else None,
            "origin": self.origin,
            "raw": self.raw,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> Published | None:
        """The date that ``to_json`` wrote; None for None."""
        if value is None:
            return None
        instant = value["instant"]
        return cls(
            local=datetime.fromisoformat(value["local"]),
            precision=value["precision"],
            instant=datetime.fromisoformat(instant) if instant else None,
            origin=value["origin"],
            raw=value["raw"],
        )

    def __str__(self) -> str:
        """ISO 8601, cut to what is known: ``2016-12-01T22:09:14``, ``…+03:30``, ``2016-12``, ``2016``."""
        text = self.local.isoformat(timespec="seconds")[: _WIDTHS[self.precision]]
        if self.offset is None:
            return text
        minutes = round(self.offset.total_seconds() / 60)
        return f"{text}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@dataclass(frozen=True, slots=True)
class Link:
    """A related article that the outlet itself named: a *stated* relation.

    Attributes:
        title: its headline as the outlet wrote it.
        id: the outlet's id for it, or "".
        url: its address, or "".
        published: an approximate date with its origin, or None.
        media: ``"article"``, ``"video"``, ``"audio"``; "article" where nothing says otherwise.
    """

    title: str
    id: str = ""
    url: str = ""
    published: Published | None = None
    media: str = "article"

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Link:
        """The link of an article that ``Article.to_json`` wrote."""
        return cls(**{**value, "published": Published.from_json(value["published"])})


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation or place named in an article.

    Attributes:
        kind: ``"person"``, ``"organisation"`` or ``"place"``.
        name: the canonical name, by which facets count and filters match.
        written: the name as it stands in the text.
        start: offset of ``written`` in ``Article.text``, or None where an export listed the name apart.
        end: offset just after it, or None.
    """

    kind: EntityKind
    name: str
    written: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One news article.

    Attributes:
        id: unique within an archive; given by the export, or derived (see corpus/ids.py).
        title: the headline, once.
        body: the text, paragraphs separated by blank lines, without markup or page furniture.
        published: when, or None: a date is never invented.
        source: the outlet, by name, or "".
        url: its address, or "".
        authors: names, in the order given.
        language: a BCP 47 tag such as ``"en"``, or "".
        links: related articles the outlet listed, in its order.
        entities: names found by an extractor or listed by the export.
        origin: where it was read: a path, with ``:line`` for files that hold several articles.
        notices: what the reader could not make sense of, one sentence each.
        section: the outlet's rubric, such as ``"Sport"``, or "".
        reader: the name of the reader that read it, or "".
        other_ids: further ids that lead to it in its archive: what other inputs call it, and what it was
            called before.
    """

    id: str
    title: str
    body: str
    published: Published | None = None
    source: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    links: tuple[Link, ...] = ()
    entities: tuple[Entity, ...] = ()
    origin: str = ""
    notices: tuple[str, ...] = ()
    section: str = ""
    reader: str = ""
    other_ids: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Title and body as one text, a blank line between; entity offsets count in it."""
        return f"{self.title}\n\n{self.body}" if self.title else self.body

    def to_json(self) -> dict[str, Any]:
        """This article as JSON-ready values, without other ids if there are none; see ``from_json``."""
        return {
            "id": self.id,
            "title": self.title,
            "body": self.body,
            "published": self.published and self.published.to_json(),
            "source": self.source,
            "url": self.url,
            "authors": list(self.authors),
            "language": self.language,
            "links": [
                {
                    "title": link.title,
                    "id": link.id,
                    "url": link.url,
                    "published": link.published and link.published.to_json(),
                    "media": link.media,
                }
                for link in self.links
            ],
            "entities": [
                {"kind": e.kind, "name": e.name, "written": e.written, "start": e.start, "end": e.end}
                for e in self.entities
            ],
            "origin": self.origin,
            "notices": list(self.notices),
            "section": self.section,
            "reader": self.reader,
            **({"other_ids": list(self.other_ids)} if self.other_ids else {}),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Article:
        """The article that ``to_json`` wrote."""
        return cls(
            **{
                **value,
                "published": Published.from_json(value["published"]),
                "authors": tuple(value["authors"]),
                "links": tuple(map(Link.from_json, value["links"])),
                "entities": tuple(Entity(**entity) for entity in value["entities"]),
                "notices": tuple(value["notices"]),
                "other_ids": tuple(value.get("other_ids", ())),
            }
        )

    def with_entities(self, entities: tuple[Entity, ...]) -> Article:
        """A copy that names these entities."""
        return replace(self, entities=entities)


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that did not become an article.

    Attributes:
        origin: where it stands: a path, with ``:line`` where that helps.
        reason: one sentence that says why, and what to do where something can be done.
    """

    origin: str
    reason: str

    @property
    def source(self) -> str:
        """The origin, by the name that it had before; an article's source is its outlet."""
        return self.origin

    def to_json(self) -> dict[str, str]:
        """This rejection as JSON-ready values, its origin under both names."""
        return {"source": self.origin, "origin": self.origin, "reason": self.reason}
