"""Questions as people type and paste them, each with what its writer meant."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

from . import collection
from .collection import (
    FORMS,
    Meaning,
    Scanned,
    both,
    either,
    has,
    is_form_of,
    is_like,
    is_spelt,
    near,
    side_by_side,
    without,
)

DASHES = "-‐‑‒–—―−﹘﹣－"
QUOTES = (
    *('""', "“”", "”“", "„“", "„”", "«»", "»«", "‹›", "›‹", "「」", "『』", "＂＂", "″″", "〝〟", "❝❞", "””"),
    *(("''", "''"), ("``", "''"), ("’’", "’’")),
)
INVISIBLE = "\u00ad\u200b\ufeff\u2060\u200e\u200f\u202a\u202c"
WORDS = tuple(FORMS)
NAMES = ("merkel", "trump", "fillon", "mosul")


class Typed(NamedTuple):
    """A question as it is typed, and what was meant.

    Attributes:
        kind: of what is told apart.
        text: the query.
        meaning: of an article, whether it answers.
        options: of ``Archive.search``.
    """

    kind: str
    text: str
    meaning: Meaning
    options: dict[str, Any] = {}  # noqa: RUF012 -- never changed


def questions(count: int, seed: int) -> list[Typed]:
    """Questions of all kinds, in turn."""
    draw = random.Random(seed)
    held = collection.articles()
    return [KINDS[number % len(KINDS)](draw, held) for number in range(count)]


def _two(draw: random.Random, words: tuple[str, ...] = WORDS) -> tuple[str, str]:
    one, other = draw.sample(words, 2)
    return one, other


def _more(draw: random.Random, kind: str, text: str, meaning: Meaning) -> Typed:
    """The same alone, or with another word before or after it."""
    word = draw.choice(WORDS)
    match draw.randrange(4):
        case 0:
            return Typed(kind, f"{word} {text}", both(has(word), meaning))
        case 1:
            return Typed(kind, f"{text} AND {word}", both(has(word), meaning))
    return Typed(kind, text, meaning)


def minus(draw: random.Random, _: list[Scanned]) -> Typed:
    """A dash of any keyboard before a word, a phrase or a parenthesis."""
    one, other = _two(draw)
    third = draw.choice(WORDS)
    excluded, meaning = draw.choice(
        [
            (other, has(other)),
            (f'"{other} {third}"', side_by_side(other.__eq__, third.__eq__)),
            (f"({other} OR {third})", either(has(other), has(third))),
            (f"title:{other}", has(other, "title")),
        ]
    )
    dash, blank = draw.choice(DASHES), draw.choice([" ", "  ", "\u00a0", "\u3000"])
    if draw.random() < 0.2:  # noqa: PLR2004 -- a dash between blanks is punctuation
        return Typed("minus", f"{one} {dash} {other}", both(has(one), has(other)))
    return Typed("minus", f"{one}{blank}{dash}{excluded}", both(has(one), without(meaning)))


def operators(draw: random.Random, _: list[Scanned]) -> Typed:
    """Operators in other forms than ours."""
    one, other = _two(draw)
    text, meaning = draw.choice(
        [
            (f"{one} not {other}", both(has(one), without(has(other)))),
            (f"{one} and not {other}", both(has(one), without(has(other)))),
            (f"{one} or {other}", either(has(one), has(other))),
            (f"{one} and {other}", both(has(one), has(other))),
            (f"({one} or {other})", either(has(one), has(other))),
            (f"{one} | {other}", either(has(one), has(other))),
            (f"{one} || {other}", either(has(one), has(other))),
            (f"{one}||{other}", either(has(one), has(other))),
            (f"{one} && {other}", both(has(one), has(other))),
            (f"{one} & {other}", both(has(one), has(other))),
            (f"{one} !{other}", both(has(one), without(has(other)))),
            (f"{one} ＯＲ {other}", either(has(one), has(other))),
            (f"{one} ！{other}", both(has(one), without(has(other)))),
            (f"+{one} +{other}", both(has(one), has(other))),
            (f"{one}^2", has(one)),
            (f"/{one[:3]}.*/", collection.fits(is_spelt(f"{one[:3]}*"))),
            (f"{one[:4]}!", collection.fits(is_spelt(f"{one[:4]}*"))),
            (f"{one[:4]}$", collection.fits(is_spelt(f"{one[:4]}*"))),
        ]
    )
    return Typed("operators", text, meaning)


def functions(draw: random.Random, _: list[Scanned]) -> Typed:
    """Fields and functions of other systems."""
    word = draw.choice(WORDS)
    title, lead = has(word, "title"), has(word, "lead")
    text, meaning = draw.choice(
        [
            (f"hlead({word})", lead),
            (f"headline({word})", title),
            (f"title({word})", title),
            (f"ti({word})", title),
            (f"hd={word}", title),
            (f"headline={word}", title),
            (f"title = {word}", title),
            (f"title :{word}", title),
            (f"hlp={word}", lead),
            (f"intitle:{word}", title),
            (f"allintitle:{word}", title),
            (f"title：{word}", title),
            (f"（title:{word}）", title),
            (f"atleast1({word})", has(word)),
            (f"title:{word}", title),
            (f"headline:{word}", title),
            (f"lead:{word}", lead),
            (f'lead:"{word}"', collection.fits(word.__eq__, "lead")),
        ]
    )
    return Typed("functions", text, meaning)


def proximity(draw: random.Random, _: list[Scanned]) -> Typed:
    """Words near each other, in the forms of all systems."""
    one, other = _two(draw)
    number = draw.choice([1, 2, 3, 5])
    tests = (is_form_of(one), is_form_of(other))
    any_order = near(tests, number, ordered=False)
    in_order = near(tests, number, ordered=True)
    third = draw.choice(WORDS)
    text, meaning = draw.choice(
        [
            (f'"{one} {other}"~{number}', any_order),
            (f"“{one} {other}”~{number}", any_order),
            (f"{one} NEAR/{number} {other}", any_order),
            (f"{one} near/{number} {other}", any_order),
            (f"{one} PRE/{number} {other}", in_order),
            (f"{one} w/{number} {other}", any_order),
            (f"{one} /{number} {other}", any_order),
            (f"{one} near{number} {other}", any_order),
            (f"{one} adj{number} {other}", in_order),
            (f"{one} N/{number} {other}", any_order),
            (f"{one} AROUND({number}) {other}", any_order),
            (f"{one} NEAR {other}", near(tests, 5, ordered=False)),
            (f"{one} same {other}", near(tests, 20, ordered=False)),
            (
                f"({one} OR {third}) NEAR/{number} {other}",
                either(any_order, near((is_form_of(third), is_form_of(other)), number, ordered=False)),
            ),
            (
                f'"{one} {other} {third}"~{number}',
                near((*tests, is_form_of(third)), number, ordered=False),
            ),
            (
                f"{one} NEAR/{number} {other[:3]}*",
                near((is_form_of(one), is_spelt(f"{other[:3]}*")), number, ordered=False),
            ),
        ]
    )
    return _more(draw, "proximity", text, meaning) if text[0] in '"“(' else Typed("proximity", text, meaning)


def spellings(draw: random.Random, _: list[Scanned]) -> Typed:
    """Near spellings."""
    word = draw.choice(("manbij", "merkel", "trump", "mosul", "raqqa"))
    free = 2 if len(word) > 5 else 1  # noqa: PLR2004 -- as the documentation says
    text, edits = draw.choice([(f"{word}~1", 1), (f"{word}~2", 2), (f"{word}~", free), (f"{word}～1", 1)])
    return _more(draw, "spellings", text, collection.fits(is_like(word, edits)))


def wildcards(draw: random.Random, _: list[Scanned]) -> Typed:
    """Patterns: alone, in phrases, in words of several parts."""
    one, other = _two(draw)
    text, meaning = draw.choice(
        [
            (f"{one[:3]}*", collection.fits(is_spelt(f"{one[:3]}*"))),
            (f"*{one[2:]}", collection.fits(is_spelt(f"*{one[2:]}"))),
            (f"{one[0]}?{one[2:]}", collection.fits(is_spelt(f"{one[0]}?{one[2:]}"))),
            (f'"{one} {other[:3]}*"', side_by_side(one.__eq__, is_spelt(f"{other[:3]}*"))),
            (f'"{one[:3]}* {other}"', side_by_side(is_spelt(f"{one[:3]}*"), other.__eq__)),
            (f'"{one} * {other}"', side_by_side(one.__eq__, lambda _: True, other.__eq__)),
            ("al-qa*", side_by_side("al".__eq__, is_spelt("qa*"))),
            ("by-elect*", side_by_side("by".__eq__, is_spelt("elect*"))),
            ("北京*", side_by_side("北".__eq__, "京".__eq__)),
            ("*北京", side_by_side("北".__eq__, "京".__eq__)),
            (f"{one[:3]}＊", collection.fits(is_spelt(f"{one[:3]}*"))),
        ]
    )
    return _more(draw, "wildcards", text, meaning)


def pasted(draw: random.Random, held: list[Scanned]) -> Typed:
    """What pages and word processors leave in a text: soft hyphens, marks of direction."""
    typed = draw.choice([minus, quotes, wildcards, functions])(draw, held)
    text = typed.text
    for _ in range(draw.randint(1, 3)):
        place = draw.randrange(len(text) + 1)
        text = text[:place] + draw.choice(INVISIBLE) + text[place:]
    return typed._replace(kind="pasted", text=text)


def quotes(draw: random.Random, held: list[Scanned]) -> Typed:
    """A phrase in the quotation marks of any keyboard."""
    article = draw.choice(held)
    body = collection.words_of(article.body)
    first = draw.randrange(len(body) - 1)
    one, other = body[first], body[first + 1]
    opening, closing = draw.choice(QUOTES)
    phrase = f"{opening}{one} {other}{closing}"
    return _more(draw, "quotes", phrase, side_by_side(one.__eq__, other.__eq__))


def addresses(draw: random.Random, held: list[Scanned]) -> Typed:
    """Addresses and ids as they are copied."""
    article = draw.choice(held)
    bare = article.url.removeprefix("https://www.")
    spelling = draw.choice(
        [
            *(article.url, f"http://{bare}", f"HTTPS://WWW.{bare}", bare, f"https://{bare}#comments"),
            *(f"https://www.{bare}&utm_source=tw", f"https://{bare}&fbclid=x"),
        ]
    )
    own = _is_own("url", article)
    host = bare.partition("/")[0]
    text, meaning = draw.choice(
        [
            (f"url:{spelling}", own),
            (f'url:"{spelling}"', own),
            (f"(url:{spelling})", own),
            (spelling if "//" in spelling else f"https://{spelling}", own),
            (f"id:{article.id}", _is_own("id", article)),
            (f'id:"{article.id}"', _is_own("id", article)),
            (f"url:https://www.{host}/news/*", lambda other: f".{host}/" in other.url),
            (f"url:*{host}*", lambda other: host in other.url),
            (f"site:{host}", lambda other: host in other.url),
            (f"site:https://www.{host}/", lambda other: host in other.url),
            ("site:example.org", lambda other: "example.org" in other.url),
            ("site:north", lambda other: "north" in other.url),
        ]
    )
    return Typed("addresses", text, meaning)


def any_of(draw: random.Random, _: list[Scanned]) -> Typed:
    """Words of several parts where any word may match."""
    text, meaning = draw.choice(_COMPOUNDS)
    word = draw.choice(NAMES)
    if draw.random() < 0.5:  # noqa: PLR2004 -- half of them
        return Typed("any", f"{text} {word}", either(meaning, has(word)), {"match": "any"})
    return Typed("any", text, meaning, {"match": draw.choice(["any", "all"])})


def fields(draw: random.Random, _: list[Scanned]) -> Typed:
    """Fields: there, unknown, of dates."""
    word = draw.choice(WORDS)
    year = draw.choice(["2015", "2016", "2017"])
    in_year: Meaning = lambda article: article.day.startswith(year)  # noqa: E731 -- one of many
    text, meaning = draw.choice(
        [
            ("source:*", lambda article: bool(article.source)),
            ("section:*", lambda article: bool(article.section)),
            ("NOT section:*", lambda article: not article.section),
            ("section:World", lambda article: article.section == "World"),
            ("published:*", lambda article: bool(article.day)),
            (f"headlin:{word}", has(word, "title")),
            (f"published:{year}", in_year),
            (f"published:[{year}-01-01 TO {year}-12-31]", in_year),
            (
                f"published:{{{year}-01-01 TO {year}-12-31}}",
                lambda a: f"{year}-01-01" < a.day < f"{year}-12-31",
            ),
            (f"published:>={year}", lambda article: article.day >= year),
            (f"published:> {year}", lambda article: article.day > f"{year}-12-31"),
            (f"published:{year} {word}", both(in_year, has(word))),
            ("published:last year", lambda article: article.day.startswith("2015")),
            (f"published:June {year}", lambda article: article.day.startswith(f"{year}-06")),
            (f"published={year}", in_year),
            (f"published>{year}", lambda article: article.day > f"{year}-12-31"),
            (f"published :{year}", in_year),
            (f"published:{year}-*", in_year),
            (f"published:>{year}-06-01T10:00", lambda article: article.day > f"{year}-06-01"),
        ]
    )
    return Typed("fields", text, meaning)


def _is_own(attribute: str, article: Scanned) -> Meaning:
    return lambda other: bool(getattr(other, attribute) == getattr(article, attribute))


def _parts(*words: str) -> Meaning:
    return side_by_side(*(is_form_of(word) for word in words))


_COMPOUNDS: list[tuple[str, Meaning]] = [
    ("9/11", _parts("9", "11")),
    ("G-20", _parts("g", "20")),
    ("北京", _parts("北", "京")),
    ("air-strike", _parts("air", "strike")),
    ("air-strikes", _parts("air", "strike")),
    ("by-election", _parts("by", "election")),
    ("al-Qaeda", _parts("al", "qaeda")),
    ("{by election}", _parts("by", "election")),
    ("l'attack", has("attack")),
]
KINDS: list[Callable[[random.Random, list[Scanned]], Typed]] = [
    *(
        minus,
        operators,
        functions,
        proximity,
        spellings,
        wildcards,
        pasted,
        quotes,
        addresses,
        any_of,
        fields,
    ),
]
