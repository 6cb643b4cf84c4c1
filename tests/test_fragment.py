"""Pieces of markup to text, in time that is linear in their length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.html import text_of_fragment


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("just text", "just text"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p>One<p>Two", "One\n\nTwo"),
        ("One<br>two<br/><br />Three", "One\ntwo\n\nThree"),
        ("<div>One <b>bold</b>\n  word</div>tail", "One bold word\n\ntail"),
        ("<ul><li>One<li>Two</ul>", "One\n\nTwo"),
        ("<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>", "A B\n\nC"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("Fish &amp; chips &#233; &eacute; &nbsp;here", "Fish & chips é é here"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("a<!-- <p>no</p> -->b<!doctype x>c<?pi?>d", "abcd"),
        ("<head><title>No</title></head><header>Yes</header>", "Yes"),
        ("<script>if (a < b) { x('</p>') }</script>Yes<style>p {}</style>", "Yes"),
        ("<SCRIPT type='x'>no</SCRIPT >Yes", "Yes"),
        ("Yes<script>never closed <p>no", "Yes"),
        ("Yes<svg><path/><text>no</text></svg><iframe src='x'>no</iframe>", "Yes"),
        ('<a title="a > b">link</a> <img alt="5" 6">x', "link x"),
        ("Yes <a href='x", "Yes <a href='x"),
        ("Yes<!-- never closed <p>kept</p>", "Yes never closed\n\nkept"),
        ("<p>\x00A\u202eB</p>", "AB"),
    ],
)
def test_the_text_of_a_fragment(markup: str, text: str) -> None:
    assert text_of_fragment(markup) == text


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<!--",
        "<a ",
        "</",
        "<a b='",
        "<?",
        "<![CDATA[",
        "<script>",
        "<head></header>",
        "<div>",
        "&",
        "<br>",
    ],
)
def test_hostile_markup_takes_linear_time(piece: str) -> None:
    """The standard library's parser takes most of a minute for a third of this."""
    start = time.process_time()
    text_of_fragment(piece * 50_000)
    assert time.process_time() - start < 10


@given(
    st.lists(st.sampled_from([*"<>/!-=&;#'\" \nabp", "<p>", "<br>", "<pre>", "</", "script"]), max_size=60)
)
def test_any_text_becomes_tidy_text(pieces: list[str]) -> None:
    text = text_of_fragment("".join(pieces))
    assert text == text.strip()
    assert "\n\n\n" not in text
