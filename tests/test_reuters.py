"""Reuters-21578: nothing is lost, every date is right, and hit sets equal those of a plain scan.

The scan shares nothing with the index but the definition of an inflection (the stem): it cuts words
letter by letter, compares lists, and reads dates and names from the articles themselves.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import corpus
import index
import searcher
from corpus import Article, entities
from corpus.dates import read_published
from index.text.analysis import stem

pytestmark = pytest.mark.data

INPUTS = 21_578
TRAILING = 327
ARTICLES = 20_841
"""The others have neither a title nor a text."""
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


@dataclass(frozen=True)
class Scanned:
    """An article as the scan sees it."""

    id: str
    title: list[str]
    body: list[str]
    stems: frozenset[str]
    day: date
    places: frozenset[str]


@pytest.fixture(scope="module")
def source(data_dir: Path) -> Path:
    return data_dir / "reuters21578.jsonl.gz"


@pytest.fixture(scope="module")
def raw(source: Path) -> dict[str, dict[str, object]]:
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        return {str(value["id"]): value for value in map(json.loads, lines)}


@pytest.fixture(scope="module")
def articles(source: Path) -> list[Article]:
    """Every article as read, with its names: extracted once, for the index and the scan alike."""
    extractor = entities.get()
    read = [entry for entry in corpus.read(source) if isinstance(entry, Article)]
    return [one.with_entities(extractor.extract(one)) for one in read]


@pytest.fixture(scope="module")
def archive(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Archive]:
    path = tmp_path_factory.mktemp("reuters") / "a"
    with index.create(path, extractor="none") as writer:
        assert writer.add(articles).added == ARTICLES
    with searcher.open(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def scanned(articles: list[Article], raw: dict[str, dict[str, object]]) -> list[Scanned]:
    return [_scanned(one, raw[one.id]) for one in articles]


def _scanned(one: Article, value: dict[str, object]) -> Scanned:
    title, body = _words(one.title), _words(one.body)
    names = {entity.name.lower() for entity in one.entities if entity.kind == "place"}
    stems = frozenset(stem(word) for word in (*title, *body))
    return Scanned(one.id, title, body, stems, _day(str(value["date"])), frozenset(names))


def _words(text: str) -> list[str]:
    """Runs of letters and digits, lower case; single letters joined by dots, and grouped digits, are one."""
    text = _ungrouped(text)
    words: list[str] = []
    word = ""
    for i, letter in enumerate(text + " "):
        if letter.isalnum():
            word += letter
            continue
        inside = (
            letter == "."
            and len(word.replace(".", "")) == word.count(".") + 1
            and word.replace(".", "").isalpha()
        )
        following = text[i + 1 : i + 2]
        if inside and following.isalpha() and not text[i + 2 : i + 3].isalnum():
            word += letter
            continue
        if word:
            words.append(word.replace(".", "").lower())
        word = ""
    return words


def _ungrouped(text: str) -> str:
    """The text without the commas, or two full stops and more, that part a number in groups of three."""
    runs = [(each.start(), each.end()) for each in re.finditer(r"\d+", text)]
    parting: set[int] = set()
    for number, (start, end) in enumerate(runs):
        before = text[max(0, start - 2) : start]
        if end - start > 3 or before[-1:].isalnum() or re.fullmatch(r"\d[,.]", before):
            continue
        for mark, least in ((",", 1), (".", 2)):
            marks, last = [], end
            for first, following in runs[number + 1 :]:
                if text[last:first] != mark or following - first != 3:
                    break
                marks.append(last)
                last = following
            parting.update(marks if len(marks) >= least else ())
    return "".join(letter for place, letter in enumerate(text) if place not in parting) if parting else text


def _day(stamp: str) -> date:
    day, month, year = stamp.strip()[:11].strip().split("-")
    return date(int(year[:4]), MONTHS.index(month.upper()) + 1, int(day))


def test_every_article_is_read_or_rejected(source: Path) -> None:
    entries = list(corpus.read(source))
    rejected = [entry for entry in entries if isinstance(entry, corpus.Rejected)]
    assert len(entries) == INPUTS
    assert len(entries) - len(rejected) == ARTICLES
    assert all(one.reason.startswith("no title and no text") for one in rejected)


def test_every_date_is_right(articles: list[Article], raw: dict[str, dict[str, object]]) -> None:
    published = {one.id: one.published for one in articles}
    stamps = {id_: str(value["date"]) for id_, value in raw.items()}
    for id_, stamp in stamps.items():
        found = published.get(id_) or read_published(stamp, origin="field")
        assert found.day == _day(stamp)
        clock = re.match(r"([01]?\d|2[0-3]):\d\d:\d\d", stamp.strip()[11:].strip())
        assert (found.precision == "second") == bool(clock), stamp
        assert found.local.strftime("%H:%M:%S") == (clock[0].zfill(8) if clock else "00:00:00"), stamp
        assert not found.zone_known
    assert all(published.values())
    assert sum("\x05" in stamp for stamp in stamps.values()) == TRAILING


Condition = Callable[[Scanned], bool]


@dataclass(frozen=True)
class Asked:
    """A question, and what the scan makes of it."""

    query: str
    options: dict[str, str]
    holds: Condition


class Questioner:
    """Draws questions from the articles themselves, so that most have answers."""

    def __init__(self, scanned: list[Scanned], seed: int) -> None:
        self.scanned = scanned
        self.dice = random.Random(seed)

    def word(self) -> Asked:
        word = self.dice.choice(self._some_words(1))
        return Asked(word, {}, lambda one: stem(word) in one.stems)

    def phrase(self) -> Asked:
        words = self._some_words(self.dice.choice([2, 2, 3, 4]))
        query = f'"{" ".join(words)}"'
        return Asked(query, {}, lambda one: _holds(one.title, words) or _holds(one.body, words))

    def both(self) -> Asked:
        return self._combined(lambda a, b: f"{a} {b}", lambda a, b: a and b)

    def either(self) -> Asked:
        return self._combined(lambda a, b: f"{a} OR {b}", lambda a, b: a or b)

    def but_not(self) -> Asked:
        return self._combined(lambda a, b: f"{a} NOT {b}", lambda a, b: a and not b)

    def nested(self) -> Asked:
        one, other = self.either(), self.word()
        return Asked(
            f"({one.query}) AND NOT {other.query}", {}, lambda x: one.holds(x) and not other.holds(x)
        )

    def dated(self) -> Asked:
        first = self.dice.choice(self.scanned).day
        last = first + timedelta(days=self.dice.choice([0, 0, 1, 6, 30, 92, 364]))
        options = {"since": first.isoformat(), "until": last.isoformat()}
        return Asked("", options, lambda one: first <= one.day <= last)

    def placed(self) -> Asked:
        place = self.dice.choice(
            [p for one in self.dice.choices(self.scanned, k=50) for p in sorted(one.places)]
        )
        return Asked("", {"place": place}, lambda one: place in one.places)

    def mixed(self) -> Asked:
        parts = [self.dice.choice([self.word, self.phrase, self.either])(), self.dated(), self.placed()]
        chosen = self.dice.choice([parts[:2], [parts[0], parts[2]], parts])
        options = {key: value for part in chosen for key, value in part.options.items()}
        return Asked(chosen[0].query, options, lambda one: all(part.holds(one) for part in chosen))

    def _combined(self, write: Callable[[str, str], str], hold: Callable[[bool, bool], bool]) -> Asked:
        one, other = (self.dice.choice([self.word, self.word, self.phrase])() for _ in range(2))
        return Asked(write(one.query, other.query), {}, lambda x: hold(one.holds(x), other.holds(x)))

    def _some_words(self, count: int) -> list[str]:
        while True:
            words = self.dice.choice(self.scanned).body
            if len(words) >= count:
                at = self.dice.randrange(len(words) - count + 1)
                return words[at : at + count]


def _holds(words: list[str], phrase: list[str]) -> bool:
    return any(words[i : i + len(phrase)] == phrase for i, word in enumerate(words) if word == phrase[0])


KINDS = {
    "word": 40,
    "phrase": 35,
    "both": 25,
    "either": 20,
    "but_not": 20,
    "nested": 10,
    "dated": 15,
    "placed": 15,
    "mixed": 20,
}


@pytest.mark.parametrize("kind", KINDS)
def test_hits_equal_those_of_a_plain_scan(
    archive: searcher.Archive, scanned: list[Scanned], kind: str
) -> None:
    questioner = Questioner(scanned, seed=len(kind))
    answered = 0
    for _ in range(KINDS[kind]):
        asked = getattr(questioner, kind)()
        expected = {one.id for one in scanned if asked.holds(one)}
        results = archive.search(asked.query, limit=0, related=0, **asked.options)
        assert set(results.ids) == expected, asked
        answered += bool(expected)
    assert answered > KINDS[kind] / 2


def test_two_hundred_questions_are_asked() -> None:
    assert sum(KINDS.values()) == 200


def test_names_can_be_asked_by_alias(archive: searcher.Archive) -> None:
    totals = {
        archive.search("", place=name, limit=1, related=0).total
        for name in ("US", "U.S.", "usa", "United States")
    }
    assert len(totals) == 1
    assert totals.pop() > 1000


def test_an_unchanged_article_is_told_from_a_changed_one(articles: list[Article], tmp_path: Path) -> None:
    some = articles[:200]
    with index.create(tmp_path / "a", extractor="none") as writer:
        writer.add(some)
        again = writer.add([replace(some[0], body="changed"), *some[1:]])
    assert (again.updated, again.unchanged) == (1, 199)
