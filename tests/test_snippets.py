"""The passage shown of a hit."""

from __future__ import annotations

from datetime import UTC, datetime
from fnmatch import fnmatchcase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article, Entity, EntityKind
from index.text.analysis import exact_terms, fold, stem, terms
from index.text.english import beginnings
from searcher.language import read_query
from searcher.matches import Marker
from searcher.results import MARK, marked_text
from searcher.snippets import LENGTH, Snippets
from searcher.tree import Near, Node, Phrase, Similar, Wildcard, Word, leaves

from .articles import article

NOW = datetime(2020, 1, 1, tzinfo=UTC)


def snippet(query: str | Node, body: str, title: str = "Title") -> str:
    tree = read_query(query, now=NOW).tree if isinstance(query, str) else query
    return marked_text(Snippets(Marker(tree)).excerpts(Article("x", title, body)).best)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("flood", "The **flooded** fields lay under water; a **flood** of letters followed."),
        ('"flood of letters"', "The flooded fields lay under water; a **flood of letters** followed."),
        ("let*", "The flooded fields lay under water; a flood of **letters** followed."),
        ("flooded fields", "The **flooded fields** lay under water; a **flood** of letters followed."),
        ("water NOT flood", "The flooded fields lay under **water**; a flood of letters followed."),
        ("place:Ghent", "The flooded fields lay under water; a flood of letters followed."),
        ("title:flood", "The flooded fields lay under water; a flood of letters followed."),
    ],
)
def test_matches_are_marked(query: str, expected: str) -> None:
    body = "The flooded fields lay under water;\na flood of letters followed."
    assert snippet(query, body) == expected


NEAR = (
    "The mill by the dam burned. Far from there, and long after that, a mill with no dam stood. Dam and mill."
)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (Near((Word("dams"), Word("mill")), 3), "The **mill** by the **dam** burned."),
        (Near((Word("dam"), Word("mill")), 3, ordered=True), "**Dam** and **mill**."),
        (Near((Word("mill"), Phrase("no dam")), 2), "a **mill** with **no dam** stood"),
        (Near((Word("mill"), Wildcard("burn*"), Word("dam")), 3, ordered=True), ""),
        (Near((Wildcard("d?m"), Wildcard("burn*"), Word("mill")), 3), "The **mill** by the **dam burned**."),
        (Near((Word("mill"), Word("mill")), 5), ""),
        (Near((Word("dam"), Word("burn"), Word("by")), 2), "The mill **by** the **dam burned**."),
        (Similar("mull", 1), "The **mill** by"),
        (Similar("dill", 1), ""),
        (Phrase("mills burning", inflected=True), ""),
        (Phrase("dams burning", inflected=True), "the **dam burned**."),
    ],
)
def test_words_near_each_other_are_marked_where_they_are_near(tree: Node, expected: str) -> None:
    shown = snippet(tree, NEAR)
    assert expected in shown
    assert ("**" in shown) == bool(expected)


@given(st.lists(st.sampled_from("abc"), max_size=12), st.integers(1, 4), st.booleans())
def test_near_words_are_those_of_a_plain_scan(words: list[str], within: int, ordered: bool) -> None:  # noqa: FBT001 -- drawn
    tree = Near((Word("a"), Word("b")), within, ordered)
    expected = set()
    for at, word in enumerate(words):
        for other, another in enumerate(words):
            if (word, another) == ("a", "b") and abs(other - at) <= within and (at < other or not ordered):
                expected |= {at * 2, other * 2}
    found = Marker(tree).matches(Article("x", "", " ".join(words))).body
    assert {match.start for match in found} == expected


def test_a_word_of_a_field_is_marked_there_alone() -> None:
    one = Article("x", "A mill", "A mill.\n\nThe mill and the dam.")
    for query, title, body in (
        (Word("mill", "title"), [(2, 6)], []),
        (Word("mill", "lead"), [(2, 6)], [(2, 6)]),
        (Word("mill"), [(2, 6)], [(2, 6), (13, 17)]),
    ):
        found = Marker(query).matches(one)
        assert [(m.start, m.end) for m in found.title] == title
        assert [(m.start, m.end) for m in found.body] == body


def entity(kind: EntityKind, name: str, written: str, text: str) -> Entity:
    start = text.index(written)
    return Entity(kind, name, written, start, start + len(written))


def test_a_name_is_marked_where_it_was_found() -> None:
    text = "Title\n\nMs Ellison spoke in May. May is a month; Ada May, of the UN, left."
    one = Article(
        "x",
        "Title",
        text.removeprefix("Title\n\n"),
        entities=(
            entity("person", "Mara Ellison", "Ellison", text),
            entity("person", "Ada May", "Ada May", text),
            entity("organisation", "United Nations", "UN", text),
        ),
    )
    for query, expected in (
        ('person:"Mara Ellison"', ["Ellison"]),
        ('person:"ada may"', ["Ada May"]),
        ("person:*may", ["Ada May"]),
        ("org:UN month", ["month", "UN"]),
        ('org:"United Nations"', ["UN"]),
        ('NOT person:"Ada May"', []),
    ):
        tree = read_query(query, now=NOW).tree
        pieces = Snippets(Marker(tree)).excerpts(one).best
        assert [text for text, part in pieces if part] == expected, query


