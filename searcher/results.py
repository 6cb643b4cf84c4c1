"""What a search returns: frozen values, ready to be shown or written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, overload

from corpus import Published
from corpus.errors import ArchiveDamagedError

from .question import Question

_AT_ONCE = 20
"""Hits that are built together: what is asked of an engine for one costs little less than for all of them."""


class JsonReady:
    """A value that can be written as JSON."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Its attributes as JSON-ready values: tuples as lists, dates as ISO 8601."""
        own: Any = self
        return {part.name: _json_value(getattr(own, part.name)) for part in fields(own)}


@dataclass(frozen=True, slots=True)
class Entities(JsonReady):
    """Canonical names found in an article, each once, in order of appearance."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Related(JsonReady):
    """A related article.

    Attributes:
        title: its headline.
        id: its id in the archive, or None when it is not there.
        url: its address, or "".
        published: when; for an article that is not in the archive the outlet's hint, if any.
        kind: ``"stated"`` by an outlet, ``"computed"`` here, or another that was registered
            (relations/kinds.py).
        media: ``"article"``, ``"video"`` or ``"audio"``.
        score: how near a computed one is, 0 to 1; None for a stated one.
        shared: why a computed one is near: words of both, those first that say most, then names in both.
        outlet_id: the id by which the outlet links to a stated one, or "": what to look for if it is wanted.
    """

    title: str
    id: str | None
    url: str
    published: Published | None
    kind: str
    media: str = "article"
    score: float | None = None
    shared: tuple[str, ...] = ()
    outlet_id: str = ""


@dataclass(frozen=True, slots=True)
class MissingArticle(JsonReady):
    """An article that outlets link to and the archive lacks.

    Attributes:
        title, url, published, media, outlet_id: what the outlets said of it, as of ``Related``.
        linked_from: ids of the articles that link to it.
        outlets: those of these articles, each once, in alphabetical order; unknown ones are not counted.
    """

    title: str
    url: str
    published: Published | None
    media: str
    outlet_id: str
    linked_from: tuple[str, ...]
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingArticles(JsonReady):
    """Articles that outlets link to and the archive lacks.

    Attributes:
        total: how many there are.
        articles: those of them that most articles link to, as many as were asked for.
    """

    total: int
    articles: tuple[MissingArticle, ...]


@dataclass(frozen=True, slots=True)
class ArticleCopy(JsonReady):
    """An article whose text is that of another, wholly or in part.

    Attributes:
        title, id, url, published, source: of the copy.
        share: how much of the other article's text stands in the copy, 0 to 1: of its runs of three words.
        copy_share: how much of the copy's text stands in the other article.
        credit: the news agency that the copy credits, or "".
    """

    title: str
    id: str
    url: str
    published: Published | None
    source: str
    share: float
    copy_share: float
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Family(JsonReady):
    """An article and its copies, the copies of these, and so on.

    Attributes:
        id: of the article that was asked about.
        members: all of them, itself included, in order of time; those without a date last. Shares are those
            with the article that was asked about; one that is a copy of its copies alone may share nothing.
        copies: those that are copies of the article itself; the ones that share most first.
    """

    id: str
    members: tuple[ArticleCopy, ...]
    copies: tuple[ArticleCopy, ...]

    @property
    def earliest(self) -> ArticleCopy | None:
        """The first that is dated; None: none is."""
        return next((member for member in self.members if member.published), None)

    @property
    def credit(self) -> str:
        """The agency that the earliest of those with a credit line credits, or ""."""
        return next((member.credit for member in self.members if member.credit), "")


@dataclass(frozen=True, slots=True)
class DifferentPassage(JsonReady):
    """What two texts say otherwise, or what stands in one alone.

    Attributes:
        one: as it stands in the one; "" where it stands in the other alone.
        start: its offset in ``Article.text``.
        other: as it stands in the other, or "".
        other_start: likewise.
    """

    one: str
    start: int
    other: str
    other_start: int


@dataclass(frozen=True, slots=True)
class SideBySide(JsonReady):
    """Two articles side by side.

    Attributes:
        id, title: of the one.
        other_id, other_title: of the other.
        share: how much of the one's text stands in the other, 0 to 1: of its runs of three words.
        other_share: how much of the other's text stands in the one.
        passages: what differs, in order; what stands elsewhere in the other text differs, too. Words are
            compared as they are searched for: without capitals and accents.
    """

    id: str
    other_id: str
    title: str
    other_title: str
    share: float
    other_share: float
    passages: tuple[DifferentPassage, ...]


Pieces = tuple[tuple[str, str], ...]
"""A text in pieces, each with the part of the question that it matches, as in ``Receipt.terms``, or ""."""

MARK = "**"
"""Stands before and after what matched, in a text as one string."""


@dataclass(frozen=True, slots=True)
class Passage(JsonReady):
    """A passage of an article in which something matches.

    Attributes:
        pieces: its text on one line; ``("…", "")`` stands for text that is left out before and after it.
        paragraph: of the body, in which its first match stands, from 1.
        start, end: its offsets in ``Article.text``.
    """

    pieces: Pieces
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark(JsonReady):
    """A stretch of an article that matches a part of a question.

    Attributes:
        text: as it stands there.
        part: of the question, as ``Receipt.terms`` writes it.
        paragraph: of the body, from 1; 0 is the headline.
        start, end: offsets in ``Article.text``.
    """

    text: str
    part: str
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit(JsonReady):
    """One article that answers a question.

    Attributes:
        id, title, published, source, url: of the article.
        score: its BM25 score; 0.0 where no word was asked for.
        snippet: the passage to show, matches between ``**`` and ``**``.
        entities: who and what it names.
        related: stated links as the outlet listed them, then computed ones.
        passage: the same as ``snippet`` in pieces, which tell matches from a ``**`` of the text.
        marked_title: the headline in pieces.
        passages: all passages that match, if the question asks for them.
        copies: articles with the same text, wholly or in part; those that share most first.
        folded: ids of the other articles found that are copies of this one and of one another: it stands for
            them where copies are collapsed.
    """

    id: str
    title: str
    published: Published | None
    source: str
    url: str
    score: float
    snippet: str
    entities: Entities
    related: tuple[Related, ...]
    passage: Pieces = ()
    marked_title: Pieces = ()
    passages: tuple[Passage, ...] = ()
    copies: tuple[ArticleCopy, ...] = ()
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermCount(JsonReady):
    """How many articles of the whole archive one part of a question matches by itself."""

    text: str
    articles: int


@dataclass(frozen=True, slots=True)
class Coverage(JsonReady):
    """What the archive holds of the range asked about.

    Attributes:
        first, last: days of its oldest and newest dated article, ISO 8601; "" when none is dated.
        empty_months: months of the range (within first and last, if it is open) without any article.
    """

    first: str = ""
    last: str = ""
    empty_months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt(JsonReady):
    """What an answer rests on, so that it can be cited, an empty one included.

    Attributes:
        query: the question as understood.
        since, until: first and last day asked for, ISO 8601, both included; "" is open.
        archive_articles: how many articles the archive holds.
        terms: the parts of the question, with the articles that each matches by itself.
        unmatched: those that match none.
        dropped: parts of the query that hold nothing to search by.
        undated: articles without a date that match all but the date range, and are left out.
        imprecise: articles dated too coarsely (a month, a year) to lie in the range for certain, left out.
        rejected_inputs: inputs that could not be read when the archive was made.
        coverage: what the archive holds of the range.
        notes: sentences on how something was read where that may surprise.
        aliases: what was looked for under further names of the archive's own table.
        is_plain: whether the query was understood just as it was typed.
    """

    query: str
    since: str
    until: str
    archive_articles: int
    terms: tuple[TermCount, ...]
    unmatched: tuple[str, ...]
    dropped: tuple[str, ...]
    undated: int
    imprecise: int
    rejected_inputs: int
    coverage: Coverage
    notes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    is_plain: bool = True


Facets = Mapping[str, tuple[tuple[str, int], ...]]
"""Facet name → (value, articles), most first, equals by name; months in order of time."""


@dataclass(frozen=True, slots=True)
class WithoutCopies:
    """What was counted, with each family of copies counted once.

    Attributes:
        total: articles that match.
        facets: as of ``Results``, with the same values: of each, the families that have an article with it.
            So a family counts in each month in which one of its articles appeared.
        undated: articles that are in no month, where months were counted.
    """

    total: int
    facets: Facets
    undated: int = 0


class Hits(Sequence[Hit]):
    """The hits of a page, built some at a time when they are looked at: a million can be listed.

    They come from the snapshot that was asked, also when the archive was refreshed or closed since.

    Args:
        ids: of all of them.
        build: makes the hits at some positions.
    """

    def __init__(self, ids: Sequence[str], build: Callable[[Sequence[int]], list[Hit]]) -> None:
        self._ids = ids
        self._build = build
        self._last: tuple[int, list[Hit]] = -1, []  # the hits that were built last, and the first's position

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Hit]:
        return map(self.__getitem__, range(len(self)))

    @overload
    def __getitem__(self, position: int) -> Hit: ...

    @overload
    def __getitem__(self, position: slice) -> Sequence[Hit]: ...

    def __getitem__(self, position: int | slice) -> Hit | Sequence[Hit]:
        positions = range(len(self))[position]
        if not isinstance(positions, int):
            return [self[each] for each in positions]
        start = positions - positions % _AT_ONCE
        built, hits = self._last
        if built != start:
            try:
                hits = self._build(range(start, min(start + _AT_ONCE, len(self))))
            except ArchiveDamagedError:  # of one of them: the others can be shown
                return self._build([positions])[0]
            self._last = start, hits
        return hits[positions - start]


@dataclass(frozen=True)
class Results:
    """One page of an answer.

    Attributes:
        total: articles that match, on all pages.
        ids: those of this page, in order.
        hits: the hits of this page, built when they are looked at; iterating over the results is the same.
        facets: counts over all that match; only the facets asked for.
        more: the facets that have further values.
        page: number of this page, from 1.
        question: what was asked.
        without_copies: what was counted, with copies counted once; None where they are not collapsed.
    """

    total: int
    ids: tuple[str, ...]
    hits: Sequence[Hit]
    draw_up: Callable[[], Receipt] = field(repr=False)
    facets: Facets = field(default_factory=dict)
    more: tuple[str, ...] = ()
    page: int = 1
    question: Question = field(default=Question(), repr=False)
    without_copies: WithoutCopies | None = None

    @property
    def hit_total(self) -> int:
        """Hits on all pages."""
        return self.without_copies.total if self.without_copies else self.total

    @cached_property
    def receipt(self) -> Receipt:
        """What the answer rests on; drawn up when it is first looked at, from the same snapshot."""
        return self.draw_up()

    def to_dict(self) -> dict[str, Any]:
        """The whole answer as JSON-ready values: what ``dateline search --json`` prints."""
        return {
            "schema": "dateline.search/1",
            "query": self.query_dict(),
            "total": self.total,
            **({"without_copies": self.without_copies.total} if self.without_copies else {}),
            "hits": [hit.to_dict() for hit in self.hits],
            "facets": {name: self.facet_rows(name) for name in self.facets},
            "more": list(self.more),
            "receipt": self.receipt.to_dict(),
        }

    def facet_rows(self, name: str) -> list[dict[str, Any]]:
        """The values of a facet with their articles, and those without copies where these are collapsed."""
        once = dict(self.without_copies.facets[name]) if self.without_copies else {}
        return [
            {"value": value, "articles": articles, **({"without_copies": once[value]} if once else {})}
            for value, articles in self.facets[name]
        ]

    def query_dict(self) -> dict[str, Any]:
        """The question as asked, and as understood, as JSON-ready values."""
        question, receipt = self.question.to_dict(), self.receipt
        asked = (
            *("match", "sort", "page", "limit", "person", "org", "place", "source", "strict_names"),
            *("undated", "collapse"),
        )
        return {
            "text": self.question.query,
            "interpreted": receipt.query,
            "since": receipt.since or None,
            "until": receipt.until or None,
            **{name: question[name] for name in asked},
        }

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.ids)


def _json_value(value: object) -> object:
    match value:
        case tuple():
            return [_json_value(one) for one in value]
        case Published():
            return str(value)
        case JsonReady():
            return value.to_dict()
        case _:
            return value


def marked_text(pieces: Pieces) -> str:
    """Pieces as one string: what matched stands between ``**`` and ``**``, neighbours together."""
    written = [""]
    for text, part in pieces:
        if part and written[-2:] == [MARK, " "]:
            written[-2:] = [" ", text, MARK]
        elif part and written[-1] == MARK:
            written[-1:] = [text, MARK]
        else:
            written += [MARK, text, MARK] if part else [text]
    return "".join(written)
