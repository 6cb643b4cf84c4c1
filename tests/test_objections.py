"""Articles that are ill-typed as objects: rejected one by one, with a reason, and the batch goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import pytest

import corpus
import index
import searcher
from corpus import Article, Entity, Link, Published, Rejected
from corpus.objections import plain_article
from corpus.readers import Options
from index.engine.embedded.build.document_pool import DocumentPool
from index.ingest.intake import entry_of

from .articles import article, day

MIDNIGHT = datetime(2016, 12, 1)
GOOD = article("good", "Rain over Ghent", "It rained all day.", published="2016-12-01")


class NotATime(datetime):
    """What pandas' NaT is like: a datetime by its class alone."""

    @property
    def year(self) -> Any:
        return float("nan")


class NoZone(tzinfo):
    """A zone that knows nothing."""

    def utcoffset(self, _: datetime | None) -> timedelta | None:
        raise LookupError("no such zone")


def made(**changes: Any) -> Article:
    """An article in which something is not what it should be."""
    return replace(GOOD, id="bad", **changes)


def dated(**changes: Any) -> Article:
    return made(published=replace(day("2016-12-01"), **changes))


def linked(**changes: Any) -> Article:
    return made(links=(Link("Snow"), replace(Link("Hail"), **changes)))


def named(**changes: Any) -> Article:
    return made(entities=(replace(Entity("place", "Ghent", "Ghent", 10, 15), **changes),))


def empty() -> Article:
    """An article whose fields were never set."""
    return object.__new__(Article)


