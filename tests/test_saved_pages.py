"""Pages as browsers and archivers save them: one article each, its own address, and no date of the saving."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected
from corpus.addresses import capture_of, original_address

URL = "https://harbour.example/2016/flood.html"
TEXT = (
    "<p>The council closed the old harbour bridge on Thursday after the river rose by two metres "
    "overnight, officials said in a statement.</p><p>Mayor Ana Roe said that repairs would take at "
    "least three weeks, and that buses would run along the northern road.</p>"
)
PAGE = (
    "<html><head><title>Flood closes bridge</title></head><body><article><h1>Flood closes bridge</h1>"
    f"{TEXT}</article></body></html>"
)
SINGLE_FILE = f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: {{}}\n-->"
HTTRACK = (
    "<!-- Mirrored from harbour.example/2016/flood.html by HTTrack Website Copier/3.x [XR&CO'2014], "
    "Tue, 05 Mar 2024 10:11:12 GMT -->"
)


def entries(path: Path) -> list[Article | Rejected]:
    return list(corpus.read(str(path)))


def article_of(content: str | bytes, name: str, folder: Path) -> Article:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (found,) = entries(path)
    assert isinstance(found, Article), found
    return found


def with_head(head: str, body: str = "") -> str:
    return PAGE.replace("<head>", f"<head>{head}").replace("</article>", f"{body}</article>")


# Comments and attributes of those who saved it


@pytest.mark.parametrize(
    "comment",
    [
        f"<!-- saved from url=({len(URL):04})https://harbour.example/2016/flood.html -->",
        SINGLE_FILE.format("Tue Mar 05 2024 10:11:12 GMT+0100 (CET)"),
        f"<!-- Saved from {URL} at 2024-03-05T10:11:12Z using monolith v2.8.1 -->",
        HTTRACK,
    ],
    ids=["browser", "SingleFile", "Monolith", "HTTrack"],
)
def test_comment_of_saving_tells_address(comment: str, tmp_path: Path) -> None:
    found = article_of(f"<!DOCTYPE html>\n{comment}\n{PAGE}", "page.html", tmp_path)
    assert found.url.partition("://")[2] == URL.partition("://")[2]
    assert found.published is None


def test_page_is_not_published_after_it_was_saved(tmp_path: Path) -> None:
    saved = SINGLE_FILE.format("Tue Mar 05 2019 10:11:12 GMT+0000")
    page = with_head('<meta property="article:published_time" content="2024-03-05T08:00:00Z">')
    assert article_of(saved + page, "page.html", tmp_path).published is None


def test_attributes_of_webscrapbook_tell_address(tmp_path: Path) -> None:
    marks = f'<html data-scrapbook-source="{URL}" data-scrapbook-create="20240305101112">'
    assert article_of(PAGE.replace("<html>", marks), "page.html", tmp_path).url == URL


def test_comment_within_text_is_no_saving(tmp_path: Path) -> None:
    page = with_head("", "<!-- they said: saved from url=(0022)https://other.example/ -->")
    assert article_of(page, "page.html", tmp_path).url == ""


# Archives' copies


def test_copy_is_known_by_its_original(tmp_path: Path) -> None:
    copy = "https://web.archive.org/web/20161202101112"
    link = (
        '<p>See our <a href="/web/20161202101112/https://harbour.example/2015/storm.html">'
        "earlier report on the storm</a>.</p>"
    )
    found = article_of(with_head(f'<link rel="canonical" href="{copy}/{URL}">', link), "page.html", tmp_path)
    assert found.url == URL
    assert [each.url for each in found.links] == ["https://harbour.example/2015/storm.html"]


def test_copy_bounds_dates(tmp_path: Path) -> None:
    copy = f'<link rel="canonical" href="https://web.archive.org/web/20161202101112/{URL}">'
    later = '<meta property="article:published_time" content="2019-03-05T08:00:00Z">'
    assert article_of(with_head(copy + later), "page.html", tmp_path).published is None


def test_bar_of_archive_is_left_out(tmp_path: Path) -> None:
    bar = "<!-- BEGIN WAYBACK TOOLBAR INSERT --><p>12 captures</p><!-- END WAYBACK TOOLBAR INSERT -->"
    found = article_of(PAGE.replace("<body>", f"<body>{bar}"), "page.html", tmp_path)
    assert "captures" not in found.text


@pytest.mark.parametrize(
    "copy",
    [
        f"https://web.archive.org/web/20161202101112/{URL}",
        f"http://web.archive.org/web/20161202101112id_/{URL}",
        f"/web/20161202101112im_/{URL}",
        f"https://wayback.archive-it.org/4711/20161202101112/{URL}",
        f"https://www.webarchive.example/wayback/archive/20161202101112mp_/{URL}",
        f"https://archive.example/2016.12.02-101112/{URL}",
    ],
)
def test_original_of_copy(copy: str) -> None:
    assert capture_of(copy) == (URL, datetime(2016, 12, 2, 10, 11, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "https://harbour.example/20161202101112/flood.html",
        f"https://harbour.example/share?u={URL}",
        "https://harbour.example/web/flood",
        "",
    ],
)
def test_other_addresses_stay(url: str) -> None:
    assert original_address(url) == url


@given(st.text())
def test_original_is_its_own_original(url: str) -> None:
    assert original_address(original_address(url)) == original_address(url)


# The canonical address


def test_relative_canonical_is_made_whole_by_base(tmp_path: Path) -> None:
    head = '<base href="https://harbour.example/2016/"><link rel="canonical" href="flood.html">'
    assert article_of(with_head(head), "page.html", tmp_path).url == URL


def test_relative_canonical_is_made_whole_by_where_it_was_saved_from(tmp_path: Path) -> None:
    saved = "<!-- saved from url=(0040)https://harbour.example/2016/flood.html?ref=1 -->"
    page = with_head('<link rel="canonical" href="/2016/flood.html">')
    assert article_of(saved + page, "page.html", tmp_path).url == URL


def test_relative_canonical_alone_tells_nothing(tmp_path: Path) -> None:
    page = with_head('<link rel="canonical" href="/2016/flood.html">')
    assert article_of(page, "page.html", tmp_path).url == ""


def test_home_page_as_canonical_gives_way(tmp_path: Path) -> None:
    home = '<link rel="canonical" href="https://harbour.example/">'
    page = with_head(f'{home}<meta property="og:url" content="{URL}">')
    assert article_of(page, "page.html", tmp_path).url == URL


# Folders of a page's parts


def save_complete(folder: Path) -> None:
    (folder / "Flood.html").write_text(PAGE, "utf-8")
    for parts in ("Flood_files", "Flood-Dateien"):
        (folder / parts / "frames").mkdir(parents=True)
        (folder / parts / "frames" / "ad.html").write_text(PAGE.replace("Flood", "Offer"), "utf-8")
        (folder / parts / "widget.json").write_text('{"title": "Weather", "text": "Rain."}', "utf-8")


def test_parts_of_page_are_no_articles(tmp_path: Path) -> None:
    save_complete(tmp_path)
    assert [each.origin for each in entries(tmp_path)] == [f"{tmp_path}/Flood.html"]


def test_folder_of_parts_without_page_is_read(tmp_path: Path) -> None:
    save_complete(tmp_path)
    (tmp_path / "Flood.html").unlink()
    assert len(entries(tmp_path)) == 4
    assert len(entries(tmp_path / "Flood_files")) == 2


def test_parts_of_page_within_zip_are_no_articles(tmp_path: Path) -> None:
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/Flood_files/ad.html", PAGE)
        archive.writestr("a/Flood.html", PAGE)
        archive.writestr("b/Flood_files/other.html", PAGE)
    names = [each.origin.partition("!/")[2] for each in entries(path)]
    assert names == ["a/Flood.html", "b/Flood_files/other.html"]


# ArchiveBox


def snapshot(folder: Path, **pages: str) -> None:
    index = {
        "archive_path": "archive/1709633472",
        "canonical": {"wget_path": "harbour.example/2016/flood.html"},
        "history": {},
        "timestamp": "1709633472.0",
        "title": "Flood closes bridge",
        "url": URL,
    }
    (folder / "index.json").write_text(json.dumps(index), "utf-8")
    (folder / "index.html").write_text(PAGE.replace("Flood", "Snapshot"), "utf-8")
    for name, page in pages.items():
        path = folder / name.replace("__", "/").replace("_html", ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, "utf-8")


def test_snapshot_is_one_article(tmp_path: Path) -> None:
    forms = dict.fromkeys(("singlefile_html", "output_html", "readability__content_html"), PAGE)
    snapshot(tmp_path, **forms)
    (found,) = entries(tmp_path)
    assert isinstance(found, Article)
    assert (found.url, found.title, found.reader) == (URL, "Flood closes bridge", "archivebox")
    assert found.published is None


def test_snapshot_is_read_from_next_form_where_one_is_no_article(tmp_path: Path) -> None:
    snapshot(tmp_path, singlefile_html="<html><body></body></html>", output_html=PAGE)
    (found,) = entries(tmp_path)
    assert isinstance(found, Article)
    assert "Ana Roe" in found.body


def test_snapshot_without_its_pages_is_told(tmp_path: Path) -> None:
    snapshot(tmp_path)
    (found,) = entries(tmp_path / "index.json")
    assert isinstance(found, Rejected)
    assert "ArchiveBox" in found.reason


def test_index_of_another_kind_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text('{"url": "x", "title": "Dam mended", "text": "It was."}', "utf-8")
    (tmp_path / "output.html").write_text(PAGE, "utf-8")
    assert len(entries(tmp_path)) == 2


# MHTML


def mhtml(page: str = PAGE, location: str = URL, start: str = "") -> bytes:
    boundary = 'multipart/related; type="text/html"; boundary="-b-"' + (f'; start="{start}"' if start else "")
    return (
        f"From: <Saved by a browser>\r\nSubject: Flood | Harbour Courier\r\n"
        f"Date: Tue, 5 Mar 2024 10:11:12 -0000\r\nMIME-Version: 1.0\r\nContent-Type: {boundary}\r\n\r\n"
        f"---b-\r\nContent-Type: text/html; charset=utf-8\r\nContent-ID: <page@x>\r\n"
        f"Content-Transfer-Encoding: 8bit\r\nContent-Location: {location}\r\n\r\n{page}\r\n"
        f"---b-\r\nContent-Type: text/html\r\nContent-ID: <frame@x>\r\nContent-Location: https://ads.example/\r\n"
        f"\r\n<p>Buy a boat.</p>\r\n---b---\r\n"
    ).encode()


@pytest.mark.parametrize("name", ["flood.mhtml", "flood.mht", "flood"])
def test_mhtml_is_page_and_no_mail(name: str, tmp_path: Path) -> None:
    found = article_of(mhtml(), name, tmp_path)
    assert (found.reader, found.title, found.url) == ("mhtml", "Flood closes bridge", URL)
    assert found.published is None
    assert "boat" not in found.text


def test_saving_of_mhtml_bounds_dates(tmp_path: Path) -> None:
    stated = '<meta property="article:published_time" content="{}T22:09:14+03:00">'
    found = article_of(mhtml(with_head(stated.format("2016-12-01"))), "a.mhtml", tmp_path)
    assert found.published is not None
    assert found.published.day.isoformat() == "2016-12-01"
    assert article_of(mhtml(with_head(stated.format("2025-12-01"))), "b.mhtml", tmp_path).published is None


def test_mhtml_begins_at_its_start(tmp_path: Path) -> None:
    assert "boat" in article_of(mhtml(start="<frame@x>"), "a.mhtml", tmp_path).text


def test_mhtml_without_page_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.mhtml"
    path.write_bytes(b"MIME-Version: 1.0\r\nContent-Type: text/css\r\n\r\nbody {}\r\n")
    (found,) = entries(path)
    assert isinstance(found, Rejected)
    assert "MHTML" in found.reason


def test_letter_is_still_mail(tmp_path: Path) -> None:
    letter = mhtml().replace(
        b"From: <Saved by a browser>", b"From: ana@harbour.example\r\nTo: list@x.example"
    )
    assert article_of(letter, "letter.eml", tmp_path).reader == "mail"


# Crawls


def test_wacz_is_read_by_its_warc_files(tmp_path: Path) -> None:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}\r\nWARC-Date: 2024-03-05T10:11:12Z\r\n"
    kind = f"Content-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n"
    path = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.warc", (head + kind).encode() + http + b"\r\n\r\n")
        archive.writestr("indexes/index.cdx", "example,harbour)/2016/flood 20240305101112 {}\n")
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "title": "All Pages"}\n')
        archive.writestr("datapackage.json", '{"title": "My crawl", "text": "Pages."}')
    (found,) = entries(path)
    assert isinstance(found, Article)
    assert (found.url, found.reader) == (URL, "warc")


def arc(*records: bytes) -> bytes:
    about = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    begin = b"filedesc://a.arc 0.0.0.0 20080430204825 text/plain %d\n" % len(about)
    return begin + about + b"".join(b"\n" + record for record in records)


def arc_record(page: str = PAGE, kind: str = "text/html", status: str = "200 OK") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{page}".encode()
    return f"{URL} 192.0.2.1 20080430204826 {kind} {len(http)}\n".encode() + http


def test_arc_is_read_by_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "crawl.arc"
    path.write_bytes(arc(arc_record(), arc_record(kind="image/png"), arc_record(status="404 Not Found")))
    (found,) = entries(path)
    assert isinstance(found, Article)
    assert (found.url, found.reader, found.origin) == (URL, "arc", f"{path}:2")
    assert found.published is None


def test_damage_in_arc_costs_one_record(tmp_path: Path) -> None:
    path = tmp_path / "crawl.arc"
    path.write_bytes(arc(arc_record(), b"rubbish\nmore rubbish\n", arc_record(), arc_record()[:-9]))
    found = [each.reason if isinstance(each, Rejected) else each.title for each in entries(path)]
    assert found[0] == found[2] == "Flood closes bridge"
    assert "damaged" in found[1]
    assert "cut off" in found[3]


def test_arc_without_pages_is_told() -> None:
    (found,) = corpus.read(io.BytesIO(arc()))
    assert isinstance(found, Rejected)
    assert "no page" in found.reason
