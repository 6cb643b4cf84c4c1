"""The benchmark of asking in small: no question is misread in silence, and receipts can be typed again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import searcher
from benchmarks.asking import again, plain_text, scan
from benchmarks.asking.kinds import KINDS, Typed

QUESTIONS = 25 * len(KINDS)
RECEIPTS = 150

Verdicts = list[tuple[Typed, str]]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Archive]:
    path = scan.furnish(tmp_path_factory.mktemp("asking"))
    with searcher.open(path, clock=lambda: scan.NOW) as opened:
        yield opened


@pytest.fixture(scope="module")
def verdicts(archive: searcher.Archive) -> Verdicts:
    return list(scan.verdicts(archive, QUESTIONS, seed=11))


def test_no_question_is_misread_in_silence(verdicts: Verdicts) -> None:
    assert [pair for pair in verdicts if pair[1] not in ("right", "refused", "noted")] == []


@pytest.mark.parametrize("kind", ["minus", "spellings", "quotes", "any"])
def test_what_is_plainly_ours_is_answered(verdicts: Verdicts, kind: str) -> None:
    assert {verdict for typed, verdict in verdicts if typed.kind == kind} == {"right"}


def test_a_receipts_query_typed_again_finds_the_same(archive: searcher.Archive) -> None:
    draw = random.Random(13)
    found = [
        (text, again.difference(archive, text, match))
        for text, match in ((again.typed(draw), draw.choice(["all", "any"])) for _ in range(RECEIPTS))
    ]
    assert [pair for pair in found if pair[1]] == []
    assert any(difference == "" for _, difference in found)


def test_plain_text_is_counted(tmp_path: Path) -> None:
    assert plain_text.is_paired("“We did not”, she said (twice)")
    assert not plain_text.is_paired("“We did not")
    assert "no headlines" in plain_text.report(tmp_path, 10, 1)
