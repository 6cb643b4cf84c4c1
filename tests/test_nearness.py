"""What is near one another, and words in any inflection: by small examples, and by trying all places."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, pairwise, permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh.query.spans import SpanNear2

from corpus.errors import CostError, QueryError
from index.engine.budget import Budget, Meter
from index.engine.embedded.execute import Executor
from index.engine.embedded.store.store import Store
from index.engine.fields import Keys, Words
from index.engine.plan import EndsBefore, Inflections, Plan
from index.text.analysis import fold_token
from index.text.beginnings import beginnings
from index.text.languages import LANGUAGES, stem_in

from .plain_engine import Document, PlainSnapshot, State

SCHEMA = fields.Schema(
    id=Keys(unique=True, sortable=True),
    text=Words(stemmed=False, positions=True),
    counted=Words(stemmed=False, positions=False),
    opening=fields.NUMERIC(int, bits=32, signed=True),
)


class Asked:
    """The same texts in our engine and in the plain one, by their places in the list."""

    def __init__(self, path: Path, texts: list[str], segments: int = 1) -> None:
        store = Store.create(path, SCHEMA)
        values = [
            {"id": f"{n:05}", "text": text, "counted": text, **({"opening": 3} if "ha" in text else {})}
            for n, text in enumerate(texts)
        ]
        for first in range(segments):
            with store.writer() as writer:
                for each in values[first::segments]:
                    writer.add_document(**each)
                writer.commit(merge=False)
        self.executor = Executor(store.view(), path)
        documents = {each["id"]: Document(SCHEMA, each) for each in values}
        self.plain = PlainSnapshot("plain", SCHEMA, State({}, dict(documents), {}))

    def numbers(self, q: query.Query) -> set[int]:
        """The texts that our engine finds."""
        with Meter(Budget()).running():
            return {number for number, _ in self.executor.search(q, limit=None)}

    def compare(self, q: query.Query) -> None:
        """Both answer alike, with the same scores."""
        expected = self.plain.answer(Plan(q), most=None)
        scores = dict(zip(expected.ids, expected.scores, strict=True))
        found = {self.executor.id(n): score for n, score in self.executor.search(q, limit=None)}
        assert found == pytest.approx(scores, rel=1e-4), q


def word(text: str) -> query.Term:
    return query.Term("text", text)


def near(*parts: query.Query, within: int = 1, ordered: bool = False) -> SpanNear2:
    return SpanNear2(list(parts), slop=within, ordered=ordered)


# Examples

TEXTS = [
    "the harbour master closed the old harbour",  # 0
    "the old master of the harbour",  # 1
    "harbours and masters",  # 2
    "a master",  # 3
    "the air strikes near the hospital went on",  # 4
    "an air force struck; a strike followed at the hospital",  # 5
    "marten merkel and angela merkel met",  # 6
]


@pytest.fixture(scope="module", params=[1, 3])
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    # The segments take turns, so that a number is a text's place in the list where there is one segment.
    return Asked(tmp_path_factory.mktemp("near"), TEXTS, request.param)


AIR_STRIKE = near(Inflections("text", ("air",)), Inflections("text", ("strike",)), ordered=True)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        (near(word("harbour"), word("master")), {0}),
        (near(word("master"), word("harbour")), {0}),
        (near(word("master"), word("harbour"), ordered=True), set()),
        (near(word("master"), word("harbour"), within=3, ordered=True), {1}),
        (near(word("master"), word("harbour"), within=3), {0, 1}),
        (near(word("harbour"), word("harbour"), within=4), set()),
        (near(word("harbour"), word("harbour"), within=5), {0}),
        (near(word("harbour"), word("old"), word("master"), within=4), {0, 1}),
        (near(query.Prefix("text", "harb"), query.Prefix("text", "mast"), within=2), {0, 2}),
        (near(query.FuzzyTerm("text", "harbuor"), word("closed"), within=2), {0}),
        (near(query.FuzzyTerm("text", "haber"), word("closed"), within=2), set()),
        (near(Inflections("text", ("harbor",)), Inflections("text", ("master",)), within=2), {0, 2}),
        (AIR_STRIKE, {4}),
        (near(AIR_STRIKE, word("hospital"), within=3), {4}),
        (near(AIR_STRIKE, word("hospital"), within=2), set()),
        (near(query.Phrase("text", ["the", "hospital"]), word("near")), {4}),
        (near(query.Phrase("text", ["old", "harbour"]), word("harbour"), within=9), {0}),
        (near(query.Or([word("closed"), query.Phrase("text", ["of", "the"])]), word("master")), {0, 1}),
        (near(word("merkel"), query.Wildcard("text", "m*l"), within=2), set()),
        (near(word("merkel"), query.Wildcard("text", "m*l"), within=9), {6}),
        (near(word("master")), {0, 1, 3}),
        (near(word("master"), word("nowhere"), within=9), set()),
        (Inflections("text", ("strike",)), {4, 5}),
        (Inflections("text", ("strike", "de:hospital")), {4, 5}),
        (Inflections("text", ("nowher",)), set()),
        (Inflections("nosuchfield", ("strike",)), set()),
        (EndsBefore(word("harbour"), "opening"), {0}),
        (EndsBefore(word("master"), "opening"), {0, 1}),
        (EndsBefore(word("master"), "nosuchfield"), set()),
        (EndsBefore(query.Phrase("text", ["harbour", "master"]), "opening"), {0}),
        (EndsBefore(query.Phrase("text", ["master", "closed"]), "opening"), set()),
        (EndsBefore(Inflections("text", ("master",)), "opening"), {0, 1, 2}),
        (EndsBefore(near(word("master"), word("the"), within=2), "opening"), {0, 1}),
        (EndsBefore(near(word("master"), word("old"), within=9), "opening"), {1}),
        (EndsBefore(near(word("nowhere"), word("old"), within=9), "opening"), set()),
        (EndsBefore(query.Prefix("text", "ha"), "opening"), {0, 2}),
        (query.And([word("the"), query.Not(near(word("old"), word("master")))]), {0, 4, 5}),
        (query.AndMaybe(word("master"), near(word("old"), word("harbour"))), {0, 1, 3}),
    ],
    ids=repr,
)
def test_what_is_near(asked: Asked, q: query.Query, expected: set[int]) -> None:
    found = {int(asked.executor.id(number)) for number in asked.numbers(q)}
    assert found == expected
    asked.compare(q)


def test_filters_and_exclusions_may_be_of_what_is_near(asked: Asked) -> None:
    close = near(word("master"), word("harbour"), within=3)
    assert asked.executor.count(Plan(word("master"), filters=(close,))) == 2
    assert asked.executor.count(Plan(word("master"), excluded=(close,))) == 1


def test_inflections_are_scored_as_one_term(tmp_path: Path) -> None:
    """As what holds a word so often, however it is inflected."""
    texts = ["strike x", "strikes x", "striking strikes", "strike strike", "y z"]
    found = dict(Asked(tmp_path, texts).executor.search(Inflections("text", ("strike",)), limit=None))
    assert found[0] == found[1]
    assert found[2] == found[3] > found[0]


def test_without_positions_nothing_is_near(asked: Asked) -> None:
    with pytest.raises(QueryError, match="keeps no positions"):
        asked.numbers(near(query.Term("counted", "the"), query.Term("counted", "harbour")))


# Laws


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[list[str]], Asked]:
    """Texts of three words in every order, and some longer ones."""
    texts = [list(text) for length in (1, 2, 3, 4) for text in product("abc", repeat=length)]
    texts += [list("abxxcxxab"), list("cxaxxbxc"), list("axbxcxaxxxb"), list("cbaxxxabc")]
    return texts, Asked(tmp_path_factory.mktemp("sentences"), [" ".join(text) for text in texts])


def stands(text: list[str], words: list[str], within: int) -> bool:
    """Whether each word can be given a place of its own so that the places lie so close, by trying all."""
    places = [[place for place, each in enumerate(text) if each == word] for word in words]
    for chosen in product(*places):
        inside = sorted(chosen)
        if len(set(chosen)) == len(chosen) and all(b - a <= within for a, b in pairwise(inside)):
            return True
    return False


@given(words=st.lists(st.sampled_from("abc"), min_size=1, max_size=4), within=st.integers(1, 6))
def test_words_stand_near_one_another_in_any_order(
    sentences: tuple[list[list[str]], Asked], words: list[str], within: int
) -> None:
    texts, asked = sentences
    expected = {number for number, text in enumerate(texts) if stands(text, words, within)}
    assert asked.numbers(near(*map(word, words), within=within)) == expected
    each = {frozenset(asked.numbers(near(*map(word, order), within=within))) for order in permutations(words)}
    assert each == {frozenset(expected)}


PARTS = st.deferred(
    lambda: st.one_of(
        WORD,
        st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(
            lambda words: query.Phrase("text", words)
        ),
        st.lists(WORD, min_size=1, max_size=2).map(query.Or),
        st.builds(SpanNear2, st.lists(WORD, min_size=1, max_size=2), st.integers(1, 3), st.booleans()),
    )
)
WORD = st.sampled_from("abcx").map(word)


@given(parts=st.lists(PARTS, min_size=1, max_size=3), within=st.integers(1, 5), ordered=st.booleans())
def test_parts_of_several_words_are_near_as_the_plain_engine_has_it(
    sentences: tuple[list[list[str]], Asked], parts: list[query.Query], within: int, ordered: object
) -> None:
    sentences[1].compare(near(*parts, within=within, ordered=bool(ordered)))


def test_a_stretch_of_documents_makes_no_difference(
    sentences: tuple[list[list[str]], Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, asked = sentences
    whole = asked.numbers(near(word("a"), word("b"), word("c"), within=2))
    monkeypatch.setattr("index.engine.embedded.execute.nearness.AT_A_TIME", 5)
    assert asked.numbers(near(word("a"), word("b"), word("c"), within=2)) == whole
    assert 0 < len(whole) < len(texts)


# Bounds


def letters(text: str, make: Callable[[str], query.Query]) -> list[query.Query]:
    return [make(letter) for letter in text]


DEAR = {
    "one word, again and again": near(*[word("a")] * 4, within=1_000),
    "one word, thirty times": near(*[word("a")] * 30, within=1_000),
    "many words in any order": near(*letters("abcdefghijklmnopqrstuvwxyz", word), within=1_000),
    "many near spellings": near(
        *letters("abcdefghijklmnopqrstuvwxyz", lambda letter: query.FuzzyTerm("text", letter, maxdist=2)),
        within=9,
    ),
    "near spellings by themselves": query.Or(
        letters("abcdefghijklmnopqrstuvwxyz", lambda letter: query.FuzzyTerm("text", letter, maxdist=2))
    ),
    "phrases far apart": near(*[near(*[word("a")] * 3, within=1_000, ordered=True), word("b")], within=1_000),
    "inflections": near(*letters("abcdefgh", lambda letter: Inflections("text", (letter,))), within=50),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """One long text of letters, and one of short words."""
    every = ["".join(each) for each in islice(product("abcdefghijklmnopqrstuvwxyz", repeat=2), 600)]
    texts = [" ".join("abcdefghijklmnopqrstuvwxyz" * 2_000), "a " * 100_000, " ".join(every * 20)]
    return Asked(tmp_path_factory.mktemp("hostile"), texts)


@pytest.mark.parametrize("name", DEAR)
def test_a_dear_question_is_answered_or_refused(hostile: Asked, name: str) -> None:
    with Meter(Budget(seconds=0.3)).running(timeout=20):
        try:
            assert hostile.executor.search(DEAR[name], limit=None)
        except CostError as error:
            assert "costs too much" in error.message


# Inflections are where they are looked for

SEEDS = (
    "strik",
    "hopp",
    "possib",
    "gener",
    "city",
    "skies",
    "dy",
    "ly",
    "tie",
    "ie",
    "u",
    "presente",
    "haus",
)
BRITISH = ("colour", "organise", "organize", "organisations", "organization", "analyses", "analyze", "centre")
ENDINGS = (
    "",
    "e",
    "s",
    "es",
    "ing",
    "ed",
    "ly",
    "ies",
    "y",
    "ying",
    "ation",
    "ement",
    "en",
    "er",
    "aux",
    "ität",
)
FOREIGN = (
    "gekomen",
    "aangekomen",
    "memukul",
    "bhfuil",
    "tuerkei",
    "muessen",
    "uebersetzer",
    "dime",
    "şehirler",
)


@pytest.mark.parametrize("language", ["", *sorted(LANGUAGES)])
def test_a_word_begins_as_its_stem_says(language: str) -> None:
    words = (
        *map("".join, product(SEEDS, ENDINGS)),
        *BRITISH,
        *FOREIGN,
        "والكتاب",
        "اخبار",
        "дом",
        "србија",
        "ab大",
    )
    for term in map(fold_token, words):
        stem = stem_in(term, language).rpartition(":")[2]
        assert term.startswith(beginnings(stem, language)), (term, stem)