ILL_TYPED: dict[str, tuple[Callable[[], object], str]] = {
    "id None": (lambda: replace(GOOD, id=None), "id: a text is expected, not None"),
    "id number": (lambda: replace(GOOD, id=7), "id: a text is expected, not int"),
    "id blank": (lambda: replace(GOOD, id=" \n"), "an article without an id"),
    "title bytes": (lambda: made(title=b"Rain"), "title: a text is expected, not bytes"),
    "title NaN": (lambda: made(title=float("nan")), "title: a text is expected, not float"),
    "body None": (lambda: made(body=None), "body: a text is expected, not None"),
    "body list": (lambda: made(body=["It", "rained"]), "body: a text is expected, not list"),
    "body surrogate": (
        lambda: made(body="half \ud83d"),
        "body: holds half of a surrogate pair, which is no character",
    ),
    "source dict": (lambda: made(source={"name": "Post"}), "source: a text is expected, not dict"),
    "url path": (lambda: made(url=Path("/x")), "url: a text is expected, not PosixPath"),
    "language set": (lambda: made(language={"en"}), "language: a text is expected, not set"),
    "origin path": (lambda: made(origin=Path("x")), "origin: a text is expected, not PosixPath"),
    "section False": (lambda: made(section=False), "section: a text is expected, not bool"),
    "reader surrogate": (
        lambda: made(reader="\udc80"),
        "reader: holds half of a surrogate pair, which is no character",
    ),
    "authors list": (lambda: made(authors=["Ann"]), "authors: a tuple is expected, not list"),
    "authors text": (lambda: made(authors="Ann"), "authors: a tuple is expected, not str"),
    "authors None": (lambda: made(authors=None), "authors: a tuple is expected, not None"),
    "author None": (lambda: made(authors=("Ann", None)), "authors[1]: a text is expected, not None"),
    "notices generator": (
        lambda: made(notices=iter(("n",))),
        "notices: a tuple is expected, not tuple_iterator",
    ),
    "notice bytes": (lambda: made(notices=(b"n",)), "notices[0]: a text is expected, not bytes"),
    "published text": (lambda: made(published="2016"), "published: a Published is expected, not str"),
    "published datetime": (
        lambda: made(published=MIDNIGHT),
        "published: a Published is expected, not datetime",
    ),
    "local day": (
        lambda: dated(local=date(2016, 12, 1)),
        "published.local: a datetime is expected, not date",
    ),
    "local NaN": (lambda: dated(local=float("nan")), "published.local: a datetime is expected, not float"),
    "local NaT": (
        lambda: dated(local=NotATime(1, 1, 1)),
        "published.local: a datetime is expected, not NotATime",
    ),
    "local aware": (
        lambda: dated(local=MIDNIGHT.replace(tzinfo=UTC)),
        "published.local: a datetime without a zone is expected, not one with a zone",
    ),
    "precision": (
        lambda: dated(precision="hour"),
        "published.precision: one of second, minute, day, month, year is expected, not another text",
    ),
    "precision list": (lambda: dated(precision=["day"]), "published.precision: a text is expected, not list"),
    "instant naive": (
        lambda: dated(instant=MIDNIGHT),
        "published.instant: a datetime in UTC is expected, not one in another zone or in none",
    ),
    "instant elsewhere": (
        lambda: dated(instant=MIDNIGHT.replace(tzinfo=timezone(timedelta(hours=3)))),
        "published.instant: a datetime in UTC is expected, not one in another zone or in none",
    ),
    "instant nowhere": (
        lambda: dated(instant=MIDNIGHT.replace(tzinfo=NoZone())),
        "published.instant: a datetime in UTC is expected, not one in another zone or in none",
    ),
    "instant far": (
        lambda: dated(instant=datetime.max.replace(tzinfo=UTC), local=datetime.min),
        "published.instant: less than a day before or after published.local is expected",
    ),
    "instant number": (lambda: dated(instant=10**30), "published.instant: a datetime is expected, not int"),
    "date origin": (lambda: dated(origin=None), "published.origin: a text is expected, not None"),
    "date raw": (lambda: dated(raw=2016), "published.raw: a text is expected, not int"),
    "raw surrogate": (
        lambda: dated(raw="\ud800"),
        "published.raw: holds half of a surrogate pair, which is no character",
    ),
    "link text": (lambda: made(links=("Hail",)), "links[0]: a Link is expected, not str"),
    "links list": (lambda: made(links=[Link("Hail")]), "links: a tuple is expected, not list"),
    "link title": (lambda: linked(title=None), "links[1].title: a text is expected, not None"),
    "link id": (lambda: linked(id=4), "links[1].id: a text is expected, not int"),
    "link url": (lambda: linked(url=b"http:"), "links[1].url: a text is expected, not bytes"),
    "link media": (lambda: linked(media=None), "links[1].media: a text is expected, not None"),
    "link date": (
        lambda: linked(published=MIDNIGHT),
        "links[1].published: a Published is expected, not datetime",
    ),
    "link local": (
        lambda: linked(published=Published("2016", "day")),  # type: ignore[arg-type] # on purpose
        "links[1].published.local: a datetime is expected, not str",
    ),
    "link surrogate": (
        lambda: linked(url="\udfff"),
        "links[1].url: holds half of a surrogate pair, which is no character",
    ),
    "entity tuple": (
        lambda: made(entities=(("place", "Ghent"),)),
        "entities[0]: an Entity is expected, not tuple",
    ),
    "entity kind": (
        lambda: named(kind="planet"),
        "entities[0].kind: one of person, organisation, place is expected, not another text",
    ),
    "entity name": (lambda: named(name=None), "entities[0].name: a text is expected, not None"),
    "entity written": (lambda: named(written=1), "entities[0].written: a text is expected, not int"),
    "entity NaN": (
        lambda: named(start=float("nan")),
        "entities[0].start: a whole number or None is expected, not float",
    ),
    "entity True": (
        lambda: named(start=True),
        "entities[0].start: a whole number or None is expected, not bool",
    ),
    "entity huge": (
        lambda: named(end=10**400),
        "entities[0]: start and end in order are expected, or None for both",
    ),
    "entity negative": (
        lambda: named(start=-1),
        "entities[0]: start and end in order are expected, or None for both",
    ),
    "entity half": (
        lambda: named(end=None),
        "entities[0]: start and end in order are expected, or None for both",
    ),
    "nothing in it": (empty, "id: a text is expected, not nothing"),
    "None": (lambda: None, "an Article is expected, not None"),
    "text": (lambda: "Rain over Ghent", "an Article is expected, not str"),
    "dict": (lambda: {"id": "x", "title": "Rain"}, "an Article is expected, not dict"),
    "class": (lambda: Article, "an Article is expected, not type"),
    "rejected source": (lambda: Rejected(None, "why"), "source: a text is expected, not None"),  # type: ignore[arg-type] # on purpose
    "rejected reason": (lambda: Rejected("bad", 4), "reason: a text is expected, not int"),  # type: ignore[arg-type] # on purpose
}


