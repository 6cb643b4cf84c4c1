"""Articles and questions of every kind, made by chance, for engines to be compared by."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import corpus
from corpus import Article, Entity, Link, Published, Rejected, sample

from .articles import article, day, stamp

NOW = datetime(2025, 1, 15, 12, tzinfo=UTC)
FIRST = date(2023, 6, 1)
DAYS = 560
PEOPLE = (
    "Mara Ellison",
    "Elena Marcovaldi",
    "Ellison Park",
    "Ana María Ruiz",
    "Jürgen Weiß",
    "Marit Okkerse",
    "Maria Ellisonova",
)
ORGANISATIONS = ("United Nations", "Water Board", "Pleiad Lines", "NATO", "Harbour Museum")
PLACES = ("Ghent", "Dordrecht", "Trieste", "United Kingdom", "San José", "Split")
OUTLETS = ("Delta Wire", "Lowland Gazette", "Harbour Courier", "Wire", "Post", "")
AUTHORS = ("Ada Lowe", "Wout Dellaert", "Ada Byrne")
_WORDS = {
    "es": "la ciudad de las ciudades teme otra inundación y los diques del puerto viejo no resisten",
    "de": "die Häuser am Hafen stehen nach der Flut leer und das Haus der Fischer wird geräumt",
    "fr": "les digues présentées au maire ont cédé et la ville demande des pompes neuves",
    "fa": "سیل در شهر بندری خانه‌ها را برد و مردم كمک می‌خواهند",
    "ar": "الفيضان يغرق المدينة والسكان يطلبون المساعدة من الحكومة",
    "zh": "洪水 淹没 港口 城市 居民 等待 救援",
}
LANGUAGES = {tag: text.split() for tag, text in _WORDS.items()}
LONG = "abcdefghij" * 30
"""A word that is longer than a term."""


def articles(seed: int = 1, count: int = 90) -> list[Article | Rejected]:
    """The sample's articles, and others made of its words: some alike, some without dates, some linked."""
    draw = random.Random(seed)
    found = [
        entry
        for source in sample.INPUTS
        for entry in corpus.read(sample.path() / source.path, outlet=source.outlet)
    ]
    held = [entry for entry in found if isinstance(entry, Article)]
    words = [word for each in held for word in f"{each.title} {each.body}".split()]
    for number in range(count):
        held.append(_article(draw, f"m{number:03}", words, held))
    return [*(entry for entry in found if isinstance(entry, Rejected)), *held]


def _article(draw: random.Random, id_: str, words: Sequence[str], others: Sequence[Article]) -> Article:
    language = draw.choice(["", "en", "en-GB", *LANGUAGES]) if draw.random() < 0.5 else "en"
    own = LANGUAGES.get(language) or words
    size = draw.randint(300, 1500) if draw.random() < 0.07 else draw.randint(5, 200)
    start = draw.randrange(len(words) - size)
    title, body = _text(draw, own, 4, 9), " ".join(words[start : start + size])
    if own is not words:
        body = _text(draw, own, 10, 80)
    if draw.random() < 0.2:  # as an earlier one, wholly or but for a word
        title = draw.choice(others).title + draw.choice(["", "", " again"])
    if draw.random() < 0.03:
        body += f" {LONG} {LONG[3:]}"
    url = f"https://news.example/{draw.randrange(150)}" if draw.random() < 0.5 else ""
    return article(
        id_,
        title,
        body,
        published=_published(draw),
        language=language,
        source=draw.choice(OUTLETS),
        url=url,
        authors=tuple(draw.sample(AUTHORS, draw.choice([0, 0, 1, 2]))),
        entities=tuple(
            Entity(kind, name, name)
            for kind, names in (("person", PEOPLE), ("organisation", ORGANISATIONS), ("place", PLACES))
            for name in draw.sample(names, draw.choice([0, 0, 1, 2]))
        ),
        links=tuple(_link(draw, draw.choice(others)) for _ in range(draw.choice([0, 0, 0, 1, 3]))),
    )


