"""The query language: text to a tree, or an error that points at the trouble."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DateError, QueryError, TextError
from searcher.language import FIELDS, FORMS, LONGEST_QUERY, read_query
from searcher.tree import And, Dated, Everything, Name, Not, Or, Phrase, Wildcard, Word, query_text

NOW = datetime(2016, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", Everything()),
        ("*", Everything()),
        ("Mosul", Word("Mosul")),
        ("a b", And((Word("a"), Word("b")))),
        ("a AND b", And((Word("a"), Word("b")))),
        ("a OR b c", Or((Word("a"), And((Word("b"), Word("c")))))),
        ("(a OR b) c", And((Or((Word("a"), Word("b"))), Word("c")))),
        ("a NOT b", And((Word("a"), Not(Word("b"))))),
        ("a -b", And((Word("a"), Not(Word("b"))))),
        ('-"a b"', Not(Phrase("a b"))),
        ("US-led", Phrase("US-led", inflected=True)),
        ("10:30", Phrase("10:30")),
        ('title:"a b"', Phrase("a b", "title")),
        ("title:(a OR b)", Or((Word("a", "title"), Word("b", "title")))),
        ("bomb*", Wildcard("bomb*")),
        ('place:"New York"', Name("places", "New York")),
        ("Place:Manbij", Name("places", "Manbij")),
        ("org:(UN OR EU)", Or((Name("organisations", "UN"), Name("organisations", "EU")))),
        ("why?", Word("why")),
        ("why??", Word("why")),
        ("colo?r?", Wildcard("colo?r")),
        ("title:-flood", Not(Word("flood", "title"))),
        ("Syria’s", Word("Syria")),
        ("“a b”", Phrase("a b")),
        ("note: this", And((Word("note"), Word("this")))),
        ("and or not", And((Word("and"), Word("or"), Word("not")))),
    ],
)
def test_a_query_is_read(query: str, tree: object) -> None:
    assert read_query(query, now=NOW).tree == tree


def test_a_date_in_a_query_is_a_range_of_days() -> None:
    tree = read_query("published:2016-10", now=NOW).tree
    assert isinstance(tree, Dated)
    assert (tree.range.since, tree.range.until) == (date(2016, 10, 1), date(2016, 11, 1))


def test_what_holds_no_word_is_dropped_and_said_so() -> None:
    question = read_query("fire & --- flood", now=NOW)
    assert query_text(question.tree) == "fire AND flood"
    assert question.dropped == ("&", "---")


def test_an_unknown_field_is_read_as_a_word_and_said_so() -> None:
    question = read_query("plcae:Manbij", now=NOW)
    assert query_text(question.tree) == "plcae AND Manbij"
    assert "plcae" in question.notes[0]
    assert "'title:'" in read_query("title: flood", now=NOW).notes[0]


@pytest.mark.parametrize(
    ("query", "at_fault", "message"),
    [
        ('fire "flood', '"', "never closed"),
        ("fire (flood", "(", "never closed"),
        ("fire) flood", ")", "closes nothing"),
        ("fire OR", "OR", "both sides"),
        ("OR fire", "OR", "both sides"),
        ("AND fire", "AND", "both sides"),
        ("fire AND OR flood", "AND", "both sides"),
        ("(fire OR) flood", "OR", "both sides"),
        ("fire NOT", "NOT", "NOT what"),
        ("fire NOT OR flood", "NOT", "NOT what"),
        ('"US-led * fell"', '"US-led * fell"', "by itself"),
        ("fire *?*", "*?*", "letter"),
        ("published:soon", "soon", ""),
        ('"heron dyke"-flood', "-", "blank before"),
        ("(dyke)-flood", "-", "blank before"),
        ("& --", "&", "nothing to search by"),
        ("flood person:&", "&", "no letter"),
        ('flood published:"the day before"', "the day before", ""),
        ("published:01/02/2016", "01/02/2016", ""),
    ],
)
def test_an_error_points_at_the_token_at_fault(query: str, at_fault: str, message: str) -> None:
    with pytest.raises(TextError) as caught:
        read_query(query, now=NOW)
    error = caught.value
    assert message in error.message
    assert error.text == query
    assert at_fault in query[error.start : error.end] or query[error.start : error.end] in at_fault
    assert error.hint


def test_a_bad_date_is_a_date_error() -> None:
    with pytest.raises(DateError) as caught:
        read_query("flood published:2016-13-45", now=NOW)
    assert caught.value.pointer() == "flood published:2016-13-45\n                ^^^^^^^^^^"


@pytest.mark.parametrize("query", ["a " * LONGEST_QUERY, "(" * 1000 + "a" + ")" * 1000])
def test_a_query_is_bounded(query: str) -> None:
    with pytest.raises(QueryError):
        read_query(query, now=NOW)


@pytest.mark.parametrize(("form", "meaning"), FORMS)
def test_every_documented_form_is_read(form: str, meaning: str) -> None:
    question = read_query(form, now=NOW)
    assert meaning
    assert not question.notes
    assert not question.dropped


def test_every_field_is_known_to_the_schema() -> None:
    from index.articles.schema import schema

    assert set(FIELDS.values()) - {"published"} <= set(schema().names())


TEXT = st.lists(
    st.sampled_from(
        [
            "a",
            "b c",
            '"',
            "(",
            ")",
            "AND",
            "OR",
            "NOT",
            "-",
            "*",
            "?",
            "title:",
            "place:",
            "“",
            "published:",
            "é",
            "\ud800",
            "\x00",
        ]
    )
    | st.text(max_size=5)
).map(" ".join) | st.text(max_size=60)


@given(TEXT, st.sampled_from(["all", "any"]))
def test_any_text_is_read_or_refused(text: str, match: str) -> None:
    try:
        read_query(text, now=NOW, match=match)  # type: ignore[arg-type]
    except TextError as error:
        assert 0 <= error.start <= error.end <= len(text)
        assert error.pointer()


@given(TEXT)
def test_what_was_understood_can_be_typed_again(text: str) -> None:
    try:
        tree = read_query(text, now=NOW).tree
    except TextError:
        return
    again = query_text(tree)
    assert query_text(read_query(again, now=NOW).tree) == again
