"""Compressed files and archives: what is in them is read as if it lay in a folder, and none is a bomb."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected
from corpus.unpacking import limits

LINE = '{"title": "one"}\n'
PAGE = b"A page\n\nIts text."
DAMAGED = "damaged ZIP data, read as far as they go: "


def outcome(*sources: str | Path | BinaryIO, **options: str) -> list[tuple[str, str]]:
    """Origin and title of articles, origin and reason of rejections."""
    return [
        (found.origin, found.title) if isinstance(found, Article) else (found.source, found.reason)
        for found in corpus.read(*sources, **options)  # type: ignore[arg-type]
    ]


def of_stream(content: bytes) -> list[str]:
    """Titles and reasons."""
    return [told for _, told in outcome(io.BytesIO(content))]


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content, None if isinstance(name, zipfile.ZipInfo) else method)
    return buffer.getvalue()


def tarred(*members: tuple[str | tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, content in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


class Pipe(io.RawIOBase):
    """A stream that cannot seek, and gives its bytes in pieces."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def read(self, size: int = -1, /) -> bytes:
        return self._content.read(min(size, 1000))


def zstandard_stream(content: bytes) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(content) + packer.flush()


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda content: gzip.compress(content, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda content: lzma.compress(content, lzma.FORMAT_ALONE),
    "zstandard": zstandard.ZstdCompressor(write_checksum=True).compress,
    "zstandard stream": zstandard_stream,
}
ARCHIVES: dict[str, Callable[..., bytes]] = {"zip": zipped, "tar": tarred}


# Compression.


@pytest.mark.parametrize("kind", COMPRESSIONS)
def test_compressed_files_are_read_whatever_their_names(kind: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(COMPRESSIONS[kind](LINE.encode() * 3))
    assert outcome(tmp_path / "file") == [(f"{tmp_path}/file:{n}", "one") for n in (1, 2, 3)]


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "zstandard", "zstandard stream"])
def test_streams_after_one_another_are_one(kind: str) -> None:
    packed = b"".join(COMPRESSIONS[kind](part) for part in (b'{"title"', b': "one"}\n', LINE.encode()))
    assert of_stream(packed) == ["one", "one"]
    assert [told for _, told in outcome(Pipe(packed))] == ["one", "one"]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", COMPRESSIONS)
def test_what_is_large_and_does_not_compress_comes_out_as_it_was(kind: str) -> None:
    letters = random.Random(7).choices("abcdefgh \n", k=700_000)
    text = "A page\n\n" + "".join(letters)
    (article,) = corpus.read(io.BytesIO(COMPRESSIONS[kind](text.encode())))
    (plain,) = corpus.read(io.BytesIO(text.encode()))
    assert article == plain


