"""Limits of size, lowered for the test: met before a merge or a commit passes them, and nothing is lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import index
import searcher
from corpus import Article
from corpus.errors import ArchiveFullError
from index.articles.schema import schema
from index.engine.embedded.segment import limits
from index.engine.embedded.segment.segment import Segment
from index.engine.embedded.store import manifest
from index.engine.embedded.store.store import Store
from index.text.fingerprints import stems_fingerprint
from index.text.languages import STEMMERS

from .articles import article

MOST = 400
"""Elements: what some thirty of these articles have of postings."""
WORDS = [f"{first}{second}{third}" for first in "bdgk" for second in "aeiou" for third in "lmnrst"]


def written(draw: random.Random, id_: str) -> Article:
    return article(id_, " ".join(draw.sample(WORDS, 2)), " ".join(draw.choices(WORDS, k=12)))


def grow(path: Path, commits: int, seed: int) -> dict[str, Article]:
    """Add, replace and delete articles, in a commit each; what should be in the archive."""
    draw = random.Random(seed)
    held: dict[str, Article] = {}
    with index.create(path) as archive:
        for number in range(commits):
            if held and draw.random() < 0.2:
                id_ = draw.choice(list(held))
                del held[id_]
                assert archive.delete(id_) == 1
                continue
            id_ = draw.choice(list(held)) if held and draw.random() < 0.2 else f"n{number}"
            held[id_] = written(draw, id_)
            report = archive.add([held[id_]])
            assert report.added + report.updated == 1
            assert all(largest(file) <= MOST for file in path.glob("*.segment"))
    return held


def largest(file: Path) -> int:
    """The most elements of any section of a segment that is numbered by four bytes."""
    segment = Segment(file)
    names = [
        name
        for name in segment.file._directory  # noqa: SLF001 -- whatever sections there are
        if name.endswith(("/postings/low", "/terms/bytes", "/tags/bytes", "/tags/ordinals"))
    ]
    assert names
    most = max(segment.file.section(name).count for name in names)
    segment.close()
    return most


def assert_whole(path: Path, held: dict[str, Article]) -> None:
    """The archive is well, and answers as a plain scan of its articles does."""
    found = index.check(path)
    assert found.problems == ()
    assert found.articles == len(held)
    texts = {id_: f"{each.title} {each.body}".split() for id_, each in held.items()}
    with searcher.open(path) as archive:
        for word in WORDS:
            scanned = {id_ for id_, text in texts.items() if word in text}
            assert set(archive.search(f'"{word}"', limit=0).ids) == scanned
        for id_, each in held.items():
            assert archive.get(id_).body == each.body


@pytest.fixture
def lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that some thirty articles reach, and batches that stay below them."""
    monkeypatch.setattr(limits, "MOST_ELEMENTS", MOST)
    monkeypatch.setattr("index.upkeep.rebuild.BATCH_ARTICLES", 20)


@pytest.mark.usefixtures("lowered")
def test_an_archive_grows_past_what_one_segment_can_number(tmp_path: Path) -> None:
    held = grow(tmp_path / "a", 72, 1)
    assert_whole(tmp_path / "a", held)
    segments = len(manifest.read(tmp_path / "a").segments)
    postings = sum(len({*each.title.split(), *each.body.split()}) for each in held.values())
    assert postings / MOST < segments <= 4 * postings / MOST + 8
    Store(tmp_path / "a", schema()).writer(lock=True).commit(optimize=True)
    merged = manifest.read(tmp_path / "a").segments
    assert postings / MOST <= len(merged) <= segments
    assert not any(segment.deleted for segment in merged)
    assert all(largest(tmp_path / "a" / segment.name) <= MOST for segment in merged)
    assert_whole(tmp_path / "a", held)
    assert index.rebuild(tmp_path / "a").added == len(held)
    assert_whole(tmp_path / "a", held)


def test_an_archive_takes_no_more_documents_than_its_manifest_may_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(1)
    monkeypatch.setattr(manifest, "MOST_DOCUMENTS", 10)
    held = {id_: written(draw, id_) for id_ in map(str, range(10))}
    with index.create(tmp_path / "a") as archive:
        archive.add(list(held.values())[:6])
        archive.add(list(held.values())[6:])
        before = sorted(file.name for file in (tmp_path / "a").iterdir())
        for _ in range(3):
            with pytest.raises(ArchiveFullError, match=r"would have 11 documents, .* 10 are the most"):
                archive.add([written(draw, "late")])
            assert sorted(file.name for file in (tmp_path / "a").iterdir()) == before
        assert_whole(tmp_path / "a", held)
        assert archive.add(held.values()).unchanged == len(held)
        assert archive.delete("0", "7") == 2
    del held["0"], held["7"]
    assert_whole(tmp_path / "a", held)
    index.rebuild(tmp_path / "a")
    with index.open(tmp_path / "a") as archive:
        held["late"] = written(draw, "late")
        assert archive.add([held["late"]]).added == 1
    assert_whole(tmp_path / "a", held)


def test_an_archive_takes_no_more_segments_than_its_manifest_has_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(1)
    monkeypatch.setattr(manifest, "MOST_SEGMENTS", 3)
    monkeypatch.setattr("index.engine.embedded.store.merge_policy.MOST_DOCUMENTS", 0)
    held = {id_: written(draw, id_) for id_ in "abc"}
    with index.create(tmp_path / "a") as archive:
        for each in held.values():
            archive.add([each])
        with pytest.raises(ArchiveFullError, match="would have 4 segments; 3 are the most"):
            archive.add([written(draw, "d")])
        assert_whole(tmp_path / "a", held)
        assert archive.delete("b") == 1
        assert archive.add([written(draw, "d")]).added == 1


def test_the_longest_manifest_can_be_read(tmp_path: Path) -> None:
    number = manifest.GREATEST_NUMBER - 2
    greatest = (1 << 53) - 1
    segments = tuple(
        manifest.SegmentEntry(
            manifest.segment_name(number - 2 * i),
            greatest,
            700_000,
            manifest.DeletedFile(
                manifest.deleted_name(manifest.segment_name(number - 2 * i), number - 2 * i - 1),
                87_500,
                (1 << 32) - 1,
                699_999,
            ),
            (1 << 32) - 1,
        )
        for i in range(manifest.MOST_SEGMENTS)
    )
    ledgers = tuple(
        manifest.SmallFile(manifest.attachment_name("ledger", i), greatest, greatest) for i in range(64)
    )
    stems = tuple((language, stems_fingerprint(language)) for language in sorted(("", *STEMMERS)))
    one = manifest.Manifest(
        number,
        number + 1,
        segments,
        manifest.SmallFile("00000099.rejected", 1, 1),
        "x",
        "1",
        "2026",
        stems,
        ledgers,
    )
    manifest.write(tmp_path, one)
    assert manifest.read(tmp_path) == one
