"""WARC and WET: which records are pages, how they were coated, and what damage costs."""

from __future__ import annotations

import gzip
import io
import random
import sys
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import corpus
from corpus import Article, InputError, Rejected
from corpus.readers import Options, html
from corpus.readers.crawl import warc

URL = "https://courier.example/dam"
PAGE = b"<html><head><title>Dam mended</title></head><body><p>The dam was mended.</p></body></html>"
CRAWLED = datetime(2016, 12, 1, 10, 30, 15, tzinfo=UTC)

given_pages: list[tuple[bytes, Options]] = []


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of pages that tells what it was given."""
    given_pages.clear()

    def read_page(page: bytes, options: Options) -> Article | Rejected:
        given_pages.append((page, options))
        if b"broken" in page:
            raise KeyError("a bug")
        title = page.partition(b"<title>")[2].partition(b"</title>")[0].decode()
        return Article(id=options.url, title=title, body="", url=options.url, origin=options.origin)

    monkeypatch.setattr(html, "read_page", read_page)


def record(
    content: bytes = b"", kind: str = "response", number: int = 0, length: int | None = None, **headers: str
) -> bytes:
    """A record by hand, any of whose headers may be wrong."""
    told = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-{number:012}>",
        "WARC-Date": "2016-12-01T10:30:15Z",
        "WARC-Target-URI": f"{URL}/{number}",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(content) if length is None else length),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + content + b"\r\n\r\n"


def http(page: bytes = PAGE, status: str = "200 OK", **headers: str) -> bytes:
    told = {"Content_Type": "text/html; charset=utf-8", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + page


def page(title: str) -> bytes:
    return http(PAGE.replace(b"Dam mended", title.encode()))


def outcome(content: bytes, **options: Any) -> list[tuple[str, str]]:
    """Origin and title of articles, origin and reason of rejections."""
    return [
        (found.origin, found.title) if isinstance(found, Article) else (found.source, found.reason)
        for found in corpus.read(io.BytesIO(content), **options)
    ]


def written_by_warcio(*, packed: bool) -> bytes:
    """As a crawler would write it."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("news.warc", {"software": "a crawler"}))
    for number, kind in enumerate(("request", "response", "revisit", "resource", "metadata")):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        is_http = kind in ("request", "response", "revisit")
        writer.write_record(
            writer.create_warc_record(
                f"{URL}/{number}",
                kind,
                payload=io.BytesIO(PAGE),
                http_headers=headers if is_http else None,
                warc_content_type="" if is_http else "text/html",
                warc_headers_dict={"WARC-Date": "2016-12-01T10:30:15Z"},
            )
        )
    return buffer.getvalue()


# Which records are pages.


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # warcio leaves its own to the collector
@pytest.mark.parametrize("packed", [False, True])
def test_pages_that_a_crawler_kept_are_read(packed: bool) -> None:  # noqa: FBT001 -- both forms
    content = written_by_warcio(packed=packed)
    first, second = corpus.read(io.BytesIO(content))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.origin, first.title, first.url, first.reader) == ("-:3", "Dam mended", f"{URL}/1", "warc")
    assert (second.origin, second.title, second.url) == ("-:5", "Dam mended", f"{URL}/3")
    assert [given_page for given_page, _ in given_pages] == [PAGE, PAGE]


def test_the_day_of_the_crawl_is_handed_on_as_a_bound_only() -> None:
    found = list(corpus.read(io.BytesIO(record(http())), outlet="Courier"))
    (options,) = [options for _, options in given_pages]
    assert (options.fetched, options.url, options.outlet, options.origin) == (
        CRAWLED,
        f"{URL}/0",
        "Courier",
        "-:1",
    )
    assert isinstance(found[0], Article)
    assert found[0].published is None


@pytest.mark.parametrize(
    ("stated", "charset"),
    [
        ("text/html; charset=windows-1251", "windows-1251"),
        ('text/html;boundary=x; Charset = "UTF-8"', "UTF-8"),
        ("text/html", ""),
    ],
)
def test_the_encoding_that_the_server_named_is_handed_on(stated: str, charset: str) -> None:
    list(corpus.read(io.BytesIO(record(http(Content_Type=stated)))))
    assert [options.charset for _, options in given_pages] == [charset]


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2016-12-01T10:30:15.123456789Z", CRAWLED.replace(microsecond=123456)),
        ("2016-12-01T12:30:15+02:00", CRAWLED),
        ("2016-12-01", CRAWLED.replace(hour=0, minute=0, second=0)),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
    ],
)
def test_dates_of_crawls(stated: str, moment: datetime | None) -> None:
    outcome(record(http(), WARC_Date=stated))
    assert given_pages[0][1].fetched == moment