@pytest.mark.parametrize("kind", [kind for kind in COMPRESSIONS if kind != "lzma"])
def test_compressed_data_that_are_cut_off_give_their_whole_lines(kind: str) -> None:
    draw = random.Random(7)
    lines = "".join(f'{{"title": "{n}", "body": "{draw.randbytes(60).hex()}"}}\n' for n in range(2000))
    packed = COMPRESSIONS[kind](lines.encode())
    for end in (12, 40, len(packed) // 2, len(packed) - 3, len(packed) - 1):
        *titles, reason = of_stream(packed[:end])
        assert titles == [str(n) for n in range(len(titles))]
        assert reason.startswith("damaged ")
    assert len(titles) == 2000 or kind.startswith(("zstandard", "bzip2"))  # whose blocks are given whole


@pytest.mark.parametrize("kind", COMPRESSIONS)
def test_damaged_data_are_rejected_and_harm_nothing_else(kind: str) -> None:
    packed = bytearray(COMPRESSIONS[kind](LINE.encode() * 1_500))
    packed[len(packed) // 2] ^= 0xFF
    *_, reason = of_stream(bytes(packed))
    assert reason.startswith(("damaged ", "not JSON", "not text")), reason
    assert outcome(io.BytesIO(packed), io.BytesIO(PAGE))[-1] == ("-", "A page")


@pytest.mark.parametrize("outer", COMPRESSIONS)
@pytest.mark.parametrize("inner", COMPRESSIONS)
def test_compression_may_be_nested(outer: str, inner: str) -> None:
    assert of_stream(COMPRESSIONS[outer](COMPRESSIONS[inner](PAGE))) == ["A page"]


def test_compression_may_be_nested_three_deep() -> None:
    packed = PAGE
    for pack in (gzip.compress, bz2.compress, lzma.compress):
        packed = pack(packed)
    assert of_stream(packed) == ["A page"]
    (reason,) = of_stream(gzip.compress(packed))
    assert reason == "compressed more than 3 times over; unpack it first"


def test_a_name_without_its_suffixes_chooses_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "table.CSV.xz.GZ"
    path.write_bytes(gzip.compress(lzma.compress(b"Title\none\n"), mtime=0))
    assert outcome(path) == [(f"{path}:2", "one")]


def test_skippable_frames_of_zstandard_are_skipped() -> None:
    frame = COMPRESSIONS["zstandard"](LINE.encode())
    skippable = b"\x5a\x2a\x4d\x18" + struct.pack("<I", 5) + b"notes"
    assert of_stream(skippable + frame + skippable + frame) == ["one", "one"]


def test_windows_of_decoders_are_bounded() -> None:
    window = zstandard.ZstdCompressionParameters(window_log=28, compression_level=1)
    packer = zstandard.ZstdCompressor(compression_params=window).compressobj()
    (reason,) = of_stream(packer.compress(PAGE) + packer.flush())
    assert reason == "Zstandard data with a window of more than 128 MiB; unpack them first"
    header = bytearray(lzma.compress(PAGE))
    place = header.index(b"\x21\x01", 12)
    header[place + 2] = 34  # a dictionary of 512 MiB
    size = (header[12] + 1) * 4
    header[12 + size - 4 : 12 + size] = struct.pack("<I", zlib.crc32(header[12 : 12 + size - 4]))
    (reason,) = of_stream(bytes(header))
    assert reason == "xz data that need too much memory to unpack; unpack them first"


# Members of archives.


@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize("source", ["file", "seekable", "pipe"])
def test_members_are_inputs_of_their_own(kind: str, source: str, tmp_path: Path) -> None:
    content = ARCHIVES[kind](
        ("b.txt", PAGE),
        ("folder/a.jsonl", LINE.encode() * 2),
        ("folder/ünïcode.txt", b"Another page"),
        ("folder/packed.csv.gz", gzip.compress(b"Title\ntwo\n", mtime=0)),
    )
    path = tmp_path / "saved.bin"
    path.write_bytes(content)
    given: str | Path | BinaryIO = path
    origin = str(path)
    if source != "file":
        given = io.BytesIO(content) if source == "seekable" else Pipe(content)  # type: ignore[assignment]
        origin = "-"
    assert outcome(given) == [
        (f"{origin}!/b.txt", "A page"),
        (f"{origin}!/folder/a.jsonl:1", "one"),
        (f"{origin}!/folder/a.jsonl:2", "one"),
        (f"{origin}!/folder/ünïcode.txt", "Another page"),
        (f"{origin}!/folder/packed.csv.gz:2", "two"),
    ]


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("kind", COMPRESSIONS)
def test_compressed_archives_are_read(pack: Callable[..., bytes], kind: str) -> None:
    assert outcome(io.BytesIO(COMPRESSIONS[kind](pack(("a.txt", PAGE))))) == [("-!/a.txt", "A page")]


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_methods_of_zip(method: int) -> None:
    assert of_stream(zipped(("a.txt", PAGE), ("b.jsonl", LINE.encode() * 1_500), method=method)) == [
        "A page",
        *["one"] * 1_500,
    ]


@pytest.mark.parametrize(("method", "pack"), [(93, COMPRESSIONS["zstandard"]), (95, lzma.compress)])
def test_newer_methods_of_zip(method: int, pack: Callable[[bytes], bytes]) -> None:
    assert of_stream(by_hand(pack(PAGE), method=method)) == ["A page"]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_forms_of_tar(form: int) -> None:
    name = "/".join(["long" * 12] * (3 if form == tarfile.USTAR_FORMAT else 5)) + "/page.txt"
    assert outcome(io.BytesIO(tarred((name, PAGE), ("b", LINE.encode()), form=form))) == [
        (f"-!/{name}", "A page"),
        ("-!/b:1", "one"),
    ]


def test_a_tar_archive_of_the_seventh_edition_has_no_magic_number() -> None:
    content = bytearray(tarred(("a.txt", PAGE), form=tarfile.USTAR_FORMAT))
    content[257:512] = bytes(255)
    content[148:156] = b" " * 8
    content[148:156] = b"%06o\0 " % sum(content[:512])
    assert outcome(io.BytesIO(content)) == [("-!/a.txt", "A page")]


@pytest.mark.parametrize("kind", ARCHIVES)
def test_folders_and_hidden_members_are_passed_over(kind: str) -> None:
    content = ARCHIVES[kind](
        ("./", b""),
        ("./page.txt", PAGE),
        (".hidden", PAGE),
        ("a/.b/c.txt", PAGE),
        ("__MACOSX/._page.txt", PAGE),
        ("a/", b""),
    )
    assert outcome(io.BytesIO(content)) == [("-!/page.txt", "A page")]
    assert of_stream(ARCHIVES[kind]((".hidden", PAGE))) == ["it holds no article"]


def test_a_tar_archive_whose_first_member_looks_like_lzma_is_one() -> None:
    assert outcome(io.BytesIO(tarred(("]", PAGE)))) == [("-!/]", "A page")]


def test_an_empty_archive_holds_no_article() -> None:
    assert of_stream(zipped()) == ["it holds no article"]
    assert of_stream(tarred())[0].startswith("not text")  # it is nothing but zeros


@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize(
    "name", ["../../x.txt", "/etc/passwd", "a/../../b", "..", "C:\\x.txt", "c:/x", "..\\x", "\\\\host\\x"]
)
def test_members_that_pretend_to_leave_are_rejected(kind: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "in" / "a.bin"
    path.parent.mkdir()
    path.write_bytes(ARCHIVES[kind]((name, PAGE), ("good.txt", PAGE)))
    assert outcome(path) == [
        (f"{path}!/{name}", "its name leads out of the archive"),
        (f"{path}!/good.txt", "A page"),
    ]
    assert sorted(tmp_path.rglob("*")) == [path.parent, path]


@pytest.mark.parametrize("kind", ARCHIVES)
def test_odd_names_are_read_and_shown_inert(kind: str) -> None:
    names = ["a\x1b[31m\n.txt", "b\u202egpj.txt", "c" * 10_000, "d:e.txt"]
    content = ARCHIVES[kind](*[(name, PAGE) for name in names])
    origins = [origin for origin, title in outcome(io.BytesIO(content)) if title == "A page"]
    assert origins[:2] == ["-!/a\ufffd[31m\ufffd.txt", "-!/b\ufffdgpj.txt"]
    assert origins[2].startswith("-!/ccc")
    assert len(origins[2]) < 400
    assert origins[3] == "-!/d:e.txt"


def test_long_names_that_begin_alike_are_shown_apart() -> None:
    content = zipped(*[("c" * 9_000 + end, PAGE) for end in "ab"])
    assert len({origin for origin, _ in outcome(io.BytesIO(content))}) == 2


def test_names_with_nul() -> None:
    assert outcome(io.BytesIO(by_hand(name=b"a\0b.txt"))) == [("-!/a\ufffdb.txt", "A page")]


def test_names_in_an_old_code_page() -> None:
    assert outcome(io.BytesIO(by_hand(name=b"caf\x82.txt"))) == [("-!/café.txt", "A page")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ARCHIVES)
def test_the_first_member_of_a_name_is_read(kind: str) -> None:
    content = ARCHIVES[kind](("a.txt", PAGE), ("./a.txt", b"Another"), ("b.txt", b"Third"))
    assert outcome(io.BytesIO(content)) == [
        ("-!/a.txt", "A page"),
        ("-!/a.txt", "another member has this name; the first one was read"),
        ("-!/b.txt", "Third"),
    ]


def test_links_and_devices_in_tar_are_rejected() -> None:
    kinds = {
        tarfile.SYMTYPE: "a symbolic link, not followed",
        tarfile.LNKTYPE: "a link to another member, not followed",
        tarfile.FIFOTYPE: "a named pipe, not a file",
        tarfile.CHRTYPE: "a device, not a file",
        tarfile.BLKTYPE: "a device, not a file",
        b"Z": "not a regular file",
    }
    members = []
    for kind in kinds:
        info = tarfile.TarInfo(f"m{kind.decode()}")
        info.type, info.linkname = kind, "../../etc/passwd"
        members.append((info, b""))
    found = outcome(io.BytesIO(tarred(*members, ("good.txt", PAGE))))
    assert [told for _, told in found] == [*kinds.values(), "A page"]


def test_links_in_zip_are_rejected() -> None:
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert outcome(io.BytesIO(zipped((link, b"../../etc/passwd"), ("good.txt", PAGE)))) == [
        ("-!/link", "a symbolic link, not followed"),
        ("-!/good.txt", "A page"),
    ]


def by_hand(data: bytes = PAGE, name: bytes = b"a.txt", content: bytes = PAGE, **fields: int) -> bytes:
    """A ZIP archive of one member, any of whose fields may be wrong."""
    told = {
        "flags": 0,
        "method": 0,
        "checksum": zlib.crc32(content),
        "packed": len(data),
        "unpacked": len(content),
        "offset": 0,
        **fields,
    }
    common = (20, told["flags"], told["method"], 0, 0, told["checksum"], told["packed"], told["unpacked"])
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *common, len(name), 0) + name + data
    entry = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *common, len(name), 0, 0, 0, 0, 0, told["offset"])
        + name
    )
    return local + entry + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(local), 0)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "A page"),
        ({"flags": 1}, "it is encrypted; unpack it first"),
        ({"method": 99}, "it is compressed by method 99, which is not read; unpack it first"),
        ({"checksum": 7}, DAMAGED + "a member's checksum is wrong"),
        ({"unpacked": 5}, DAMAGED + "a member is larger than the directory says"),
        ({"unpacked": 50}, DAMAGED + "a member is smaller than the directory says"),
        ({"packed": 5}, DAMAGED + "a member is smaller than the directory says"),
        ({"offset": 9}, DAMAGED + "there is no member where the directory says"),
        ({"offset": 2**31}, DAMAGED + "there is no member where the directory says"),
        ({"method": 8}, "damaged deflate data, read as far as they go: "),
        ({"method": 12}, "damaged bzip2 data, read as far as they go: "),
        ({"method": 14}, "damaged lzma data, read as far as they go: "),
        ({"method": 93}, "damaged Zstandard data, read as far as they go: "),
        ({"method": 95}, "damaged xz data, read as far as they go: "),
    ],
)  # fmt: skip
def test_a_member_that_cannot_be_read_has_its_reason(fields: dict[str, int], reason: str) -> None:
    ((origin, told),) = outcome(io.BytesIO(by_hand(PAGE, b"a.txt", PAGE, **fields)))
    assert origin == "-!/a.txt"
    assert told.startswith(reason)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_member_harms_no_other(method: int) -> None:
    content = bytearray(
        zipped(*[(f"{n}.txt", f"Page {n}\n\n".encode() * 9) for n in range(3)], method=method)
    )
    content[content.index(b"1.txt") + 8] ^= 0xFF
    first, second, third = of_stream(bytes(content))
    assert (first, third) == ("Page 0", "Page 2")
    assert second.startswith("damaged ")


