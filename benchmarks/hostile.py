"""What hostile files cost: time and peak memory of a whole process that reads each of them.

    python benchmarks/hostile.py [--members N] [NAME …]

Each input is made in a scratch folder and read in a process of its own; its memory is measured from outside.
More than 256 MiB, or a process that does not end well, is a failure. Needs about 500 MB of disk.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

MEMORY_LIMIT = 256 * 1024**2
GIGABYTE = 1024
PIECE = b" " * 1024**2
LINE = b'{"title": "Before the bomb"}\n'

READ = """
import resource, sys, collections, corpus
limit = int(sys.argv[2])  # so that a process that takes far too much fails, rather than the machine
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
reasons, articles = collections.Counter(), 0
last = ""
for found in corpus.read(sys.argv[1]):
    if isinstance(found, corpus.Article):
        articles += 1
    else:
        last = found.reason
        reasons[last] += 1
print(articles, sum(reasons.values()), last[:70])
"""


class Packer(Protocol):
    """What compresses, piece by piece."""

    def compress(self, data: bytes, /) -> bytes:
        """What comes out so far."""
        ...

    def flush(self) -> bytes:
        """The rest."""
        ...


def main() -> int:
    """Make and read every input; 1 when any of them was too much."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=1_000_000, help="how many tiny files")
    parser.add_argument("names", nargs="*", help="which inputs; all without one")
    asked = parser.parse_args()
    print(f"{'input':34} {'on disk':>10} {'peak':>8} {'seconds':>8}  articles, rejected, last reason")
    failed = False
    for name, make in inputs(asked.members).items():
        if asked.names and not any(part in name for part in asked.names):
            continue
        with tempfile.TemporaryDirectory() as scratch:
            path = make(Path(scratch))
            failed |= measure(name, path)
    return int(failed)


def measure(name: str, path: Path) -> bool:
    """Read one input, print its row; whether it was too much."""
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-c", READ, str(path), str(4 * MEMORY_LIMIT)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    told = child.stdout.read().strip()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    peak = used.ru_maxrss * 1024
    size = path.stat().st_size if path.is_file() else 0
    too_much = bool(status) or peak > MEMORY_LIMIT
    print(
        f"{name:34} {size / 1e6:8.1f}MB {peak / 1024**2:5.0f}MiB {seconds:8.1f}  {told}"
        f"{'  FAILED' if too_much else ''}",
        flush=True,
    )
    return too_much


