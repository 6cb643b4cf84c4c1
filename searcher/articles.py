"""The articles of one snapshot of an archive: what was committed when it was opened."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from corpus import Article, EntityKind, Rejected
from corpus.errors import ArchiveDamagedError
from index.articles.documents import (
    FIELD_OF_KIND,
    Card,
    LinkList,
    article_as_read,
    article_of,
    article_with_names,
    card_of,
    links_of,
)
from index.engine.protocol import Lookup, Snapshot
from index.text.languages import analysed_in

from .copies.text_memory import TextMemory
from .named_articles import NamedArticles
from .planning import FIRST_DAY, Languages
from .surnames import Surnames

Names = dict[EntityKind, tuple[str, ...]]
"""The canonical names in an article, of every kind, each in the order of the article."""

_AT_ONCE = 50
"""Articles that are read together, of many."""
_SHOWN = tuple(f"{field}_shown" for field in FIELD_OF_KIND.values())


@dataclass(frozen=True, slots=True)
class Days:
    """When the articles of an archive were published.

    Attributes:
        first, last: the earliest and the latest first possible day of a dated article.
        months: those in which one lies, as year * 12 + month - 1.
    """

    first: date
    last: date
    months: frozenset[int]


class Articles:
    """Articles by id, as many at once as are wanted; threads may share it.

    Ids are those that the snapshot gave; ``get`` takes any.

    Attributes:
        snapshot: which they are of.
        compared: texts that were compared with others lately.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.compared = TextMemory()

    @cached_property
    def surnames(self) -> Surnames:
        """Whom a surname alone means in them."""
        return Surnames(self.snapshot)

    @cached_property
    def by_name(self) -> NamedArticles:
        """Those that names find."""
        return NamedArticles(self.snapshot)

    def __len__(self) -> int:
        return self.snapshot.documents

    def get(self, id_: str) -> Article | None:
        """The article of an id, or of a further id of it, with all its names; None: there is none."""
        texts = self.snapshot.stored_texts([id_], ("article", "entities"))[0]
        if texts is None:
            ids = self.snapshot.find([Lookup("other_id", id_)], 1)[0]
            return self.get(ids[0]) if ids else None
        with self._reading(id_):
            return article_of(*texts)

    def read_without_names(self, ids: Sequence[str]) -> list[Article]:
        """Articles as they were read, before names were found in them."""
        found = []
        for id_, (article,) in self._texts_of(ids, ("article",)):
            with self._reading(id_):
                found.append(article_as_read(article))
        return found

    def link_lists(self, ids: Sequence[str] | None = None) -> Iterator[LinkList]:
        """The stated links of some articles, or of all of them in the order in which they came in."""
        stored = self.snapshot.scan(("article",)) if ids is None else self._articles_of(ids)
        for number, (article,) in enumerate(stored, 1):
            with self._reading(f"number {number}"):
                found = links_of(article)
            yield found

    def bodies(self, ids: Sequence[str]) -> list[str]:
        """The texts of articles, without their headlines."""
        found = []
        for id_, (article,) in self._texts_of(ids, ("article",)):
            with self._reading(id_):
                found.append(str(json.loads(article)["body"]))
        return found

    def with_names(self, read: Sequence[Article]) -> list[Article]:
        """The same articles with all their names, where they stand in the text."""
        found = []
        entities = self._texts_of([article.id for article in read], ("entities",))
        for article, (id_, (names,)) in zip(read, entities, strict=True):
            with self._reading(id_):
                found.append(article_with_names(article, names))
        return found

    def cards(self, ids: Sequence[str]) -> dict[str, Card]:
        """What a list of articles shows of each."""
        found = {}
        for id_, (card,) in self._texts_of(list(dict.fromkeys(ids)), ("card",)):
            with self._reading(id_):
                found[id_] = card_of(card)
        return found

    def all_cards(self) -> Iterator[Card]:
        """The cards of all articles, in the order in which they came in."""
        for number, (card,) in enumerate(self.snapshot.scan(("card",)), 1):
            with self._reading(f"number {number}"):
                found = card_of(card)
            yield found

    def names(self, ids: Sequence[str]) -> dict[str, Names]:
        """The canonical names in each article."""
        wanted = list(dict.fromkeys(ids))
        tags = self.snapshot.tags(wanted, _SHOWN) if wanted else []
        return {
            id_: dict(zip(FIELD_OF_KIND, values or ((),) * len(FIELD_OF_KIND), strict=True))
            for id_, values in zip(wanted, tags, strict=True)
        }

    def names_in_order(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The canonical names in each article, of all kinds together, in the order of the article."""
        found = {}
        for id_, (entities,) in self._texts_of(ids, ("entities",)):
            with self._reading(id_):
                found[id_] = tuple(dict.fromkeys(entity["name"] for entity in json.loads(entities)))
        return found

    @cached_property
    def rejected_inputs(self) -> tuple[Rejected, ...]:
        """Inputs that did not become articles."""
        from index.ingest import rejections

        return rejections.rejected_in(self.snapshot)

    @cached_property
    def languages(self) -> Languages:
        """The languages other than English in which articles are stemmed, in alphabetical order."""
        return tuple(sorted({analysed_in(tag) for tag in self.snapshot.terms("language")} - {""}))

    @cached_property
    def links(self) -> int:
        """How many links the outlets of all articles stated."""
        return self.snapshot.total("links")

    @cached_property
    def days(self) -> Days | None:
        """When its articles were published; None where none is dated."""
        days = [date.fromordinal(day) for day in self.snapshot.numbers("first_day") if day >= FIRST_DAY]
        if not days:
            return None
        return Days(days[0], days[-1], frozenset(day.year * 12 + day.month - 1 for day in days))

    def _articles_of(self, ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
        for start in range(0, len(ids), _AT_ONCE):
            for _, texts in self._texts_of(ids[start : start + _AT_ONCE], ("article",)):
                yield texts

    def _texts_of(self, ids: Sequence[str], fields: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        stored = self.snapshot.stored_texts(ids, fields) if ids else []
        for id_, texts in zip(ids, stored, strict=True):
            assert texts is not None, id_
            yield id_, texts

    @contextlib.contextmanager
    def _reading(self, id_: str) -> Iterator[None]:
        """Turn whatever a damaged file makes the reading of an article stumble over into an error of ours."""
        try:
            yield
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ArchiveDamagedError(
                f"The article {id_!r} in {self.snapshot.address} cannot be read"
                f" ({type(error).__name__}: {error}).",
                self.snapshot.address,
                "Restore the archive from a copy, or index its inputs anew.",
            ) from error
