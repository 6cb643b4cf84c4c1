"""Archive: the facade that every other use goes through, the command line included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import wraps
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Self, TypeVar

from corpus import Article
from corpus.errors import ArticleNotFoundError, CostError, DatelineError
from index.articles.schema import schema
from index.engine import addresses
from index.engine.addresses import Address
from index.engine.budget import Budget, Meter
from index.engine.protocol import Tally
from index.text.analysis import name_key

from .aliases import Aliases, names_of
from .answers import answer
from .articles import Articles
from .copies.finder import family_of, find_copies
from .language import read_query
from .matches import Marker
from .planning import EVERYTHING
from .question import DECAY_DAYS, MOST_WANTED, Question
from .question_fields import check_count, check_seconds, describe_value
from .relations import RelationKind, kinds_named, related_to
from .results import (
    ArticleCopy,
    Family,
    Mark,
    MissingArticles,
    Receipt,
    Related,
    Results,
    SideBySide,
)
from .snippets import Snippets
from .stories import GAP_DAYS, MOST_ARTICLES
from .stories.growth import story_of
from .stories.telling import Story

if TYPE_CHECKING:
    from corpus.entities.archive_names import ArchiveNames

    from .figures.contrast import FigureGroup
    from .likely_aliases import LikelyAlias
    from .relations.most_wanted import Progress
    from .statistics import Statistics

Clock = Callable[[], datetime]
Asked = ParamSpec("Asked")
R = TypeVar("R", "Results", "Receipt")


def local_now() -> datetime:
    """The present moment on this machine's clock, with its zone."""
    return datetime.now().astimezone()


