"""What a reading process is told and answers; and which pieces of a file are whose."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article, Rejected
from corpus.reading.channel import Worker, may_fork
from corpus.reading.files import File
from corpus.reading.inputs import Directions
from corpus.reading.shard import Pieces
from corpus.reading.worker import END, ReadRequest, RowFrame, serve

NUMBERS = st.integers(0, 50)
DIRECTIONS = st.builds(
    Directions,
    st.none() | st.just("jsonl"),
    st.dictionaries(st.sampled_from(["title", "body"]), st.text(max_size=5)),
    st.text(max_size=5),
    st.none() | st.booleans(),
)
REQUESTS = st.builds(
    ReadRequest,
    st.none() | st.builds(File, st.text(max_size=9), st.booleans(), st.text(max_size=9)),
    DIRECTIONS,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.booleans(),
)


@given(REQUESTS)
def test_a_request_is_the_same_at_the_other_end(request_: ReadRequest) -> None:
    assert ReadRequest.from_json(json.loads(json.dumps(request_.to_json()))) == request_


@given(st.integers(1, 9), st.integers(0, 30), st.integers(0, 40))
def test_each_piece_from_the_first_on_is_read_by_one_process(of: int, first: int, pieces: int) -> None:
    shares = [Pieces(number, of, first) for number in range(of)]
    taken = [[share.take() for share in shares] for _ in range(pieces)]
    assert [sum(row) for row in taken] == [int(number >= first) for number in range(pieces)]


@given(st.integers(1, 9))
def test_a_file_without_pieces_is_the_first_process_s(of: int) -> None:
    shares = [Pieces(number, of) for number in range(of)]
    assert [share.leave() for share in shares] == [False, *[True] * (of - 1)]
    assert shares[0].is_ours
    assert [share.passed for share in shares] == [False, *[True] * (of - 1)]


def rows(target: File | BinaryIO, _: Directions, __: object, pieces: Pieces) -> Iterator[Article | Rejected]:
    """Five pieces of a row each."""
    assert isinstance(target, File)
    for number in range(5):
        if pieces.take():
            yield Rejected(target.path, str(number))


def answers(*requests: ReadRequest) -> list[tuple[int, bytes | None]]:
    """What a process sends for requests, until the last of them is done with."""

    def work(line: Connection) -> None:
        serve(line, rows, lambda entry: f"{entry.origin} {getattr(entry, 'reason', '')}".encode())  # type: ignore[arg-type] -- of fewer arguments

    worker = Worker(work)
    try:
        worker.line.send_bytes(json.dumps([each.to_json() for each in requests]).encode())
        found: list[tuple[int, bytes | None]] = []
        while sum(row is None for _, row in found) < len(requests):
            assert worker.line.poll(30)
            found += RowFrame.from_message(worker.line.recv_bytes()).rows
    finally:
        worker.close()
    return found


def test_a_process_answers_with_the_rows_of_its_share_and_an_end() -> None:
    one, two = ReadRequest(File("a"), Directions()), ReadRequest(File("b"), Directions(), 1, 2)
    assert answers(one, two) == [
        *((number, b"a %d" % number) for number in range(5)),
        (4, None),
        (1, b"b 1"),
        (3, b"b 3"),
        (4, None),
    ]


def test_a_process_goes_on_within_a_piece() -> None:
    assert answers(ReadRequest(File("a"), Directions(), first=3, skip=1)) == [(4, b"a 4"), (4, None)]


@given(
    st.lists(st.tuples(NUMBERS, st.binary(min_size=1).filter(lambda row: b"\n" not in row and row != END)))
)
def test_a_frame_holds_its_rows(given_rows: list[tuple[int, bytes]]) -> None:
    body = b"\n".join(b"%d %b" % row for row in given_rows)
    frame = RowFrame.from_message(b"12 -1\n" + body)
    assert (frame.within, frame.at, frame.rows) == (12, -1, given_rows)


@pytest.mark.parametrize(
    ("end", "words"),
    [(lambda: os._exit(3), "ended unexpectedly"), (lambda: os.kill(os.getpid(), 9), "SIGKILL")],
)
def test_a_worker_that_is_gone_says_how(end: Any, words: str) -> None:
    worker = Worker(lambda _: end())
    with pytest.raises(EOFError):
        worker.line.recv_bytes()
    assert words in worker.how_it_ended()


def test_a_process_with_threads_is_not_forked() -> None:
    go_on = threading.Event()
    thread = threading.Thread(target=go_on.wait)
    thread.start()
    assert not may_fork()
    go_on.set()
    thread.join()
