"""Views, writers and commits; disks that refuse, and a loss of power at any moment."""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields, query

from corpus.errors import (
    ArchiveDamagedError,
    ArchiveError,
    ArchiveExistsError,
    ArchiveLockedError,
    DatelineError,
    StorageError,
)
from index.engine.embedded.store import deletions, manifest
from index.engine.embedded.store.store import Store
from index.engine.embedded.store.view import View
from index.engine.embedded.store.writer import SegmentWriter

from . import faults

SCHEMA = fields.Schema(
    id=fields.ID(unique=True, stored=True),
    text=fields.TEXT(stored=True),
    number=fields.NUMERIC(unique=True),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "a").mkdir()
    return Store.create(tmp_path / "a", SCHEMA)


def add(store: Store, *ids: str, text: str = "common", **options: int) -> None:
    with store.writer(**options) as writer:
        for id_ in ids:
            writer.update_document(id=id_, text=f"{text} word{id_}")


def delete(store: Store, *ids: str) -> None:
    with store.writer() as writer:
        for id_ in ids:
            writer.delete_by_term("id", id_)


def held(store: Store) -> list[str]:
    """The ids of all documents, as they are stored and as they are found by a term."""
    view = store.view()
    stored = {
        str(view.stored_value("id", n))
        for part in view.parts
        for n in map(part.base.__add__, part.documents())
    }
    assert {str(view.stored_value("id", n)) for n in view.holding("text", b"common")} == stored
    assert all(len(view.holding("id", id_.encode())) == 1 for id_ in stored)
    assert len(stored) == view.alive == store.doc_count()
    view.close()
    return sorted(stored)


def names(store: Store) -> set[str]:
    return {entry.name for entry in store.path.iterdir()} - {manifest.RESERVE}


def whole(store: Store) -> bool:
    """Whether there is nothing but the manifest and what it names; copies may be missing."""
    needed = {file.name for file in store.manifest.files} | {"archive.json"}
    return needed <= names(store) <= needed | store.manifest.names


# Views


def test_a_view_is_a_snapshot(store: Store) -> None:
    add(store, "a", "b", "c")
    view = store.view()
    delete(store, "a", "b")
    add(store, "d")
    store.optimize()
    assert [view.stored_value("id", n) for n in view.holding("text", b"common")] == ["a", "b", "c"]
    assert (view.documents, view.alive) == (3, 3)
    assert held(store) == ["c", "d"]


def test_numbers_run_through_the_parts(store: Store) -> None:
    with store.writer(flush_tokens=1) as writer:
        for n in range(7):
            writer.add_document(id=str(n), text="common")
        writer.commit(merge=False)
    with store.writer() as writer:
        writer.delete_by_term("id", "3")
        writer.commit(merge=False)
    view = store.view()
    assert [part.base for part in view.parts] == [0, 1, 2, 3, 4, 5]
    assert (view.documents, view.alive) == (6, 6)
    assert [view.locate(n)[0].base + view.locate(n)[1] for n in range(6)] == list(range(6))
    assert [view.stored_value("id", n) for n in range(6)] == list("012456")
    for beyond in (-1, 6):
        with pytest.raises(IndexError):
            view.locate(beyond)


def test_a_view_opens_while_commits_remove_files(store: Store) -> None:
    """Each time a reader has read the manifest, a commit removes what it names."""
    add(store, "a", "b")
    opened, commits = View.open, iter("cdef")

    def late(path: Path, current: manifest.Manifest, schema: fields.Schema) -> View:
        for id_ in commits:
            add(store, id_)
            store.optimize()
            break
        return opened(path, current, schema)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(View, "open", late)
        assert store.view().alive == 6


def test_readers_and_a_writer_side_by_side(store: Store) -> None:
    add(store, "a")
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                view = store.view()
                assert len(view.holding("text", b"common")) == view.alive
                view.close()
        except BaseException as error:  # noqa: BLE001 -- shown by the test
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for n in range(25):
        add(store, str(n))
        if n % 5 == 4:
            delete(store, str(n - 2))
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert len(held(store)) == 21


