"""The passage shown of a hit."""

from __future__ import annotations

from datetime import UTC, datetime
from fnmatch import fnmatchcase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from index.text.analysis import exact_terms, fold, stem, terms
from index.text.english import beginnings
from searcher.language import read_query
from searcher.snippets import LENGTH, MARK, Marker
from searcher.tree import Node, Phrase, Wildcard, Word, leaves

from .articles import article

NOW = datetime(2020, 1, 1, tzinfo=UTC)


def snippet(query: str, body: str, title: str = "Title") -> str:
    question = read_query(query, now=datetime(2020, 1, 1, tzinfo=UTC))
    return Marker(question.tree).snippet(Article("x", title, body))


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
    question = read_query("dam mill", now=datetime(2020, 1, 1, tzinfo=UTC))
    assert len({Marker(question.tree).snippet(one) for _ in range(5)}) == 1


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
    found = [(match.start, match.end) for match in Marker(tree).matches(text)]
    assert found == sorted(found)
    assert sorted(set(found)) == by_the_whole_text(tree, text)


@pytest.mark.parametrize(
    ("piece", "times"),
    [("a ", 10**6), ("ab", 10**6), ("ba ", 10**6), ("a.b.", 10**6), ("é a b", 10**6), ("ß", 10**6)],
)
def test_a_huge_text_has_a_passage_too(piece: str, times: int) -> None:
    for query in ("a", '"a b"', "a*b*c*d?e", "*b*a*b*a*c"):
        shown = Marker(read_query(query, now=NOW).tree).snippet(Article("x", "", piece * times))
        assert len(shown) < 10 * LENGTH
