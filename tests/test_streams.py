"""Streams: in pieces, encoded, compressed, damaged."""

from __future__ import annotations

import gzip
import io
import os
import random
import sys
import time
import zlib
from typing import BinaryIO

import pytest

import corpus
from corpus import Article, InputError
from corpus.readers import text_stream
from corpus.unpacking import limits

LINE = '{"title": "one"}\n'


def outcome(*sources: BinaryIO) -> list[str]:
    """Titles of articles, and reasons of rejections."""
    return [a.title if isinstance(a, Article) else a.reason for a in corpus.read(*sources)]


def test_standard_input_and_streams_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINE.encode())))
    (article,) = corpus.read("-")
    assert isinstance(article, Article)
    assert (article.title, article.origin) == ("one", "-:1")
    given = io.BytesIO(b"A page")
    assert outcome(given) == ["A page"]
    assert not given.closed


def test_standard_input_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="no standard input"):
        corpus.read("-")


def test_a_pipe_gives_its_bytes_in_pieces() -> None:
    class Drip(io.RawIOBase):
        def __init__(self) -> None:
            self.left = LINE.encode() * 3

        def read(self, size: int = -1, /) -> bytes:
            part, self.left = self.left[: min(size, 1)], self.left[min(size, 1) :]
            return part

    assert outcome(Drip()) == ["one", "one", "one"]  # type: ignore[arg-type]


def test_a_stream_that_fails_gives_what_it_had() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if not (data := super().read(size)):
                raise OSError(5, "Input/output error")
            return data

        read1 = read

    assert outcome(Failing(LINE.encode() * 2), io.BytesIO(b"A page")) == [
        "one",
        "one",
        "Input/output error",
        "A page",
    ]


def test_a_text_stream_in_disguise_is_rejected() -> None:
    class Text:
        def read(self, size: int) -> str:
            return "text"[:size]

    (reason,) = outcome(Text())  # type: ignore[arg-type]
    assert reason.startswith("the reader failed: TypeError")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    "compress", [bytes, gzip.compress, lambda b: gzip.compress(b[:9], mtime=0) + gzip.compress(b[9:])]
)
@pytest.mark.parametrize("text", [LINE * 2, "title,body\none,x\none,“y”\n"])
def test_encodings_and_gzip_are_seen_through(encoding: str, compress: type[bytes], text: str) -> None:
    assert outcome(io.BytesIO(compress(text.encode(encoding)))) == ["one", "one"]


# Compressed files that are damaged, or bombs.


def test_a_gzip_file_that_is_cut_off_gives_its_whole_lines() -> None:
    lines = "".join(f'{{"title": "{n}", "body": "{os.urandom(40).hex()}"}}\n' for n in range(500)).encode()
    packed = gzip.compress(lines, mtime=0)
    for end in (40, len(packed) // 2, len(packed) - 9, len(packed) - 1):
        *titles, reason = outcome(io.BytesIO(packed[:end]))
        assert titles == [str(n) for n in range(len(titles))]
        assert reason.startswith("damaged gzip data, read as far as they go")
    assert len(titles) == 500


def test_a_damaged_gzip_file_is_rejected() -> None:
    packed = bytearray(gzip.compress(LINE.encode() * 1000, mtime=0))
    packed[30] ^= 0xFF
    assert len(outcome(io.BytesIO(packed))) >= 1
    assert not outcome(io.BytesIO(packed))[-1].startswith("one")


def test_a_decompression_bomb_is_stopped_and_what_came_before_it_kept() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(LINE.encode())
    for _ in range(40):
        bomb += packer.compress(b" " * 1024**2)
    bomb += packer.flush()
    begun = time.process_time()
    title, reason, page = outcome(io.BytesIO(bomb), io.BytesIO(b"A page"))
    assert time.process_time() - begun < 5
    assert (title, page) == ("one", "A page")
    assert reason.startswith("unpacks to more than 200 times its size, as a decompression bomb does")


def test_no_file_unpacks_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_LIMIT", 100_000)
    lines = (f'{{"title": "one", "id": "{random.Random(n).getrandbits(64):x}"}}\n' for n in range(20_000))
    *titles, reason = outcome(io.BytesIO(gzip.compress("".join(lines).encode(), mtime=0)))
    assert set(titles) == {"one"}
    assert reason.startswith("unpacks to more than")


def test_lines_beyond_the_limit_are_passed_over_in_pieces() -> None:
    lines = text_stream.numbered_lines(io.BytesIO(b"ab\nabc\nabcd\n\nabcde"), limit=3)
    assert list(lines) == [(1, b"ab\n"), (2, b"abc\n"), (3, None), (4, b"\n"), (5, None)]