@pytest.mark.parametrize("suffix", [".segment", ".deleted"])
def test_a_missing_file_is_damage(store: Store, suffix: str) -> None:
    add(store, "a", "b", "c")
    delete(store, "b")
    (path,) = store.path.glob(f"*{suffix}")
    path.unlink()
    path.with_name(path.name + ".copy").unlink(missing_ok=True)
    with pytest.raises(ArchiveDamagedError, match=f"{path.name} is missing"):
        store.view()
    with pytest.raises(ArchiveDamagedError, match="missing"):
        delete(store, "a")


def test_another_segment_of_the_same_size_is_damage(store: Store, tmp_path: Path) -> None:
    add(store, "a", "b")
    shutil.copytree(store.path, tmp_path / "other")
    other = Store(tmp_path / "other", SCHEMA)
    with other.writer() as writer:
        writer.delete_by_term("text", "common")
        for id_ in ("x", "y"):
            writer.add_document(id=id_, text=f"common word{id_}")
    (ours,), (others,) = store.path.glob("*.segment"), other.path.glob("*.segment")
    shutil.copy(others, ours)
    with pytest.raises(ArchiveDamagedError, match="not as it was written"):
        store.view()


@pytest.mark.parametrize("change", [lambda raw: raw[:-1], lambda raw: raw + b"\0", lambda _: b"\0\0"])
def test_a_changed_bitmap_is_damage(store: Store, change: Callable[[bytes], bytes]) -> None:
    add(store, *map(str, range(12)))
    delete(store, "3")
    (path,) = store.path.glob("*.deleted")
    path.write_bytes(change(path.read_bytes()))
    assert store.view().alive == 11  # by the copy
    (copy,) = store.path.glob("*.deleted.copy")
    copy.write_bytes(change(copy.read_bytes()))
    with pytest.raises(ArchiveDamagedError, match=r"\.deleted is not as it was written"):
        store.view()


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_a_bitmap_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, bits: list[bool]
) -> None:
    path = tmp_path_factory.mktemp("bitmap")
    file = deletions.write(path / "00000001-00000002.deleted", np.array(bits))
    segment = manifest.SegmentEntry("00000001.segment", 0, len(bits), file, 0)
    read = deletions.read(path, segment)
    assert read is not None
    assert read.tolist() == bits
    assert segment.live_documents == bits.count(False)


@pytest.mark.parametrize("size", [1 << 40, 1 << 50])
def test_a_forged_size_costs_no_memory(store: Store, size: int) -> None:
    add(store, "a")
    file = manifest.SmallFile("00000007.rejected", size, 0)
    manifest.write(store.path, replace(store.manifest, next=8, rejected=file))
    (store.path / file.name).write_bytes(b"[]")
    with pytest.raises(ArchiveDamagedError, match=file.name):
        store.view()


def test_a_forged_number_of_documents_costs_no_memory(store: Store) -> None:
    add(store, "a")
    (segment,) = store.manifest.segments
    many = replace(segment, documents=(1 << 31) - 1)
    manifest.write(store.path, replace(store.manifest, segments=(many,)))
    with pytest.raises(ArchiveDamagedError, match=segment.name):
        store.view()
    with pytest.raises(ArchiveDamagedError, match=segment.name), store.writer() as writer:
        writer.delete_document(0)


def test_an_index_is_not_made_over_another(store: Store) -> None:
    add(store, "a")
    with pytest.raises(ArchiveExistsError):
        Store.create(store.path, SCHEMA)
    (store.path / "archive.json").unlink()
    with pytest.raises(ArchiveExistsError):
        Store.create(store.path, SCHEMA)


# Writers


def test_nothing_is_seen_before_the_commit_nor_after_a_cancel(store: Store) -> None:
    add(store, "a")
    before = store.manifest
    writer = store.writer(flush_tokens=1)
    writer.update_document(id="a", text="common again")
    writer.add_document(id="b", text="common")
    assert held(store) == ["a"]
    writer.cancel()
    assert store.manifest == before
    assert whole(store)
    writer.cancel()
    with pytest.raises(DatelineError, match="has ended"):
        writer.add_document(id="c")