def test_a_name_that_was_only_listed_is_marked_by_its_forms() -> None:
    assert snippet('person:"Ada May"', "In May, Ada May may go.") == "In **May**, **Ada May** may go."
    assert snippet("org:UN", "The United Nations, the UN.") == "The **United Nations**, the **UN**."


def test_marks_are_told_from_stars_of_the_text() -> None:
    body = "He said f**k the flood."
    pieces = Snippets(Marker(Word("flood"))).excerpts(Article("x", "A **flood**", body))
    assert pieces.best == (("He said f**k the ", ""), ("flood", "flood"), (".", ""))
    assert pieces.title == (("A **", ""), ("flood", "flood"), ("**", ""))


def test_of_two_passages_that_of_the_rarer_word_is_shown() -> None:
    body = f"The dam and the town. {FILLER} A mill in the town."
    tree = read_query("town dam mill", now=NOW).tree
    for weights, expected in (((0.1, 0.2, 3.0), "**mill**"), ((0.1, 3.0, 0.2), "**dam**")):
        best = Snippets(Marker(tree), lambda weights=weights: weights).excerpts(Article("x", "", body)).best
        assert expected in marked_text(best)


def test_what_was_chosen_is_shown() -> None:
    """The sentence begins long before: it is shown from where there is room for both words."""
    before = "of which little is known, " * 4
    body = f"On that quiet day, {before}the harbour, {'x' * 60} {'y' * 60}, had a ferry."
    shown = snippet("harbour ferry", body)
    assert "**harbour**" in shown
    assert "**ferry**" in shown


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(["dam", "mill", "weir", "town", "x" * 30, "a b.", "\n\n", "Q?"]), max_size=150),
    st.sampled_from(["dam mill", "dam mill weir", '"dam mill" weir', "dam* OR town", "mi?l weir town"]),
)
def test_where_a_passage_can_hold_everything_it_does(words: list[str], query: str) -> None:
    body = " ".join(words)
    tree = read_query(query, now=NOW).tree
    marker = Marker(tree)
    matches = marker.matches(Article("x", "", body)).body
    wanted = {match.wanted for match in matches}
    fits = any(
        {m.wanted for m in matches if m.start >= first.start and m.end <= first.start + LENGTH} == wanted
        for first in matches
    )
    best = Snippets(marker).excerpts(Article("x", "", body)).best
    shown = "".join(text for text, _ in best)
    assert shown.strip("…") in " ".join(body.split())
    assert len(shown) <= LENGTH + 60
    if fits:
        assert {marker.names.index(part) for _, part in best if part} == wanted


def test_all_passages_are_shown_in_order() -> None:
    body = f"A dam.\n\n{FILLER}\n\n{FILLER} The dam broke.\n \nNo dam."
    one = Article("x", "Title", body)
    passages = Snippets(Marker(Word("dam"))).excerpts(one, every=True).passages
    assert [passage.paragraph for passage in passages] == [1, 3]
    for passage in passages:
        plain = "".join(text for text, _ in passage.pieces).strip("…")
        assert plain == " ".join(one.text[passage.start : passage.end].split())
    marked = [text for passage in passages for text, part in passage.pieces if part]
    assert marked == ["dam"] * 3


def test_every_match_has_its_place() -> None:
    one = Article("x", "A dam", "The dam broke.\n\nTwo mills.\n\n\nNo dam")
    tree = read_query("dam mill", now=NOW).tree
    marks = list(Snippets(Marker(tree)).marks(one))
    assert [(mark.text, mark.part, mark.paragraph) for mark in marks] == [
        ("dam", "dam", 0),
        ("dam", "dam", 1),
        ("mills", "mill", 2),
        ("dam", "dam", 3),
    ]
    assert all(one.text[mark.start : mark.end] == mark.text for mark in marks)


FILLER = "Nothing much happened on that quiet day in the harbour town. " * 30


def test_the_passage_with_most_of_the_question_is_shown() -> None:
    body = f"A dam. {FILLER} The dam broke near the old mill. {FILLER} A mill."
    shown = snippet("dam mill", body)
    assert shown.startswith("…The **dam** broke near the old **mill**.")
    assert shown.endswith("…")
    assert len(shown) < 1.5 * LENGTH


def test_the_first_of_equal_passages_is_shown() -> None:
    assert snippet("dam", f"A dam here. {FILLER} A dam there.").startswith("A **dam** here.")


def test_without_a_match_the_beginning_is_shown() -> None:
    assert snippet("title:mill", f"Beginning. {FILLER}", "A mill").startswith("Beginning. Nothing")


def test_an_article_without_a_body_shows_its_headline() -> None:
    assert snippet("mill", "", "A mill burns") == "A **mill** burns"


def test_a_word_without_blanks_is_cut() -> None:
    assert len(snippet("x", "y" * 10_000)) < 2 * LENGTH


