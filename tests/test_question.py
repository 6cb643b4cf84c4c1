"""A question as asked: what it takes, and that what is written of it reads back the same."""

from __future__ import annotations

import copy
import inspect
import json
import math
import pickle
import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import searcher
from corpus.errors import DateError, DatelineError, QueryError
from searcher import Question
from searcher.cli import main
from searcher.cli.question_options import take_question
from searcher.question import FACETS, OPTIONS, RELATED

from .articles import add, article

TEXTS = st.text(st.characters(), max_size=20)
FULL = TEXTS.filter(lambda text: bool(text.strip()))
MAYBE = st.none() | FULL
NAMES = st.lists(FULL, max_size=3)
QUESTIONS = st.builds(
    Question,
    TEXTS | st.sampled_from(["--since x", "-a --", ' "a b" -c', "a\nb", "--", '"', "'", "\ud800", "-limit"]),
    since=MAYBE,
    until=MAYBE | st.dates(),
    on=MAYBE,
    last=MAYBE,
    person=NAMES,
    org=NAMES,
    place=NAMES | st.sampled_from([["--place"], ["a&b=c", "+ %"]]),
    source=NAMES,
    match=st.sampled_from(["all", "any"]),
    undated=st.sampled_from(["exclude", "include", "only"]),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    limit=st.integers(0, 2**63 - 1),
    page=st.integers(1, 2**63 - 1),
    facets=st.lists(st.sampled_from(FACETS)) | st.sampled_from([True]),
    related=st.integers(0, 2**63 - 1),
    passages=st.sampled_from(["best", "all"]),
    timeout=st.none() | st.floats(0, exclude_min=True) | st.integers(1, 10**400),
    outlet=NAMES,
)


@given(QUESTIONS)
def test_a_command_reads_back_as_the_same_question(question: Question) -> None:
    assert Question.from_command(question.to_command()) == question
    assert Question.from_command(question.to_command("news.archive")) == question


@given(QUESTIONS)
def test_the_command_line_reads_a_command_as_the_same_question(question: Question) -> None:
    words = shlex.split(question.to_command())
    command = main.commands[words[1]]
    assert take_question(command.make_context("search", words[2:], parent=click.Context(main))) == question


@given(QUESTIONS)
def test_an_address_reads_back_as_the_same_question(question: Question) -> None:
    address = question.to_address()
    assert address.isascii()
    assert Question.from_address(address) == Question.from_address(f"?{address}") == question


@given(QUESTIONS)
def test_json_reads_back_as_the_same_question(question: Question) -> None:
    assert Question.from_dict(json.loads(json.dumps(question.to_dict(), allow_nan=False))) == question


@given(QUESTIONS)
def test_a_question_is_a_value(question: Question) -> None:
    assert replace(question) == question == copy.copy(question) == pickle.loads(pickle.dumps(question))
    assert hash(replace(question)) == hash(question)
    assert replace(question, limit=7).limit == 7
    with pytest.raises(AttributeError):
        question.limit = 3  # type: ignore[misc]


@given(TEXTS)
@example("dateline search --limit ''")
@example("dateline search --query x")
@example("limit=1&limit=2")
@example("q=%FF")
@example("q")
@example("timeout=1_0")
@example("page=" + "9" * 5000)
def test_what_is_no_question_is_refused_as_a_text(text: str) -> None:
    for read in (Question.from_address, Question.from_command):
        try:
            assert isinstance(read(text), Question)
        except QueryError as error:
            assert error.text == text


def test_only_what_differs_is_written_in_the_order_of_the_options() -> None:
    assert Question().to_address() == ""
    assert Question().to_command() == "dateline search"
    question = Question(
        'dam "two mills"', limit=0, place=["Ghent", "Aalst"], since=date(2016, 3, 1), source="Gazette"
    )
    assert (
        question.to_address()
        == "q=dam+%22two+mills%22&since=2016-03-01&place=Ghent&place=Aalst&source=Gazette&limit=0"
    )
    assert question.to_command("a b") == (
        "dateline search dam '\"two mills\"' --since 2016-03-01 --place Ghent --place Aalst --source Gazette"
        " --limit 0 --archive 'a b'"
    )
    assert list(question.to_dict()) == list(OPTIONS)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("dateline search --undated flood", Question("flood", undated="only")),
        ("dateline search --undated include flood", Question("flood", undated="include")),
        ("dateline search --facets flood", Question("flood", facets=True)),
        ("dateline search --facets people,month x", Question("x", facets=("people", "month"))),
        ("dateline search --related 2016", Question("2016", related=RELATED)),
        ("dateline search --related=2016 --any", Question(related=2016, match="any")),
        ("dateline search flood -Russia --archive x", Question("flood -Russia")),
        ("dateline search -- --undated", Question("--undated")),
        ("dateline search --outlet A --source B", Question(source=("B", "A"))),
    ],
)
def test_a_command_is_read_as_the_command_line_reads_it(command: str, expected: Question) -> None:
    assert Question.from_command(command) == expected