@pytest.mark.parametrize("kind", ILL_TYPED)
def test_what_is_ill_typed_is_refused_with_its_field(kind: str) -> None:
    bad, reason = ILL_TYPED[kind]
    refused = entry_of(bad())
    assert isinstance(refused, Rejected)
    assert refused.reason == reason


def test_all_of_them_at_once_are_told_one_by_one(tmp_path: Path) -> None:
    def mixed() -> Iterator[Any]:
        for number, (bad, _) in enumerate(ILL_TYPED.values()):
            yield replace(GOOD, id=f"good {number}")
            yield bad()

    lines = []
    with index.create(tmp_path / "a") as archive:
        report = archive.add(mixed(), each=lines.append)
    assert [each.reason for each in report.rejected] == [reason for _, reason in ILL_TYPED.values()]
    assert [line.outcome for line in lines] == ["added", "rejected"] * len(ILL_TYPED)
    assert report.added == len(searched(tmp_path / "a")) == len(ILL_TYPED)
    assert index.check(tmp_path / "a").problems == ()
    with searcher.open(tmp_path / "a") as opened:
        kept = {(each.source, each.reason) for each in opened.statistics().rejected}
    assert kept <= {(each.source, each.reason) for each in report.rejected}


def searched(path: Path) -> tuple[str, ...]:
    """The ids of all articles."""
    with searcher.open(path) as archive:
        return archive.search("rain", limit=0).ids


def test_what_has_no_name_is_told_by_its_number(tmp_path: Path) -> None:
    with index.create(tmp_path / "a") as archive:
        report = archive.add([GOOD, None, made(title=None), {}])  # type: ignore[list-item] # on purpose
    assert [each.source for each in report.rejected] == [
        "article 2 of those given",
        "bad",
        "article 4 of those given",
    ]


def test_an_error_of_the_caller_passes_and_what_was_committed_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Iterator[Any]:
        yield replace(GOOD, id="one")
        yield None
        yield replace(GOOD, id="two")
        raise TypeError("the caller's own")

    monkeypatch.setattr("index.ingest.indexer.BATCH_ARTICLES", 2)
    with index.create(tmp_path / "a") as archive:
        with pytest.raises(TypeError, match="the caller's own"):
            archive.add(broken())
        assert archive.add([replace(GOOD, id="three")]).added == 1
    assert sorted(searched(tmp_path / "a")) == ["one", "three"]


class Word(str):
    """A text that shows itself as another."""

    __slots__ = ()

    def __str__(self) -> str:
        return "another"

    def strip(self, *_: object) -> str:
        raise RuntimeError


class Kind(StrEnum):
    """Kinds of one's own."""

    PLACE = "place"


class Number(int):
    """A number that is shown as another."""

    def __repr__(self) -> str:
        return "NaN"


@dataclass(frozen=True)
class Scored(Article):
    """An article with something of its caller's."""

    score: float = 0.0

    def to_json(self) -> dict[str, Any]:
        raise RuntimeError