@given(st.text(st.sampled_from("ab .\n"), max_size=2000), st.sampled_from(["a", '"a b"', "a*", "a b"]))
def test_a_snippet_is_the_text_with_marks(body: str, query: str) -> None:
    shown = snippet(query, body, "")
    assert shown.count(MARK) % 2 == 0
    plain = shown.replace(MARK, "").strip("…").strip()
    assert plain in " ".join(body.split())


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("3000", "200 of 3,000 came", "3,000"),
        ("200", "3,200 or 200 came", "200"),
        ("colour", "The colors of money", "colors"),
        ("organization", "An organisation met", "organisation"),
        ("centers", "In the centre of town", "centre"),
        ("us", "In the U.S. and in the U.S.A.", "U.S"),
    ],
)
def test_a_word_is_marked_in_all_its_spellings(query: str, text: str, marked: str) -> None:
    assert snippet(query, text).split(MARK)[1::2] == [marked]


def test_the_same_question_shows_the_same_passage() -> None:
    one = article("x", body=f"A dam. {FILLER} A mill. {FILLER} A dam and a mill.")
    tree = read_query("dam mill", now=NOW).tree
    assert len({Snippets(Marker(tree)).excerpts(one).best for _ in range(5)}) == 1


_SUFFIXES = """
    s es ed ing ly y ies ied er ness ation ization ational ability ibility ivity iveness ousness fulness al
    ally alism ality ency ently ogy ogist icate ical eed eedly edly ingly e ll le bly at ating bling izing
    ator izer ous ion ment ement able sses us ying
"""
_ENDS = st.sampled_from(["", *_SUFFIXES.split()])
_LETTERS = st.text(st.sampled_from("abdeilstyzYg"), max_size=6)
WORDS_OF_EVERY_FORM = st.tuples(_LETTERS, _ENDS, _ENDS).map(lambda pieces: "".join(pieces).lower())
EXCEPTIONS = """
    skis skies dying lying tying vying idly gently ugly early only singly sky news howe atlas cosmos
    bias andes
"""


@given(WORDS_OF_EVERY_FORM)
def test_a_word_begins_like_its_stem(word: str) -> None:
    assert word.startswith(beginnings(stem(word)))


@pytest.mark.parametrize("word", [*EXCEPTIONS.split(), "die", "died", "dies", "lie", "lies", "tied", "ties"])
def test_exceptions_begin_like_their_stems_too(word: str) -> None:
    assert word.startswith(beginnings(stem(word)))


def by_the_whole_text(tree: Node, text: str) -> list[tuple[int, int]]:
    """Matches, found by analysing every word: what looking at a few places must come to."""
    found = list(terms(text))
    exact = [term.exact for term in found]
    parts = [leaf for leaf in leaves(tree) if isinstance(leaf, Word | Phrase | Wildcard)]
    matches = []
    for index, term in enumerate(found):
        for part in parts:
            match part:
                case Word(word):
                    length = int(stem(exact[index]) == stem(exact_terms(word)[0]))
                case Phrase(words):
                    phrase = exact_terms(words)
                    length = len(phrase) if exact[index : index + len(phrase)] == phrase else 0
                case Wildcard(pattern):
                    length = int(fnmatchcase(exact[index], fold(pattern)))
            if length:
                matches.append((term.start, found[index + length - 1].end))
    return sorted(set(matches))


_MARKS = "abcusABCUSéÉßﬁ²ⅤKİ½ＵＳñأمπ._-’ \u0301\u093c"
_WORDS = (
    "U.S. us Us die dying city cities hope hoping cafe Café cafe\u0301 sky skies A.B. possibility possible"
)
_PIECES = st.sampled_from([*_MARKS, " ", ". ", *_WORDS.split()])
_TERMS = "us u a ab ss 2 م city hoping die sky cafe café possible u* ?s *s c*t? caf*"
_QUERIES = (*_TERMS.split(), '"us city"', '"u s"', '"us us"', "us OR city OR hop*")


@settings(max_examples=400)
@given(st.lists(_PIECES, max_size=40).map("".join), st.sampled_from(_QUERIES))
def test_a_few_places_tell_as_much_as_the_whole_text(text: str, query: str) -> None:
    tree = read_query(query, now=NOW).tree
    found = [(match.start, match.end) for match in Marker(tree).matches(Article("x", "", text)).body]
    assert found == sorted(found)
    assert sorted(set(found)) == by_the_whole_text(tree, text)


@pytest.mark.parametrize(
    ("piece", "times"),
    [("a ", 10**6), ("ab", 10**6), ("ba ", 10**6), ("a.b.", 10**6), ("é a b", 10**6), ("ß", 10**6)],
)
def test_a_huge_text_has_a_passage_too(piece: str, times: int) -> None:
    for query in ("a", '"a b"', "a*b*c*d?e", "*b*a*b*a*c"):
        shown = snippet(query, piece * times, "")
        assert len(shown) < 10 * LENGTH


def test_a_number_is_marked_as_its_language_groups_it() -> None:
    found = Marker(Phrase("1.234")).matches(Article("x", "", "Rund 1.234 Helfer kamen.", language="de")).body
    assert [(match.start, match.end) for match in found] == [(5, 10)]
