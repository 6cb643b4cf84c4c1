"""Questions on the command line: their words, and the options that narrow them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from corpus.errors import DatelineError

from ..question import ALSO_WRITTEN, FACETS, OPTIONS, SHORT, Question
from ..question_fields import Choice, Count, FacetNames, NameList, Option, facet_size
from .arguments import OptionalValue
from .completions import offer_names, offer_query_words
from .program import Command

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


class QuestionCommand(Command):
    """A command that asks a question: its words, and options that narrow it, reach it as ``question``."""

    asks = True

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        ctx.params["question"] = take_question(ctx)
        return super().invoke(ctx)


def take_question(ctx: click.Context) -> Question:
    """The question that a command line asks; its parts are taken out of the parameters."""
    given = {name: ctx.params.pop(name) for name in OPTIONS if name in ctx.params}
    query = " ".join(ctx.params.pop("words"))
    if ctx.params.pop("literal"):
        from ..language.literal import quote

        query = quote(query)
    return Question(query, **given)


def _nearest_facet(text: str) -> str:
    """The facet that may be meant, with how many values may be meant behind its colon."""
    name, colon, size = text.strip().partition(":")
    meant = _nearest_value(_FACET_OF.get(name, name), FACETS)
    if not (meant and colon):
        return meant
    figures = re.sub(r"[^0-9]", "", size).lstrip("0")
    return f"{meant}:{figures or 'all'}"


def _nearest_value(word: str, values: Sequence[str]) -> str:
    """The value that a word is the beginning of, or a few letters from; "" for none."""
    from index.text.spelling import is_near

    for value in values:
        edits = 1 if min(len(word), len(value)) < _LONG else 2
        if is_near(word, value, edits) or (len(word) >= _LEAST_CUT and value.startswith(word)):
            return value
    return ""


HELP: Mapping[str, str] = {
    "since": "First day: 2016-03-31, March 2016, last Friday …",
    "until": "Last day, included.",
    "on": "A day, month, year or other stretch of time.",
    "last": "A stretch of time up to now: 90d, 2 weeks, 3 months.",
    "person": "Who is named; given twice, both are.",
    "org": "An organisation that is named, likewise.",
    "place": "A place that is named, likewise.",
    "source": "The outlet; given twice, either of them.",
    "strict_names": "Take no surname that stands alone for a person asked for.",
    "match": "Match any of the words, instead of all.",
    "undated": "Articles that a range of dates cannot place; without a value, 'only'.",
    "collapse": "Show one article of each family of copies, and count both ways.",
    "sort": "The order of hits.",
    "limit": "Hits on a page; 0 is all of them.",
    "page": "Which page.",
    "facets": f"Count the answer's articles by {', '.join(FACETS)}: all of them, or those listed with"
    " commas; people:100 and people:all show so many values.",
    "passages": "All passages of a hit that match, or the best alone.",
    "related": "Computed related articles with each hit, at most; stated ones are always shown.",
}
"""Option of a question → its help."""

_LONG = 6  # letters of a word that may be mistyped twice
_LEAST_CUT = 3  # letters of a value that tell it
_LONGEST_NUMBER = 3  # figures: one of four is a year, and a word
_NUMBER_WORDS = {"none": "0", "no": "0", "off": "0", "all": "100", "five": "5", "ten": "10"}
_FACET_OF = {
    **dict.fromkeys(("person", "persons", "names"), "people"),
    **dict.fromkeys(("org", "orgs", "organization", "organizations"), "organisations"),
    **dict.fromkeys(("location", "locations", "country", "countries"), "places"),
    **dict.fromkeys(("sources", "outlet", "outlets"), "source"),
    **dict.fromkeys(("months", "date", "dates", "published"), "month"),
}
"""What facets are called elsewhere."""

_PAGE = ("sort", "limit", "page", "facets", "passages", "related")
"""Options that say which hits are shown, and what with them."""


def question_options(function: F) -> F:
    """The words of a question, and what narrows it."""
    narrowing = [name for name in HELP if name not in _PAGE]
    words = click.argument(
        "words", nargs=-1, metavar="[QUERY]...", callback=_strip_words, shell_complete=offer_query_words
    )
    literal = click.option(
        "--literal", is_flag=True, help="Take QUERY for a text as it stands: its words side by side."
    )
    return words(literal(_with_options(function, narrowing)))


def page_options(function: F) -> F:
    """Which hits are shown, and what with them."""
    return _with_options(function, _PAGE)


def _with_options(function: F, names: Sequence[str]) -> F:
    for name in reversed(names):
        function = _click_option(name)(function)
    return function


def _click_option(name: str) -> Callable[[F], F]:
    """An option of a question as one of the command line."""
    option = OPTIONS[name]
    if option.flag:
        return click.option(
            f"--{option.flag}", name, is_flag=True, callback=_flag_value(option), help=HELP[name]
        )
    names = [name, *(also for also, meant in ALSO_WRITTEN.items() if meant == name)]
    form = _click_form(option)
    if option.bare:
        form |= {
            "cls": OptionalValue,
            "bare": option.bare,
            "takes": option.takes_word,
            "near": lambda word: _near_value(option, word),
        }
    short = [f"-{letter}" for letter, meant in SHORT.items() if meant == name]
    return click.option(
        *short,
        *(f"--{each}" for each in names),
        name,
        help=HELP[name],
        shell_complete=offer_names(name),
        **form,
    )


def _near_value(option: Option[Any, Any], word: str) -> str:
    """The value that a word behind an option may be meant to be: mistyped, cut, in other words; or ""."""
    plain = word.casefold()
    match option:
        case Choice():
            return _nearest_value(plain, option.choices)
        case FacetNames():
            return ",".join(filter(None, map(_nearest_facet, plain.split(","))))
        case _:
            is_number = plain in _NUMBER_WORDS or (plain.isdecimal() and len(plain) <= _LONGEST_NUMBER)
            return str(_NUMBER_WORDS.get(plain, plain)) if is_number else ""


def _click_form(option: Option[Any, Any]) -> dict[str, Any]:
    """Type, default and callback of an option as click's."""
    match option:
        case Choice():
            return {"type": click.Choice(option.choices), "default": option.default, "show_default": True}
        case Count():
            metavar = "[N]" if option.bare else "N"
            kind = click.IntRange(min=option.least)
            return {"type": kind, "metavar": metavar, "default": option.default, "show_default": True}
        case FacetNames():
            return {"metavar": "[NAMES]", "callback": _facet_names}
        case _:
            return {"metavar": "TEXT", "callback": _not_empty, "multiple": isinstance(option, NameList)}


def _flag_value(option: Option[Any, Any]) -> Callable[[click.Context, click.Parameter, bool], object]:
    """A click callback that turns a flag into the value that it stands for."""
    return lambda _ctx, _param, value: option.read([option.flag]) if value else option.default


def _strip_words(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001 -- click's signature
    return tuple(word.lstrip(" ") for word in value)


def _not_empty(ctx: click.Context, param: click.Parameter, value: T) -> T:
    """Refuse "", such as the value of a shell's variable that is not set: it would ask for nothing."""
    given = value if isinstance(value, tuple) else (value,)
    if any(isinstance(text, str) and not text.strip() for text in given):
        raise click.BadParameter("It is empty.", ctx, param)
    return value


def _facet_names(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(",")) if value else ()
    for name in names:
        try:
            facet_size(name)
        except DatelineError as error:
            raise click.BadParameter(str(error), ctx, param) from None
    return names