def test_a_damaged_header_of_tar_costs_its_own_member() -> None:
    content = bytearray(tarred(*[(f"{n}.txt", f"Page {n}".encode()) for n in range(3)]))
    content[content.index(b"1.txt")] ^= 0xFF
    assert outcome(io.BytesIO(content)) == [
        ("-!/0.txt", "Page 0"),
        ("-", "a TAR archive that is damaged here; passed over up to the next member that is whole"),
        ("-!/2.txt", "Page 2"),
    ]


def test_an_archive_that_is_cut_off_says_so() -> None:
    whole = tarred(*[(f"{n}.jsonl", LINE.encode() * 99) for n in range(3)])
    found = outcome(io.BytesIO(whole[: 512 + 2048 + 512 + 700]))
    assert [told for _, told in found[:99]] == ["one"] * 99
    assert found[-1] == ("-", "a TAR archive that is cut off within this member")
    assert of_stream(zipped(("a.txt", PAGE))[:-9]) == [
        "a ZIP archive without its directory: it is damaged or cut off"
    ]
    packed = gzip.compress(tarred(*[(f"{n}.txt", os.urandom(9000).hex().encode()) for n in range(9)]))
    *_, last = of_stream(packed[: len(packed) // 2])
    assert last.startswith("damaged gzip data, read as far as they go")


def test_a_zip_archive_may_have_something_before_it_and_after_it() -> None:
    source = io.BytesIO(b"left alone" + zipped(("a.txt", PAGE), ("b.txt", PAGE)))
    source.seek(10)
    assert [told for _, told in outcome(source)] == ["A page", "A page"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", PAGE)
        archive.comment = b"a comment " * 6000
    assert of_stream(buffer.getvalue()) == ["A page"]


def test_a_zip_archive_in_64_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 0)
    assert of_stream(zipped(("a.txt", PAGE), ("b.txt", PAGE))) == ["A page", "A page"]


# Office documents are ZIP archives in name only.


@pytest.mark.parametrize(
    "members",
    [
        (("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"<w/>")),
        (("ppt/presentation.xml", b"<w/>"), ("[Content_Types].xml", b"<Types/>")),
        (("mimetype", b"application/epub+zip"), ("OEBPS/chapter.xhtml", b"<html/>")),
    ],
)
def test_office_documents_are_refused_by_name(members: tuple[tuple[str, bytes], ...]) -> None:
    (reason,) = of_stream(zipped(*members))
    assert reason.startswith("an office document or e-book, which this version does not read")
    (reason,) = of_stream(gzip.compress(zipped(*members)))
    assert reason.startswith("an office document or e-book, which this version does not read")


def test_a_reader_of_ones_own_may_read_them(monkeypatch: pytest.MonkeyPatch) -> None:
    class Book:
        name = "book"

        def sniff(self, head: bytes, name: str) -> bool:
            return name == "" and head.startswith(b"PK")

        def read(self, stream: BinaryIO, options: corpus.readers.Options) -> Iterable[Article | Rejected]:
            names = zipfile.ZipFile(io.BytesIO(stream.read())).namelist()
            yield Article(id="1", title=names[0], body="", origin=options.origin)

    monkeypatch.setitem(corpus.READERS, "book", Book())
    content = zipped(("mimetype", b"application/epub+zip"))
    sources: tuple[BinaryIO, BinaryIO] = (io.BytesIO(content), Pipe(content))  # type: ignore[assignment]
    for source in sources:
        assert outcome(source) == [("-", "mimetype")]


# Archives in archives, and bombs.


def nested(depth: int, content: bytes = PAGE) -> bytes:
    for level in range(depth):
        content = (tarred if level % 2 else zipped)((f"{level}.bin", content))
    return content


def test_archives_may_be_nested_three_deep() -> None:
    assert outcome(io.BytesIO(nested(3))) == [("-!/2.bin!/1.bin!/0.bin", "A page")]
    ((origin, reason),) = outcome(io.BytesIO(nested(4)))
    assert origin == "-!/3.bin!/2.bin!/1.bin"
    assert reason == "archives nested more than 3 deep; unpack the outer ones first"


def test_layers_of_compression_are_counted_through_archives() -> None:
    inner = lzma.compress(zipped(("page.txt.bz2", bz2.compress(PAGE))))
    content = tarred(("inner.zip.xz", inner), ("good.txt", PAGE))
    assert [told for _, told in outcome(io.BytesIO(gzip.compress(content)))] == ["A page", "A page"]
    told = [told for _, told in outcome(io.BytesIO(gzip.compress(gzip.compress(content))))]
    assert told == ["compressed more than 3 times over; unpack it first", "A page"]


BOMB = "unpacks to more than 200 times its size, as a decompression bomb does"


@pytest.mark.parametrize("kind", COMPRESSIONS)
def test_a_bomb_of_any_kind_is_stopped(kind: str) -> None:
    bomb = COMPRESSIONS[kind](LINE.encode() + b" " * (48 * 1024**2))
    title, reason = of_stream(bomb)
    assert title == "one"
    assert reason.startswith(BOMB)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_is_a_bomb_costs_itself(method: int) -> None:
    noise = random.Random(3).randbytes(300_000).hex().encode()
    content = zipped(("bomb.jsonl", b" " * (48 * 1024**2)), ("noise", b"Noise\n\n" + noise), method=method)
    reason, title = of_stream(content)
    assert reason.startswith(BOMB)
    assert title == "Noise"


def test_many_members_that_unpack_freely_are_a_bomb_together() -> None:
    """Each is below what is free; together, with nothing between them, they are not."""
    content = zipped(*[(f"{n}.jsonl", LINE.encode() + b" " * (15 * 1024**2)) for n in range(4)])
    found = outcome(io.BytesIO(content))
    assert [told for _, told in found].count("one") == 3
    assert found[-1][0] == "-"
    assert found[-1][1].startswith(BOMB)


def test_layers_count_together() -> None:
    """Each layer is below its limit; the inner one, seen from the outside, is not."""
    noise = random.Random(5).randbytes(500).hex().encode()
    inner = gzip.compress(LINE.encode() + noise + b" " * 100_000 + b"\n", mtime=0) * 400
    assert 400 * 101_000 / len(inner) < 200
    packed = gzip.compress(inner, mtime=0)
    assert len(inner) / len(packed) < 200
    assert len(of_stream(inner)) == 800
    for content in (packed, zipped(("a.jsonl.gz", inner)), gzip.compress(tarred(("a.jsonl.gz", inner)))):
        told = of_stream(content)
        assert told[0] == "one"
        assert told[-1].startswith(BOMB)


def test_overlapping_members_are_a_bomb_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many entries of the directory share the same packed bytes."""
    monkeypatch.setattr(limits, "UNPACKED_FREELY", 1000)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = b"A page\n\n" + random.Random(5).randbytes(300).hex().encode() * 100
    data = packer.compress(content) + packer.flush()
    single = by_hand(data, content=content, method=8)
    start = single.index(b"PK\x01\x02")
    entry = bytearray(single[start : single.index(b"PK\x05\x06")])
    entries = bytearray()
    for number in range(600):
        entry[-5:] = b"%05d" % number
        entries += entry
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 600, 600, len(entries), start, 0)
    *found, last = outcome(io.BytesIO(single[:start] + entries + end))
    assert 30 < len(found) < 50  # as many as there is room for
    assert found[0][1] == "A page"
    assert last[0] == "-"
    assert "overlap" in last[1]


def test_the_number_of_members_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMBER_LIMIT", 5)
    for pack in (zipped, tarred):
        told = of_stream(pack(*[(f"{n}.txt", PAGE) for n in range(9)]))
        assert told == ["A page"] * 5 + ["more than 5 members; what follows was not read; split it"]


def test_a_source_unpacks_to_no_more_than_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INPUT_LIMIT", 3_000)
    told = of_stream(zipped(*[(f"{n}.jsonl", LINE.encode() * 600) for n in range(9)]))
    assert told[-1].startswith("unpacks to more than")
    assert told.count("one") < 9 * 600


def test_extended_headers_of_tar_are_bounded() -> None:
    info = tarfile.TarInfo("a.txt")
    info.pax_headers = {"comment": "x" * 3 * 1024**2}
    found = outcome(io.BytesIO(tarred((info, PAGE), ("b.txt", PAGE))))
    assert ("-!/b.txt", "A page") in found
    assert any(told == "its name or its attributes are too long" for _, told in found)


# Laws.


@settings(deadline=None)
@given(st.data())
def test_any_damage_ends_in_articles_or_reasons(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([*COMPRESSIONS, *ARCHIVES]))
    if kind in ARCHIVES:
        content = bytearray(ARCHIVES[kind](("a.txt", PAGE), ("b/c.jsonl", LINE.encode() * 50)))
    else:
        content = bytearray(COMPRESSIONS[kind](LINE.encode() * 50))
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    for source in (io.BytesIO(content), Pipe(bytes(content))):
        found = outcome(source)  # type: ignore[arg-type]
        assert found
        assert all(told for _, told in found)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=12), st.binary(min_size=1, max_size=80)),
        unique_by=lambda member: member[0],
        max_size=5,
    ),
    st.sampled_from(sorted(ARCHIVES)),
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_every_member_is_told_of_or_passed_over(members: list[tuple[str, bytes]], kind: str) -> None:
    members = [(name, content) for name, content in members if name.isprintable() and "\\" not in name]
    if not members or any(name.endswith("/") for name, _ in members):
        return
    told = {origin.partition("!/")[2] for origin, _ in outcome(io.BytesIO(ARCHIVES[kind](*members)))}
    for name, _ in members:
        plain = "/".join(part for part in name.split("/") if part not in ("", "."))
        hidden = any(part.startswith(".") for part in plain.split("/"))
        assert hidden or any(origin.startswith((plain, name)) for origin in told), (name, told)
