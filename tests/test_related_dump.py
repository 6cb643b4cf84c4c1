"""Dumps of related articles: escaped or not, damaged or hostile."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Link
from corpus.readers.captured import related_dump
from corpus.readers.captured.related_dump import take_dumps

PLAIN = [
    "Harbour reopens after storm",
    "Ferry fares to rise",
    "Council votes on new pier",
    "Divers find anchor",
]

HOSTILE = [
    'He said "no", then left',
    '"Quiet Seas" for a week',
    'Ends with "quote"',
    '"Starts" well',
    'A "b", "c" and "d"',
    'colon "x": y',
    'brace "} ,{" inside',
    'key "title":"x" inside',
    'comma","quote',
    'back\\slash "q"',
    "it’s “curly”",
    "tab\there",
    'line\nbreak "q"',
    "[list] {object}",
    '"All quoted"',
    'He said: "We go", "you stay"',
    '"a":"b"',
    '"id":"b"',
    'bracket }]" inside',
    '"} ]"',
    '"',
    "\\",
    '"} ,{"',
    "string(5) in a title",
]


def dump(titles: list[str]) -> str:
    """A dump as the template prints it: nothing is escaped."""
    objects = [
        f'{{"id":"{1000 + n}","sort":"{n}","contenttypeid":"21",'
        f'"pic":"/2016/11/{n + 1:02}/p_{n}.jpg","title":"{title}"}}'
        for n, title in enumerate(titles)
    ]
    return "[" + " ,".join(objects) + " ]"


def var_dump(written: str) -> str:
    return f'string({len(written)}) "{written}"'


def titles(text: str) -> list[str]:
    return [link.title for link in take_dumps(text)[1]]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_expectedwith_bare_quotes_are_read_exactly(hostile: str, place: int) -> None:
    expected = [*PLAIN[:place], hostile, *PLAIN[place:]]
    text, links, notices = take_dumps(f"Before.\n\n{var_dump(dump(expected))}\n\nAfter.")
    assert [(link.id, link.title) for link in links] == [
        (str(1000 + n), title) for n, title in enumerate(expected)
    ]
    assert text.split() == ["Before.", "After."]
    assert not notices


RENDERINGS: dict[str, Callable[[str], str]] = {
    "as printed": var_dump,
    "bare": str,
    "bare and indented": lambda written: f"  {written}",
    "wrong length": lambda written: f'string(7) "{written}"',
    "no quotes around it": lambda written: f"string(900) {written}",
    "escaped for HTML": lambda written: html.escape(var_dump(written)),
    "numbers for quotes": lambda written: var_dump(written).replace('"', "&#34;"),
    "within a JSON string": lambda written: var_dump(json.dumps(written)[1:-1]),
    "curly quotes": lambda written: var_dump(written).replace('"', "”"),
    "low and high quotes": lambda written: var_dump(written).replace('":"', "“:„").replace('"', "“"),
    "an object a line": lambda written: var_dump(written.replace("} ,{", "},\n{")),
    "spread over lines": lambda written: var_dump(json.dumps(json.loads(written), indent=2)),
    "no spaces": lambda written: var_dump(written.replace("} ,{", "},{").replace("} ]", "}]")),
    "a comma too many": lambda written: var_dump(written.replace("} ]", "}, ]")),
    "a comma too few": lambda written: var_dump(written.replace("} ,{", "} {", 1)),
    "numbers, not text": lambda written: var_dump(written.replace('"21"', "21").replace('"0"', "null")),
    "an unclosed title": lambda written: var_dump(written.replace('fares to rise"', "fares to rise")),
    "more keys": lambda written: var_dump(written.replace('"sort"', '"section":"sea","sort"')),
    "keys in capitals": lambda written: var_dump(written.replace('"title"', '"Title"')),
    "nested": lambda written: var_dump(written.replace('"21"', '{"a":[1,{"b":2}]}')),
}


@pytest.mark.parametrize("render", RENDERINGS.values(), ids=RENDERINGS)
@pytest.mark.parametrize("after", ["", "\n", "\n\nAfter.\n"])
def test_a_dump_is_read_however_it_was_printed(render: Callable[[str], str], after: str) -> None:
    text, links, _ = take_dumps(f"Before.\n{render(dump(PLAIN))}{after}")
    assert [link.title for link in links] == PLAIN
    assert [link.id for link in links] == ["1000", "1001", "1002", "1003"]
    assert text.split() == f"Before. {after}".split()


def test_escaped_json_is_unescaped() -> None:
    written = json.dumps([{"id": "1", "title": 'a "b" \\ ü 🚢'}, {"id": 2, "title": "x/y"}])
    assert (
        titles(var_dump(written)) == titles(var_dump(written.replace("/", "\\/"))) == ['a "b" \\ ü 🚢', "x/y"]
    )


def test_escapes_in_a_dump_that_is_not_json() -> None:
    assert titles(var_dump('[{"id":"1","title":"a "b" \\u00fc \\ud83d\\udea2 x\\/y"}]')) == ['a "b" ü 🚢 x/y']


def test_html_references_in_expectedare_resolved() -> None:
    assert titles(var_dump(dump(["Fish &amp; &quot;chips&quot;", "AT&T"]))) == ['Fish & "chips"', "AT&T"]


def test_a_link_knows_its_day_and_medium() -> None:
    written = (
        '[{"id":"1","pic":"/2016/11/24/a_636156.jpg","title":"A"} ,'
        '{"id":"2","pic":"/2016/02/30/b.mp4","title":"B"} ,'
        '{"id":"3","pic":"/x/c.mp3?v=1","title":""} ,{"id":"","title":"","pic":"/2016/11/24/d.jpg"} ]'
    )
    first, second, third = take_dumps(var_dump(written))[1]
    assert first.published is not None
    assert (first.published.local, first.published.precision) == (datetime(2016, 11, 24), "day")
    assert (first.published.origin, first.published.raw) == ("picture path", "/2016/11/24/a_636156.jpg")
    assert first.media == "article"
    assert second == Link(title="B", id="2", media="video")
    assert third == Link(title="", id="3", media="audio")


def test_links_of_several_dumps_stand_once_each_in_order() -> None:
    text, links, _ = take_dumps(f"A.\n{var_dump(dump(PLAIN[:2]))} B.\n{var_dump(dump(PLAIN[:3]))}\nC.")
    assert [link.title for link in links] == PLAIN[:3]
    assert text.split() == ["A.", "B.", "C."]


@pytest.mark.parametrize("written", ["[]", "[ ]"])
def test_an_empty_dump_is_taken_out(written: str) -> None:
    assert take_dumps(f"A.\n{var_dump(written)}\nB.")[0].split() == ["A.", "B."]


@pytest.mark.parametrize(
    "text",
    [
        'The page printed string(12) "abc" and stopped.',
        'var_dump shows string(12) "abc [1] {2}".',
        'He wrote [{"draft"}] in the margin.',
        'See [{"id":"1"}] within a line.',
        "A string(3) of pearls, a string.",
        "string theory",
        "",
    ],
)
def test_text_that_is_no_dump_stays(text: str) -> None:
    assert take_dumps(text) == (text, (), ())


@pytest.mark.parametrize(
    "broken",
    ['string(9) "[{', 'string(9) "[{id:1,title:2}]"', 'string(9) "[{"id"=>"1"}]"', 'string(99) "[{}{}{'],
)
def test_a_dump_that_cannot_be_read_is_taken_out_all_the_same(broken: str) -> None:
    text, links, _ = take_dumps(f"Before.\n\n{broken}\n\nAfter.")
    assert text.split() == ["Before.", "After."]
    assert not links


@pytest.mark.parametrize("after", ["", "\n\nAfter."])
@pytest.mark.parametrize(
    "render", [var_dump, lambda d: html.escape(var_dump(d)), lambda d: var_dump(json.dumps(d)[1:-1])]
)
def test_a_dump_cut_off_anywhere_leaves_whole_links_and_no_trace(
    render: Callable[[str], str], after: str
) -> None:
    whole = render(dump([PLAIN[0], 'A "b", "c" and “d”', PLAIN[1]]))
    links = take_dumps(whole)[1]
    assert len(links) == 3
    begun = len("string(1") if after else 0
    for end in range(begun, len(whole)):
        text, found, notices = take_dumps(f"Before.\n\n{whole[:end]}{after}")
        if not after or "[" in whole[:end]:
            assert text.split() == f"Before. {after}".split(), whole[:end]
        assert found == links[: len(found)]
        assert len(found) >= whole[:end].count("}") - 1
        assert notices or not found or len(found) == 3


pieces = st.sampled_from(
    [
        'string(9) "',
        "[",
        "{",
        "}",
        "]",
        '"',
        ",",
        ":",
        '"id":',
        '"title":',
        " ",
        "\n",
        "\n\n",
        "\\",
        "“",
        "”",
        "&quot;",
        "x",
    ]
)


@given(st.lists(pieces, max_size=60).map("".join))
def test_no_text_is_too_odd(text: str) -> None:
    take_dumps(text)


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"\\&'), max_size=30), max_size=5
    )
)
def test_titles_without_quotes_come_back(given_titles: list[str]) -> None:
    whole = json.dumps(
        [{"id": str(n), "title": f"{title}."} for n, title in enumerate(given_titles)], ensure_ascii=False
    )
    assert [link.id for link in take_dumps(var_dump(whole))[1]] == [str(n) for n in range(len(given_titles))]


@pytest.mark.parametrize(
    "unit",
    [
        'string(9) "[{',
        "string(9) ",
        "[",
        "{",
        "}",
        "} ]",
        '} ] "',
        '",',
        '","id":"',
        '"',
        " ",
        "\n",
        "\\",
        "&quot;",
        "“",
    ],
)
@pytest.mark.parametrize("before", ["", 'string(9) "[{', 'string(9) "[{"id":"1","title":"'])
def test_reading_takes_time_linear_in_length(unit: str, before: str) -> None:
    text = before + unit * (300_000 // len(unit))
    begun = time.process_time()
    take_dumps(text)
    assert time.process_time() - begun < 2


def test_no_page_has_links_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(related_dump, "LINKS_LIMIT", 3)
    for whole in (dump(PLAIN), dump([*PLAIN, 'a "b" c'])):
        _, links, notices = take_dumps(var_dump(whole))
        assert [link.title for link in links] == PLAIN[:3]
        assert notices == ("more related articles are listed than are read",)
    monkeypatch.setattr(related_dump, "_READ_LIMIT", 400)
    text, links, notices = take_dumps(f"{var_dump(dump(PLAIN[:2]))}\n{var_dump(dump(PLAIN[2:]))}")
    assert [link.title for link in links] == PLAIN[:2]
    assert notices == ("more related articles are listed than are read",)
    assert not text.strip()


def test_five_megabytes_of_dump() -> None:
    expected = ['He said "no", then left. ' * 20 + "."] * 9_000
    whole = var_dump(dump(expected))
    assert len(whole) > 5_000_000
    begun = time.process_time()
    assert titles(whole) == expected
    assert time.process_time() - begun < 8