def _text(draw: random.Random, words: Sequence[str], least: int, most: int) -> str:
    return " ".join(draw.choices(words, k=draw.randint(least, most)))


def _day(draw: random.Random) -> date:
    return FIRST + timedelta(days=draw.randrange(DAYS))


def _published(draw: random.Random) -> Published | None:
    text = _day(draw).isoformat()
    match draw.randrange(8):
        case 0:
            return None
        case 1:
            return Published(day(f"{text[:7]}-01").local, "month", origin="test", raw=text[:7])
        case 2:
            return Published(day(f"{text[:4]}-01-01").local, "year", origin="test", raw=text[:4])
        case 3 | 4:
            return stamp(f"{text}T{draw.randrange(24):02}:30:00{draw.choice(['', '+00:00', '-05:00'])}")
    return day(text)


def _link(draw: random.Random, to: Article) -> Link:
    match draw.randrange(5):
        case 0:
            return Link(to.title, to.id)
        case 1:
            return Link("As the outlet called it", url=to.url)
        case 2:
            hint = to.published and to.published.day + timedelta(days=draw.randrange(-4, 5))
            return Link(to.title, published=day(hint.isoformat()) if hint else None)
        case 3:
            return Link(to.title, media="video")
    return Link("What nobody wrote", draw.choice(["", "none"]))


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``Archive.search`` is asked.

    Attributes:
        text: the query.
        options: the rest.
        kinds: of what it is made.
    """

    text: str
    options: dict[str, Any]
    kinds: frozenset[str]


def questions(held: Sequence[Article], count: int, seed: int = 1) -> list[Asked]:
    """Questions that articles may answer."""
    draw = random.Random(seed)
    return [_Maker(draw, held).asked() for _ in range(count)]


class _Maker:
    """Makes one question."""

    def __init__(self, draw: random.Random, held: Sequence[Article]) -> None:
        self._draw, self._held = draw, held
        self._kinds: set[str] = set()

    def asked(self) -> Asked:
        text = "" if self._draw.random() < 0.05 else self._query(self._draw.choice([0, 0, 0, 1, 1, 2]))
        options = dict(self._options())
        return Asked(text, options, frozenset(self._kinds | options.keys()))

    def _query(self, depth: int) -> str:
        parts = [self._part(depth) for _ in range(self._draw.choice([1, 1, 2, 2, 3]))]
        join = self._draw.choice([" ", " ", " AND ", " OR ", " OR "])
        if len(parts) > 1:
            self._kinds.add(join.strip() or "side by side")
        return join.join(parts)

    def _part(self, depth: int) -> str:
        draw = self._draw
        negated = draw.random() < 0.1
        inner = f"({self._query(depth - 1)})" if depth and draw.random() < 0.5 else self._leaf()
        self._kinds |= {"NOT"} if negated else {"()"} if inner.startswith("(") else set()
        return (draw.choice(["NOT ", "-"]) if negated else "") + inner

    def _leaf(self) -> str:
        kind, make = self._draw.choice(self._leaves)
        self._kinds.add(kind)
        return make()

    @property
    def _leaves(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            *[("word", self._word)] * 16,
            *[("phrase", lambda: self._phrase(self._one.body))] * 4,
            ("quoted word", lambda: f'"{self._word()}"'),
            ("long word", lambda: self._draw.choice([LONG, f'"{LONG} {LONG[3:]}"'])),
            ("prefix", lambda: f"{self._word()[: self._draw.randint(1, 4)]}*"),
            ("wildcard", self._wildcard),
            ("everything", lambda: "*"),
            (
                "near",
                lambda: (
                    f"{self._word()} {self._draw.choice(['NEAR', 'PRE'])}/{self._draw.randint(1, 9)} flood"
                ),
            ),
            ("near words", lambda: f"{self._phrase(self._one.body)}~{self._draw.randint(1, 9)}"),
            ("nearly", lambda: f"{self._word()}~{self._draw.randint(1, 2)}"),
            ("inflected", lambda: "{" + self._phrase(self._one.body).strip('"') + "}"),
            ("lead:", lambda: f"lead:{self._word(self._one.title)}"),
            ("section:*", lambda: "section:*"),
            ("title:", lambda: f"title:{self._word(self._one.title)}"),
            ("title:phrase", lambda: f"title:{self._phrase(self._one.title)}"),
            ("title:prefix", lambda: f"title:{self._word(self._one.title)[:3]}*"),
            ("person:", lambda: f'person:"{self._name(PEOPLE)}"'),
            ("org:", lambda: f'org:"{self._name(ORGANISATIONS)}"'),
            ("place:", lambda: f'place:"{self._name(PLACES)}"'),
            ("source:", lambda: f'source:"{self._name(OUTLETS[:-1])}"'),
            ("author:", lambda: f'author:"{self._name(AUTHORS)}"'),
            ("language:", lambda: f"language:{self._draw.choice(['en', *LANGUAGES])}"),
            ("id:", lambda: f'id:"{self._one.id}"'),
            ("url:", lambda: f'url:"{self._one.url or "https://news.example/7"}"'),
            ("published:", lambda: f'published:"{self._when()}"'),
        ]

    @property
    def _one(self) -> Article:
        return self._draw.choice(self._held)

    def _word(self, text: str = "") -> str:
        words = re.findall(r"\w+", text or self._one.body)
        return self._draw.choice(words) if words else "flood"

    def _phrase(self, text: str) -> str:
        words = text.split() or ["flood"]
        start, size = self._draw.randrange(len(words)), self._draw.randint(2, 4)
        chosen = words[start : start + size]
        if self._draw.random() < 0.2:
            self._draw.shuffle(chosen)
        return '"' + re.sub('["“”„«»]', "", " ".join(chosen)) + '"'

    def _wildcard(self) -> str:
        word = self._word()
        place = self._draw.randrange(max(1, len(word) - 1))
        return word[:place] + self._draw.choice(["*", "?"]) + word[place + 1 :]

    def _name(self, names: Sequence[str]) -> str:
        name = self._draw.choice(names)
        return self._draw.choice([name, name, name.lower(), name.split()[-1], f"*{name[3:]}", f"{name[:2]}*"])

    def _when(self) -> str:
        first = _day(self._draw)
        last = first + timedelta(days=self._draw.randrange(120))
        return self._draw.choice(
            [
                f"{first}..{last}",
                f"{first:%Y-%m}",
                f"{first:%Y-%m}",
                f"{first:%Y}",
                str(first),
                f"since {first}",
                f"before {first}",
                f"{first:%B %Y}",
                "past 300 days",
                "last month",
            ]
        )

    def _options(self) -> Iterator[tuple[str, Any]]:
        draw = self._draw
        first = _day(draw)
        chances: list[tuple[float, str, Any]] = [
            (0.15, "since", draw.choice([first, f"{first:%Y-%m}", "2024"])),
            (0.15, "until", draw.choice([first + timedelta(days=90), "2024-09", "yesterday"])),
            (0.05, "on", draw.choice([first, f"{first:%Y-%m}", "2024", "summer 2024"])),
            (0.05, "last", draw.choice(["300 days", "12 months", "90d"])),
            (0.08, "person", draw.choice([self._name(PEOPLE), PEOPLE[:2]])),
            (0.05, "org", self._name(ORGANISATIONS)),
            (0.08, "place", draw.choice([self._name(PLACES), PLACES[1:3]])),
            (0.08, "source", draw.choice([self._name(OUTLETS[:-1]), OUTLETS[:3]])),
            (0.25, "match", "any"),
            (0.4, "sort", draw.choice(["newest", "oldest"])),
            (0.6, "limit", draw.choice([0, 1, 2, 3, 3, 5, 5, 20])),
            (0.15, "page", draw.choice([2, 3])),
            (
                0.4,
                "facets",
                draw.choice([True, ("month",), ("people", "places"), ("source", "organisations")]),
            ),
            (0.7, "related", draw.choice([0, 0, 1, 5])),
            (0.4, "undated", draw.choice(["include", "only"])),
        ]
        for chance, option, value in chances:
            if draw.random() < chance:
                yield option, value
