"""What a question may cost of archives that are made to make it dear: each is answered or refused in bounds.

The archives are hostile, and the questions stay within the language's limits. They are asked in a process of
its own, which is told how much memory is left. ``tools/damage`` asks more of them, of larger archives.
"""

from __future__ import annotations

import json
import random
import resource
import string
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import index
import searcher
from corpus.errors import CostError, DatelineError

from .articles import article
from .test_query_bombs import MEMORY, mapped, tell

CPU_SECONDS = 2.5

Question = tuple[str, dict[str, Any]]


# The archives


def two_words(path: Path, size: int) -> None:
    """One article of so many characters, of two words."""
    make(path, [article("1", "ab cd", "ab ab cd " * (size // 9), published="2016-03-01")])


def one_word(path: Path, size: int) -> None:
    """One article of one word of so many letters."""
    make(path, [article("1", "aaa", "a" * size, published="2016-03-01")])


def one_letter(path: Path, size: int) -> None:
    """One article of so many characters, of one word of a letter, and a headline that is no shorter."""
    make(path, [article("1", "a " * (size // 20), "a " * (size // 2), published="2016-03-01")])


def many_words(path: Path, size: int) -> None:
    """So many articles of 60 words, of which 18 stand nowhere else."""
    dice = random.Random(9)
    letters = string.ascii_lowercase[:20]
    common = ["".join(dice.choices(letters, k=dice.randint(1, 7))) for _ in range(300)]

    def word() -> str:
        return "".join(dice.choices(letters, k=dice.randint(6, 12)))

    make(
        path,
        (
            article(
                f"id{n}",
                " ".join(dice.choices(common, k=8)),
                " ".join([*dice.choices(common, k=42), *(word() for _ in range(18))]),
                published=f"{2000 + n % 20}-{n % 12 + 1:02}-{n % 28 + 1:02}" if n % 9 else None,
                source=word() if n % 3 else "Wire",
                authors=(f"{word()} {word()}",),
            )
            for n in range(size)
        ),
    )


def make(path: Path, articles: Any) -> None:
    with index.create(path, extractor="none") as archive:
        archive.add(articles)


ARCHIVES: dict[str, tuple[Callable[[Path, int], None], int, int]] = {
    "two words": (two_words, 300_000, 3_000_000),
    "one word": (one_word, 100_000, 1_000_000),
    "many words": (many_words, 2_000, 50_000),
    "one letter": (one_letter, 300_000, 3_000_000),
}
"""How each is made, and its size in the suite and at length."""

# The questions

WORDS = ("ab", "cd", "a", "aa", "aaa", "wire", "b", "e", "the", "qt")


def questions(seed: int, words: tuple[str, ...] = WORDS) -> Iterator[Question]:
    """Dear questions without end, the same for the same seed."""
    dice = random.Random(seed)
    while True:
        yield dice.choice(MAKERS)(dice, words)[:9_990], options(dice)


def options(dice: random.Random) -> dict[str, Any]:
    offered: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("match", lambda: "any"),
        ("sort", lambda: dice.choice(("newest", "oldest"))),
        ("limit", lambda: dice.choice((0, 1, 100))),
        ("facets", lambda: True),
        ("undated", lambda: dice.choice(("include", "only"))),
        ("since", lambda: dice.choice(("2001", "2016-02"))),
        ("person", lambda: [f"*{dice.choice(string.ascii_lowercase)}*"] * dice.choice((1, 9, 300))),
        ("source", lambda: [f"*{letter}*{letter}*" for letter in "abcdefgh"]),
    )
    return {name: draw() for name, draw in offered if dice.random() < 0.15}


def phrase_of(dice: random.Random, words: tuple[str, ...], most: int) -> str:
    some = dice.sample(words, k=min(len(words), dice.choice((1, 1, 2, 2, 3, 10))))
    count = dice.choice((2, 3, 10, 60, most))
    chosen = (some * count)[:count] if dice.random() < 0.5 else dice.choices(some, k=count)
    return f'"{" ".join(chosen)}"'


def long_phrase(dice: random.Random, words: tuple[str, ...]) -> str:
    return phrase_of(dice, words, dice.choice((400, 990)))


def phrases(dice: random.Random, words: tuple[str, ...]) -> str:
    """Many phrases, of up to 990 words together."""
    length = dice.choice((2, 5, 10, 30))
    count = 990 // length
    each = (f'"{" ".join(dice.choices(words[:3], k=length))}"' for _ in range(count))
    return dice.choice((" OR ", " ", " NOT ")).join(each)


def patterns(dice: random.Random, words: tuple[str, ...]) -> str:
    """Thirty patterns."""
    return dice.choice((" OR ", " ", " NOT ")).join(pattern(dice, words) for _ in range(30))


def pattern(dice: random.Random, _: tuple[str, ...]) -> str:
    draw = lambda: dice.choice(string.ascii_lowercase[:20])  # noqa: E731
    form = dice.choice(
        ("*a*n*q*q*", "*{}*{}*{}*{}*", "*{}{}*", "{}*{}*{}", "*?{}?*{}?a", "*{}", "?{}*", "*{}*" * 20, "{}*")
    )
    field = dice.choice(("", "", "", "title:", "author:", "source:"))
    return field + form.format(*(draw() for _ in range(form.count("{}"))))


def long_pattern(dice: random.Random, _: tuple[str, ...]) -> str:
    count = dice.choice((100, 240, 4_000, 9_000))
    form = dice.choice(("*{}b*", "*{}*b", "a*{}b", "{}b*", "*{}?b*", "*{}*{}b*"))
    letters = dice.choice(("a", "a?", "*a", "ab", "a*a"))
    return form.replace("{}", (letters * count)[: count // form.count("{}")])


def many(dice: random.Random, words: tuple[str, ...]) -> str:
    """As many words as are allowed."""
    count = dice.choice((30, 300, 990))
    return dice.choice((" OR ", " ", " NOT ", " AND title:")).join(dice.choices(words, k=count))


def nested(dice: random.Random, words: tuple[str, ...]) -> str:
    text = dice.choice(words)
    for _ in range(dice.choice((5, 40))):
        inside = dice.choice((long_phrase, pattern, many))(dice, words)
        if len(text) + len(inside) < 9_000 and len((text + inside).split()) < 900:
            text = dice.choice(("({} OR {})", "({} {})", "(NOT {} {})")).format(text, inside)
    return text


MAKERS = (long_phrase, long_phrase, phrases, patterns, patterns, long_pattern, many, nested)

# The measuring


def ask_all(path: str, seed: int, count: int) -> None:
    """Ask questions with a limit of memory; print what goes wrong, and then what became of all."""
    most, became = 0.0, Counter[str]()
    with searcher.open(path) as archive:
        words = known_words(archive)
        for text in ("a", "a*", '"a b"', "title:a*", "published:2016"):
            asked(archive, text, {"facets": True})
        before = mapped()
        resource.setrlimit(resource.RLIMIT_AS, (before + MEMORY, resource.RLIM_INFINITY))
        drawn = questions(seed, words)
        for turn in range(count):
            text, more = next(drawn)
            began = time.process_time()
            outcome = asked(archive, text, more)
            spent = time.process_time() - began
            became[outcome if outcome in ("answered", "too dear") else "refused"] += 1
            most = max(most, spent)
            if outcome.startswith("wrong") or spent > CPU_SECONDS:
                told = {name: repr(value)[:60] for name, value in more.items()}
                tell(
                    {"turn": turn, "seconds": round(spent, 1), "wrong": outcome, "query": text[:200], **told}
                )
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tell({"asked": count, "seconds": round(most, 2), "peak MB": memory >> 10, **became})


def known_words(archive: searcher.Archive) -> tuple[str, ...]:
    """Words that the archive holds."""
    body = archive.get(archive.search(limit=1).ids[0]).text[:2_000]
    return tuple(dict.fromkeys((*[word for word in body.split() if len(word) < 30], *WORDS)))


def asked(archive: searcher.Archive, text: str, more: dict[str, Any]) -> str:
    """What becomes of a question."""
    try:
        look_at(archive, text, more)
    except CostError:
        return "too dear"
    except DatelineError as error:
        return f"refused: {error.message}"
    except BaseException as error:  # noqa: BLE001 -- whatever it is, it is told
        return f"wrong: {type(error).__name__}: {error}"[:300]
    return "answered"


def look_at(archive: searcher.Archive, text: str, more: dict[str, Any]) -> None:
    """Ask, and look at a page and all that an answer offers."""
    results = archive.search(text, **more)
    for hit in results.hits[:10]:
        assert hit.id
    assert results.receipt


def run(path: Path, seed: int, count: int) -> list[dict[str, Any]]:
    """Ask in a process of its own; what went wrong, and then what became of all."""
    code = f"from tests import test_query_costs as t; t.ask_all({str(path)!r}, {seed}, {count})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=str(Path(__file__).parents[1]),
        timeout=600 + 5 * count,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    if not told or told[-1].get("asked") != count:
        told.append({"wrong": f"ended with {done.returncode}: {done.stderr[-2000:]}"})
    return told


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs to know the size of a process")
@pytest.mark.parametrize("name", ARCHIVES)
def test_a_dear_question_is_answered_or_refused(tmp_path: Path, name: str) -> None:
    furnish, size, _ = ARCHIVES[name]
    furnish(tmp_path / "a", size)
    *wrong, became = run(tmp_path / "a", 5, 36)
    assert not wrong, json.dumps(wrong[:20], indent=1)
    assert became["answered"] > 0