@pytest.mark.parametrize(
    ("read", "text", "named"),
    [
        (Question.from_command, "dateline search --json", "--json"),
        (Question.from_command, "dateline search --limit", "--limit"),
        (Question.from_command, "dateline search --since ''", "since"),
        (Question.from_command, "dateline search 'x", "quotation"),
        (Question.from_command, "dateline stats", "dateline search"),
        (Question.from_address, "query=x", "'query'"),
        (Question.from_address, "q=x&colour=red", "'colour'"),
        (Question.from_address, "since=", "since"),
        (Question.from_address, "sort=newest&sort=oldest", "sort"),
        (Question.from_address, "limit=ten", "limit"),
        (Question.from_address, "limit=-1", "limit"),
        (Question.from_address, "timeout=nan", "timeout"),
        (Question.from_address, "facets=colour", "'colour'"),
    ],
)
def test_what_is_read_is_read_strictly(read: Callable[[str], Question], text: str, named: str) -> None:
    with pytest.raises(QueryError, match=named) as caught:
        read(text)
    assert caught.value.text == text


@pytest.mark.parametrize(
    ("mapping", "named"),
    [
        ({"colour": "red"}, "'colour'"),
        ({1: "red"}, "1"),
        ({"limit": "3"}, "limit"),
        ({"since": ""}, "since"),
        ({"person": ""}, "person"),
        ({"person": [""]}, "person"),
        ({"person": {"Ann": 1}}, "person"),
        ({"timeout": "3"}, "timeout"),
        ([], "object"),
    ],
)
def test_objects_are_read_strictly(mapping: Any, named: str) -> None:
    with pytest.raises(DatelineError, match=named):
        Question.from_dict(mapping)


def test_values_are_brought_into_one_form() -> None:
    question = Question(
        since=date(2016, 1, 2),
        until=datetime(2016, 1, 3, 4, 5, tzinfo=UTC),
        on="",
        person="Ann",
        org=(name for name in ("B", "A", "B")),
        facets=["month", "month"],
        timeout=math.inf,
    )
    assert (question.since, question.until, question.on) == ("2016-01-02", "2016-01-03", None)
    assert (question.person, question.org) == (("Ann",), ("B", "A"))
    assert (question.facets, question.timeout) == (("month",), None)
    assert Question(facets="people").facets == ("people",)


def test_outlets_go_by_two_names() -> None:
    one, other = "Gazette", "Herald"
    assert Question(outlet=one) == Question(source=one)
    assert Question(source=one, outlet=[other, one]).source == (one, other)
    assert Question.from_dict({"outlet": [one], "source": [other]}).source == (other, one)
    assert Question.from_address("outlet=Gazette&source=Herald").source == (other, one)
    assert Question(outlet=one).to_address() == "source=Gazette"


# What an archive takes