def test_what_is_no_page_is_passed_over_and_counted_when_nothing_else_is_there() -> None:
    others = [
        record(http(status="404 Not Found")),
        record(http(status="301 Moved")),
        record(http(Content_Type="image/png")),
        record(b"GET / HTTP/1.1\r\n\r\n", "request"),
        record(b"GET / HTTP/1.1\r\n\r\n", "request"),
        record(kind="revisit"),
        record(b"{}", "metadata", Content_Type="application/json"),
        record(b"x", "continuation"),
    ]
    (rejected,) = outcome(b"".join(others))
    assert rejected == (
        "-",
        (
            "no page in it; passed over: 2 'request' records, 1 responses with status '404', "
            "1 responses with status '301', 1 responses of type 'image/png', 1 'revisit' records, "
            "1 'metadata' records, 1 'continuation' records"
        ),
    )
    assert outcome(b"".join(others) + record(http())) == [("-:9", "Dam mended")]


def test_a_page_without_a_type_is_known_by_its_content() -> None:
    bare = b"HTTP/1.1 200 OK\r\n\r\n"
    assert outcome(record(bare + PAGE)) == [("-:1", "Dam mended")]
    assert "passed over" in outcome(record(bare + b"plain"))[0][1]


def test_texts_of_wet_files() -> None:
    text = "Dam mended\nThe café stayed open.\n\nSo did the dam."
    content = record(b"software: x", "warcinfo", Content_Type="application/warc-fields") + record(
        text.encode(), "conversion", number=7, Content_Type="text/plain"
    )
    (article,) = corpus.read(io.BytesIO(content), outlet="Courier")
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("Dam mended", "The café stayed open.\n\nSo did the dam.")
    assert (article.url, article.source, article.origin, article.published) == (
        f"{URL}/7",
        "Courier",
        "-:2",
        None,
    )
    assert outcome(record(b" \n ", "conversion", Content_Type="text/plain")) == [
        ("-:1", "no title and no text")
    ]


# How payloads are coated.


