"""Article → entities: what an extractor is, and the one that needs no model."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Protocol

from ..article import Entity
from .alias_table import canonical
from .clubs import clubs_of_fixture, is_fixture
from .headlines import LONGEST_FURNITURE, KnownNames, is_furniture, is_headline, is_shouted
from .name_split import pieces
from .other_languages import is_not_english, known_entities
from .resolution import Cast
from .rules import classify, classify_word
from .runs import runs, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..article import Article
    from .archive_names import ArchiveNames
    from .mentions import Mention

Stretch = tuple[int, int]
_CREDIT = re.compile(r"\(([^()\n]{2,40})\)[ \xa0]*[-–—]")
_LONGEST_DATELINE = 60  # characters of a line before the agency
_LONGEST_WORD = 50  # characters, for cutting between two
_HEAD = 1_000  # characters of a text in which an agency is credited
_LINES_AT_HEAD = 4  # lines of the text, the title among them, that may be headlines in title case


class Extractor(Protocol):
    """Finds the people, organisations and places in an article.

    Attributes:
        name: what a reader of the archive's settings calls it.
        version: changes whenever the same article may give other entities.
    """

    name: str
    version: str

    def extract(self, article: Article) -> tuple[Entity, ...]:
        """Entities in the text, ordered by start and without overlaps; then those only listed."""
        ...


class NoExtractor:
    """Finds nothing: only what an export listed stays."""

    name = "none"
    version = "1"

    def extract(self, article: Article) -> tuple[Entity, ...]:
        """The entities that the article already lists, under canonical names."""
        return merge_entities(article, ())


class CueExtractor:
    """Finds names by their capitals, by cue words and by a gazetteer: no model, nothing to download.

    Attributes:
        longest: characters of the text that are looked at; what follows them names nothing new.
    """

    name = "cues"
    version = "4"
    longest: ClassVar[int] = 250_000

    def extract(self, article: Article) -> tuple[Entity, ...]:
        """Entities in the text, ordered by start and without overlaps; then those only listed."""
        text = head(article.text, self.longest)
        headlines, prose = _sorted_lines(text)
        found = list(_in_prose(text, prose))
        known = KnownNames(found if headlines else ())
        for start, end in headlines:
            in_line = known.names_in(text, start, end)
            found += clubs_of_fixture(in_line) if is_fixture(text[start:end]) else in_line
        if is_not_english(article.language):
            found = list(known_entities(found))
        outlets = _outlets(article.source, text)
        return merge_entities(article, _with_outlets(found, outlets) if outlets else found)


class NamingExtractor:
    """An extractor that finds an archive's own names first, and then asks another extractor."""

    def __init__(self, inner: Extractor, names: ArchiveNames) -> None:
        self.name = inner.name
        self.version = inner.version
        self._inner = inner
        self._names = names

    def extract(self, article: Article) -> tuple[Entity, ...]:
        """The other extractor's entities under the archive's names, and the archive's names in the text."""
        text = article.text
        own = [
            Entity(kind, name, text[start:end], start, end)
            for kind, name, start, end in self._names.names_in(text)
        ]
        found = [
            self._with_archive_name(entity)
            for entity in self._inner.extract(article)
            if not self._names.is_none(entity.kind, entity.written, entity.name)
        ]
        placed = _in_order([entity for entity in found if entity.start is not None], own)
        named = {(entity.kind, entity.name) for entity in placed}
        loose = {(e.kind, e.name): e for e in found if e.start is None and (e.kind, e.name) not in named}
        return (*placed, *loose.values())

    def _with_archive_name(self, entity: Entity) -> Entity:
        name = self._names.canonical(entity.kind, entity.written, entity.name)
        return replace(entity, name=name) if name else entity


def _outlets(source: str, text: str) -> set[str]:
    """The outlets of an article: its source, and the agency credited after the place: "ROME (AGENCY) -"."""
    credited = (
        match[1]
        for match in _CREDIT.finditer(text, 0, _HEAD)
        if match.start() - text.rfind("\n", 0, match.start()) <= _LONGEST_DATELINE
    )
    return {name.casefold() for name in (source, next(credited, "")) if name}