def _taking(
    question: Callable[Asked, Question],
) -> Callable[[Callable[[Archive, Question], Results]], Callable[Concatenate[Archive, Asked], Results]]:
    """A decorator: the method takes the arguments of ``question`` instead of a question made of them."""

    def decorate(
        ask: Callable[[Archive, Question], Results],
    ) -> Callable[Concatenate[Archive, Asked], Results]:
        @wraps(ask)
        def search(archive: Archive, /, *args: Asked.args, **options: Asked.kwargs) -> Results:
            return ask(archive, question(*args, **options))

        search.__dict__["__wrapped__"] = question.__init__  # whose signature is shown
        return search

    return decorate


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
        self._names = self._keepers_names()

    def ask(self, question: Question, /) -> Results:
        """Answer a question.

        Raises:
            QueryError, DateError: point at the token at fault.
            CostError: the question costs more than the archive's budget allows; points at what costs most.
            DeadlineError: the time has passed.
            ArchiveDamagedError: an error is never shown as "no results".
        """
        if not isinstance(question, Question):
            raise DatelineError(f"A Question is asked, not {describe_value(question)}.", "See also: search.")
        return self._answer(question, self._articles)

    def _answer(self, question: Question, articles: Articles) -> Results:
        """The answer to a question, of some snapshot."""
        return answer(question, articles, self._names, now=self._clock(), budget=self._budget)

    @_taking(Question)
    def search(self, question: Question, /) -> Results:
        """Answer the question of a query and options: those of ``Question``. Errors are those of ``ask``."""
        return self.ask(question)

    def get(self, id_: str) -> Article:
        """The article of an id.

        Raises:
            ArticleNotFoundError: the archive holds none.
            DatelineError: the id is no text.
        """
        return self._article(self._articles, id_)

    def marks(self, id_: str, query: str) -> tuple[Mark, ...]:
        """Everything in an article that matches a part of a query, in order.

        Args:
            id_: the article's id.
            query: as of ``search``; the article need not match it as a whole.

        Raises:
            ArticleNotFoundError: the archive holds no such article.
            QueryError, DateError, CostError: as of ``search``.
        """
        question = Question(query)
        aliases = Aliases(self._names, self._articles.surnames)
        with Meter(self._budget).running():
            parsed = read_query(question.query, now=self._clock(), aliases=aliases)
        return tuple(Snippets(Marker(parsed.tree)).marks(self.get(id_)))

    def related(
        self,
        id_: str,
        *,
        limit: int = 10,
        decay_days: float | None = DECAY_DAYS,
        timeout: float | None = None,
        kinds: Iterable[str] | None = None,
        family: Family | None = None,
    ) -> tuple[Related, ...]:
        """Stated links of an article as its outlet listed them, then at most ``limit`` computed ones.

        Args:
            id_: the article's id.
            limit: computed relations, at most.
            decay_days: how fast nearness fades with the time between two articles; None: not at all.
            timeout: seconds after which the search is given up.
            kinds: names of the kinds of relation that are wanted (``searcher.relations``); None: those that
                hits show.
            family: of the article, where it is known: its copies are not looked for again.

        Raises:
            ArticleNotFoundError: the archive holds no such article.
            CostError, DeadlineError: as of ``search``.
            DatelineError: an option does not take what it was given.
        """
        check_count("limit", limit)
        decay_days = check_seconds("decay_days", decay_days, "days")
        return self._find_related(id_, limit, decay_days, kinds_named(kinds), timeout, family)

    def copies(self, id_: str, *, timeout: float | None = None) -> tuple[ArticleCopy, ...]:
        """Articles with the text of this one, wholly or in part; ``timeout`` and errors as of ``related``."""
        articles = self._articles
        article = self._article(articles, id_)
        with self._asking(id_, timeout):
            return find_copies(articles, [article])[0]

    def compare(self, id_: str, other_id: str) -> SideBySide:
        """How much two articles share, and the passages that differ; errors are those of ``get``."""
        from .copies.comparison import compare

        return compare(self.get(id_), self.get(other_id))

    def family(self, id_: str, *, timeout: float | None = None) -> Family:
        """An article with its copies and theirs, at most 100; ``timeout`` and errors as of ``related``."""
        articles = self._articles
        article = self._article(articles, id_)
        with self._asking(id_, timeout):
            return family_of(articles, article)

    def backlinks(self, id_: str, *, timeout: float | None = None) -> tuple[Related, ...]:
        """Articles whose outlets stated a link to this one; ``timeout`` and errors as of ``related``."""
        return self.related(id_, limit=0, timeout=timeout, kinds=("backlink",))

    def _find_related(
        self,
        id_: str,
        limit: int,
        decay_days: float | None,
        kinds: Sequence[RelationKind],
        timeout: float | None,
        family: Family | None,
    ) -> tuple[Related, ...]:
        articles = self._articles
        article = self._article(articles, id_)
        with self._asking(id_, timeout):
            if family is not None:
                copies = [family.copies]
            else:
                copies = [] if all(kind.with_copies for kind in kinds) else find_copies(articles, [article])
            return related_to(
                articles, [article], limit=limit, decay_days=decay_days, kinds=kinds, copies=copies
            )[0]

    def story(
        self,
        id_: str,
        *,
        limit: int = MOST_ARTICLES,
        gap_days: float | None = GAP_DAYS,
        timeout: float | None = None,
    ) -> Story:
        """The running story that an article belongs to, day by day.

        Relations are followed from article to article; one that hangs together with too little of the story
        is none of it. Where the archive's budget does not allow to follow them to the end, ``Story.cut`` says
        so.

        Args:
            id_: the article's id.
            limit: articles, at most, copies included; from 1.
            gap_days: days without news after which the story has ended; None: it goes on after any.
            timeout: seconds after which the search is given up.

        Raises:
            ArticleNotFoundError: the archive holds no such article.
            CostError: the budget does not even allow the first step.
            DeadlineError: the time has passed.
            DatelineError: an option does not take what it was given.
        """
        limit = check_count("limit", limit, 1)
        gap = check_seconds("gap_days", gap_days, "days")
        articles = self._articles
        article = self._article(articles, id_)
        with self._asking(id_, timeout):
            return story_of(articles, article.id, limit=limit, gap_days=gap, decay_days=DECAY_DAYS)

    def wanted(
        self,
        question: Question | None = None,
        *,
        limit: int = MOST_WANTED,
        site: str = "",
        progress: Progress | None = None,
    ) -> MissingArticles:
        """The articles that outlets link to and the archive lacks: those first that most articles link to.

        A link leads where ``related`` says. The whole archive is read, which no budget bounds.

        Args:
            question: of whose articles the links count; None: all.
            limit: how many are described, at most; 0: all of them.
            site: a host or a domain, to which the links that count lead.
            progress: called now and then with the number of articles looked at, and of all.

        Raises:
            QueryError, DateError, CostError, DeadlineError: as of ``ask``.
            DatelineError: an option does not take what it was given.
        """
        from .relations.most_wanted import most_wanted

        limit = check_count("limit", limit)
        articles = self._articles  # one snapshot for both: another thread may refresh the archive
        asked = question and replace(question, limit=0, page=1, facets=())
        ids = self._answer(asked, articles).ids if asked else None
        return most_wanted(articles, limit=limit or None, site=site, ids=ids, progress=progress)

    def figures(self, ids: Iterable[str], *, timeout: float | None = None) -> tuple[FigureGroup, ...]:
        """What some articles give different numbers of: what is counted, each number with its passage.

        Numbers in English texts, those of different outlets or days; errors and ``timeout`` as of ``story``.
        """
        from .figures.contrast import differing_figures

        articles = self._articles
        wanted = [self._article(articles, id_) for id_ in dict.fromkeys(ids)]
        with self._asking(", ".join(article.id for article in wanted), timeout):
            return differing_figures(wanted)

    def statistics(self) -> Statistics:
        """What the archive holds, in numbers."""
        from .statistics import statistics

        return statistics(self._articles)

    def names_beginning(self, beginning: str, field: str, *, most: int = 20) -> tuple[str, ...]:
        """Names that begin so, those of most articles first; capitals and accents do not count.

        Args:
            beginning: of a name.
            field: ``"people"``, ``"organisations"``, ``"places"`` or ``"source"``.
            most: how many, at most.
        """
        answer = self._articles.snapshot.answer(EVERYTHING, most=0, tallies=[Tally(f"{field}_shown")])
        key = name_key(beginning)
        found = (name for name, _ in answer.tallies[0] if name_key(name).startswith(key))
        return tuple(islice(found, check_count("most", most)))

    def likely_aliases(self, *, most: int = 50) -> tuple[LikelyAlias, ...]:
        """Names that may be one, to be put into the archive's own table: at most so many of each sort."""
        from .likely_aliases import likely_aliases

        return likely_aliases(self._articles, most=check_count("most", most))

    def refresh(self) -> None:
        """See what was committed since the archive was opened, and its table of own names as it is now."""
        if self._open is None:
            raise self._closed_error()
        self._names = self._keepers_names()
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
        seconds = check_seconds("timeout", timeout)
        try:
            with Meter(self._budget).running(seconds):
                yield
        except CostError as error:
            raise CostError(error.message, id_, hint="A greater budget allows more.") from None

    def _snapshot(self) -> Articles:
        return Articles(self._engine.snapshot(str(self.path), schema()))

    def _keepers_names(self) -> ArchiveNames | None:
        return names_of(self._engine.folder(str(self.path)))

    @property
    def _articles(self) -> Articles:
        articles = self._open  # looked at once: another thread may close the archive
        if articles is None:
            raise self._closed_error()
        return articles

    def _closed_error(self) -> DatelineError:
        return DatelineError(f"The archive {self.path} was closed.", "Open it again to go on searching.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _article(self, articles: Articles, id_: str) -> Article:
        if not isinstance(id_, str):
            raise DatelineError(
                f"id takes a text, not {describe_value(id_)}.", "Ids of exports are texts, too."
            )
        article = articles.get(id_)
        if article is None:
            raise ArticleNotFoundError(
                f"The archive {self.path} holds no article with the id {id_!r}.",
                "Find ids with: dateline search WORDS --ids",
            )
        return article
