"""Made-up documents, an index of them of either kind, and query trees of every type about them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from whoosh import fields, query
from whoosh.analysis import StemmingAnalyzer
from whoosh.index import create_in
from whoosh.query import spans
from whoosh.searching import Searcher

from index.engine.embedded.execute import WHOOSH, Executor
from index.engine.embedded.store.store import Store
from index.engine.embedded.store.view import View
from index.engine.fields import Keys, Words
from index.engine.plan import Inflections
from index.text.languages import stem_in

VOCABULARY = (
    *("flood", "floods", "flooded", "river", "rivers", "harbour", "harbor", "ferry", "ferries", "bridge"),
    "bridges",
    *("minister", "ministers", "vote", "votes", "voted", "tax", "taxes", "taxed", "court", "courts", "judge"),
    *("judges", "trial", "trials", "league", "goal", "goals", "match", "matched", "storm", "storms", "coast"),
    *("coastal", "été", "naïve", "大雨", "trade", "trader", "traders", "price", "prices"),
)
TAGS = ("north", "south", "east", "west", "northern", "nord")
DAY = datetime(2016, 12, 1)
BOOSTS = (1.0, 1.0, 1.0, 2.0, 0.5, 3.25)

TEXTS = ("title", "body", "words", "stems")
POSITIONAL = ("title", "body", "words")
UNSCORED = ("tags", "id", "keys")

SCHEMA = fields.Schema(
    id=fields.ID(unique=True, stored=True, sortable=True),
    title=fields.TEXT,
    body=fields.TEXT(analyzer=StemmingAnalyzer()),
    words=Words(stemmed=False, positions=True),
    stems=Words(stemmed=True, positions=False),
    tags=fields.KEYWORD,
    keys=Keys(),
    size=fields.NUMERIC(int, bits=32, signed=True, sortable=True),
    count=fields.NUMERIC(int, bits=32, signed=False),
    date=fields.DATETIME(sortable=True),
    flag=fields.BOOLEAN,
)

Document = dict[str, Any]


class Sides(NamedTuple):
    """One set of documents, indexed by stock Whoosh and by us."""

    stock: Searcher
    view: View
    executor: Executor

    def found(self, q: query.Query, limit: int | None = None, **options: Any) -> dict[str, float]:
        """What we answer: the keys of the documents with their scores, the best first."""
        hits = self.executor.search(q, limit=limit, **options)
        return {str(self.view.stored_value("id", number)): score for number, score in hits}


def documents(count: int, seed: int) -> list[Document]:
    """Short documents of a small vocabulary; any field but the id may be missing."""
    draw = random.Random(seed)
    return [_document(draw, f"d{number}") for number in range(count)]


def _document(draw: random.Random, id_: str) -> Document:
    def text(least: int, most: int) -> str:
        return " ".join(_word(draw) for _ in range(draw.randint(least, most)))

    whole: Document = {
        "title": text(1, 8),
        "body": text(3, 60),
        "words": [text(1, 12), text(2, 9)],
        "stems": text(1, 30),
        "tags": " ".join(draw.choices(TAGS, k=draw.randint(1, 3))),
        "keys": draw.sample(TAGS, 2),
        "size": draw.randint(-50, 50),
        "count": draw.randint(0, 40),
        "date": DAY + timedelta(hours=draw.randint(-200, 200)),
        "flag": draw.random() < 0.5,
    }
    return {"id": id_} | {name: value for name, value in whole.items() if draw.random() < 0.9}


def _word(draw: random.Random) -> str:
    return VOCABULARY[min(int(draw.expovariate(0.09)), len(VOCABULARY) - 1)]


def sides(path: Path, segments: int, count: int = 300, seed: int = 1) -> Sides:
    """Both indexes: in each commit new documents, and changes to those of earlier ones."""
    path.mkdir()
    (path / "stock").mkdir()
    (path / "ours").mkdir()
    # In files: stock's index in memory has its temporary files in one place for all processes.
    stock = create_in(path / "stock", SCHEMA)
    store = Store.create(path / "ours", SCHEMA)
    draw = random.Random(seed)
    made = documents(count, seed)
    for commit in range(segments):
        batch = made[commit::segments]
        earlier = [document["id"] for other in range(commit) for document in made[other::segments]]
        changed = draw.sample(earlier, len(earlier) // 6)
        kept = len(changed) * 2 // 3
        updated = [_document(draw, id_) for id_ in changed[:kept]]
        for writer in (stock.writer(), store.writer()):
            for document in batch:
                writer.add_document(**document)
            for document in updated:
                writer.update_document(**document)
            for id_ in changed[kept:]:
                writer.delete_by_term("id", id_)
            writer.commit(merge=False)
    view = store.view()
    return Sides(stock.searcher(), view, Executor(view, store.path, WHOOSH))


def trees(seed: int) -> Iterator[query.Query]:
    """Query trees without end: one of each type in turn, its parts at random."""
    draw = random.Random(seed)
    while True:
        for make in (*LEAVES, *COMPOUNDS, *SPANS):
            yield make(draw, 3)


Make = Callable[[random.Random, int], query.Query]


def _part(draw: random.Random, depth: int) -> query.Query:
    if depth <= 0 or draw.random() < 0.45:
        return draw.choice((term, term, term, *LEAVES))(draw, 0)
    return draw.choice((*COMPOUNDS, *COMPOUNDS, *SPANS))(draw, depth)


def _parts(draw: random.Random, depth: int, least: int = 1, most: int = 4) -> list[query.Query]:
    return [_part(draw, depth - 1) for _ in range(draw.randint(least, most))]


def _boost(draw: random.Random) -> float:
    return draw.choice(BOOSTS)


def _field(draw: random.Random) -> str:
    return draw.choice((*TEXTS, *TEXTS, *UNSCORED, "nosuchfield"))


def _text(draw: random.Random, field: str) -> str:
    """A word as it may stand in a field; now and then one that does not."""
    if field == "id":
        return f"d{draw.randint(0, 320)}"
    if field in ("tags", "keys"):
        return draw.choice((*TAGS, "nosuchtag"))
    word = draw.choice(("nosuchword", "")) if draw.random() < 0.04 else _word(draw)
    if field in ("body", "stems") and draw.random() < 0.9:
        return next(
            (token if isinstance(token, str) else token.text for token in SCHEMA[field].process_text(word)),
            word,
        )
    return word


def term(draw: random.Random, _depth: int) -> query.Query:
    field = _field(draw)
    return query.Term(field, _text(draw, field), boost=_boost(draw))


def number(draw: random.Random, _depth: int) -> query.Query:
    field, value = draw.choice(
        (
            ("size", draw.randint(-50, 50)),
            ("count", draw.randint(0, 40)),
            ("date", DAY + timedelta(hours=draw.randint(-5, 5))),
            ("flag", draw.random() < 0.5),
            ("size", "many"),
        )
    )
    return query.Term(field, value, boost=_boost(draw))


def _many(draw: random.Random) -> dict[str, Any]:
    return {"boost": _boost(draw), "constantscore": draw.random() < 0.6}


def prefix(draw: random.Random, _depth: int) -> query.Query:
    field = draw.choice((_field(draw), _field(draw), _field(draw), "size"))
    return query.Prefix(field, _text(draw, field)[: draw.randint(0, 4)], **_many(draw))


def wildcard(draw: random.Random, _depth: int) -> query.Query:
    field = _field(draw)
    text = _text(draw, field) or "x"
    middle = draw.randint(0, len(text) - 1)
    made = (
        text[:middle] + "*",
        "*" + text[middle:],
        text[:middle] + "?" + text[middle + 1 :],
        "*",
        "[a-f]*s",
    )
    return query.Wildcard(field, draw.choice(made), **_many(draw))


def near_spelling(draw: random.Random, _depth: int) -> query.Query:
    field = _field(draw)
    text = list(_text(draw, field) or "x")
    if draw.random() < 0.7:
        text[draw.randint(0, len(text) - 1)] = draw.choice(("", "e", "s", "rs"))
    return query.FuzzyTerm(
        field, "".join(text), maxdist=draw.randint(1, 2), prefixlength=draw.randint(0, 2), **_many(draw)
    )


def term_range(draw: random.Random, _depth: int) -> query.Query:
    field = draw.choice((*TEXTS, *UNSCORED, "nosuchfield", "size"))
    texts = (
        (draw.randint(-50, 50), draw.randint(-50, 50))
        if field == "size"
        else (_text(draw, field), _text(draw, field))
    )
    return query.TermRange(field, *_ends(draw, *texts), **_many(draw))


def numeric_range(draw: random.Random, _depth: int) -> query.Query:
    field, ends = draw.choice(
        (
            ("size", (draw.randint(-60, 60), draw.randint(-60, 60))),
            ("count", (draw.randint(0, 45), draw.randint(0, 45))),
            ("nosuchfield", (1, 2)),
        )
    )
    return query.NumericRange(field, *_ends(draw, *ends), **_many(draw))


def date_range(draw: random.Random, _depth: int) -> query.Query:
    ends = (DAY + timedelta(hours=draw.randint(-220, 220)), DAY + timedelta(hours=draw.randint(-220, 220)))
    return query.DateRange("date", *_ends(draw, *ends), **_many(draw))


def _ends(draw: random.Random, one: Any, other: Any) -> tuple[Any, Any, bool, bool]:
    least, greatest = sorted((one, other))
    start = None if draw.random() < 0.2 else least
    end = None if draw.random() < 0.2 else greatest
    return start, end, draw.random() < 0.3, draw.random() < 0.3


def phrase(draw: random.Random, _depth: int) -> query.Query:
    field = draw.choice((*POSITIONAL, *POSITIONAL, "nosuchfield"))
    words = [_text(draw, field) for _ in range(draw.choice((1, 2, 2, 2, 3, 4)))]
    return query.Phrase(field, words, slop=draw.randint(1, 3), boost=_boost(draw))


def every(draw: random.Random, _depth: int) -> query.Query:
    return query.Every(draw.choice((None, "*", "nosuchfield", *SCHEMA.names())), boost=_boost(draw))


def nothing(_draw: random.Random, _depth: int) -> query.Query:
    return query.NullQuery


def conjunction(draw: random.Random, depth: int) -> query.Query:
    parts = _parts(draw, depth)
    for _ in range(draw.choice((0, 0, 1, 2))):
        parts.insert(draw.randint(0, len(parts)), inverse(draw, depth))
    return query.And(parts, boost=_boost(draw))


def disjunction(draw: random.Random, depth: int) -> query.Query:
    return query.Or(_parts(draw, depth, most=6), boost=_boost(draw))


def terms(draw: random.Random, _depth: int) -> query.Query:
    return query.Or([term(draw, 0) for _ in range(draw.randint(1, 6))], boost=_boost(draw))


def scaled(draw: random.Random, depth: int) -> query.Query:
    return query.Or(_parts(draw, depth), boost=_boost(draw), scale=draw.choice((0.5, 0.9)))


def best(draw: random.Random, depth: int) -> query.Query:
    return query.DisjunctionMax(_parts(draw, depth), boost=_boost(draw))


def inverse(draw: random.Random, depth: int) -> query.Query:
    return query.Not(_part(draw, depth - 1), boost=_boost(draw))


def exclusion(draw: random.Random, depth: int) -> query.Query:
    return query.AndNot(*_parts(draw, depth, 2, 2))


def option(draw: random.Random, depth: int) -> query.Query:
    return query.AndMaybe(*_parts(draw, depth, 2, 2))


def optional_terms(draw: random.Random, depth: int) -> query.Query:
    return query.AndMaybe(_part(draw, depth - 1), terms(draw, 0))


def requirement(draw: random.Random, depth: int) -> query.Query:
    return query.Require(*_parts(draw, depth, 2, 2))


def alternative(draw: random.Random, depth: int) -> query.Query:
    return query.Otherwise(*_parts(draw, depth, 2, 2))


def constant(draw: random.Random, depth: int) -> query.Query:
    return query.ConstantScoreQuery(_part(draw, depth - 1), score=draw.choice((0.0, 1.0, 0.25, 4.0)))


def _placed(draw: random.Random, depth: int) -> query.Query:
    """A query that has places in one field of positions."""
    field = draw.choice(POSITIONAL)

    def word() -> query.Query:
        return query.Term(field, _text(draw, field), boost=_boost(draw))

    if depth > 1 and draw.random() < 0.4:
        return draw.choice(SPANS)(draw, depth - 1)
    made: tuple[Callable[[], query.Query], ...] = (
        word,
        word,
        lambda: query.Or([word() for _ in range(draw.randint(1, 4))], boost=_boost(draw)),
        lambda: query.And([word(), word()], boost=_boost(draw)),
        lambda: query.Prefix(field, _word(draw)[:3], **_many(draw)),
        lambda: query.Phrase(field, [_text(draw, field), _text(draw, field)], slop=2),
    )
    return draw.choice(made)()


def _distance(draw: random.Random) -> dict[str, Any]:
    return {"slop": draw.randint(1, 6), "ordered": draw.random() < 0.6}


def near(draw: random.Random, depth: int) -> query.Query:
    return spans.SpanNear(_placed(draw, depth), _placed(draw, depth), **_distance(draw))


def near_each(draw: random.Random, depth: int) -> query.Query:
    return spans.SpanNear2([_placed(draw, depth) for _ in range(draw.randint(1, 3))], **_distance(draw))


def nearness(draw: random.Random, depth: int) -> query.Query:
    """What a plan may hold of what is near one another, in one field."""
    field = draw.choice((*POSITIONAL, "words"))

    def place() -> query.Query:
        made: tuple[Callable[[], query.Query], ...] = (
            lambda: query.Term(field, _text(draw, field), boost=_boost(draw)),
            lambda: query.Term(field, _text(draw, field), boost=_boost(draw)),
            lambda: query.Prefix(field, _word(draw)[:3], **_many(draw)),
            lambda: query.FuzzyTerm(field, _word(draw), maxdist=draw.randint(1, 2), **_many(draw)),
            lambda: query.Phrase(field, [_text(draw, field), _text(draw, field)], slop=draw.randint(1, 3)),
            lambda: query.Or([place() for _ in range(draw.randint(1, 3))], boost=_boost(draw)),
            lambda: inflections(draw, 0),
        )
        return draw.choice(made)()

    parts = [place() for _ in range(draw.choice((1, 2, 2, 2, 3, 4)))]
    if depth > 1 and draw.random() < 0.3:
        parts[-1] = spans.SpanNear2([place(), place()], **_distance(draw))
    if draw.random() < 0.2:
        parts.append(parts[0])
    return spans.SpanNear2(parts, slop=draw.randint(1, 12), ordered=draw.random() < 0.4)


def inflections(draw: random.Random, _depth: int) -> query.Query:
    """Of exact terms: of those fields that hold words, one alone has terms that are folded."""
    languages = draw.choice((("",), ("", "de"), ("", "fr", "es")))
    stems = tuple(stem_in(_word(draw), each) for each in languages)
    return Inflections(draw.choice(("words", "words", "words", "nosuchfield")), stems, boost=_boost(draw))


def first(draw: random.Random, depth: int) -> query.Query:
    return spans.SpanFirst(_placed(draw, depth), limit=draw.randint(0, 6))


def any_span(draw: random.Random, depth: int) -> query.Query:
    return spans.SpanOr([_placed(draw, depth) for _ in range(draw.randint(1, 3))])


def two_spans(draw: random.Random, depth: int) -> query.Query:
    kind = draw.choice((spans.SpanNot, spans.SpanContains, spans.SpanBefore, spans.SpanCondition))
    return kind(_placed(draw, depth), _placed(draw, depth))


def sequence(draw: random.Random, depth: int) -> query.Query:
    parts = [_placed(draw, depth) for _ in range(2)]
    return query.Sequence(parts, boost=_boost(draw), **_distance(draw))


LEAVES: tuple[Make, ...] = (
    *(term, number, prefix, wildcard, near_spelling, inflections),
    *(term_range, numeric_range, date_range, phrase, every, nothing),
)
COMPOUNDS: tuple[Make, ...] = (
    *(conjunction, disjunction, terms, scaled, best, inverse, exclusion),
    *(option, optional_terms, requirement, alternative, constant),
)
SPANS: tuple[Make, ...] = (near, near_each, nearness, first, any_span, two_spans, sequence)
