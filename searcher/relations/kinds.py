"""The kinds of relation between articles: what each is called, and what finds it.

To add one, write a finder and register it. It is asked for all articles of a page at once, in its turn: no
article is shown as related twice, and the first kind that finds it has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from corpus import Article
from corpus.errors import DatelineError

from ..articles import Articles
from ..results import ArticleCopy, Related


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a finder for one article.

    Attributes:
        article: the article, without the names that were found in it.
        seen: ids of articles that are not to be found: its own, and those that are related in another way.
        limit: how many computed ones are wanted, at most; what outlets stated is not limited.
        decay_days: how fast a computed nearness fades with time; None: not at all.
    """

    article: Article
    seen: frozenset[str]
    limit: int
    decay_days: float | None


Finder = Callable[[Articles, Sequence[Wanted]], list[list[Related]]]
"""What is related to each article, in order."""


@dataclass(frozen=True, slots=True)
class RelationKind:
    """A kind of relation.

    Attributes:
        name: by which it is asked for; ``Related.kind`` of what it finds.
        sign: stands before such an article in lists.
        heading: stands over such articles.
        find: finds them.
        with_hits: whether hits show it; else it is found where it is asked for by name.
        with_copies: whether it may find copies of the article; those are shown by themselves.
    """

    name: str
    sign: str
    heading: str
    find: Finder
    with_hits: bool = True
    with_copies: bool = True


KINDS: dict[str, RelationKind] = {}
"""By name, in the order in which they are found and shown."""


def register(kind: RelationKind) -> None:
    """Have a kind of relation found and shown, after the others."""
    KINDS[kind.name] = kind


def kinds_named(names: Iterable[str] | None = None) -> list[RelationKind]:
    """The kinds of these names, in the order in which they are found; None: those that hits show.

    Raises:
        DatelineError: there is none of a name, or something is no name.
    """
    if names is None:
        return [kind for kind in KINDS.values() if kind.with_hits]
    try:
        wanted = [KINDS[name] for name in ([names] if isinstance(names, str) else names)]
    except (KeyError, TypeError):
        known = ", ".join(KINDS)
        raise DatelineError(
            f"kinds takes names of relations, not {names!r:.60}.", f"They are: {known}."
        ) from None
    return [kind for kind in KINDS.values() if kind in wanted]


def related_to(
    articles: Articles,
    of: Sequence[Article],
    *,
    limit: int,
    decay_days: float | None,
    kinds: Iterable[RelationKind],
    copies: Sequence[Iterable[ArticleCopy]] = (),
) -> list[tuple[Related, ...]]:
    """What is related to each of some articles, kind after kind; never itself, and no article twice.

    Args:
        articles: of one snapshot.
        of: those that are asked about.
        limit: computed ones, at most.
        decay_days: as of ``Wanted``.
        kinds: of relation, in the order in which they are found.
        copies: of each of the articles, where they are known.
    """
    found: list[list[Related]] = [[] for _ in of]
    copied = [{copy.id for copy in each} for each in copies] or [set() for _ in of]
    for kind in kinds:
        wanted = [
            Wanted(
                article,
                frozenset({article.id, *_ids(before), *(() if kind.with_copies else own)}),
                limit,
                decay_days,
            )
            for article, before, own in zip(of, found, copied, strict=True)
        ]
        for before, more in zip(found, kind.find(articles, wanted), strict=True):
            before.extend(replace(each, kind=kind.name) for each in more)
    return [tuple(each) for each in found]


def _ids(related: Iterable[Related]) -> list[str]:
    return [each.id for each in related if each.id]
