"""Archive: the facade that every other use goes through, the command line included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeVar, get_args

from corpus import Article
from corpus.errors import ArticleNotFoundError, CostError, DateError, DatelineError
from index.articles.schema import schema
from index.engine import addresses
from index.engine.addresses import Address
from index.engine.budget import Budget, Meter
from index.engine.protocol import Answer

from . import when
from .aliases import Aliases, names_of
from .articles import Articles
from .facets import facet_names, facets_of, tallies_of
from .faults import place_of
from .language import Match, Question, read_query
from .planning import ORDERS, Languages, asked_days, plan_under
from .receipt import receipt
from .relations import DECAY_DAYS, KINDS, RelationKind, kinds_with_hits, related_to
from .results import Entities, Hit, Hits, Receipt, Related, Results
from .snippets import Marker
from .tree import Dated, Name, Node, Or, all_of, conjuncts

if TYPE_CHECKING:
    from corpus.entities.own_names import OwnNames

    from .statistics import Statistics

Sort = Literal["relevance", "newest", "oldest"]
Undated = Literal["exclude", "include", "only"]
Names = str | Iterable[str]
Clock = Callable[[], datetime]
R = TypeVar("R", "Results", "Receipt")

RELATED = 3
"""Computed related articles in a hit, at most, unless asked otherwise."""


def local_now() -> datetime:
    """The present moment on this machine's clock, with its zone."""
    return datetime.now().astimezone()


