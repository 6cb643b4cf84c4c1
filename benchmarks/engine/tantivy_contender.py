"""Tantivy through tantivy-py: an engine in Rust, with threads of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import tantivy

from .collection import row_of
from .contender import HEAP, TOP, Answer
from .queries import Ask

_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


class Tantivy:
    """Stems (Snowball English, as ours) with positions, raw tags and days as fast fields, stored text."""

    name = "tantivy"
    workers = (1, 2)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
        for name in ("title", "body"):
            builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
        builder.add_text_field("topics", fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("day", fast=True)
        self._schema = builder.build()
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        self._analyzer = analyzer.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("english"))
        self._analyse = self._analyzer.build().analyze

    def index(self, rows: Iterable[bytes], workers: int) -> None:
        """With so many threads."""
        writer = tantivy.Index(self._schema, str(self._folder)).writer(HEAP, workers)
        for row in map(row_of, rows):
            document = tantivy.Document(id=row.id, title=row.title, body=row.body, topics=list(row.topics))
            document.add_unsigned("day", row.day)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        """One searcher."""
        self._searcher = tantivy.Index.open(str(self._folder)).searcher()

    def close(self) -> None:
        """Nothing to do: it closes when it is forgotten."""

    def segments(self) -> int:
        """Of the searcher."""
        return int(self._searcher.num_segments)

    def prepared(self, ask: Ask) -> Callable[[], Answer] | None:
        """Without counting all that match; topics by aggregation."""
        if ask.near:
            return None
        asked, search = self._query(ask), self._searcher.search
        if ask.wanted == "topics":
            aggregation = {"topics": {"terms": {"field": "topics", "size": TOP}}}
            return lambda: _buckets(self._searcher.aggregate(asked, aggregation))
        if ask.wanted == "newest":
            return lambda: _hits(search(asked, TOP, count=False, order_by_field="day"))
        return lambda: _hits(search(asked, TOP, count=False))

    def count(self, ask: Ask) -> int:
        """All that match."""
        return int(self._searcher.search(self._query(ask), 1, count=True).count)

    def _query(self, ask: Ask) -> Any:  # noqa: ANN401 -- its own
        make = tantivy.Query
        must = [self._term(word) for word in ask.every]
        if ask.some:
            must.append(make.boolean_query([(_SHOULD, self._term(word)) for word in ask.some]))
        if ask.phrase:
            must.append(make.phrase_query(self._schema, "body", [self._stem(word) for word in ask.phrase]))
        if ask.prefix:
            must.append(make.regex_query(self._schema, "body", re.escape(ask.prefix) + ".*"))
        if ask.pattern:
            pattern = ask.pattern.replace("?", ".").replace("*", ".*")
            must.append(make.regex_query(self._schema, "body", pattern))
        if ask.fuzzy:
            must.append(
                make.fuzzy_term_query(
                    self._schema, "body", ask.fuzzy, distance=1, transposition_cost_one=True
                )
            )
        if ask.days:
            kind = tantivy.FieldType.Unsigned
            must.append(_unscored(make.range_query(self._schema, "day", kind, *ask.days)))
        if ask.topic:
            must.append(_unscored(make.term_query(self._schema, "topics", ask.topic)))
        without = [self._term(word) for word in ask.without]
        if len(must) == 1 and not without:
            return must[0]
        return make.boolean_query([*((_MUST, part) for part in must), *((_NOT, part) for part in without)])

    def _term(self, word: str) -> Any:  # noqa: ANN401 -- its own
        return tantivy.Query.term_query(self._schema, "body", self._stem(word))

    def _stem(self, word: str) -> str:
        (term,) = self._analyse(word)
        return str(term)


def _unscored(part: Any) -> Any:  # noqa: ANN401 -- its own
    return tantivy.Query.const_score_query(part, 0.0)


def _hits(result: Any) -> Answer:  # noqa: ANN401 -- its own
    return [(address, score) for score, address in result.hits]


def _buckets(result: Any) -> Answer:  # noqa: ANN401 -- its own
    return [(bucket["key"], bucket["doc_count"]) for bucket in result["topics"]["buckets"]]