def test_subclasses_are_taken_for_what_they_are_made_of() -> None:
    instant = datetime(2016, 12, 1, 12, tzinfo=ZoneInfo("Etc/UTC"))
    published = Published(datetime(2016, 12, 1, 13), "second", instant)
    entity = Entity(Kind.PLACE, Word("Ghent"), "Ghent", Number(10), Number(15))  # type: ignore[arg-type] # on purpose
    given = Scored(Word("1"), "Rain over Ghent", "", published, entities=(entity,), score=0.5)
    plain = plain_article(given)
    assert plain == Article(
        "1",
        "Rain over Ghent",
        "",
        replace(published, instant=instant.astimezone(UTC)),
        entities=(Entity("place", "Ghent", "Ghent", 10, 15),),
    )
    assert type(plain) is Article
    assert type(plain.id) is type(plain.entities[0].name) is type(plain.entities[0].kind) is str
    assert type(plain.entities[0].start) is int


WELL_TYPED = (
    GOOD,
    replace(
        GOOD,
        published=None,
        authors=("Ann",),
        notices=("n",),
        links=(Link("Hail", published=day("2016-01-01")),),
    ),
    replace(GOOD, published=Published(datetime.max, "second", datetime.max.replace(tzinfo=UTC))),
    replace(GOOD, published=Published(datetime.min, "year"), body="\x00\u202e\ufffe"),
    replace(GOOD, entities=(Entity("place", "Ghent", "Ghent"), Entity("person", "Ann", "Ann"))),
    replace(GOOD, entities=(Entity("place", "Ghent", "Ghent", 10, 15),)),
)


@pytest.mark.parametrize("given", WELL_TYPED, ids=range(len(WELL_TYPED)))
def test_a_plain_article_is_taken_as_it_is(given: Article) -> None:
    assert plain_article(given) is given
    copied = plain_article(Scored(*(getattr(given, field.name) for field in fields(Article))))
    assert copied == given
    assert plain_article(copied) is copied


def test_every_field_is_looked_at() -> None:
    for cls, make in ((Article, made), (Published, dated), (Link, linked), (Entity, named)):
        for field in fields(cls):
            changed = make() if (cls, field.name) != (Article, "id") else GOOD
            bad = replace(changed, id=object()) if changed is GOOD else make(**{field.name: object()})  # type: ignore[arg-type] # on purpose
            with pytest.raises(TypeError, match=rf"{field.name}: .* expected, not object"):
                plain_article(bad)


def test_the_makers_are_never_given_what_is_ill_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = []
    add = DocumentPool.add
    monkeypatch.setattr(DocumentPool, "add", lambda self, row: rows.append(row) or add(self, row))
    with index.create(tmp_path / "a") as archive:
        archive.add([bad() for bad, _ in ILL_TYPED.values()])  # type: ignore[misc] # on purpose
    assert rows == []


class Careless:
    """A reader of somebody's that keeps to no types."""

    name = "careless"

    def sniff(self, head: bytes, _: str) -> bool:
        return head.startswith(b"careless")

    def read(self, _: BinaryIO, options: Options) -> Iterator[Any]:
        yield replace(GOOD, id="one", origin=f"{options.origin}:1")
        yield made(body=None, origin=f"{options.origin}:2")
        yield {"title": "Rain"}
        yield replace(GOOD, id="two", origin=f"{options.origin}:3")


@pytest.mark.parametrize("processes", [1, 2])
def test_what_a_reader_gives_is_looked_at_too(
    tmp_path: Path, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(corpus.READERS, Careless.name, Careless())
    page = tmp_path / "page.txt"
    page.write_text("careless")
    with index.create(tmp_path / "a") as archive:
        report = archive.add(corpus.read(page), processes=processes)
    assert report.added == 2
    assert [(each.source, each.reason) for each in report.rejected] == [
        (f"{page}:2", "body: a text is expected, not None"),
        (str(page), "the reader failed: an Article is expected, not dict"),
    ]