class Archive:
    """An archive open for searching: a snapshot of what was committed; ``refresh`` takes a newer one.

    Made by ``searcher.open``; a context manager. Threads may share it.
    """

    def __init__(self, path: Address, *, clock: Clock = local_now, budget: Budget | None = None) -> None:
        self.path = addresses.named_by(path)
        self._clock = clock
        self._budget = budget or Budget()
        self._engine = addresses.engine_of(path)
        self._open: Articles | None = self._snapshot()
        self._names = self._own_names()

    def search(
        self,
        query: str = "",
        *,
        since: str | date | None = None,
        until: str | date | None = None,
        on: str | date | None = None,
        last: str | None = None,
        person: Names = (),
        org: Names = (),
        place: Names = (),
        source: Names = (),
        match: Match = "all",
        sort: Sort = "relevance",
        limit: int = 10,
        page: int = 1,
        facets: Sequence[str] | Literal[True] = (),
        related: int = RELATED,
        undated: Undated = "exclude",
        timeout: float | None = None,
    ) -> Results:
        """Ask a question.

        Args:
            query: words, phrases, operators and fields: docs/query-language.md. "" is every article.
            since: first day: a date, or anything the date language reads.
            until: last day, included.
            on: a day, month, year or other stretch of time.
            last: a stretch of time up to now, such as ``"90 days"``.
            person: canonical name or alias; an article must name all that are asked for.
            org: an organisation, likewise.
            place: a place, likewise.
            source: outlets; an article comes from one of them.
            match: whether words side by side must ``"all"`` match, or ``"any"`` of them.
            sort: ``"relevance"``, ``"newest"`` or ``"oldest"``; equals by id.
            limit: hits on a page; 0 is all.
            page: which page, from 1.
            facets: names among people, organisations, places, source, month; True is all of them.
            related: computed related articles in a hit, at most; stated ones are always there.
            undated: what becomes of articles that a date range cannot place: those without a date, and
                those dated too coarsely. ``"only"`` leaves just those without a date.
            timeout: seconds after which the search is given up, and again the drawing up of its receipt.

        Raises:
            QueryError, DateError: point at the token at fault.
            CostError: the question costs more than the archive's budget allows; points at what costs most.
            DeadlineError: the time has passed.
            ArchiveDamagedError: an error is never shown as "no results".
        """
        _check_choices(match=(match, Match), sort=(sort, Sort), undated=(undated, Undated))
        _check_numbers(limit=limit, page=page, related=related)
        _check_timeout(timeout)
        wanted = facet_names(facets)
        now = self._clock()
        aliases = Aliases(self._names)
        question = read_query(query, now=now, match=match, aliases=aliases)
        filters = _filters(person, org, place, source, _days(since, until, on, last, now))
        filters = [aliases.named(part) if isinstance(part, Name) else part for part in filters]
        question = replace(question, tree=all_of(question.tree, *filters), aliases=aliases.told)
        _refuse_no_days(question.tree, query)
        articles = self._articles
        meter = Meter(self._budget)

        def find() -> Results:
            answer = articles.snapshot.answer(
                plan_under(question.tree, undated, articles.languages),
                order=ORDERS[sort],
                skip=(page - 1) * limit,
                most=limit or (None if page == 1 else 0),
                tallies=tallies_of(wanted),
            )
            return Results(
                total=answer.total,
                ids=answer.ids,
                hits=Hits(answer.ids, _building(articles, answer, question.tree, related)),
                draw_up=lambda: counted(lambda: draw_up(answer.total)),
                facets=facets_of(wanted, answer.tallies),
                page=page,
            )

        def draw_up(total: int) -> Receipt:
            meter.extend()
            drawn = receipt(articles, question, found=total, left_out=undated == "exclude")
            meter.forget()
            return drawn

        def counted(answer: Callable[[], R]) -> R:
            try:
                with meter.running(timeout):
                    return answer()
            except CostError as error:
                raise _pointing(error, question, query, articles.languages) from None

        return counted(find)

    def get(self, id_: str) -> Article:
        """The article of an id.

        Raises:
            ArticleNotFoundError: the archive holds none.
        """
        return self._article(self._articles, id_)

    def related(
        self,
        id_: str,
        *,
        limit: int = 10,
        decay_days: float | None = DECAY_DAYS,
        timeout: float | None = None,
    ) -> tuple[Related, ...]:
        """Stated links of an article as its outlet listed them, then at most ``limit`` computed ones.

        Args:
            id_: the article's id.
            limit: computed relations, at most.
            decay_days: how fast nearness fades with the time between two articles; None: not at all.
            timeout: seconds after which the search is given up.

        Raises:
            ArticleNotFoundError: the archive holds no such article.
            CostError, DeadlineError: as of ``search``.
        """
        return self._related(id_, limit, decay_days, kinds_with_hits(), timeout)

    def backlinks(self, id_: str, *, timeout: float | None = None) -> tuple[Related, ...]:
        """Articles whose outlets stated a link to this one; ``timeout`` and errors as of ``related``."""
        return self._related(id_, 0, None, [KINDS["backlink"]], timeout)

    def _related(
        self,
        id_: str,
        limit: int,
        decay_days: float | None,
        kinds: Sequence[RelationKind],
        timeout: float | None,
    ) -> tuple[Related, ...]:
        articles = self._articles
        article = self._article(articles, id_)
        with self._asking(id_, timeout):
            return related_to(articles, [article], limit=limit, decay_days=decay_days, kinds=kinds)[0]

    def statistics(self) -> Statistics:
        """What the archive holds, in numbers."""
        from .statistics import statistics

        return statistics(self._articles)

    def refresh(self) -> None:
        """See what was committed since the archive was opened, and its table of own names as it is now."""
        assert self._articles is not None  # else it was closed
        self._names = self._own_names()
        # The older one is let go with the last results that were drawn from it.
        self._open = self._snapshot()

    def close(self) -> None:
        """Answer no more questions; closing twice is no error.

        The files are let go with the last results that were drawn from them: those stay of use.
        """
        self._open = None

    @contextmanager
    def _asking(self, id_: str, timeout: float | None) -> Iterator[None]:
        """Count what is asked for about an article."""
        _check_timeout(timeout)
        try:
            with Meter(self._budget).running(timeout):
                yield
        except CostError as error:
            raise CostError(error.message, id_, hint="A greater budget allows more.") from None

    def _snapshot(self) -> Articles:
        return Articles(self._engine.snapshot(str(self.path), schema()))

    def _own_names(self) -> OwnNames | None:
        return names_of(self._engine.folder(str(self.path)))

    @property
    def _articles(self) -> Articles:
        articles = self._open  # looked at once: another thread may close the archive
        if articles is None:
            raise DatelineError(f"The archive {self.path} was closed.", "Open it again to go on searching.")
        return articles

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _article(self, articles: Articles, id_: str) -> Article:
        if not articles.has(id_):
            raise ArticleNotFoundError(
                f"The archive {self.path} holds no article with the id {id_!r}.",
                "Find ids with: dateline search WORDS --ids",
            )
        return articles.read([id_])[0]


