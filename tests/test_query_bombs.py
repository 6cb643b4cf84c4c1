"""What a question may cost: each hostile one is answered or refused, in little time and memory.

The questions are drawn by seed and asked in a process of its own, whose memory is limited and whose time is
taken question by question. ``tools/damage`` asks more of them.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import string
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import searcher
from corpus.errors import DatelineError
from searcher.language import FIELDS

from .articles import add, article

CPU_SECONDS = 2.0
MEMORY = 256 << 20
"""What one question may take, more than the process had before."""

Question = tuple[str, dict[str, Any]]

# The archive: many different words, so that a wildcard has much to stand for


def furnish(path: Path) -> Path:
    """An archive of 400 articles with some 30,000 different words."""
    dice = random.Random(11)
    words = ["".join(dice.choices(string.ascii_lowercase, k=dice.randint(2, 9))) for _ in range(30_000)]
    names = [f"{a.title()} {b.title()}" for a, b in zip(words[:300], words[300:600], strict=True)]
    add(
        path,
        [
            article(
                f"id{n}",
                " ".join(dice.choices(words, k=9)),
                " ".join(["the a of common", *dice.choices(words, k=200), "the the the common common."]),
                published=f"{2000 + n % 20}-{n % 12 + 1:02}-{n % 28 + 1:02}" if n % 9 else None,
                source=dice.choice(("Wire", "Post", "Ünïted Press")),
                authors=(dice.choice(names),),
            )
            for n in range(400)
        ],
    )
    return path


# The questions

WORDS = (
    *("the", "common", "a", "of", "zebra", "Ghent", "naïve", "İstanbul", "大阪", "قاہرہ", "ﷺ", "e\u0301"),
    *("US-led", "10:30", "it's", "--", "&", "a.b.c.d", "C++", "x" * 300, "ab", "qu", "NATO", "'", "’s"),
)
ODD = (
    "\0",
    "\u202e",
    "\u2066",
    "\u200f",
    "\ud800",
    "\x1b[31m",
    "\r\n",
    "\ufeff",
    "\u2028",
    "^",
    "~",
    "\\",
    "'",
)
PATTERNS = (
    *("*", "*a*", "a*", "?a?", "a*?*?*", "*?*?*a", "??", "a?", "*e*e*", "a*a*a*a*a*b", "*the", "c?mm?n"),
    *(
        "*" * 50 + "a",
        "?" * 200 + "a",
        "a" + "*a" * 60 + "z",
        "*a?" * 40,
        "a**b",
        "*é*",
        "*1*",
        "[a-z]*",
        "a*?",
    ),
)
DATES = (
    *("0001..9999", "9999-12-31..0001-01-01", "last 99999999999 days", "last 1 days", "2016-13-45", ".."),
    *("9" * 400, "1..2", "2016..", "..2016", "yesterday..tomorrow", "last 10000 years", "31 February", "0"),
    *("2016-01-01..2016-01-02..2016-01-03", "week 99 of 99999", "-1", "1e9", "12/12/12/12", "now", "𝟚𝟘𝟙𝟞"),
)
NAMES = (
    "Wire",
    "*",
    "*a*",
    "Angela Merkel",
    "UN",
    "?" * 50,
    "a" * 5000,
    "\0",
    "* * * *",
    "*a* *b*",
    "é" * 900,
)


def questions(seed: int) -> Iterator[Question]:
    """Hostile questions without end, the same for the same seed."""
    dice = random.Random(seed)
    while True:
        yield dice.choice(MAKERS)(dice), options(dice)


def options(dice: random.Random) -> dict[str, Any]:
    """What stands beside a query; mostly nothing."""
    offered: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("match", lambda: dice.choice(("all", "any"))),
        ("sort", lambda: dice.choice(("relevance", "newest", "oldest"))),
        ("limit", lambda: dice.choice((0, 1, 10**30))),
        ("page", lambda: dice.choice((1, 2, 10**25))),
        ("related", lambda: dice.choice((0, 3, 10**20))),
        ("undated", lambda: dice.choice(("exclude", "include", "only"))),
        ("facets", lambda: dice.choice((True, ("month",)))),
        ("since", lambda: dice.choice(DATES)),
        ("until", lambda: dice.choice(DATES)),
        ("on", lambda: dice.choice(DATES)),
        ("last", lambda: dice.choice(("1 day", "9" * 400 + " years", "-3 days", "0 weeks", "1e3 days"))),
        ("person", lambda: [dice.choice(NAMES) for _ in range(dice.choice((1, 2, 300)))]),
        ("org", lambda: dice.choice(NAMES)),
        ("source", lambda: [dice.choice(NAMES) for _ in range(dice.choice((1, 2, 2000)))]),
    )
    return {name: draw() for name, draw in offered if dice.random() < 0.08}


def length(dice: random.Random, most: int) -> int:
    """Mostly small, sometimes as much as is allowed and a little more."""
    return dice.choice((1, 2, 3, dice.randint(1, 60), dice.randint(1, most), most, most + 1))


def words(dice: random.Random) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(length(dice, 3000)))


def long_word(dice: random.Random) -> str:
    letter = dice.choice(("a", "é", "ﷺ", "a\u0301", "𝕬", ".", "'", "-", "a-", "a.", "大", "İ"))
    return letter * (length(dice, dice.choice((9_999, 1_000_000))) // len(letter) + 1)


def nested(dice: random.Random) -> str:
    depth = length(dice, dice.choice((50, 3000)))
    inside = f"({dice.choice((' OR ', ' ', ' AND ', ' NOT ')).join(('common', '%s'))})"
    text = dice.choice(WORDS)
    if dice.random() < 0.5:
        return "(" * depth + text + ")" * dice.choice((depth, depth - 1, depth + 1))
    for _ in range(min(depth, 400)):
        text = inside % text
    return text


def chained(dice: random.Random) -> str:
    link = dice.choice(("NOT ", "-", "NOT -", "title:", "NOT title:", "person:", "title:NOT ", "- ", "NOT ("))
    return link * length(dice, 9_900 // len(link)) + dice.choice(WORDS)


def joined(dice: random.Random) -> str:
    """Very many parts, each cheap or dear."""
    operator = dice.choice((" ", " OR ", " AND ", " NOT ", " -", " OR NOT "))
    draw = dice.choice((word, pattern, phrase, fielded, anything))
    count = length(dice, 3300)
    parts: list[str] = []
    while len(parts) < count and sum(map(len, parts)) + len(operator) * len(parts) < 9_500:
        parts.append(draw(dice))
    return operator.join(parts)


def many_wildcards(dice: random.Random) -> str:
    letters = string.ascii_lowercase
    form = dice.choice(("{}*", "*{}*", "*{}", "{}?*", "?{}*", "title:*{}*", "author:*{}*", "*{}*{}*"))
    each = [form.format(dice.choice(letters), dice.choice(letters)) for _ in range(length(dice, 2000))]
    return dice.choice((" ", " OR ", " NOT ")).join(each)[:9_990]


def word(dice: random.Random) -> str:
    return dice.choice((*WORDS, *string.ascii_lowercase))


def pattern(dice: random.Random) -> str:
    if dice.random() < 0.6:
        return dice.choice(PATTERNS)
    return "".join(dice.choice("*?aetz") for _ in range(dice.randint(1, 30)))


def phrase(dice: random.Random) -> str:
    some = dice.choice((("the",), ("common", "the"), ("common",), WORDS))
    return '"' + " ".join(dice.choice(some) for _ in range(dice.choice((2, 3, 9, 60)))) + '"'


def long_phrase(dice: random.Random) -> str:
    some = dice.choice((("the",), ("common",), ("the", "common"), WORDS))
    return '"' + " ".join(dice.choice(some) for _ in range(length(dice, 2400))) + '"'


def fielded(dice: random.Random) -> str:
    inside = dice.choice((word, pattern, phrase))(dice)
    return f"{dice.choice(sorted(FIELDS))}:{inside}"


def dated(dice: random.Random) -> str:
    text = dice.choice(
        (*DATES, "".join(dice.choice("0123456789-./: TZ") for _ in range(dice.randint(1, 40))))
    )
    return dice.choice(('published:"{}"', "date:{}", "published:{} OR common")).format(text)


def odd(dice: random.Random) -> str:
    parts = [dice.choice((*ODD, *WORDS, '"', "(", ")", "*", "-", ":", " ")) for _ in range(length(dice, 900))]
    return "".join(parts)


def anything(dice: random.Random) -> str:
    return dice.choice((word, pattern, phrase, fielded, dated))(dice)


def spliced(dice: random.Random) -> str:
    pieces = (
        *WORDS,
        *PATTERNS,
        *ODD,
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        '"',
        "“",
        "-",
        "title:",
        "person:",
        "x:",
        "^2",
    )
    glue = dice.choice(("", " "))
    return glue.join(dice.choice(pieces) for _ in range(dice.randint(1, 40)))


def noise(dice: random.Random) -> str:
    most = dice.choice((0x7F, 0x3000, 0x10FFFF))
    return "".join(chr(dice.randint(0, most)) for _ in range(length(dice, 2000)))


MAKERS = (
    *(
        words,
        long_word,
        nested,
        chained,
        joined,
        joined,
        many_wildcards,
        pattern,
        long_phrase,
        fielded,
        dated,
    ),
    *(odd, spliced, spliced, noise, anything),
)

# The measuring


class TooLongError(BaseException):
    """A question took too much time; no handler of errors may take it for one of its own."""


def ask_all(path: str, seed: int, count: int) -> None:
    """Ask questions, with limits; print a line for each that goes wrong, and then how many were asked."""

    def late(_: int, __: FrameType | None) -> None:
        raise TooLongError

    signal.signal(signal.SIGPROF, late)
    with searcher.open(path) as archive:
        for text in ("common", "a*", '"the the"', "title:a*", "published:2016", "person:x"):
            look_at(archive, text, {"facets": True})
        resource.setrlimit(resource.RLIMIT_AS, (mapped() + MEMORY, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        drawn = questions(seed)
        for turn in range(count):
            text, more = next(drawn)
            wrong = asked(archive, text, more)
            if wrong:
                tell({"turn": turn, "wrong": wrong, "query": text[:200], "options": short(more)})
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    tell({"asked": count})


def tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def asked(archive: searcher.Archive, text: str, more: dict[str, Any]) -> str:
    """What goes wrong when a question is asked; "": nothing."""
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, 2 * CPU_SECONDS)
    try:
        look_at(archive, text, more)
    except DatelineError as error:
        if not error.message or len(str(error)) > 50_000:
            return "the refusal says nothing, or too much"
    except TooLongError:
        return "too long: " + "".join(traceback.format_tb(sys.exc_info()[2])[-2:])
    except BaseException as error:  # noqa: BLE001 -- whatever it is, it is told
        return f"{type(error).__name__}: {error}"[:300] + "".join(
            traceback.format_tb(error.__traceback__)[-3:]
        )
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    spent = time.process_time() - began
    return f"{spent:.1f} s" if spent > CPU_SECONDS else ""


def look_at(archive: searcher.Archive, text: str, more: dict[str, Any]) -> None:
    """Ask, and look at all that an answer offers."""
    results = archive.search(text, **more)
    assert results.total >= len(results.ids)
    for hit in results.hits[:2]:
        assert hit.id
    assert results.receipt


def mapped() -> int:
    """Bytes of this process's address space."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def short(more: dict[str, Any]) -> dict[str, str]:
    return {name: repr(value)[:60] for name, value in more.items()}


def run(path: Path, seed: int, count: int) -> list[dict[str, Any]]:
    """Ask in a process of its own; what went wrong."""
    code = f"from tests import test_query_bombs as t; t.ask_all({str(path)!r}, {seed}, {count})"
    root = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
        timeout=600 + count,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    if not told or told[-1] != {"asked": count}:
        told.append({"wrong": f"ended with {done.returncode}: {done.stderr[-2000:]}"})
        return told
    return told[:-1]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("bombs") / "a")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs to know the size of a process")
@pytest.mark.parametrize("seed", range(3))
def test_a_question_costs_little_or_is_refused(archive: Path, seed: int) -> None:
    wrong = run(archive, seed, 500)
    assert not wrong, json.dumps(wrong[:20], indent=1, ensure_ascii=True)