def _with_outlets(entities: Iterable[Entity], outlets: set[str]) -> Iterator[Entity]:
    """The entities, with those that are outlets made organisations."""
    for entity in entities:
        is_outlet = entity.written.casefold() in outlets
        name = canonical("organisation", entity.written) if is_outlet else entity.name
        yield replace(entity, kind="organisation", name=name) if is_outlet else entity


def head(text: str, longest: int) -> str:
    """The beginning of a text, cut between two words if possible."""
    if len(text) <= longest:
        return text
    space = text.rfind(" ", longest - _LONGEST_WORD, longest)
    return text[: space if space > 0 else longest]


def _sorted_lines(text: str) -> tuple[list[Stretch], list[Stretch]]:
    """The headlines, and the stretches of other lines between them, as offsets."""
    headlines: list[Stretch] = []
    prose: list[Stretch] = []
    start = begin = seen = 0
    for raw in text.split("\n"):
        end = start + len(raw)
        line = raw.strip()
        if line:
            seen += 1
            if len(line) <= LONGEST_FURNITURE and not line[0].islower() and is_furniture(line):
                if begin < start:
                    prose.append((begin, start - 1))
                begin = end + 1
            elif is_shouted(line) or (seen <= _LINES_AT_HEAD and is_headline(line)):
                headlines.append((start, end))
                if begin < start:
                    prose.append((begin, start - 1))
                begin = end + 1
        start = end + 1
    if begin < len(text):
        prose.append((begin, len(text)))
    return headlines, prose


def _in_prose(text: str, lines: Iterable[Stretch]) -> Iterator[Entity]:
    mentions: list[Mention] = []
    for run in runs(text, words(text, lines)):
        if len(run) > 1:
            for piece in pieces(run, text):
                mentions += classify(piece)
        elif not run[0].known.starter:
            mentions += classify_word(run, text)
    cast = Cast(text, mentions)
    for mention in mentions:
        what = cast.resolve(mention)
        if what:
            start, end = mention.run[0].start, mention.run[-1].end
            yield Entity(what[0], what[1], text[start:end], start, end)


def merge_entities(article: Article, found: Iterable[Entity]) -> tuple[Entity, ...]:
    """Found entities merged with those that the article lists, without duplicates and overlaps.

    One that the article lists with offsets that hold is kept there. One listed without them is kept
    only where the text names nothing of that kind and name.
    """
    listed = [replace(e, name=canonical(e.kind, e.name or e.written)) for e in article.entities]
    text = article.text if listed else ""
    placed = _in_order(found, _in_order([e for e in listed if _is_placed(e, text)], []))
    names = {(e.kind, e.name) for e in placed}
    loose = {
        (e.kind, e.name): replace(e, start=None, end=None) for e in listed if (e.kind, e.name) not in names
    }
    return (*placed, *loose.values())


def _is_placed(entity: Entity, text: str) -> bool:
    if entity.start is None or entity.end is None or not 0 <= entity.start < entity.end:
        return False
    return text[entity.start : entity.end] == entity.written


def _in_order(entities: Iterable[Entity], fixed: list[Entity]) -> list[Entity]:
    """The fixed entities and, in order of start, those others that neither overlap them nor one another."""
    kept: list[Entity] = []
    ordered = sorted(entities, key=_start)
    if not fixed:
        end = 0
        for entity in ordered:
            if end <= _start(entity):
                kept.append(entity)
                end = _end(entity)
        return kept
    for entity in ordered:
        i = bisect_right(fixed, _start(entity), key=_start)
        before = [*fixed[max(0, i - 1) : i], *kept[-1:]]
        clear = all(_end(other) <= _start(entity) for other in before)
        if clear and (i == len(fixed) or _end(entity) <= _start(fixed[i])):
            kept.append(entity)
    return sorted([*fixed, *kept], key=_start)


def _start(entity: Entity) -> int:
    return entity.start or 0


def _end(entity: Entity) -> int:
    return entity.end or 0