def test_an_exception_cancels(store: Store) -> None:
    def interrupted() -> None:
        with store.writer(flush_tokens=1) as writer:
            writer.add_document(id="a", text="common")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert held(store) == []
    assert whole(store)


@pytest.mark.parametrize("flush_tokens", [1, 1000])
def test_an_update_replaces_documents_of_the_same_writer(store: Store, flush_tokens: int) -> None:
    add(store, "a", "b")
    with store.writer(flush_tokens=flush_tokens) as writer:
        for text in ("common one", "common two", "common three"):
            writer.update_document(id="a", text=text, number=7)
        writer.update_document(id="c", text="common four", number=8)
        writer.update_document(id="d", text="common five", number=8)
    view = store.view()
    assert held(store) == ["a", "b", "d"]
    assert [view.stored_value("text", n) for n in view.holding("id", b"a")] == ["common three"]


def test_a_refused_document_deletes_nothing(store: Store) -> None:
    add(store, "a")
    with store.writer() as writer:
        with pytest.raises(DatelineError):
            writer.update_document(id="a", colour="red")
        writer.update_document(id="b", text="common")
    assert held(store) == ["a", "b"]


@pytest.mark.parametrize("flush_tokens", [1, 1000])
def test_deletions_reach_what_the_same_writer_added(store: Store, flush_tokens: int) -> None:
    add(store, "a", "b")
    with store.writer(flush_tokens=flush_tokens) as writer:
        writer.add_document(id="c", text="common gone")
        writer.add_document(id="d", text="common")
        assert writer.delete_by_term("text", "gone") == 1
        assert [writer.delete_by_term("id", id_) for id_ in "adx"] == [1, 1, 0]
        writer.add_document(id="e", text="common gone")
    assert held(store) == ["b", "e"]


def test_documents_are_deleted_by_query(store: Store) -> None:
    add(store, "a", "b")
    with store.writer() as writer:
        writer.add_document(id="c", text="common")
        assert writer.delete_by_query(query.Or([query.Term("id", "a"), query.Term("id", "c")])) == 2
    assert held(store) == ["b"]


def test_documents_are_deleted_by_number_and_undeleted(store: Store) -> None:
    add(store, "a", "b", "c")
    with store.writer() as writer:
        writer.delete_document(0)
        writer.delete_document(1)
        assert writer.is_deleted(1)
        writer.delete_document(1, delete=False)
        writer.add_document(id="d", text="common")
        writer.delete_document(3)
        for beyond in (-1, 4):
            with pytest.raises(DatelineError, match="no document"):
                writer.delete_document(beyond)
    assert held(store) == ["b", "c"]


def test_a_segment_without_documents_left_is_gone(store: Store) -> None:
    add(store, "a", "b")
    delete(store, "a", "b")
    assert store.is_empty()
    assert names(store) == {"archive.json", "archive.json.copy"}
    assert held(store) == []


def test_a_commit_of_nothing_is_none(store: Store) -> None:
    add(store, "a")
    before = store.manifest
    with store.writer():
        pass
    delete(store, "absent")
    assert store.manifest == before


def test_segments_stay_few(store: Store) -> None:
    for n in range(32):
        add(store, str(n))
    assert len(store.manifest.segments) <= 6
    assert len(held(store)) == 32
    store.optimize()
    assert len(store.manifest.segments) == 1
    assert len(held(store)) == 32
    assert whole(store)


def test_a_segment_made_elsewhere_is_adopted(store: Store) -> None:
    from index.engine.embedded.build.builder import SegmentBuilder

    add(store, "a")
    with store.writer() as writer:
        writer.add_document(id="b", text="common")
        path, unused = writer.new_path(), writer.new_path()
        builder = SegmentBuilder(SCHEMA)
        for id_ in ("c", "d"):
            builder.add({"id": id_, "text": "common"})
        builder.write(path)
        unused.write_bytes(b"")
        writer.adopt(path)
        writer.update_document(id="d", text="common newer")
    assert held(store) == ["a", "b", "c", "d"]
    assert whole(store)


