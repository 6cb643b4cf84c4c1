"""Articles that give different numbers of the same thing, side by side. Nothing is weighed or reckoned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from corpus import Article, Published
from index.articles.documents import moment
from index.engine.budget import ARTICLE, meter
from index.text.analysis import name_key
from index.text.languages import analysed_in

from ..results import JsonReady
from .counting import ComparableFigure, figures_in
from .nouns import noun_key
from .numerals import Value

CHARACTER = 1_000
"""Work of looking for figures, for each character of a text."""
_LENGTHS = frozenset(
    noun_key(unit)
    for unit in ("miles", "kilometres", "kilometers", "km", "metres", "meters", "yards", "feet", "inches")
)
"""How far things are from one another is not compared: every text tells of other things."""
_DAY = len("2016-10-02")


@dataclass(frozen=True, slots=True)
class ArticleFigure(JsonReady):
    """A number with what it counts, as an article gives it.

    Attributes:
        id, title, published, source: of the article.
        number: as it is written, with "more than" and the like.
        noun: what it counts, as it is written.
        start, end: offsets of number and noun together in ``Article.text``.
        passage: the sentence or line that they stand in, as it is written; of a very long one, a part.
        passage_start: its offset.
    """

    id: str
    title: str
    published: Published | None
    source: str
    number: str
    noun: str
    start: int
    end: int
    passage: str
    passage_start: int


@dataclass(frozen=True, slots=True)
class FigureGroup(JsonReady):
    """What articles say of how many there are of one thing.

    Attributes:
        noun: what is counted, as most of them write it; "%" or a currency before it, where it is a part or a
            sum.
        figures: in order of time; of an article, each number once.
    """

    noun: str
    figures: tuple[ArticleFigure, ...]


def differing_figures(articles: Iterable[Article]) -> tuple[FigureGroup, ...]:
    """What articles of different outlets or days give different numbers of: first what most of them tell.

    Two articles differ where each gives a number that the other does not. Texts in other languages than
    English are passed over.
    """
    by_key: dict[str, dict[str, list[ComparableFigure]]] = {}
    read: dict[str, Article] = {}
    for article in sorted(articles, key=_earliest_first):
        if analysed_in(article.language):
            continue
        text = article.text
        meter().spend(ARTICLE + CHARACTER * len(text))
        read[article.id] = article
        for count in figures_in(text):
            if count.key not in _LENGTHS:
                by_key.setdefault(count.key, {}).setdefault(article.id, []).append(count)
    groups = [
        (key, counts) for key, counts in by_key.items() if _differ([read[id_] for id_ in counts], counts)
    ]
    groups.sort(key=lambda group: (-len(group[1]), group[0]))
    return tuple(_group(key, read, counts) for key, counts in groups)


def _earliest_first(article: Article) -> tuple[bool, int, str]:
    published = article.published
    return published is None, moment(published) if published else 0, article.id


def _differ(articles: Sequence[Article], counts: Mapping[str, Sequence[ComparableFigure]]) -> bool:
    """Whether two voices differ: an outlet on a day is one."""
    said: dict[tuple[str, str], set[frozenset[tuple[Value, ...]]]] = {}
    for article in articles:
        voice = name_key(article.source), str(article.published or "")[:_DAY]
        said.setdefault(voice, set()).add(frozenset(count.values for count in counts[article.id]))
    return any(
        one - other and other - one
        for voice, other_voice in combinations(said, 2)
        for one in said[voice]
        for other in said[other_voice]
    )


def _group(
    key: str, read: Mapping[str, Article], counts: Mapping[str, Sequence[ComparableFigure]]
) -> FigureGroup:
    written = Counter(count.figure.noun.lower() for of in counts.values() for count in of)
    noun = min(written, key=lambda each: (-written[each], -len(each), each))
    unit = key.rpartition(" ")[0]
    figures = tuple(figure for id_, of in counts.items() for figure in _once(read[id_], of))
    return FigureGroup(f"{unit} {noun}".lstrip(), figures)


def _once(article: Article, counts: Iterable[ComparableFigure]) -> Iterator[ArticleFigure]:
    """The figures of an article, each number where it is first given."""
    first: dict[tuple[Value, ...], ComparableFigure] = {}
    for count in counts:
        first.setdefault(count.values, count)
    for figure in (count.figure for count in first.values()):
        yield ArticleFigure(
            id=article.id,
            title=article.title,
            published=article.published,
            source=article.source,
            **figure.to_dict(),
        )
