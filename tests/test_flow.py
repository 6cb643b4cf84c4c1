"""Bytes on their way: looked at before they are read, kept where one can seek, and the names of members."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from corpus.unpacking import spool as spool_module
from corpus.unpacking.flow import HEAD, Flow, read_once, read_whole
from corpus.unpacking.member import MemberNames, last_part, shown_name
from corpus.unpacking.spool import spool

PARTS = st.lists(st.binary(min_size=1, max_size=40_000), max_size=6)


def reader(parts: list[bytes], failure: Exception | None = None) -> Callable[[int], bytes | None]:
    """A function that gives parts at most, one a call, and then nothing, or fails."""
    waiting = list(parts)

    def read(size: int) -> bytes | None:
        if not waiting:
            if failure:
                raise failure
            return b""
        part = waiting.pop(0)
        if len(part) > size:
            waiting.insert(0, part[size:])
        return part[:size]

    return read


@given(PARTS)
def test_a_head_is_looked_at_and_nothing_is_lost(parts: list[bytes]) -> None:
    whole = b"".join(parts)
    flow = Flow(reader(parts))
    assert flow.head == whole[:HEAD]
    assert io.BufferedReader(flow).read() == whole


@given(PARTS)
def test_a_failure_comes_after_what_could_be_read(parts: list[bytes]) -> None:
    flow = Flow(reader(parts, OSError(5, "broken")))
    read = bytearray()

    def read_on() -> None:
        while part := flow.read(1000):
            read.extend(part)

    with pytest.raises(OSError, match="broken"):
        read_on()
    assert read == b"".join(parts)


def test_a_stream_that_would_block_is_refused() -> None:
    flow = Flow(lambda _: None)
    assert flow.head == b""
    with pytest.raises(InputError, match="would block"):
        flow.read(1)


@given(PARTS, st.integers(0, 90_000))
def test_a_size_is_read_whole_though_it_comes_in_parts(parts: list[bytes], size: int) -> None:
    assert read_whole(reader(parts), size) == b"".join(parts)[:size]


def test_a_buffered_stream_is_read_once_a_call() -> None:
    stream = io.BufferedReader(io.BytesIO(b"abc"))
    assert read_once(stream) == stream.read1
    raw = io.FileIO(0, closefd=False)
    assert read_once(raw) == raw.read


@pytest.mark.parametrize("in_memory", [1, 1 << 20])
def test_a_stream_is_spooled_from_where_it_is(monkeypatch: pytest.MonkeyPatch, in_memory: int) -> None:
    monkeypatch.setattr(spool_module, "_IN_MEMORY", in_memory)
    stream = io.BytesIO(b"head, and the rest")
    stream.read(6)
    with spool(stream) as file:
        assert file.read() == b"and the rest"
        file.seek(4)
        assert file.read(3) == b"the"


def test_a_stream_that_is_too_long_is_not_spooled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_module, "UNPACKED_LIMIT", 3)
    with pytest.raises(InputError, match="in which one must seek"), spool(io.BytesIO(b"four")):
        pass


@pytest.mark.parametrize(
    ("name", "shown", "fault"),
    [
        ("a/b.txt", "a/b.txt", ""),
        ("./a//b.txt", "a/b.txt", ""),
        ("a\\b.txt", "a/b.txt", ""),
        (".hidden", "", ""),
        ("a/.b/c.txt", "", ""),
        ("../x", "../x", "its name leads out of the archive"),
        ("/x", "/x", "its name leads out of the archive"),
        ("C:\\x", "C:\\x", "its name leads out of the archive"),
        ("", "", "it has no name"),
        ("a\x1b[2J", "a\ufffd[2J", ""),
    ],
)
def test_members_are_judged_by_their_names(name: str, shown: str, fault: str) -> None:
    assert MemberNames().judge(name) == (shown, fault)


def test_the_first_of_two_members_of_one_name_is_read() -> None:
    names = MemberNames()
    assert names.judge("a/b") == ("a/b", "")
    assert names.judge("a//b") == ("a/b", "another member has this name; the first one was read")


@given(st.text(max_size=700), st.text(max_size=700))
def test_long_names_are_cut_and_told_apart(one: str, other: str) -> None:
    assert len(shown_name(one)) <= 310
    if len(one) > 300 < len(other) and one != other:
        assert shown_name(one) != shown_name(other)
    assert "/" not in last_part(one)
