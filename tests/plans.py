"""Plans made by chance, of every type of query that a plan may hold, for engines to be compared by."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from whoosh import query
from whoosh.query import spans

from index.engine.plan import EndsBefore, Inflections, Plan
from index.engine.protocol import Order, Snapshot
from index.text.analysis import exact_terms
from index.text.languages import stem_in

SCORED = ("text", "exact", "title", "title_exact")
FIELDS = (*SCORED * 3, "people", "places", "source", "language", "authors", "id", "headline", "undated")
COMMON = ("the", "of", "a", "and", "in", "ferry", "dyke", "flood", "en", "wire")
ORDERS = (
    Order(),
    Order("moment", descending=True, absent=0),
    Order("moment", absent=0),
    Order("links"),
    Order("last_day", descending=True),
)


class Planner:
    """Makes plans about what an index holds.

    Args:
        snapshot: its terms are asked for.
        texts: phrases are taken from them.
        seed: of the chances.
    """

    def __init__(self, snapshot: Snapshot, texts: Sequence[str], seed: int) -> None:
        self._draw = random.Random(seed)
        self._terms = {field: snapshot.terms(field) for field in set(FIELDS)}
        self._texts = [words for text in texts if (words := exact_terms(text))]

    def plans(self, count: int) -> Iterator[tuple[Plan, Order]]:
        """Plans, and in which order their hits shall come."""
        draw = self._draw
        for _ in range(count):
            filters, excluded = draw.choice([0, 0, 0, 1, 2]), draw.choice([0, 0, 0, 1])
            plan = Plan(
                self.tree(3), self._several(1, filters, filters), self._several(1, excluded, excluded)
            )
            yield plan, draw.choice([Order(), Order(), *ORDERS])

    def tree(self, depth: int) -> query.Query:
        """A query, of parts of so many layers at most."""
        draw, boost = self._draw, self._draw.choice([1, 1, 0.5, 3])
        if not depth or draw.random() < 0.3:
            return self._leaf(boost)
        depth -= 1
        match draw.randrange(8):
            case 0 | 1:
                parts = [*self._several(depth, 0, 3)]
                if parts and draw.random() < 0.4:
                    parts.insert(draw.randrange(len(parts) + 1), query.Not(self.tree(depth)))
                return query.And(parts, boost=boost)
            case 2 | 3:
                return query.Or(self._several(depth, 0, 4), boost=boost)
            case 4:
                return query.AndMaybe(self.tree(depth), self.tree(depth))
            case 5:
                return query.DisjunctionMax(self._several(depth, 1, 4), boost=boost)
            case 6:
                return query.ConstantScoreQuery(self.tree(depth), draw.choice([1e-9, 0.5, 2.0]))
        return query.ConstantScoreQuery(query.Not(self.tree(depth)), 0.5)

    def _several(self, depth: int, least: int, most: int) -> tuple[query.Query, ...]:
        return tuple(self.tree(depth) for _ in range(self._draw.randint(least, most)))

    def _leaf(self, boost: float) -> query.Query:
        draw, field = self._draw, self._draw.choice(FIELDS)
        term = draw.choice(self._terms[field] if draw.random() < 0.6 else COMMON)
        match draw.randrange(13):
            case 12:
                return EndsBefore(self._place(self._words(4), 2), "lead_end")
            case 0:
                return query.Phrase("exact", self._words(4), slop=draw.choice([1, 1, 2, 5]), boost=boost)
            case 5:
                return self._near_spelling(draw.choice(("exact", "exact", field)), self._words(1)[0], boost)
            case 6:
                return self._inflections(draw.choice(("exact", "title_exact")), boost)
            case 7:
                return self._near(2)
            case 1:
                return query.Prefix(field, term[: draw.randint(1, 4)], boost=boost)
            case 2:
                place = draw.randrange(len(term))
                pattern = term[:place] + draw.choice("*?") + term[place + 1 :] + draw.choice(["", "*"])
                return query.Wildcard(field, pattern, boost=boost)
            case 3:
                first = draw.randrange(738600, 739300)  # days of 2023 to 2025
                ends = draw.choice([None, first]), draw.choice([None, first + draw.randrange(-5, 90)])
                return query.NumericRange(draw.choice(["first_day", "last_day"]), *ends, boost=boost)
            case 4:
                held = query.Every(draw.choice(["links", "last_day", "people", "text"]), boost=boost)
                return draw.choice([query.Every(), query.Or([held])])
        return query.Term(field, term, boost=boost)

    def _words(self, most: int) -> list[str]:
        """Words that stand side by side."""
        words = self._draw.choice(self._texts)
        start = self._draw.randrange(len(words))
        return words[start : start + self._draw.randint(1, most)]

    def _near_spelling(self, field: str, term: str, boost: float) -> query.Query:
        """Of a word of which a letter was taken out, put in, changed or swapped with the next."""
        draw, place = self._draw, self._draw.randrange(len(term))
        before, letter, after = term[:place], term[place], term[place + 1 :]
        text = before + draw.choice(["", letter + "e", "o", after[:1] + letter]) + after
        distance = {"maxdist": draw.choice([1, 1, 2]), "prefixlength": draw.randint(0, 2)}
        return query.FuzzyTerm(field, text[:60] or "a", boost=boost, **distance)

    def _inflections(self, field: str, boost: float) -> query.Query:
        """Of a word in English, and perhaps in another language."""
        draw, word = self._draw, self._draw.choice(self._words(1))
        languages = draw.choice([[""], [""], ["", "de"], ["", "fr", "es"]])
        return Inflections(field, tuple(stem_in(word, language) for language in languages), boost)

    def _near(self, depth: int) -> query.Query:
        """Words and phrases that stand near one another in an article, or might."""
        draw, words = self._draw, self._words(9)
        places = draw.sample(range(len(words)), min(len(words), draw.randint(1, 4)))
        parts = [self._place(words[place:], depth) for place in places]
        return spans.SpanNear2(parts, slop=draw.choice([1, 3, 10, 200]), ordered=draw.random() < 0.3)

    def _place(self, words: list[str], depth: int) -> query.Query:
        draw, boost, word = self._draw, self._draw.choice([1, 1, 0.5, 3]), words[0]
        match draw.randrange(8 if depth else 7):
            case 0:
                return query.Phrase("exact", words[:2], slop=draw.choice([1, 2]), boost=boost)
            case 1:
                return query.Prefix("exact", word[:3], boost=boost)
            case 2:
                return query.Wildcard("exact", f"{word[0]}*{word[-1]}", boost=boost)
            case 3:
                return self._near_spelling("exact", word, boost)
            case 4:
                return self._inflections("exact", boost)
            case 5 if depth:
                return query.Or([self._place(words, 0), self._place(self._words(3), 0)], boost=boost)
            case 7:
                return self._near(depth - 1)
        return query.Term("exact", word, boost=boost)
