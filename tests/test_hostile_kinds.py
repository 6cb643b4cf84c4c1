"""Every kind of hostile file in small: it ends soon, in bounded work, and the reason says why."""

from __future__ import annotations

import gzip
import io
import random
import time
import zipfile
from pathlib import Path

import pytest

import corpus
import index
from corpus import Article, Rejected
from corpus.readers import density, markup
from corpus.readers.rows.fields import NAMES_LIMIT
from corpus.unpacking import limits
from tests.hostile import kinds

SMALL = 5_000
SECONDS = 10  # of CPU, on a slow machine; most take some milliseconds
KINDS = kinds()


def read(content: bytes) -> list[Article | Rejected]:
    return list(corpus.read(io.BytesIO(content)))


@pytest.mark.parametrize("name", [name for name in KINDS if "nested" not in name])
def test_each_kind_ends_and_gives_something(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"hostile{KINDS[name].suffix}"
    path.write_bytes(KINDS[name].make(SMALL))
    began = time.process_time()
    assert list(corpus.read(path))
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "name",
    [
        "html: attributes",
        "html: attributes in quotes",
        "html: attributes divided by slashes",
        "html: attributes after a quote in a script",
        "html: attributes of html",
        "rss: attributes",
        "rss: attributes with >",
        "xml: NITF: attributes",
    ],
)
def test_attributes_are_counted_before_there_is_a_tree(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"hostile{KINDS[name].suffix}"
    path.write_bytes(KINDS[name].make(300_000))
    (found,) = corpus.read(path)
    assert isinstance(found, Rejected)
    assert "attributes" in found.reason


@pytest.mark.parametrize(
    "page",
    [
        b"<p " + b"a=1 " * markup.HTML_ATTRIBUTES_LIMIT + b">",
        b"<p title='" + b"a=1 " * 5_000 + b"'>",
        b"<script>" + b"if (a<b) c=1; " * 5_000 + b"</script>",
        b"<!-- <p " + b"a=1 " * 5_000 + b"-->",
        b"<textarea><p " + b"a=1 " * 5_000 + b"</textarea>",
        b"1 < 2 " * 5_000,
    ],
)
def test_what_is_no_attribute_does_not_count(page: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "DIVIDERS_FREELY", 0)
    monkeypatch.setattr(markup, "DIVIDERS_BY_ROOT", 0)
    markup.check_page(b"<html><body>" + page + b"<p>Text</p>")


@pytest.mark.parametrize(
    "script",
    [
        b"<script><!--<script></script><!--</script><p %b>-->",
        b"<script><!--<script></script>--><!--</script><p %b>-->",
        b"<script><!--<script>--></script><p %b>",
        b"<script><!--></script><p %b>",
        b"<SCRIPT ><!-- <scripT></sCript></Script><p %b>",
    ],
)
def test_no_script_hides_a_tag(script: bytes) -> None:
    attributes = b" ".join(b"a%d" % number for number in range(20_000))
    with pytest.raises(corpus.InputError, match="attributes"):
        markup.check_page(b"<html><body>" + script % (attributes + b" " * 100_000))


def test_attributes_of_a_large_page_are_counted_together() -> None:
    with pytest.raises(corpus.InputError, match="attributes"):
        markup.check_page(KINDS["html: a thousand attributes each"].make(markup.LARGE_BYTES + 10_000))


@pytest.mark.parametrize("name", ["html: JSON-LD same nodes", "sgm: places", "rss: newlines"])
def test_time_grows_with_the_size_and_no_more(name: str, tmp_path: Path) -> None:
    def seconds(size: int) -> float:
        path = tmp_path / f"hostile{KINDS[name].suffix}"
        path.write_bytes(KINDS[name].make(size))
        began = time.process_time()
        assert list(corpus.read(path))
        return time.process_time() - began

    seconds(1_000)
    assert seconds(400_000) < 12 * seconds(100_000) + 0.5  # linear: 4 times; quadratic: 16


def test_a_file_of_crumbs_is_read_up_to_a_point() -> None:
    *found, last = read(b'{"title":"a"}\n' * (density.COUNTED_FREELY + 1_000))
    assert len(found) == density.COUNTED_FREELY
    assert isinstance(last, Rejected)
    assert "on average" in last.reason


def test_headlines_are_no_crumbs() -> None:
    line = b'{"title":"Storm closes the bridge"}\n'
    assert len(read(line * (density.COUNTED_FREELY + 1_000))) == density.COUNTED_FREELY + 1_000


def test_what_a_text_stands_for_counts(tmp_path: Path) -> None:
    with index.create(tmp_path / "archive") as ix:
        good = Article("1", "A storm", "It must survive.")
        report = ix.add(
            [good, Article("2", "A storm", "\ufdfa" * 600_000), Article("3", "B", "\ufdfa" * 1_000)]
        )
    assert report.added == 2
    assert "stand for" in report.rejected[0].reason


def test_archives_in_archives_end() -> None:
    content = KINDS["zip: nested 3 deep, 10 each"].make(14_000)
    assert len(read(content)) < 2 * density.COUNTED_FREELY


def test_a_small_file_has_its_time_on_the_command_line_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpus.reading import pool

    class Stuck:
        name = "stuck"

        def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 -- as readers have it
            return head.startswith(b"stuck")

        def read(self, stream: object, options: object) -> object:  # noqa: ARG002 -- likewise
            time.sleep(60)
            return iter(())

    monkeypatch.setitem(corpus.READERS, "stuck", Stuck())  # type: ignore[arg-type]
    monkeypatch.setattr(pool, "LONGEST_SECONDS", 1.0)
    for name, content in (("a.txt", "A storm\n\nText"), ("b.txt", "stuck"), ("c.txt", "A flood\n\nText")):
        (tmp_path / name).write_text(content)
    with index.create(tmp_path / "archive") as ix:
        report = ix.add(corpus.read(*sorted(tmp_path.glob("*.txt"))), processes=1, guarded=True)
    assert report.added == 2
    assert [one.reason for one in report.rejected] == ["took longer than 1 s"]


def test_packed_headlines_are_read_and_packed_crumbs_up_to_a_point() -> None:
    numbers = random.Random(1)
    lines = [b'{"title":"Storm %d closes the bridge"}\n' % numbers.getrandbits(48) for _ in range(5_000)]
    assert len(read(gzip.compress(b"".join(lines)))) == 5_000
    *found, last = read(gzip.compress(lines[0] * 5_000))
    assert len(found) == limits.ENTRIES_FREELY
    assert isinstance(last, Rejected)
    assert "packed bytes each" in last.reason


def test_packed_pages_have_a_bounded_number_of_elements() -> None:
    page = b"<!DOCTYPE html><html><body><h1>Storm</h1>" + b"<p>a" * 9_000
    *_, last = read(zipped({f"{number}.html": page for number in range(40)}))
    assert isinstance(last, Rejected)
    assert "elements" in last.reason


def test_a_source_as_a_whole_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS_FREELY", 0.0)
    monkeypatch.setattr(limits, "SECONDS_PER_MEGABYTE", 0.0)
    first, last = read(b'{"title":"a"}\n' * 10)
    assert isinstance(first, Article)
    assert isinstance(last, Rejected)
    assert last.reason.startswith("reading it took")


@pytest.mark.parametrize("name", ["json: ninjs", "json: ninjs with items", "xml: NewsML: items"])
def test_items_of_wires_are_no_crumbs(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"hostile{KINDS[name].suffix}"
    path.write_bytes(KINDS[name].make(300_000))
    *_, last = corpus.read(path)
    assert isinstance(last, Rejected)
    assert "on average" in last.reason


def test_of_a_very_long_list_of_names_the_first_are_read() -> None:
    names = ", ".join(f'"Ana Roe {number}"' for number in range(NAMES_LIMIT + 5))
    (found,) = read(f'{{"title": "a", "people": [{names}]}}'.encode())
    assert isinstance(found, Article)
    assert len(found.entities) == NAMES_LIMIT
    assert found.notices == (f"only {NAMES_LIMIT} of {NAMES_LIMIT + 5} names of 'people' were read",)


def zipped(contents: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()
