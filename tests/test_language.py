"""The query language: text to a tree, or an error that points at the trouble."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DateError, QueryError, TextError
from corpus.text import clean
from index.text.analysis import exact_terms
from searcher.language import FIELDS, FORMS, LONGEST_QUERY, quote, read_query
from searcher.language.typed_text import DASHES, TypedText
from searcher.tree import (
    And,
    Dated,
    Everything,
    Name,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Similar,
    Wildcard,
    Word,
    query_text,
)

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


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ('"a b"~5', Near((Word("a"), Word("b")), 5)),
        ('"a b* c"~2', Near((Word("a"), Wildcard("b*"), Word("c")), 2)),
        ("a NEAR/5 b", Near((Word("a"), Word("b")), 5)),
        ("a near/5 b", Near((Word("a"), Word("b")), 5)),
        ("a PRE/2 b PRE/2 c", Near((Word("a"), Word("b"), Word("c")), 2, ordered=True)),
        ('a NEAR/5 "b c"', Near((Word("a"), Phrase("b c")), 5)),
        ("NOT a NEAR/5 b", Not(Near((Word("a"), Word("b")), 5))),
        ("(a OR b) NEAR/5 c", Or((Near((Word("a"), Word("c")), 5), Near((Word("b"), Word("c")), 5)))),
        ("title:(a NEAR/5 b)", Near((Word("a", "title"), Word("b", "title")), 5)),
        ("Manbij~1", Similar("Manbij", 1)),
        ("raqqa~", Similar("raqqa", 1)),
        ("lead:manbij~", Similar("manbij", 2, "lead")),
        ('"angela merk*"', Near((Phrase("angela"), Wildcard("merk*")), 1, ordered=True)),
        ("al-qa*", Near((Word("al"), Wildcard("qa*")), 1, ordered=True)),
        ("U.S.*", Wildcard("US*")),
        ("{dyke mills}", Phrase("dyke mills", inflected=True)),
        ("{dyke mill*}", Near((Word("dyke"), Wildcard("mill*")), 1, ordered=True)),
        ("air-strike", Phrase("air-strike", inflected=True)),
        ("9/11", Phrase("9/11")),
        ("北京", Phrase("北京")),
        ("l'attentat", Word("attentat")),
        ("d'Estaing", Phrase("d'Estaing", inflected=True)),
        ("lead:dyke", Word("dyke", "lead")),
        ("section:World", Name("section", "World")),
        ("site:https://www.BBC.co.uk/", Name("site", "bbc.co.uk")),
        ("source:*", Name("source", "*")),
        ("title:*", Name("title", "*")),
        ("url:https://x.org/a?id=(5)-b", Name("url", "https://x.org/a?id=(5)-b")),
        ("(a OR url:https://x.org/a)", Or((Word("a"), Name("url", "https://x.org/a")))),
        ("url:(x.org/a OR x.org/b)", Or((Name("url", "x.org/a"), Name("url", "x.org/b")))),
        ("id:-Kx3", Name("id", "-Kx3")),
        ("id:wire:17", Name("id", "wire:17")),
        ("a || b", Or((Word("a"), Word("b")))),
        ("a||b", Or((Word("a"), Word("b")))),
        ("a && b", And((Word("a"), Word("b")))),
        ("a !b", And((Word("a"), Not(Word("b"))))),
        ("a ＯＲ b", Or((Word("a"), Word("b")))),
        ("title：a", Word("a", "title")),
        ("（a OR b）", Or((Word("a"), Word("b")))),
        ("Sen. Wyden (OR)", And((Word("Sen"), Word("Wyden"), Word("or")))),
        ('12" gun', And((Word("12"), Word("gun")))),
    ],
)
def test_an_operator_is_read(query: str, tree: Node) -> None:
    assert read_query(query, now=NOW).tree == tree


@pytest.mark.parametrize("dash", DASHES)
def test_every_dash_before_a_word_excludes(dash: str) -> None:
    excluding = And((Word("a"), Not(Word("b"))))
    assert read_query(f"a {dash}b", now=NOW).tree == excluding
    assert read_query(f"(a) {dash}(b)", now=NOW).tree == excluding
    assert read_query(f"{dash}b", now=NOW).tree == Not(Word("b"))
    assert read_query(f"a {dash} b", now=NOW).tree == And((Word("a"), Word("b")))


@pytest.mark.parametrize(
    "quotes",
    [
        *('""', "“”", "”“", "””", "„“", "„”", "«»", "»«", "‹›", "「」", "『』", "＂＂", "″″", "〝〟", "❝❞"),
        *(("''", "''"), ("``", "''")),
    ],
)
def test_every_quotation_mark_quotes(quotes: tuple[str, str]) -> None:
    opening, closing = quotes
    assert read_query(f"x {opening}a b{closing}", now=NOW).tree == And((Word("x"), Phrase("a b")))


def test_a_mark_within_another_pair_is_none() -> None:
    assert read_query('«a "b" c»', now=NOW).tree == Phrase("a b c")
    assert read_query('צה"ל', now=NOW).notes == ()


INVISIBLE = "\u00ad\u200b\ufeff\u2060\u200e\u200f\u202a\u061c"


@given(
    st.sampled_from(["title:dyke -mill", '"dyke mill" OR air-strike', "dyke NEAR/3 mill", "published:2016"]),
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(INVISIBLE)), max_size=4),
)
def test_what_cannot_be_seen_changes_nothing(query: str, marks: list[tuple[int, str]]) -> None:
    text = query
    for place, mark in marks:
        text = text[:place] + mark + text[place:]
    assert read_query(text, now=NOW).tree == read_query(query, now=NOW).tree


@given(st.text(max_size=40))
def test_a_query_is_as_clean_as_an_article(text: str) -> None:
    typed = TypedText.of(text)
    assert len(typed.places) == len(typed.text) + 1
    assert list(typed.places) == sorted(typed.places)
    if "\r\n" not in text:
        assert exact_terms(typed.text) == exact_terms(clean(text))


def test_an_error_points_into_what_was_typed() -> None:
    with pytest.raises(QueryError) as caught:
        read_query("\ufeffe\u0301te\u0301 \u200e(dyke", now=NOW)
    assert caught.value.text[caught.value.start : caught.value.end] == "("


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("dyke w/5 mill", "NEAR/5"),
        ("dyke /5 mill", "NEAR/5"),
        ("dyke near5 mill", "NEAR/5"),
        ("dyke adj3 mill", "PRE/3"),
        ("dyke NEAR mill", "NEAR/5"),
        ("dyke AROUND(3) mill", "NEAR/5"),
        ("dyke /s mill", "NEAR/5"),
        ("dyke^2", "^"),
        ('"dyke mill"^2', "^"),
        ("/dy[ck]e/", "pattern"),
        ("hlead(dyke)", "lead:(dyke)"),
        ("headline(dyke)", "title:(dyke)"),
        ("atleast3(dyke)", ""),
        ("headline=dyke", "title:dyke"),
        ("hd=dyke", "title:dyke"),
        ("published>2015", "published:>2015"),
        ("intitle:dyke", "title:"),
        ("_exists_:source", "source:*"),
        ('"dyke mill" ~5', "~5"),
        ('"dyke"~5', "word~"),
        ("dyke~3", "~2"),
        ("dy~", "~"),
        ("person:Roe~1", "pattern"),
        ("dyke NEAR/0 mill", ""),
        ("dyke NEAR/5 person:Roe", "NEAR/5"),
        ("title:dyke NEAR/5 mill", "title:("),
        ("dyke NEAR/5 mill NEAR/3 dam", "NEAR/5"),
        ('"the * fell"', "PRE/2"),
        ("site:bbc", "site:*bbc*"),
        ("site:bbc.co.uk/news", "url:bbc.co.uk/news*"),
        ("dyke —since 2017", "--since"),
        *(("dyke NEAR/ 5 mill", "NEAR/5"), ("dyke P/5 mill", "PRE/5"), ("dyke XOR mill", "NOT other")),
        *(
            ("dyke w/0 mill", "NEAR/1 "),
            ("dyke w/20000 mill", "NEAR/1000 "),
            ("dyke NEAR/20000000 mill", "1,000"),
        ),
        *(
            ("intitle: dyke", "title:"),
            ("since:2016", "published:>=2016"),
            ("until:2016", "published:<=2016"),
        ),
        *(
            ("2014..2016", "published:2014..2016"),
            ("dyke~" + "9" * 5000, "~2"),
            ("pub(dyke)", "source:(dyke)"),
        ),
        *(("date(geq 2016)", "published:>2016"), ("hd=(dyke mill)", "title: in its place")),
        *((f'{field}:""', f"{field}:*") for field in ("source", "section", "id", "url", "site")),
        ('people:" "', "people:*"),
        ("[2014 TO 2015]", "published:["),
        ("published:2016-*", "2016"),
        ("published:>2016-12-01T10:00", "time"),
        ('dyke" mill', "closing"),
    ],
)
def test_other_forms_are_refused_with_the_one_that_works(query: str, hint: str) -> None:
    with pytest.raises(TextError) as caught:
        read_query(query, now=NOW)
    assert hint in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.hint
    assert caught.value.text == query


@pytest.mark.parametrize(
    "query",
    [
        *("dyke not mill", "dyke or mill", "dyke and mill", "dyke Or mill", "(dyke or mill)", "dyke | mill"),
        *(
            "dyk!",
            "dyk$",
            "dyke -5",
            "dyke --mill",
            "dyke near mill",
            "dyke same mill",
            "published :2016 dyke",
        ),
        *("title : dyke", "length > 500", "plcae:Ghent", "my_field:dyke", "f**k", "dyke?", "'heron dyke'"),
        *("https://x.org/a", "url:x.org", "url:/a/", "published:last year", "EXECUTED MAN FOUND NOT GUILTY"),
        *("heron dyke NEAR/5 mill", "北京*", "dyke ~5", '"heron dyke"p'),
        *("dyke ---mill", "dyke ——mill", "dyke N3 mill", "dyke w5 mill", "dyke BUT NOT mill", "su(dyke)"),
        *("wc>500", "dy[ck]e", "1 000", "3 000 dykes", "date after 2016", "source:'Heron News'", "ti:dyke"),
        *('"https://x.org/a"', "<https://x.org/a>"),
    ],
)
def test_where_two_readings_are_honest_one_is_noted(query: str) -> None:
    assert read_query(query, now=NOW).notes


@pytest.mark.parametrize(
    "query",
    [
        *("Man who was not guilty walks free after ten years", "To be or not to be", "Dykes of the delta"),
        *("Who knew? Mayor: “We did not”, she said", "FLOOD AND FIRE IN THE DELTA", "Heron & Sons win"),
        *("coalition -Russia", "US-led war", "merkel OR fillon", 'The 12" gun was found in the harbour'),
    ],
)
def test_plain_text_is_read_without_a_note(query: str) -> None:
    assert not read_query(query, now=NOW).notes


@pytest.mark.parametrize(
    "query",
    [
        "“We will win the election, and that is all.",
        "We will win the election, and that is all.”",
        "It is the end of the (long road to the sea.",
        'The "Heron Dyke"-style wall of the town is a wonder',
        "AND THEN THERE WERE NONE",
    ],
)
def test_plain_text_is_not_refused(query: str) -> None:
    assert read_query(query, now=NOW).tree


def test_an_address_is_read_in_what_stands_around_it() -> None:
    for typed in ("<https://x.org/a>", "(https://x.org/a)", "see <https://x.org/a>."):
        assert 'url:"https://x.org/a"' in query_text(read_query(typed, now=NOW).tree)
    film = "https://x.org/Dyke_(film)"
    assert f'url:"{film}"' in query_text(read_query(film, now=NOW).tree)
    assert f'url:"{film}"' in query_text(read_query(f"({film})", now=NOW).tree)


@pytest.mark.parametrize("typed", ["l'attentat", "L'attentat", "L’attentat", "Dell’attentat", "Qu'attentat"])
def test_what_is_elided_is_left_out(typed: str) -> None:
    assert read_query(typed, now=NOW).tree == Word("attentat")


@pytest.mark.parametrize("name", ["D'Angelo", "O'Neil", "N'Djamena", "M'Bow"])
def test_an_elision_is_none_in_a_name(name: str) -> None:
    assert read_query(name, now=NOW).tree == Phrase(name, inflected=True)


@pytest.mark.parametrize("dashes", ["--", "---", "——", "–-"])
def test_several_dashes_before_a_word_exclude(dashes: str) -> None:
    assert query_text(read_query(f"dyke {dashes}mill", now=NOW).tree) == "dyke AND NOT mill"


@pytest.mark.parametrize(
    "query",
    [
        "x" * LONGEST_QUERY,
        "person:x " * 900,
        "https://x.org/" + "a" * 9_000,
        f"organizations:({'a|' * 900}a)",
    ],
)
def test_what_could_not_be_typed_again_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="too long"):
        read_query(query, now=NOW)


@pytest.mark.parametrize("plain", ["dyke mill", "dyke -mill", "US-led", '"dyke mill" OR dam', "person:Roe"])
def test_what_is_plain_is_known(plain: str) -> None:
    assert read_query(plain, now=NOW).is_plain


@pytest.mark.parametrize(
    "other", ["dyke –mill", "dyke || mill", "dyke !mill", '"dyke mil*"', "dyke~", "a & b"]
)
def test_what_was_read_otherwise_is_known(other: str) -> None:
    assert not read_query(other, now=NOW).is_plain


def test_a_word_of_several_parts_stays_whole_where_any_may_match() -> None:
    tree = read_query("9/11 G-20 北京", now=NOW, match="any").tree
    assert tree == Or((Phrase("9/11"), Phrase("G-20"), Phrase("北京")))


@given(st.text(max_size=60))
def test_a_text_as_it_stands_is_a_phrase_of_its_words(text: str) -> None:
    words = exact_terms(clean(text))
    if not words:
        with pytest.raises(QueryError):
            quote(text)
        return
    tree = read_query(quote(text), now=NOW).tree
    assert isinstance(tree, Phrase)
    assert exact_terms(tree.text) == words


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

    assert set(FIELDS.values()) - {"published", "lead"} <= set(schema().names())


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