def test_a_store_alone_takes_the_lock_when_asked(store: Store) -> None:
    writer = store.writer(lock=True)
    with pytest.raises(ArchiveLockedError):
        store.writer(lock=True, wait=0)
    writer.cancel()
    with store.writer(lock=True, wait=0) as writer:
        writer.add_document(id="a", text="common")
    store.writer(lock=True, wait=0).cancel()
    assert held(store) == ["a"]


def test_an_archive_made_anew_under_a_writer_stays_as_it_is(store: Store) -> None:
    add(store, "old")
    writer = store.writer(lock=True)
    writer.add_document(id="late", text="common")
    shutil.rmtree(store.path)
    store.path.mkdir()
    anew = Store.create(store.path, store.schema)
    add(anew, "new")
    before = names(anew)
    with pytest.raises(ArchiveError, match="was replaced"):
        writer.commit()
    assert held(anew) == ["new"]
    assert before <= names(anew)
    add(anew, "next")
    assert held(anew) == ["new", "next"]
    assert whole(anew)


@pytest.mark.parametrize(
    "refused",
    [
        lambda writer: writer.add_field("more", fields.ID()),
        lambda writer: writer.remove_field("text"),
        lambda writer: writer.add_reader(None),
    ],
)
def test_what_a_writer_does_not_do_is_said(store: Store, refused: Callable[[SegmentWriter], object]) -> None:
    with store.writer() as writer, pytest.raises(DatelineError):
        refused(writer)


def test_strangers_files_stay(store: Store) -> None:
    for name in ("notes.txt", "1.segment", "x.deleted"):
        (store.path / name).write_text("mine")
    add(store, "a")
    add(store, "b")
    assert {"notes.txt", "1.segment", "x.deleted"} <= names(store)


def test_what_interrupted_runs_left_is_removed(store: Store) -> None:
    for name in ("00000077.segment", "00000001-00000078.deleted", "00000079.rejected", "archive.json.new"):
        (store.path / name).write_text("left")
    add(store, "a")
    assert whole(store)


steps = st.lists(
    st.tuples(st.sampled_from(["add", "delete", "commit", "cancel", "optimize"]), st.sampled_from("abcdef")),
    max_size=25,
)


@settings(max_examples=25, deadline=None)
@given(steps, st.sampled_from([1, 5, 1000]))
def test_a_store_is_as_a_dictionary(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]], flush_tokens: int
) -> None:
    store = Store.create(tmp_path_factory.mktemp("store"), SCHEMA)
    committed: dict[str, int] = {}
    working = dict(committed)
    writer = store.writer(flush_tokens=flush_tokens)
    for turn, (step, id_) in enumerate(steps):
        match step:
            case "add":
                writer.update_document(id=id_, text=f"common turn{turn}")
                working[id_] = turn
            case "delete":
                assert writer.delete_by_term("id", id_) == (id_ in working)
                working.pop(id_, None)
            case "cancel":
                writer.cancel()
                working = dict(committed)
            case "commit" | "optimize":
                writer.commit(optimize=step == "optimize")
                committed = dict(working)
        if step in ("commit", "cancel", "optimize"):
            writer = store.writer(flush_tokens=flush_tokens)
    writer.cancel()
    assert held(store) == sorted(committed)
    view = store.view()
    for id_, turn in committed.items():
        assert [view.stored_value("id", n) for n in view.holding("text", b"turn%d" % turn)] == [id_]
    assert whole(store)


# Disks that refuse

WORK: dict[str, tuple[Callable[[Store], object], list[str]]] = {
    "adding": (lambda store: add(store, "a", "x", flush_tokens=2), ["a", "b", "c", "x"]),
    "deleting": (lambda store: delete(store, "a", "c"), ["b"]),
    "merging": (lambda store: store.optimize(), ["a", "b", "c"]),
}


def furnish(store: Store) -> None:
    with store.writer() as writer:
        for id_ in "abcd":
            writer.add_document(id=id_, text="common")
            writer.flush()
        writer.commit(merge=False)
    with store.writer() as writer:
        writer.delete_by_term("id", "d")
        writer.commit(merge=False)


