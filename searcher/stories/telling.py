"""A story as it is told: frozen values, ready to be shown or written out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus import Published

from ..results import Entities, JsonReady, MissingArticle


@dataclass(frozen=True, slots=True)
class StoryTie(JsonReady):
    """Why an article belongs to a story: one of its relations to the others.

    Attributes:
        id: of the other article.
        kind: ``"computed"``, or ``"stated"`` by the outlet of one of the two.
        shared: the words and names that make a computed one.
    """

    id: str
    kind: str
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryArticle(JsonReady):
    """An article of a story.

    Attributes:
        id, title, published, source, url: of the article.
        ties: its nearest relations to others of the story.
        copies: further articles with that text, in order of time; they may be of later days.
    """

    id: str
    title: str
    published: Published | None
    source: str
    url: str
    ties: tuple[StoryTie, ...] = ()
    copies: tuple[StoryArticle, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryDay(JsonReady):
    """A day of a story.

    Attributes:
        day: ISO 8601; a month or a year where no more is known; "" for articles without a date.
        articles: of that day, in order of time.
        names: those whom the story names on that day and on none before; of a month, a year or no date at
            all, those whom it names on no day.
    """

    day: str
    articles: tuple[StoryArticle, ...]
    names: Entities


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that tell one running story.

    Attributes:
        id: of the article that it was asked of.
        days: those of the story in order of time, months and years before their own days.
        undated: its articles without a date, or None.
        missing: what it links to and the archive lacks: the most linked first.
        cut: what kept it from being followed further: ``"articles"``, as many as were asked for;
            ``"gap"``, more days without news; ``"work"``, what a question may cost.
        beyond: articles found only on the far side of such a gap.
    """

    id: str
    days: tuple[StoryDay, ...]
    undated: StoryDay | None
    missing: tuple[MissingArticle, ...]
    cut: tuple[str, ...] = ()
    beyond: int = 0

    @property
    def parts(self) -> tuple[StoryDay, ...]:
        """Its days, and what is undated after them."""
        return (*self.days, *([self.undated] if self.undated else ()))

    @property
    def articles(self) -> tuple[StoryArticle, ...]:
        """All of its articles in order, each before its copies."""
        leading = [article for part in self.parts for article in part.articles]
        return tuple(each for article in leading for each in (article, *article.copies))

    def to_dict(self) -> dict[str, Any]:
        """The whole story as JSON-ready values: what ``dateline story --json`` prints."""
        return {
            "schema": "dateline.story/1",
            "id": self.id,
            "articles": len(self.articles),
            "days": [day.to_dict() for day in self.days],
            "undated": self.undated and self.undated.to_dict(),
            "missing": [article.to_dict() for article in self.missing],
            "cut": list(self.cut),
            "beyond": self.beyond,
        }