def chunked(content: bytes, size: int = 20) -> bytes:
    parts = [content[at : at + size] for at in range(0, len(content), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def deflated(content: bytes, window: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (PAGE, {}),
        (chunked(PAGE), {"Transfer_Encoding": "chunked"}),
        (PAGE, {"Transfer_Encoding": "chunked"}),
        (gzip.compress(PAGE, mtime=0), {"Content_Encoding": "gzip"}),
        (gzip.compress(PAGE, mtime=0), {"Content_Encoding": "x-gzip"}),
        (PAGE, {"Content_Encoding": "gzip"}),
        (deflated(PAGE, 15), {"Content_Encoding": "deflate"}),
        (deflated(PAGE, -15), {"Content_Encoding": "Deflate"}),
        (PAGE, {"Content_Encoding": "deflate"}),
        (zstandard.compress(PAGE), {"Content_Encoding": "zstd"}),
        (PAGE, {"Content_Encoding": "identity"}),
        (gzip.compress(deflated(PAGE, 15), mtime=0), {"Content_Encoding": "deflate, gzip"}),
        (chunked(gzip.compress(PAGE, mtime=0)), {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}),
    ],
)
def test_coatings_are_taken_off(content: bytes, headers: dict[str, str]) -> None:
    assert outcome(record(http(content, **headers))) == [("-:1", "Dam mended")]
    assert given_pages[0][0] == PAGE


@pytest.mark.parametrize(
    ("content", "encoding", "reason"),
    [
        (gzip.compress(PAGE, mtime=0)[:40], "gzip", "its content is cut off"),
        (gzip.compress(PAGE, mtime=0)[:30] + b"x" * 9, "gzip", "its content is damaged: "),
        (gzip.compress(bytes(70 * 1024**2), mtime=0), "gzip", "its content unpacks to too much"),
        (zstandard.compress(bytes(70 * 1024**2)), "zstd", "its content unpacks to too much"),
        (zstandard.compress(PAGE)[:-3], "zstd", "damaged Zstandard data"),
        (PAGE, "magic", "its content is encoded as 'magic', which is not read"),
    ],
)
def test_coatings_that_do_not_come_off_cost_one_record(content: bytes, encoding: str, reason: str) -> None:
    bad, good = outcome(record(http(content, Content_Encoding=encoding)) + record(http()))
    assert bad[0] == "-:1"
    assert bad[1].startswith(reason)
    assert good == ("-:2", "Dam mended")


def test_brotli_is_read_where_it_is_installed() -> None:
    brotli = pytest.importorskip("brotli")
    assert outcome(record(http(brotli.compress(PAGE), Content_Encoding="br"))) == [("-:1", "Dam mended")]


def test_without_brotli_the_page_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    ((_, reason),) = outcome(record(http(b"\x0b\x02", Content_Encoding="br")))
    assert reason == "its content is compressed by Brotli; install the package brotli"


def test_a_page_that_the_crawler_cut_says_so() -> None:
    (article,) = corpus.read(io.BytesIO(record(http(), WARC_Truncated="length")))
    assert article.notices == ("the crawler kept only the beginning of this page",)  # type: ignore[union-attr]


# Damage.


def test_a_page_that_breaks_the_reader_costs_itself() -> None:
    broken = http(b"<html>broken")
    assert outcome(record(broken) + record(http())) == [
        ("-:1", "the reader failed: KeyError: ''a bug''"),
        ("-:2", "Dam mended"),
    ]


@pytest.mark.parametrize(
    "damaged",
    [
        b"WARC/1.0\r\nno headers\r\n\r\n",
        b"garbage\r\nmore garbage\r\n\r\n",
        record(page("bad"), Content_Length="many"),
        record(page("bad"), Content_Length="-5"),
        record(page("bad"), Content_Length="9" * 99),
        record(page("bad"), length=20),
        record(page("bad"), length=len(page("bad")) + 150),
        record(page("bad"), length=len(page("bad")) + 1_000_000),
        record(b"<html>", "request", length=2),
        b"WARC/1.0\r\n" + b"X: y\r\n" * 100_000,
        b"WARC/1.0\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n",
    ],
)
def test_a_damaged_record_costs_itself_only(damaged: bytes) -> None:
    content = record(page("first")) + damaged + record(page("second")) + record(page("third"))
    first, bad, *rest = outcome(content)
    assert first == ("-:1", "first")
    assert bad[0] == "-:2"
    assert bad[1].startswith(("a damaged record", "a record whose length", "the file is cut off"))
    assert rest == [("-:3", "second"), ("-:4", "third")]


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\n", b"\n\n"])
def test_line_ends_after_a_record_may_be_missing(end: bytes) -> None:
    content = b"".join(record(page(title))[:-4] + end for title in ("one", "two"))
    assert [title for _, title in outcome(content)] == ["one", "two"]


def test_a_file_that_is_cut_off_gives_what_it_had() -> None:
    whole = record(page("first")) + record(page("second"))
    assert outcome(whole[:-30]) == [("-:1", "first"), ("-:2", "the file is cut off within this record")]
    packed = gzip.compress(record(page("first"))) + gzip.compress(record(page("second")))
    first, *_, last = outcome(packed[:-9])
    assert first == ("-:1", "first")
    assert last[1].startswith(("damaged gzip data, read as far as they go", "the file is cut off"))


def test_pages_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "_RECORD_LIMIT", 10_000)
    large = http(b"<html>" + b" " * 20_000)
    assert outcome(record(large) + record(http())) == [
        ("-:1", "a page of more than 64 MiB"),
        ("-:2", "Dam mended"),
    ]


def test_records_that_claim_each_other_are_read_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "_REREAD_LIMIT", 5_000_000)
    claiming = [record(page(str(n)), length=60_000_000) for n in range(3000)]
    found = outcome(b"".join(claiming) + record(page("last")))
    assert found
    assert all("cut off" in told or "length" in told or told == "last" for _, told in found)


def test_without_the_package_the_file_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "warcio.statusandheaders", None)
    assert outcome(record(http())) == [
        ("-", "A WARC file needs the package warcio. pip install 'dateline[warc]'")
    ]


def test_a_missing_package_for_pages_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_page(*_: object) -> Article | Rejected:
        raise InputError("An HTML page needs the package x.")

    monkeypatch.setattr(html, "read_page", read_page)
    found = outcome(record(http()) + record(http()))
    assert {told for _, told in found} == {"An HTML page needs the package x."}


@settings(deadline=None)
@given(st.data())
def test_any_damage_ends_in_articles_or_reasons(data: st.DataObject) -> None:
    draw = random.Random(data.draw(st.integers(0, 9)))
    records = [record(page(str(n))) for n in range(4)]
    records.append(record(b"text\nof it", "conversion", Content_Type="text/plain"))
    draw.shuffle(records)
    content = bytearray(b"".join(records))
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    found = outcome(bytes(content))
    assert found
    assert all(isinstance(told, str) for _, told in found)
