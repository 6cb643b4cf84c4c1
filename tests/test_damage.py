"""Damaged files: a check finds each one, and no question gets a wrong answer, hangs, or costs much memory.

Damage that chance does is found by checksums. What a stranger forged has right checksums and absurd numbers:
it may say what it likes, but only as an answer or a typed error. ``tools/damage`` does more of both.
"""

from __future__ import annotations

import contextlib
import json
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import traceback
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest
import zstandard

import index
import searcher
from corpus import Entity, Link, Rejected
from corpus.errors import ArchiveError, DatelineError
from index.engine.embedded.segment.layout import VERSION
from index.engine.embedded.store import manifest

from . import faults
from .articles import add, article
from .test_query_bombs import MEMORY, mapped, tell

SECONDS = 20
"""After which a question counts as hanging."""
PEOPLE = tuple(Entity("person", name, name) for name in ("Mara Ellison", "Ada Lowe", "Piet Jansen"))
PLACES = tuple(Entity("place", name, name) for name in ("Ghent", "Mosul", "Lima"))


def furnish(path: Path) -> Path:
    """Some sixty articles in three segments, of which the first has several pages; four of them deleted."""
    dice = random.Random(4)
    words = ["".join(dice.choices("abcdefgh", k=6)) for _ in range(2000)]

    def one(n: int) -> Any:
        return article(
            f"id{n}",
            f"Report {words[n]} of {n}",
            " ".join(["The common river and its dam.", *dice.choices(words, k=dice.choice((20, 200, 400)))]),
            published=f"{2010 + n % 9}-{n % 12 + 1:02}-{n % 28 + 1:02}" if n % 7 else None,
            source=("Wire", "Post", "Gazette")[n % 3],
            authors=(("Ada Lowe",), ("Piet Jansen", "Ada Lowe"), ())[n % 3],
            entities=(PEOPLE[n % 3], PLACES[n % 3], PLACES[(n + 1) % 3]),
            links=(Link(f"Report {words[n + 1]} of {n + 1}", f"id{n + 1}"),) if n % 5 == 0 else (),
        )

    articles = [one(n) for n in range(64)]
    refused = [Rejected("bad.txt", "empty file"), Rejected("worse.jpg", "a picture")]
    for first, last in ((0, 44), (44, 58), (58, 64)):
        add(path, [*articles[first:last], *refused], extractor="none")
    with index.open(path) as archive:
        archive.delete("id3", "id9", "id50", "id63")
    return path


# The questions


def found(results: searcher.Results) -> object:
    hits = [(hit.id, hit.title, round(hit.score, 4), hit.snippet, hit.related) for hit in results.hits]
    return results.total, results.ids, hits, results.facets, results.receipt


QUESTIONS: dict[str, Callable[[searcher.Archive], object]] = {
    "a word": lambda archive: found(archive.search("river", limit=4)),
    "two words": lambda archive: found(archive.search("common abcdef OR dam", limit=3)),
    "a phrase": lambda archive: found(archive.search('"common river and"', limit=2, related=0)),
    "a prefix": lambda archive: found(archive.search("ab*", limit=3, related=0)),
    "a wildcard": lambda archive: found(archive.search("*cd?f*", limit=3, related=0)),
    "a headline": lambda archive: found(archive.search("title:report NOT title:5", limit=3)),
    "a person": lambda archive: found(archive.search('person:"Mara Ellison" place:Ghent', related=0)),
    "a range of days": lambda archive: found(archive.search("dam published:2011..2014", related=0)),
    "the newest": lambda archive: found(archive.search("", sort="newest", limit=5, facets=True)),
    "all that is undated": lambda archive: found(archive.search("river", undated="only", limit=0, related=0)),
    "facets": lambda archive: archive.search("common", facets=True).facets,
    "an article": lambda archive: [archive.get(f"id{n}") for n in (0, 45, 62)],
    "related": lambda archive: archive.related("id5"),
    "backlinks": lambda archive: archive.backlinks("id6"),
    "statistics": lambda archive: archive.statistics(),
}


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """Raise HangsError when what is done takes too long."""

    def late(_: int, __: FrameType | None) -> None:
        raise HangsError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class HangsError(BaseException):
    """Something takes too long; no handler of errors may take it for one of its own."""


def answers(path: Path) -> dict[str, object]:
    """What the questions are answered; those that are refused are left out."""
    given: dict[str, object] = {}
    with contextlib.suppress(ArchiveError), searcher.open(path) as archive:
        for name, question in QUESTIONS.items():
            with contextlib.suppress(ArchiveError):
                given[name] = question(archive)
    return given