def inputs(members: int) -> dict[str, Callable[[Path], Path]]:
    """Name → what makes the input in a folder, and says where it is."""
    return {
        "gzip, 1 GiB": lambda folder: packed(folder, zlib.compressobj(9, zlib.DEFLATED, 31)),
        "bzip2, 1 GiB": lambda folder: packed(folder, bz2.BZ2Compressor()),
        "xz, 1 GiB": lambda folder: packed(folder, lzma.LZMACompressor(preset=1)),
        "Zstandard, 1 GiB": zstandard_bomb,
        "zip, 1 GiB": lambda folder: zipped(folder / "bomb.zip", "bomb.jsonl"),
        "zip in zip, 1 GiB": zip_in_zip,
        "zip in zip, from a pipe": zip_in_gzip,
        "tar.gz, 1 GiB": tar_bomb,
        "gzip in gzip in gzip, 1 GiB": gzip_thrice,
        "zip of overlapping members": overlapping,
        "tar with a header of 1 GiB": tar_header,
        "billion laughs": lambda folder: written(folder / "laughs.xml", LAUGHS),
        "external entity": lambda folder: written(folder / "external.xml", EXTERNAL),
        "pipes and loops of links": pipes_and_loops,
        "members named ../../x": leaving,
        "one CSV value of 10 million lines": lambda folder: csv_value(folder, b"a line\n"),
        "one CSV value of empty lines": lambda folder: csv_value(folder, b"\n"),
        "one CSV line of 10 million values": csv_line,
        "one line of 200 MB": lambda folder: written(folder / "line.jsonl", b'{"title": "' + PIECE * 200),
        f"zip of {members:,} members": lambda folder: many_in_zip(folder, members),
        f"tar of {members:,} members": lambda folder: many_in_tar(folder, members),
        f"folder of {members // 10:,} files": lambda folder: many_in_folder(folder, members // 10),
    }


def pieces() -> Iterator[bytes]:
    """A line that can be read, and a gigabyte of nothing."""
    yield LINE
    for _ in range(GIGABYTE):
        yield PIECE


def written(path: Path, content: bytes) -> Path:
    """A file of that content."""
    path.write_bytes(content)
    return path


def packed(folder: Path, packer: Packer) -> Path:
    """A compressed gigabyte."""
    path = folder / "bomb"
    with path.open("wb") as file:
        for piece in pieces():
            file.write(packer.compress(piece))
        file.write(packer.flush())
    return path


def zstandard_bomb(folder: Path) -> Path:
    """With the largest window that is read."""
    import zstandard

    parameters = zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    return packed(folder, zstandard.ZstdCompressor(compression_params=parameters).compressobj())


def zipped(path: Path, name: str) -> Path:
    """A gigabyte as the member of an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        for piece in pieces():
            member.write(piece)
    return path


def zip_in_zip(folder: Path) -> Path:
    """A bomb whose outer archive looks harmless, and one whose outer archive is a bomb, too."""
    inner = zipped(folder / "inner.zip", "bomb.jsonl").read_bytes()
    path = folder / "outer.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(50):
            archive.writestr(f"{number}.zip", inner)
    return path


def zip_in_gzip(folder: Path) -> Path:
    """Where one cannot seek."""
    return written(folder / "bomb.gz", gzip.compress(zip_in_zip(folder).read_bytes()))


def tar_bomb(folder: Path) -> Path:
    """A gigabyte as the member of a TAR archive."""
    path = folder / "bomb.tar.gz"
    info = tarfile.TarInfo("bomb.jsonl")
    info.size = len(LINE) + GIGABYTE * len(PIECE)
    with gzip.open(path, "wb") as file:
        file.write(info.tobuf())
        for piece in pieces():
            file.write(piece)
        file.write(bytes(1024 + -info.size % 512))
    return path


def tar_header(folder: Path) -> Path:
    """A name of a gigabyte."""
    path = folder / "header.tar.gz"
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, GIGABYTE * len(PIECE)
    with gzip.open(path, "wb") as file:
        file.write(info.tobuf(tarfile.GNU_FORMAT))
        for _ in range(GIGABYTE):
            file.write(PIECE)
    return path


def gzip_thrice(folder: Path) -> Path:
    """A gigabyte that is hardly larger than its headers."""
    content = packed(folder, zlib.compressobj(9, zlib.DEFLATED, 31)).read_bytes()
    return written(folder / "bomb.gz", gzip.compress(gzip.compress(content)))


def overlapping(folder: Path) -> Path:
    """Ten thousand members that share the same packed bytes."""
    import struct

    data = zipped(folder / "one.zip", "a").read_bytes()
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06", start)]
    fixed, rest = entry[:46], entry[47:]
    entries = b"".join(
        fixed[:28] + struct.pack("<H", 8) + fixed[30:46] + b"%08d" % number + rest for number in range(10_000)
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 10_000, 10_000, len(entries), start, 0)
    return written(folder / "overlapping.zip", data[:start] + entries + end)


LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha">%s]>
<rss version="2.0"><channel><item><title>&z;</title></item></channel></rss>
""" % b"".join(
    b'<!ENTITY %c "%s">' % (ord("a") + number, b"&%c;" % (ord("a") + number - 1) * 10)
    for number in range(1, 26)
)
EXTERNAL = b"""<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>
"""


def pipes_and_loops(folder: Path) -> Path:
    """What could block or go round for ever."""
    inside = folder / "in"
    inside.mkdir()
    os.mkfifo(inside / "pipe")
    (inside / "loop").symlink_to(inside)
    (inside / "self").symlink_to("self")
    (inside / "zero").symlink_to("/dev/zero")
    (inside / "page.txt").write_text("A page\n\nIts text.")
    return inside


def leaving(folder: Path) -> Path:
    """Names that lead out of where they are."""
    path = folder / "leaving.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../x", "/etc/x", "..\\x", "C:\\x", "a/../../x", "x" * 10_000, "a\x1b[2J"):
            archive.writestr(name, "A page")
    return path


def csv_value(folder: Path, line: bytes) -> Path:
    """A quoted value of very many lines."""
    return written(folder / "value.csv", b'title,body\none,"' + line * 10_000_000 + b'"\ntwo,x\n')


def csv_line(folder: Path) -> Path:
    """A line of very many values."""
    return written(folder / "values.csv", b"title,body\none," + b"a," * 10_000_000 + b"\ntwo,x\n")


def many_in_zip(folder: Path, count: int) -> Path:
    """Tiny members; written by hand, because the standard library would take a gigabyte for it."""
    import struct

    path = folder / "many.zip"
    page = b"A page\n\nIts text."
    told = (20, 0, 0, 0, 0, zlib.crc32(page), len(page), len(page))
    directory = io.BytesIO()
    with path.open("wb") as file:
        for number in range(count):
            name = b"%d.txt" % number
            directory.write(
                struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *told, len(name), 0, 0, 0, 0, 0, file.tell())
                + name
            )
            file.write(struct.pack("<4s5H3L2H", b"PK\x03\x04", *told, len(name), 0) + name + page)
        start, size = file.tell(), directory.tell()
        file.write(directory.getbuffer())
        file.write(struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start))
        file.write(struct.pack("<4sLQL", b"PK\x06\x07", 0, start + size, 1))
        file.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))
    return path


def many_in_tar(folder: Path, count: int) -> Path:
    """Tiny members, compressed."""
    path = folder / "many.tar.gz"
    page = b"A page\n\nIts text."
    block = page.ljust(512, b"\0")
    with gzip.open(path, "wb", 1) as file:
        for number in range(count):
            info = tarfile.TarInfo(f"{number}.txt")
            info.size = len(page)
            file.write(info.tobuf(tarfile.USTAR_FORMAT) + block)
        file.write(bytes(1024))
    return path


def many_in_folder(folder: Path, count: int) -> Path:
    """Tiny files."""
    inside = folder / "in"
    inside.mkdir()
    for number in range(count):
        (inside / f"{number}.txt").write_bytes(b"A page\n\nIts text.")
    return inside


if __name__ == "__main__":
    sys.exit(main())
