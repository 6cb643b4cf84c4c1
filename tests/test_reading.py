"""Reading sources: files, folders, streams, and whatever else lies about."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import READERS, Article, InputError, Rejected
from corpus.readers import Options
from corpus.readers.rows.keys import KEYS

LINE = '{"title": "one"}\n'


def outcome(*sources: str | os.PathLike[str] | BinaryIO, **options: str) -> list[str]:
    """Titles of articles, and reasons of rejections."""
    return [a.title if isinstance(a, Article) else a.reason for a in corpus.read(*sources, **options)]  # type: ignore[arg-type]


def write(path: Path, content: str | bytes = "A page\n\nIts text.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refuse(monkeypatch: pytest.MonkeyPatch, function: str, path: Path) -> None:
    """Let the system refuse one path, as it would for one who is not root."""
    real = getattr(os, function)

    def refusing(asked: str, *args: int) -> object:
        if Path(asked) == path:
            raise PermissionError(13, "Permission denied", asked)
        return real(asked, *args)

    monkeypatch.setattr(os, function, refusing)


# What cannot even begin is an error, at once.


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("missing.txt", "missing.txt cannot be read: No such file or directory."),
        ("file/below", "file/below cannot be read: Not a directory."),
        ("", "An empty path names nothing. Use '.' for this folder."),
        ("nul\0", "nul� cannot be read: no path holds such a character."),
        ("loop", "loop cannot be read: Too many levels of symbolic links."),
        ("broken", "broken cannot be read: No such file or directory."),
        (["file"], "list is no source. Give paths, '-' or binary streams, each as its own argument."),
        (7, "int is no source. Give paths, '-' or binary streams, each as its own argument."),
        (
            io.StringIO("x"),
            "StringIO is no source. Give paths, '-' or binary streams, each as its own argument.",
        ),
    ],
)
def test_a_source_that_is_none_is_an_error_before_anything_is_read(
    source: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("file"))
    Path("loop").symlink_to("loop")
    Path("broken").symlink_to("nowhere")
    with pytest.raises(InputError) as error:
        corpus.read("file", source)
    assert str(error.value) == message


def test_an_unknown_reader_or_field_is_an_error() -> None:
    with pytest.raises(InputError, match=r"no reader 'wordstar'.* captured, .*csv"):
        corpus.read(reader="wordstar")
    with pytest.raises(InputError, match="No field 'headlines' .*" + ", ".join(KEYS)):
        corpus.read(fields={"headlines": "x"})


@pytest.mark.parametrize(
    "told", [{"outlet": "The Quay"}, {"source": "The Quay"}, {"outlet": "The  Quay", "source": "The Quay "}]
)
def test_outlet_and_source_are_one(told: dict[str, str]) -> None:
    (article,) = corpus.read(io.BytesIO(b'{"title": "Rain"}'), **told)  # type: ignore[arg-type] -- texts alone
    assert isinstance(article, Article)
    assert article.source == "The Quay"


def test_outlet_and_source_that_differ_are_an_error() -> None:
    with pytest.raises(InputError, match="The outlet is 'The Quay', and the source 'The Pier'") as error:
        corpus.read(outlet="The Quay", source="The Pier")
    assert error.value.hint


def test_a_rejection_states_its_origin_by_either_name() -> None:
    (rejected,) = corpus.read(io.BytesIO(b"\0"))
    assert isinstance(rejected, Rejected)
    assert rejected == Rejected("-", rejected.reason)
    assert (rejected.origin, rejected.source) == ("-", "-")
    with pytest.raises(TypeError):
        Rejected(source="-", reason="")  # type: ignore[call-arg] -- on purpose


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    articles = corpus.read(path)
    path.unlink()
    assert [type(found) for found in articles] == [Rejected]


# Folders.


def test_folders_are_walked_in_sorted_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", "é.txt", "a.txt", "B.txt"):
        write(Path("in", name), name)
    Path("in/empty").mkdir()
    for folder in ("in", "in/", Path("in"), "./in"):
        found = [article.origin for article in corpus.read(folder) if isinstance(article, Article)]
        assert [origin.removeprefix("./") for origin in found] == [
            f"in/{name}" for name in ("B.txt", "a/b/c.txt", "a/z.txt", "a.txt", "b.txt", "é.txt")
        ]
    assert outcome("in/a.txt", "in/a", "in/a.txt") == ["a.txt", "a/b/c.txt", "a/z.txt", "a.txt"]


def test_hidden_files_are_read_only_by_name(tmp_path: Path) -> None:
    hidden = write(tmp_path / ".notes" / ".page.txt")
    assert outcome(tmp_path) == []
    assert outcome(hidden) == outcome(hidden.parent, hidden) == ["A page"]


def test_an_archive_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "page.txt")
    write(tmp_path / "news.archive" / "archive.json", '{"format": "dateline archive", "version": 1}')
    write(tmp_path / "news.archive" / "segments" / "1.txt")
    write(tmp_path / "other" / "archive.json", '{"format": "other", "title": "an article"}')
    write(tmp_path / "broken" / "archive.json", "[" * 100_000)
    assert outcome(tmp_path) == ["not JSON: nested too deeply", "an article", "A page"]
    assert outcome(tmp_path / "news.archive") == ["an archive of Dateline, not a source of articles"]


def test_links_pipes_sockets_and_devices_are_not_opened(tmp_path: Path) -> None:
    page = write(tmp_path / "page.txt")
    (tmp_path / "a-link").symlink_to(page)
    (tmp_path / "b-loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "c-pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "d-socket"))
        assert outcome(tmp_path) == [
            "a symbolic link, not followed; name its target",
            "a symbolic link, not followed; name its target",
            "a named pipe, not a file; its content can come through standard input",
            "a socket, not a file",
            "A page",
        ]
    assert outcome(tmp_path / "c-pipe") == outcome(tmp_path)[2:3]
    assert outcome("/dev/null") == ["a device, not a file"]


def test_named_links_are_followed(tmp_path: Path) -> None:
    write(tmp_path / "in" / "page.txt")
    (tmp_path / "link").symlink_to(tmp_path / "in")
    assert outcome(tmp_path / "link") == ["A page"]


def test_a_pipe_that_takes_a_files_place_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "page.txt")
    real = os.open

    def late(asked: str, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return real(asked, flags)

    monkeypatch.setattr(os, "open", late)
    assert outcome(path) == ["a named pipe, not a file; its content can come through standard input"]


@pytest.mark.parametrize("function", ["open", "scandir"])
def test_what_may_not_be_read_is_rejected(
    function: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.txt")
    refused = write(tmp_path / "b" / "b.txt")
    write(tmp_path / "c.txt")
    refuse(monkeypatch, function, refused if function == "open" else refused.parent)
    _, rejected, _ = corpus.read(tmp_path)
    assert isinstance(rejected, Rejected)
    assert rejected.source.startswith(f"{tmp_path}/b")
    assert rejected.reason.endswith("Permission denied")


def test_folders_may_be_nested_beyond_the_length_of_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "d" * 250
    monkeypatch.chdir(tmp_path)
    for _ in range(20):
        Path(name).mkdir()
        monkeypatch.chdir(name)
    (rejected,) = corpus.read(tmp_path)
    assert isinstance(rejected, Rejected)
    assert "File name too long" in rejected.reason


def test_odd_file_names_are_shown_inert(tmp_path: Path) -> None:
    write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff\x1b[31m\n.txt")))
    (article,) = corpus.read(tmp_path)
    assert isinstance(article, Article)
    assert article.origin == f"{tmp_path}/a��[31m�.txt"


# Files that are not what they seem.


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (b"\xef\xbb\xbf", "empty file"),
        (gzip.compress(b"", mtime=0), "empty file"),
        (b"%PDF-1.7\n", "a PDF that is damaged"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"GIF89a", "a GIF picture"),
        (b"WARC/1.0\r\n", "a damaged record"),
        (b"\x7fELF", "a program"),
        (b"{\\rtf1 text}", "an RTF document"),
        (b"x" * 257 + b"ustar  ", "a TAR archive that is damaged"),
        (b"text\0more", "not text: it holds NUL bytes"),
        ("text".encode("utf-16-le"), "not text: it holds NUL bytes"),
        (b"\x93\x01\x02\xff\xfe\x80\x81", "not text: it is full of control characters"),
        (b"<?xml version='1.0'?><invoice>", "an XML or SGML file of a kind that is not read"),
        (b"<!DOCTYPE invoice SYSTEM>", "an XML or SGML file"),
        (b"[]", "it holds no article"),
        (b"title,body\n", "it holds no article"),
        (b" \n", "no title and no text"),
    ],
)
@pytest.mark.parametrize("name", ["file", "file.txt"])
def test_what_is_no_article_is_named(content: bytes, reason: str, name: str, tmp_path: Path) -> None:
    (found,) = outcome(write(tmp_path / name, content))
    assert found.startswith(reason)


def test_a_picture_is_not_read_on_demand_either(tmp_path: Path) -> None:
    picture = write(tmp_path / "a.txt", b"\x89PNG\r\n\x1a\n")
    for reader in READERS:
        assert outcome(picture, reader=reader)[0].startswith("a PNG picture")


@pytest.mark.parametrize(
    "text", ["2 < 3, he says", "<< Back\n\nText", "<3\n\nText", "RIFF-raff", "BZ", "From here on"]
)
def test_a_page_may_begin_oddly(text: str) -> None:
    assert outcome(io.BytesIO(text.encode())) == [text.partition("\n")[0]]


@pytest.mark.parametrize(
    ("name", "content", "titles"),
    [
        ("a.txt", LINE, ["one"]),
        ("a.csv", LINE, ["one"]),
        ("a", "title;text\none;x\n", ["one"]),
        ("a.jsonl", "title;text\none;x\n", ["one"]),
        ("a.CSV", "Title\none\n", ["one"]),
        ("a.tsv.gz", gzip.compress(b"Title\none\n", mtime=0), ["one"]),
        ("a.log", "one\n\ntext", ["one"]),
        ("a.ndjson", "\n" + LINE, ["one"]),
    ],
)
def test_content_decides_then_the_name(
    name: str, content: str | bytes, titles: list[str], tmp_path: Path
) -> None:
    assert outcome(write(tmp_path / name, content)) == titles


# Readers of one's own.


class MailBox:
    """A format that takes a dozen lines: articles between lines of dashes, subject first."""

    name = "mailbox"

    def sniff(self, head: bytes, name: str) -> bool:
        return head.startswith(b"Subject: ") or name.endswith(".mail")

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        for number, mail in enumerate(stream.read().decode().split("\n---\n")):
            origin = f"{options.origin}#{number}"
            subject, _, body = mail.removeprefix("Subject: ").partition("\n")
            yield Article(id=origin, title=subject, body=body) if subject else Rejected(origin, "no subject")


def test_a_reader_of_ones_own_is_a_dozen_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mails = b"Subject: one\ntext\n---\nSubject: \n---\nSubject: two\n"
    monkeypatch.setitem(READERS, MailBox.name, MailBox())
    expected = ["one", "no subject", "two"]
    assert outcome(io.BytesIO(mails)) == expected
    assert outcome(write(tmp_path / "box.mail.gz", gzip.compress(mails, mtime=0))) == expected
    assert outcome(io.BytesIO(mails), reader="mailbox") == expected
    assert outcome(io.BytesIO(LINE.encode()), io.BytesIO(b"A page")) == ["one", "A page"]


@pytest.mark.parametrize(
    "error", [KeyError("x"), RecursionError(), MemoryError(), UnicodeDecodeError("a", b"", 0, 1, "b")]
)
def test_a_reader_that_fails_harms_no_other_input(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(MailBox):
        def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
            yield Article(id="1", title="before", body=stream.read().decode(), origin=options.origin)
            raise error

    monkeypatch.setitem(READERS, "failing", Failing())
    before, reason, page = outcome(io.BytesIO(b"Subject: one"), io.BytesIO(b"A page"))
    assert (before, page) == ("before", "A page")
    assert reason


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"{", b"[{", b"title,body\n", b"\xff\xfe", b"\x1f\x8b\x08\x00"]),
)
def test_any_bytes_are_articles_or_rejected(encoded: bytes, start: bytes) -> None:
    for found in corpus.read(
        io.BytesIO(start + encoded), io.BytesIO(gzip.compress(start + encoded, mtime=0))
    ):
        assert (
            isinstance(found, Rejected) or Article.from_json(json.loads(json.dumps(found.to_json()))) == found
        )
    assert len(list(corpus.read(io.BytesIO(start + encoded)))) >= 1


def test_importing_corpus_does_without_readers() -> None:
    script = (
        "import sys, corpus; print([m for m in sys.modules if m.startswith('corpus.read') or m == 'csv'])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout == b"[]\n"
    assert {"read", "READERS"} <= set(dir(corpus))
    with pytest.raises(AttributeError, match="no attribute 'reed'"):
        corpus.reed  # noqa: B018


def test_whatever_is_read_can_be_written_as_json(tmp_path: Path) -> None:
    write(
        tmp_path / "a.jsonl",
        json.dumps({"title": "t", "date": "2016", "links": [{"id": 1}], "people": "A B"}),
    )
    (article,) = corpus.read(tmp_path)
    assert isinstance(article, Article)
    assert Article.from_json(json.loads(json.dumps(article.to_json()))) == article