@pytest.mark.parametrize("work", WORK)
@pytest.mark.parametrize(
    ("number", "once"),
    [(errno.EIO, True), (errno.EIO, False), (errno.ENOSPC, False)],
    ids=["once", "for ever", "full"],
)
def test_a_disk_may_refuse_any_call(store: Store, tmp_path: Path, work: str, number: int, once: bool) -> None:  # noqa: FBT001
    furnish(store)
    do, after = WORK[work]
    before = held(store)
    for calls in range(1000):
        copy = Store(tmp_path / f"{calls}", SCHEMA)
        shutil.copytree(store.path, copy.path)
        with faults.on(refusing := faults.Refusing(number, calls, once=once)):
            try:
                do(copy)
            except OSError as error:
                assert error.errno == number
                assert held(copy) in (before, after)
            else:
                assert held(copy) == after
        do(copy)
        assert held(copy) == after
        add(copy, "a", "z")
        assert whole(copy)
        shutil.rmtree(copy.path)
        if not refusing.refused:
            break
    assert calls > 5


def test_a_refused_commit_leaves_no_file(store: Store) -> None:
    add(store, "a")
    before = names(store)
    with (
        faults.on(faults.Refusing(errno.ENOSPC, only=("fsync",))),
        pytest.raises(OSError, match="No space left"),
    ):
        add(store, "b", "c", flush_tokens=1)
    assert names(store) == before


def test_a_full_disk_keeps_no_article(store: Store) -> None:
    """What the reserve holds is as much as a full disk takes."""
    add(store, *map(str, range(40)))

    class Full(faults.Stand):
        free = 0

        def call(self, name: str, real: Callable[..., int], args: tuple[object, ...]) -> int:
            if name == "unlink":
                self.free += Path(str(args[0])).stat().st_size
            if name in ("write", "pwrite"):
                wanted = len(args[1])  # type: ignore[arg-type] # the call's data
                if wanted > self.free:
                    raise OSError(errno.ENOSPC, "No space left on device")
                self.free -= wanted
            return real(*args)

    with faults.on(Full()):
        with pytest.raises(OSError, match="No space left"):
            add(store, "x", text="common " + "more " * 10_000)
        delete(store, "3", "4")
        delete(store, "5")
    assert len(held(store)) == 37
    add(store, "x")
    with faults.on(Full()):
        delete(store, "6")
    assert len(held(store)) == 37


def test_a_merge_that_a_full_disk_forbids_is_left_for_later(store: Store) -> None:
    furnish(store)
    commit = store.manifest.commit

    class Full(faults.Stand):
        def call(self, name: str, real: Callable[..., object], args: tuple[object, ...]) -> object:
            if name == "write" and store.manifest.commit > commit:
                raise OSError(errno.EDQUOT, "Disk quota exceeded")
            return real(*args)

    with faults.on(Full()):
        add(store, "x")
    assert held(store) == ["a", "b", "c", "x"]
    assert store.manifest.commit == commit + 1
    assert whole(store)


def test_a_merge_that_fails_otherwise_is_told(store: Store) -> None:
    furnish(store)
    with faults.on(faults.Refusing(errno.EIO)), pytest.raises(OSError, match="Input/output"):
        store.merge(everything=True)
    assert held(store) == ["a", "b", "c"]


def test_a_view_that_cannot_be_opened_is_a_typed_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    add(store, "a")
    monkeypatch.setattr(View, "open", refuse)
    with pytest.raises(StorageError, match="Too many open files"):
        store.view()


# A loss of power


@pytest.mark.parametrize("work", WORK)
def test_a_commit_survives_a_loss_of_power(store: Store, tmp_path: Path, work: str) -> None:
    furnish(store)
    do, after = WORK[work]
    before = held(store)
    with faults.on(power := faults.PowerLoss(store.path)):
        do(store)
    committed = False
    seen: list[dict[str, bytes]] = []
    for n, (_, state) in enumerate(power.kept):
        if state in seen:
            continue
        seen.append(state)
        found = held(Store(faults.lay_out(tmp_path / f"{n}", state), SCHEMA))
        assert found in (before, after)
        committed |= found == after
    assert committed
    for n, state in enumerate(power.states()):  # the commit has returned
        assert held(Store(faults.lay_out(tmp_path / f"later{n}", state), SCHEMA)) == after