def complaints(path: Path) -> tuple[str, ...]:
    """What a check says that is wrong."""
    try:
        return index.check(path).problems
    except ArchiveError as error:
        return (error.message,)


# Damage by chance


@dataclass(frozen=True)
class Sound:
    """An archive as it should be."""

    path: Path
    files: dict[str, bytes]
    answers: dict[str, object]


def sound(path: Path) -> Sound:
    given = answers(path)
    assert set(given) == set(QUESTIONS)
    assert complaints(path) == ()
    files = {entry.name: entry.read_bytes() for entry in path.iterdir()}
    return Sound(path, files, given)


def lay(path: Path, content: bytes | None) -> None:
    """Put a new file in the place of one, which a reader may still have mapped; None: no file."""
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)


def flip(raw: bytearray, dice: random.Random, _: list[bytes]) -> None:
    raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)


def zero(raw: bytearray, dice: random.Random, _: list[bytes]) -> None:
    start, length = stretch(raw, dice)
    raw[start : start + length] = bytes(length)


def scramble(raw: bytearray, dice: random.Random, _: list[bytes]) -> None:
    start, length = stretch(raw, dice)
    raw[start : start + length] = dice.randbytes(length)


def cut(raw: bytearray, dice: random.Random, _: list[bytes]) -> None:
    del raw[dice.choice((0, len(raw) - 1, dice.randrange(len(raw)), len(raw) // 4096 * 4096)) :]


def extend(raw: bytearray, dice: random.Random, others: list[bytes]) -> None:
    raw += dice.choice((b"\0", b"\n", bytes(4096), bytes(raw), dice.choice(others)))


def swap(raw: bytearray, dice: random.Random, _: list[bytes]) -> None:
    size = dice.choice((1, 64, 512, 4096, 65536))
    size = max(1, min(size, len(raw) // 2))
    one, other = (dice.randrange(len(raw) // size) * size for _ in range(2))
    raw[one : one + size], raw[other : other + size] = raw[other : other + size], raw[one : one + size]


def copy_in(raw: bytearray, dice: random.Random, others: list[bytes]) -> None:
    source = dice.choice([*others, bytes(raw)])
    start, length = stretch(source, dice)
    at = dice.choice((start, dice.randrange(len(raw))))
    raw[at : at + length] = source[start : start + length]


def exchange(raw: bytearray, dice: random.Random, others: list[bytes]) -> None:
    raw[:] = dice.choice(others)


def take_out(raw: bytearray, dice: random.Random, _: list[bytes]) -> None:
    start, length = stretch(raw, dice)
    del raw[start : start + length]


def stretch(raw: bytes | bytearray, dice: random.Random) -> tuple[int, int]:
    """Where something begins, and how long it is."""
    start = dice.randrange(len(raw))
    return start, dice.randint(1, min(len(raw) - start, dice.choice((8, 600, 70_000))))


WAYS = (flip, flip, zero, scramble, cut, extend, swap, copy_in, exchange, take_out)


def drawn(whole: Sound, dice: random.Random, kind: str) -> tuple[str, str, bytes | None]:
    """A damage: in what way, to which file, and what is left of it; None: nothing."""
    name = dice.choice(sorted(name for name in whole.files if name.endswith(kind)))
    others = [content for other, content in sorted(whole.files.items()) if other != name and content]
    if dice.random() < 0.05:
        return "remove", name, None
    while True:
        raw, way = bytearray(whole.files[name]), dice.choice(WAYS)
        way(raw, dice, others)
        if raw != whole.files[name]:
            return way.__name__, name, bytes(raw)


def damage(whole: Sound, seed: int, kind: str, count: int) -> Iterator[str]:
    """Do damages one after the other, each to a sound archive; what is wrong with what comes of them."""
    for turn in range(count):
        dice = random.Random(f"{seed} {kind} {turn}")
        way, name, content = drawn(whole, dice, kind)
        lay(whole.path / name, content)
        try:
            with in_time():
                wrong = judged(whole)
        except (Exception, HangsError) as error:  # noqa: BLE001 -- whatever it is, it is told
            wrong = "".join(traceback.format_exception(error)[-4:])
        if wrong:
            yield f"seed {seed}, {kind}, turn {turn}: {way} {name}: {wrong}"
        lay(whole.path / name, whole.files[name])


def judged(whole: Sound) -> str:
    """What is wrong with how a damage is met; "": nothing."""
    if not complaints(whole.path):
        return "a check does not find it"
    given = answers(whole.path)
    false = [question for question, answer in given.items() if answer != whole.answers[question]]
    return f"wrong answers: {', '.join(false)}" if false else ""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("damage") / "a")


@pytest.fixture
def copy(archive: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(archive, tmp_path / "copy"))


@pytest.mark.parametrize(
    ("kind", "count"), [(".segment", 380), (".deleted", 80), (".rejected", 60), ("archive.json", 80)]
)
def test_damage_is_found_and_gives_no_wrong_answer(copy: Path, kind: str, count: int) -> None:
    assert list(damage(sound(copy), 1, kind, count)) == []


@pytest.mark.parametrize("name", ["reserve", "writer.lock", "archive.json.new", "00000099.segment"])
def test_files_that_say_nothing_may_hold_anything(copy: Path, name: str) -> None:
    whole = sound(copy)
    for content in (None, b"", b"x" * 100_000):
        lay(copy / name, content)
        assert complaints(copy) == ()
        assert answers(copy) == whole.answers


# What a stranger forged

FOOTER = struct.Struct("<QQQIIII8s")
PAGE = 65_536
EXTREMES = (0, 1, 2, 127, 255, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**63 - 1, 2**64 - 1)


@dataclass
class Forgery:
    """A segment's file, taken apart.

    Attributes:
        body: all before the checksums.
        directory: what it says of the body.
        raw: what stands in the directory's place, whatever it is; None: the directory.
    """

    body: bytearray
    directory: dict[str, Any]
    raw: bytes | None = None

    @classmethod
    def of(cls, content: bytes) -> Forgery:
        table, at, length, *_ = FOOTER.unpack(content[-FOOTER.size :])
        return cls(bytearray(content[:table]), json.loads(content[at : at + length]))

    def names(self) -> list[str]:
        return sorted(self.directory["sections"])

    def values(self, name: str) -> np.ndarray:
        """A section's values, to be changed."""
        dtype, offset, count = self.directory["sections"][name]
        return np.frombuffer(self.body, "<" + dtype, count, offset)

    def put(self, name: str, values: np.ndarray) -> None:
        """Give a section other values, of any number."""
        self.body += bytes(-len(self.body) % 64)
        self.directory["sections"][name] = [values.dtype.str[1:], len(self.body), len(values)]
        self.body += values.tobytes()

    def sealed(self) -> bytes:
        """The file, with right checksums."""
        pages = [zlib.crc32(self.body[at : at + PAGE]) for at in range(0, len(self.body), PAGE)]
        table = np.array(pages, "<u4").tobytes()
        directory = json.dumps(self.directory).encode() if self.raw is None else self.raw
        begun = (len(self.body), len(self.body) + len(table), len(directory))
        footer = FOOTER.pack(*begun, zlib.crc32(table), zlib.crc32(directory), VERSION, 0, b"segment.")
        own = zlib.crc32(footer[:36] + footer[40:])
        footer = FOOTER.pack(*begun, zlib.crc32(table), zlib.crc32(directory), VERSION, own, b"segment.")
        return bytes(self.body) + table + directory + footer


def some_values(forgery: Forgery, dice: random.Random) -> str:
    name, values = drawn_section(forgery, dice)
    for _ in range(dice.choice((1, 1, 3, 40))):
        set_value(values, dice.randrange(len(values)), dice.choice(EXTREMES))
    return f"values of {name}"


def a_last_value(forgery: Forgery, dice: random.Random) -> str:
    name, values = drawn_section(forgery, dice)
    set_value(values, -1, dice.choice((*EXTREMES, int(values[-1]) + 1, int(values[-1]) - 1)))
    return f"the last value of {name}"


def all_values(forgery: Forgery, dice: random.Random) -> str:
    name, values = drawn_section(forgery, dice)
    match dice.choice(("same", "random", "reversed", "shuffled", "ascending")):
        case "same":
            values[:] = 0
            for at in range(len(values)) if len(values) < 3000 else ():
                set_value(values, at, dice.choice(EXTREMES))
        case "random":
            values.view(np.uint8)[:] = np.frombuffer(dice.randbytes(values.nbytes), np.uint8)
        case "reversed":
            values[:] = values[::-1].copy()
        case "shuffled":
            values[:] = np.array(dice.sample(values.tolist(), len(values)), values.dtype)
        case _:
            values[:] = np.arange(len(values)).astype(values.dtype)
    return f"all values of {name}"


def drawn_section(forgery: Forgery, dice: random.Random) -> tuple[str, np.ndarray]:
    name = dice.choice([name for name in forgery.names() if len(forgery.values(name))])
    return name, forgery.values(name)


def set_value(values: np.ndarray, at: int, value: int) -> None:
    bits = 8 * values.itemsize
    values.view(f"<u{values.itemsize}")[at] = value % (1 << bits)


def a_count(forgery: Forgery, dice: random.Random) -> str:
    name = dice.choice(forgery.names())
    entry = forgery.directory["sections"][name]
    entry[2] = dice.choice(
        (entry[2] + 1, max(0, entry[2] - 1), entry[2] // 2, 0, 1, *EXTREMES, -1, 1.5, None, "7")
    )
    return f"the count of {name}"


def a_place(forgery: Forgery, dice: random.Random) -> str:
    name, other = dice.choice(forgery.names()), dice.choice(forgery.names())
    sections = forgery.directory["sections"]
    sections[name][1] = dice.choice((sections[other][1], 0, 64, len(forgery.body) // 64 * 64, *EXTREMES, -64))
    return f"the place of {name}"


def a_type(forgery: Forgery, dice: random.Random) -> str:
    name = dice.choice(forgery.names())
    other = dice.choice(
        ("u1", "u2", "u4", "u8", "i4", "i8", "f4", "O", "V9", "f8", "", None, 7, "<u4,<u4", "U9")
    )
    forgery.directory["sections"][name][0] = other
    return f"the type of {name}"


def an_exchange(forgery: Forgery, dice: random.Random) -> str:
    sections = forgery.directory["sections"]
    one, other = dice.sample(forgery.names(), 2)
    sections[one], sections[other] = sections[other], sections[one]
    return f"{one} for {other}"


def a_missing_section(forgery: Forgery, dice: random.Random) -> str:
    name = dice.choice(forgery.names())
    del forgery.directory["sections"][name]
    return f"no {name}"


def documents(forgery: Forgery, dice: random.Random) -> str:
    count = forgery.directory["documents"]
    forgery.directory["documents"] = dice.choice(
        (count + 1, count - 1, 0, 2**31 - 1, 2**32, -1, 0.5, "9", None)
    )
    return f"{forgery.directory['documents']} documents"


def what_a_field_is(forgery: Forgery, dice: random.Random) -> str:
    fields = forgery.directory["fields"]
    name = dice.choice(sorted(fields))
    entry = fields[name]
    key = dice.choice([*sorted(entry), "kind", "tags", "stored"])
    odd = (
        None,
        True,
        False,
        "",
        "terms",
        "numbers",
        [],
        {},
        [[]],
        0,
        -1,
        1e308,
        2**70,
        "x" * 9999,
        float("nan"),
    )
    match dice.choice(("change", "drop", "whole")):
        case "change":
            entry[key] = dice.choice(odd)
        case "drop":
            entry.pop(key, None)
        case _:
            fields[name] = dice.choice((*odd, fields[dice.choice(sorted(fields))]))
    return f"{key} of the field {name}"


def a_directory(forgery: Forgery, dice: random.Random) -> str:
    whole = json.dumps(forgery.directory).encode()
    forgery.raw = dice.choice(
        (
            b"[" * 200_000,
            b'{"a":' * 100_000,
            b"",
            b"{}",
            b"null",
            b"9" * 5000,
            b"\xff\xfe",
            whole[:-1],
            whole.replace(b'"documents": ', b'"documents": 1e999, "x": '),
            whole.replace(b'"sections": {', b'"sections": {}, "x": {'),
            whole.replace(b'"fields": {', b'"fields": [], "x": {'),
            b" " * (1 << 24) + whole,
        )
    )
    return f"the directory {forgery.raw[:20]!r}…"


def a_bomb(forgery: Forgery, dice: random.Random) -> str:
    """A block that unpacks to half a gigabyte, or says so, or does not say."""
    form = dice.choice(("honest", "silent", "many"))
    pack = zstandard.ZstdCompressor(write_content_size=form != "silent").compress
    block = bytearray(pack(bytes(1 << 29)))
    if form == "many":
        block = bytearray(pack(bytes(30_000)) * 20_000)
    name = dice.choice([name for name in forgery.names() if name.endswith("stored/data")])
    prefix = name.removesuffix("data")
    forgery.put(name, np.frombuffer(bytes(block), np.uint8))
    forgery.put(prefix + "blocks", np.array([0, len(block)], "<u8"))
    forgery.put(prefix + "first", np.array([0, forgery.directory["documents"]], "<u4"))
    return f"a {form} bomb in {name}"


FORGERS: tuple[Callable[[Forgery, random.Random], str], ...] = (
    *(some_values, a_last_value, all_values) * 4,
    *(a_count, a_place, a_type, an_exchange, a_missing_section, what_a_field_is) * 2,
    *(documents, a_directory, a_bomb),
)


def forge(path: Path, dice: random.Random) -> str:
    """Put a forged segment in the place of one, and a manifest that vouches for it; what was forged."""
    current = manifest.read(path)
    at = dice.randrange(len(current.segments))
    file = current.segments[at]
    forgery = Forgery.of((path / file.name).read_bytes())
    what = dice.choice(FORGERS)(forgery, dice)
    content = forgery.sealed()
    lay(path / file.name, content)
    told = forgery.directory["documents"]
    changed = replace(file, bytes=len(content), table=zlib.crc32(content[-FOOTER.size :]))
    if isinstance(told, int) and (told + 7) // 8 == (file.documents + 7) // 8 and not file.deleted:
        changed = replace(changed, documents=told)
    if isinstance(told, int) and 0 <= told < 2**31 and told != file.documents:
        changed = replace(changed, documents=told, deleted=None)
    segments = (*current.segments[:at], changed, *current.segments[at + 1 :])
    with faults.on(faults.Unsynced()):
        manifest.write(path, replace(current, segments=segments))
    return f"{file.name}: {what}"


def use(path: Path, turn: int) -> None:
    """Ask, check, and now and then write: all of it may be refused."""
    with contextlib.suppress(DatelineError):
        index.check(path)
    with contextlib.suppress(DatelineError), searcher.open(path) as archive:
        for question in QUESTIONS.values():
            with contextlib.suppress(DatelineError):
                question(archive)
    with faults.on(faults.Unsynced()), contextlib.suppress(DatelineError):
        match turn % 3:
            case 0:
                with index.open(path) as writer:
                    writer.delete("id5", "id60")
                    writer.add([article(f"new{n}") for n in range(40)])  # enough to merge
            case 1:
                index.rebuild(path)
            case _:
                index.rebuild(path, salvage=True)


def meet_forgeries(path: str, seed: int, count: int) -> None:
    """Use forged archives, with a limit on memory; print a line for each that goes wrong."""
    whole = {entry.name: entry.read_bytes() for entry in Path(path).iterdir()}
    folder = Path(path).with_name(f"forged{seed}")
    shutil.copytree(path, folder)
    use(folder, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (mapped() + 2 * MEMORY, resource.RLIM_INFINITY))
    for turn in range(count):
        shutil.rmtree(folder)
        faults.lay_out(folder, whole)
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        what = forge(folder, random.Random(f"{seed} {turn}"))
        resource.setrlimit(resource.RLIMIT_AS, (mapped() + 2 * MEMORY, resource.RLIM_INFINITY))
        try:
            with in_time():
                use(folder, turn)
        except (Exception, HangsError) as error:  # noqa: BLE001 -- whatever it is, it is told
            tell({"turn": turn, "forged": what, "wrong": "".join(traceback.format_exception(error)[-5:])})
    shutil.rmtree(folder)
    tell({"met": count})


def run_forgeries(path: Path, seed: int, count: int) -> list[dict[str, Any]]:
    """Use forged archives in a process of its own; what went wrong."""
    code = f"from tests import test_damage as t; t.meet_forgeries({str(path)!r}, {seed}, {count})"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    if not told or told[-1] != {"met": count}:
        return [*told, {"wrong": f"ended with {done.returncode}: {done.stderr[-2000:]}"}]
    return told[:-1]


def test_a_forgery_taken_apart_and_sealed_again_is_the_same_archive(copy: Path) -> None:
    whole = sound(copy)
    for file in manifest.read(copy).segments:
        forgery = Forgery.of((copy / file.name).read_bytes())
        content = forgery.sealed()
        current = manifest.read(copy)
        changed = replace(file, bytes=len(content), table=zlib.crc32(content[-FOOTER.size :]))
        segments = tuple(changed if each.name == file.name else each for each in current.segments)
        lay(copy / file.name, content)
        manifest.write(copy, replace(current, segments=segments))
    assert complaints(copy) == ()
    assert answers(copy) == whole.answers


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs to know the size of a process")
@pytest.mark.parametrize("seed", range(2))
def test_a_forged_archive_is_answered_or_refused(archive: Path, seed: int) -> None:
    wrong = run_forgeries(archive, seed, 90)
    assert not wrong, json.dumps(wrong[:20], indent=1)