MISTAKES: list[tuple[str, dict[str, Any], type[DatelineError], str]] = [
    ("search", {"query": None}, QueryError, "query takes a text, not None"),
    ("search", {"query": b"dam"}, QueryError, "query takes a text, not b'dam'"),
    ("search", {"since": 5}, DateError, "since takes a date or a text, not 5"),
    ("search", {"since": " "}, DateError, "since is blank"),
    ("search", {"last": 90}, DateError, "last takes a stretch of time as text, not 90"),
    ("search", {"person": 5}, DatelineError, "person takes a name, or several, not 5"),
    ("search", {"person": None}, DatelineError, "person takes a name, or several, not None"),
    ("search", {"person": [None]}, DatelineError, "person takes a name, or several, not None"),
    ("search", {"org": ""}, DatelineError, "org takes a name, or several; one of them is empty"),
    ("search", {"outlet": b"x"}, DatelineError, "outlet takes a name, or several, not b'x'"),
    ("search", {"limit": 1.5}, DatelineError, "limit takes a whole number from 0, not 1.5"),
    ("search", {"limit": "3"}, DatelineError, "limit takes a whole number from 0, not '3'"),
    ("search", {"limit": True}, DatelineError, "limit takes a whole number from 0, not True"),
    ("search", {"limit": None}, DatelineError, "limit takes a whole number from 0, not None"),
    ("search", {"limit": -1}, DatelineError, "limit takes a whole number from 0, not -1"),
    ("search", {"limit": -(10**5000)}, DatelineError, "not a number of thousands of figures"),
    ("search", {"page": 2.0}, DatelineError, "page takes a whole number from 1, not 2.0"),
    ("search", {"page": 0}, DatelineError, "page takes a whole number from 1, not 0"),
    ("search", {"related": -1}, DatelineError, "related takes a whole number from 0, not -1"),
    ("search", {"timeout": "x"}, DatelineError, "timeout takes a number of seconds greater than 0, not 'x'"),
    ("search", {"timeout": math.nan}, DatelineError, "timeout takes a number of seconds greater than 0"),
    ("search", {"timeout": 0}, DatelineError, "timeout takes a number of seconds greater than 0, not 0"),
    ("search", {"facets": 3}, DatelineError, "facets takes names, or True, not 3"),
    ("search", {"facets": None}, DatelineError, "facets takes names, or True, not None"),
    ("search", {"facets": [["people"]]}, DatelineError, "There is no facet a value of type list"),
    ("search", {"match": ["all"]}, DatelineError, "match cannot be a value of type list"),
    ("search", {"sort": "random"}, DatelineError, "sort cannot be 'random'"),
    ("ask", {"": "dam"}, DatelineError, "A Question is asked, not 'dam'"),
    ("get", {"": 1}, DatelineError, "id takes a text, not 1"),
    ("related", {"": 1}, DatelineError, "id takes a text, not 1"),
    ("related", {"": "G", "limit": -1}, DatelineError, "limit takes a whole number from 0, not -1"),
    (
        "related",
        {"": "G", "decay_days": -5},
        DatelineError,
        "decay_days takes a number of days greater than 0",
    ),
    (
        "related",
        {"": "G", "decay_days": 0},
        DatelineError,
        "decay_days takes a number of days greater than 0",
    ),
    ("related", {"": "G", "decay_days": math.nan}, DatelineError, "decay_days takes a number of days"),
    ("related", {"": "G", "timeout": "x"}, DatelineError, "timeout takes a number of seconds"),
    ("backlinks", {"": None}, DatelineError, "id takes a text, not None"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> searcher.Archive:
    path = tmp_path_factory.mktemp("questions") / "a"
    outlets = ("Gazette", "Herald", "Wire")
    add(path, [article(name[0], f"Dam {name}", "Water.", source=name) for name in outlets], extractor="none")
    return searcher.open(path)


@pytest.mark.parametrize(("call", "options", "kind", "message"), MISTAKES)
def test_a_callers_mistake_is_told_as_such(
    archive: searcher.Archive, call: str, options: dict[str, Any], kind: type[DatelineError], message: str
) -> None:
    operands = [options[""]] if "" in options else []
    with pytest.raises(DatelineError) as caught:
        getattr(archive, call)(*operands, **{name: value for name, value in options.items() if name})
    assert type(caught.value) is kind
    assert message in caught.value.message


def test_a_search_is_a_question_asked(archive: searcher.Archive) -> None:
    question = Question("dam", outlet="Gazette", source=["Herald"], sort="newest")
    assert archive.ask(question) is not None
    assert archive.ask(question).ids == archive.search("dam", source=("Gazette", "Herald")).ids == ("G", "H")
    assert archive.search("dam", outlet="Wire").ids == ("W",)
    assert archive.ask(question).question == question


def test_a_search_shows_the_options_of_a_question() -> None:
    shown = inspect.signature(searcher.Archive.search).parameters
    assert list(shown) == ["self", *OPTIONS, "outlet"]
    assert shown["limit"].default == 10
    assert shown["limit"].kind is inspect.Parameter.KEYWORD_ONLY


def test_every_option_is_described() -> None:
    text = inspect.getdoc(Question) or ""
    assert all(f"\n    {name}: " in text for name in OPTIONS)
    assert shlex.split(Question("x").to_command()) == ["dateline", "search", "x"]