def _building(
    articles: Articles, answer: Answer, tree: Node, related: int
) -> Callable[[Sequence[int]], list[Hit]]:
    """How to build the hits at some positions of a page."""
    marker: Marker | None = None  # many an answer is not looked at further

    def build(positions: Sequence[int]) -> list[Hit]:
        nonlocal marker
        marker = marker or Marker(tree)
        ids = [answer.ids[position] for position in positions]
        read = articles.read_without_names(ids)
        names = articles.names(ids)
        links_of = related_to(articles, read, limit=related, decay_days=DECAY_DAYS, kinds=kinds_with_hits())
        return [
            Hit(
                id=article.id,
                title=article.title,
                published=article.published,
                source=article.source,
                url=article.url,
                score=answer.scores[position],
                snippet=marker.snippet(article),
                entities=Entities(*names[article.id].values()),
                related=links,
            )
            for position, article, links in zip(positions, read, links_of, strict=True)
        ]

    return build


def _pointing(error: CostError, question: Question, text: str, languages: Languages) -> CostError:
    """The same error, which points at the part of the query that costs most."""
    shown, start, end = place_of(error.fault, question, text, languages)
    return CostError(error.message, shown, start, end, error.hint, fault=error.fault)


def _filters(person: Names, org: Names, place: Names, source: Names, days: when.Range) -> list[Node]:
    """What the options ask for, as parts of the question."""
    filters: list[Node] = [Name("people", name) for name in _listed(person)]
    filters += [Name("organisations", name) for name in _listed(org)]
    filters += [Name("places", name) for name in _listed(place)]
    outlets = tuple(Name("source", name) for name in _listed(source))
    if outlets:
        filters.append(outlets[0] if len(outlets) == 1 else Or(outlets))
    if days.since or days.until:
        filters.append(Dated(days))
    return filters


def _refuse_no_days(tree: Node, text: str) -> None:
    if asked_days(tree).is_empty:
        ranges = ", ".join(str(part.range) for part in conjuncts(tree) if isinstance(part, Dated))
        raise DateError(f"No day lies in all the ranges asked for: {ranges}.", text)


def _days(
    since: str | date | None, until: str | date | None, on: str | date | None, last: str | None, now: datetime
) -> when.Range:
    days = when.Range(None, None)
    if since:
        days = days.intersection(when.Range(when.read_since(str(since), now), None))
    if until:
        days = days.intersection(when.Range(None, when.read_until(str(until), now)))
    if on:
        days = days.intersection(when.read_range(str(on), now))
    if last:
        days = days.intersection(when.read_last(last, now))
    if days.is_empty:
        options = {"since": since, "until": until, "on": on, "last": last}
        asked = ", ".join(f"{name} {value}" for name, value in options.items() if value)
        raise DateError(
            "No day lies in all of these.", asked, hint="The first day must not come after the last."
        )
    return days


def _listed(names: Names) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _check_choices(**choices: tuple[str, object]) -> None:
    for option, (value, kind) in choices.items():
        allowed = get_args(kind)
        if value not in allowed:
            raise DatelineError(f"{option} cannot be {value!r}.", f"Choose among: {', '.join(allowed)}.")


def _check_timeout(timeout: float | None) -> None:
    if timeout is not None and not timeout > 0:  # NaN is not
        raise DatelineError("timeout is a number of seconds greater than 0.", "None is no limit.")


def _check_numbers(*, limit: int, page: int, related: int) -> None:
    if limit < 0 or related < 0:
        raise DatelineError(
            "limit and related cannot be negative.", "0 is all hits, or no computed relations."
        )
    if page < 1:
        raise DatelineError("Pages are counted from 1.")
