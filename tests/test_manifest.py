"""The manifest: byte by byte as it was written, or an error that says so."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArchiveDamagedError, ArchiveFormatError, ArchiveNotFoundError
from index.engine.embedded.store import manifest
from index.engine.embedded.store.manifest import DeletedFile, Manifest, SegmentEntry, SmallFile
from index.text.fingerprints import stems_fingerprint

SOUND = Manifest(
    commit=7,
    next=13,
    segments=(
        SegmentEntry("00000003.segment", 70_000, 20, DeletedFile("00000003-00000011.deleted", 3, 99, 4), 5),
        SegmentEntry("00000009.segment", 1_000, 1, None, 6),
    ),
    rejected=SmallFile("00000012.rejected", 40, 7),
    extractor="cues",
    extractor_version="1",
    created="2026-01-01T00:00:00+00:00",
    stems=(("en", stems_fingerprint("en")), ("pl", stems_fingerprint("pl"))),
)

counts = st.integers(0, 1 << 40)
documents = st.integers(1, 1000)


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    numbers = iter(draw(st.lists(st.integers(1, 10**9), min_size=9, max_size=9, unique=True)))
    segments = []
    for _ in range(draw(st.integers(0, 3))):
        name, held, deleted = manifest.segment_name(next(numbers)), draw(documents), None
        if draw(st.booleans()):
            bitmap = manifest.deleted_name(name, next(numbers))
            deleted = DeletedFile(bitmap, (held + 7) // 8, draw(counts), draw(st.integers(0, held)))
        segments.append(SegmentEntry(name, draw(counts), held, deleted, draw(counts)))
    rejected = SmallFile(manifest.attachment_name("rejected", next(numbers)), draw(counts), draw(counts))
    texts = [draw(st.text()) for _ in range(3)]
    return Manifest(draw(counts), 10**9 + 1, tuple(segments), draw(st.sampled_from([None, rejected])), *texts)


@given(manifests())
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, one: Manifest) -> None:
    path = tmp_path_factory.mktemp("archive")
    manifest.write(path, one)
    assert manifest.read(path) == one
    assert {entry.name for entry in path.iterdir()} == {"archive.json", "archive.json.copy"}


def test_an_absent_archive_is_said_to_be_absent(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(ArchiveNotFoundError, match="no archive at"):
            manifest.read(path)


def test_a_lost_manifest_is_not_an_absent_archive(tmp_path: Path) -> None:
    (tmp_path / "00000001.segment").touch()
    with pytest.raises(ArchiveDamagedError, match=r"archive\.json is missing"):
        manifest.read(tmp_path)


@pytest.mark.parametrize("version", [1, 2, 99, "3", None, True, 3.0])
def test_another_format_is_refused_by_name(tmp_path: Path, version: object) -> None:
    value = json.loads(manifest.encode_manifest(SOUND)) | {"version": version}
    (tmp_path / "archive.json").write_text(json.dumps(value))
    with pytest.raises(ArchiveFormatError, match=f"version {re.escape(repr(version))}.* reads version 3"):
        manifest.read(tmp_path)


def test_an_archive_with_other_stems_is_refused_until_it_is_rebuilt(tmp_path: Path) -> None:
    other = replace(SOUND, stems=(("en", stems_fingerprint("en")), ("pl", "0123456789abcdef")))
    manifest.write(tmp_path, other)
    with pytest.raises(ArchiveFormatError, match=r"other stems \(pl\).* dateline rebuild"):
        manifest.read(tmp_path)
    assert manifest.read(tmp_path, older=True) == other


def test_an_archive_in_a_language_that_is_no_longer_stemmed_is_refused(tmp_path: Path) -> None:
    manifest.write(tmp_path, replace(SOUND, stems=(("xx", "0123456789abcdef"),)))
    with pytest.raises(ArchiveFormatError, match=r"other stems \(xx\)"):
        manifest.read(tmp_path)


def test_every_changed_byte_is_damage(tmp_path: Path) -> None:
    whole = manifest.encode_manifest(SOUND)
    for position in range(len(whole)):
        for change in (b"", b"0", b" ", bytes([whole[position] ^ 1])):
            changed = whole[:position] + change + whole[position + 1 :]
            if changed != whole:
                (tmp_path / "archive.json").write_bytes(changed)
                with pytest.raises((ArchiveDamagedError, ArchiveFormatError)):
                    manifest.read(tmp_path)


@pytest.mark.parametrize("length", [0, 1, 100, -1])
def test_a_manifest_cut_short_is_damage(tmp_path: Path, length: int) -> None:
    (tmp_path / "archive.json").write_bytes(manifest.encode_manifest(SOUND)[:length])
    with pytest.raises(ArchiveDamagedError):
        manifest.read(tmp_path)


def forged(change: Callable[[dict[str, Any]], object]) -> bytes:
    """A manifest that a stranger changed, and gave the right checksum."""
    value = json.loads(manifest.encode_manifest(SOUND))
    del value["checksum"]
    change(value)
    body = json.dumps(value, indent=1).encode() + b"\n"
    return json.dumps({**value, "checksum": zlib.crc32(body)}, indent=1).encode() + b"\n"


FORGERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a way out": lambda value: value["segments"][0].update(name="../00000003.segment"),
    "another's name": lambda value: value["segments"][0].update(name="notes.txt"),
    "a name in other digits": lambda value: value["segments"][1].update(name="0000000٣.segment"),
    "a name and more": lambda value: value["segments"][1].update(name="00000009.segment\n"),
    "a segment twice": lambda value: value["segments"].append(value["segments"][1]),
    "a number to come": lambda value: value.update(next=12),
    "another's deletions": lambda value: value["segments"][1].update(deleted=value["segments"][0]["deleted"]),
    "a bitmap too long": lambda value: value["segments"][0]["deleted"].update(bytes=4),
    "more deleted than there are": lambda value: value["segments"][0]["deleted"].update(documents=21),
    "too many documents": lambda value: value["segments"][1].update(documents=1 << 31),
    "less than none": lambda value: value["segments"][1].update(documents=-1),
    "true for one": lambda value: value["segments"][1].update(documents=True),
    "a fraction": lambda value: value["segments"][1].update(bytes=1.5),
    "no list": lambda value: value.update(segments={}),
    "no segment": lambda value: value.update(segments=[3]),
    "no text": lambda value: value.update(extractor=None),
    "a part more": lambda value: value.update(more=1),
    "a part less": lambda value: value.pop("commit"),
    "no stems": lambda value: value.update(stems=[]),
    "stems of no text": lambda value: value["stems"].update(en=1),
    "no rejected": lambda value: value.update(rejected=[]),
}


@pytest.mark.parametrize("change", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_manifest_is_refused(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    (tmp_path / "archive.json").write_bytes(forged(change))
    with pytest.raises(ArchiveDamagedError):
        manifest.read(tmp_path)


def test_the_forger_can_write_a_sound_one(tmp_path: Path) -> None:
    (tmp_path / "archive.json").write_bytes(forged(lambda value: value.update(commit=8)))
    assert manifest.read(tmp_path) == replace(SOUND, commit=8)


def test_only_files_with_our_names_are_ours(tmp_path: Path) -> None:
    ours = {"00000001.segment", "00000002.segment.new", "00000001-00000003.deleted", "00000004.rejected"}
    others = {"1.segment", "00000001.segment.bak", "notes.txt", "segment", "x00000001.segment", "a.deleted"}
    for name in ours | others | SOUND.names:
        (tmp_path / name).touch()
    assert manifest.unexplained_files(tmp_path, SOUND) == ours
