"""What is kept of decoded postings: bounded, unchangeable, and of no effect on answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from whoosh import fields, query

from index.engine.embedded.execute import Executor
from index.engine.embedded.execute.postings_cache import PostingsCache
from index.engine.embedded.store.store import Store
from index.engine.fields import Words

SCHEMA = fields.Schema(text=Words(stemmed=False, positions=True))


def test_an_array_is_decoded_once() -> None:
    decoded, times = PostingsCache(), []

    def decode() -> np.ndarray:
        times.append(1)
        return np.arange(3)

    assert decoded.of("a", decode).tolist() == decoded.of("a", decode).tolist() == [0, 1, 2]
    assert len(times) == 1


def test_what_is_kept_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        PostingsCache().of("a", lambda: np.arange(3))[0] = 1


def test_no_more_is_kept_than_allowed() -> None:
    decoded = PostingsCache(800)
    for name in range(50):
        decoded.of(name, lambda: np.zeros(100, np.uint8))
        assert decoded.size <= 800
    assert decoded.size == 800
    decoded.of("large", lambda: np.zeros(101, np.uint8))
    assert decoded.size == 800
    decoded.clear()
    assert decoded.size == 0


def test_a_question_asked_again_has_the_same_answer(tmp_path: Path) -> None:
    store = Store.create(tmp_path, SCHEMA)
    with store.writer() as writer:
        for number in range(200):
            writer.add_document(text=f"port {'storm ' * (number % 3)} ship{number % 7} " * (1 + number % 5))
    view = store.view()
    executor = Executor(view, tmp_path)
    port, storm, ship = (query.Term("text", word) for word in ("port", "storm", "ship3"))
    for q in (
        ship,
        query.Or([storm, ship]),
        query.And([port, ship]),
        query.AndNot(storm, ship),
        query.Phrase("text", ["port", "storm"]),
    ):
        for limit in (3, None):
            fresh = Executor(view, tmp_path).search(q, limit)
            assert executor.search(q, limit) == executor.search(q, limit) == fresh
    view.close()
