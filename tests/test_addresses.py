"""When two addresses lead to one page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.addresses import address_key, page_key

PAGE = "https://courier.example/2016/flood?id=7&part=2"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://courier.example/2016/flood?id=7&part=2",
        "//www.courier.example:443/2016/flood/?part=2&id=7",
        "https://WWW.Courier.Example/2016/flood?id=7&part=2&utm_source=mail&utm_medium=x",
        "https://courier.example/2016/flood?fbclid=1&id=7&gclid=2&part=2#comments",
        "https://amp.courier.example/2016/flood/amp/?id=7&part=2&amp=1",
        "courier.example/2016/%66lood?id=7&part=2",
        " https://reader@courier.example./2016/flood?id=7&part=2 ",
    ],
)
def test_one_page_has_one_key(spelling: str) -> None:
    assert address_key(spelling) == address_key(PAGE) == page_key(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "https://courier.example/2016/flood?id=8&part=2",
        "https://courier.example/2016/Flood?id=7&part=2",
        "https://courier.example:8080/2016/flood?id=7&part=2",
        "https://sport.courier.example/2016/flood?id=7&part=2",
        "https://courier.example/2016/flood?id=7&part=2#!/3",
        "https://courier.example/2016%2Fflood?id=7&part=2",
        "https://courier.example/2016/example-amplified?id=7&part=2",
    ],
)
def test_another_page_has_another_key(other: str) -> None:
    assert address_key(other) not in ("", address_key(PAGE))


@pytest.mark.parametrize(
    "other", ["", "mailto:desk@courier.example", "a headline", "https://[::1", "17", "about:blank"]
)
def test_what_is_no_address_has_none(other: str) -> None:
    assert address_key(other) == page_key(other) == ""


@pytest.mark.parametrize(
    "front", ["https://courier.example", "http://www.courier.example/", "courier.example/#top"]
)
def test_a_front_page_is_no_page(front: str) -> None:
    assert address_key(front) == "courier.example"
    assert page_key(front) == ""


@given(st.text(max_size=80), st.sampled_from(["", "https://courier.example/", "https://courier.example/a?"]))
def test_a_key_is_a_key_of_itself(rest: str, before: str) -> None:
    key = address_key(before + rest)
    assert address_key(f"https://{key}") == key or not key


HOSTS = st.lists(st.sampled_from(["www", "www2", "amp", "bbc", "co", "uk", "-x", "", "7"]), max_size=4)
PATHS = st.lists(st.sampled_from(["a", "b-1_~", "amp", "AMP", "x.amp", "..", "", "web", "é"]), max_size=4)
QUERY_PARTS = [
    "utm_source=a%20b:c",
    "UTM_id",
    "fbclid=",
    "id=7",
    "b=%2F+é",
    "amp=1",
    "amp=%31",
    "x",
    "",
    "=",
    "at_=?",
]
PLAIN = st.builds(
    "{}://{}/{}{}{}{}".format,
    st.sampled_from(["http", "https", "ftp", "HTTPS"]),
    HOSTS.map(".".join),
    PATHS.map("/".join),
    st.sampled_from(["", "/", ".amp", ".html", "\n"]),
    st.lists(st.sampled_from(QUERY_PARTS), max_size=3).map(
        lambda parts: f"?{'&'.join(parts)}" if parts else ""
    ),
    st.sampled_from(["", "#", "#top", "#!x", "#a!b?c#d", "\n"]),
)


@given(PLAIN)
def test_a_plain_address_has_the_key_that_a_longer_way_gives(url: str) -> None:
    """A scheme in capitals is another spelling, and lets no address be taken for a plain one."""
    assert address_key(url) == address_key(re.sub("^http", "HTTP", url))


@given(st.lists(st.sampled_from(QUERY_PARTS), max_size=5))
def test_what_tells_the_way_alone_counts_for_nothing_in_any_place(parts: list[str]) -> None:
    kept = [part for part in parts if not re.match("utm|fbclid|at_|amp", part, re.IGNORECASE)]
    assert address_key(f"{PAGE}&{'&'.join(parts)}") == address_key(f"{PAGE}&{'&'.join(kept)}")
