"""Questions on the command line: their words, and the options that narrow them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import click

from corpus.errors import DatelineError

from ..question import ALSO_WRITTEN, FACETS, OPTIONS, Question
from ..question_fields import Choice, Count, FacetNames, NameList, Option, facet_size
from .program import Command

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

_LIKE_AN_OPTION = 0.8


class OptionalValue(click.Option):
    """An option whose value may be left out.

    The next word is its value only if it can be one, so that the words of a query are not taken for it;
    ``--option=value`` is always read as such.

    Attributes:
        bare: the value when none is given.
        takes: whether a word can be its value.
    """

    def __init__(self, *args: Any, bare: str, takes: Callable[[str], bool], **options: Any) -> None:  # noqa: ANN401 -- click's own
        super().__init__(*args, **options)
        self.bare = bare
        self.takes = takes


class QuestionCommand(Command):
    """A command that asks a question: its words, and options that narrow it, reach it as ``question``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line: optional values and words such as ``-Russia`` as they are meant."""
        plain = args if ctx.resilient_parsing else list(self._plain(ctx, args))  # half a line, for completion
        return super().parse_args(ctx, plain)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        ctx.params["question"] = take_question(ctx)
        return super().invoke(ctx)

    def _plain(self, ctx: click.Context, args: Sequence[str]) -> Iterator[str]:
        """The arguments as click's own parser reads them."""
        options = {
            name: option
            for option in self.get_params(ctx)
            if isinstance(option, click.Option)
            for name in option.opts
        }
        words = deque(args)
        while words:
            word = words.popleft()
            match options.get(word):
                case None if word == "--":
                    yield from (word, *words)
                    return
                case None if len(word) > 1 and word[0] == "-" != word[1]:
                    yield _excluding(word, options)
                case OptionalValue() as option:
                    is_given = words and option.takes(words[0])
                    yield f"{word}={words.popleft() if is_given else option.bare}"
                case click.Option(is_flag=False) if words:
                    yield from (word, words.popleft())
                case _:
                    yield word


def take_question(ctx: click.Context) -> Question:
    """The question that a command line asks; its parts are taken out of the parameters."""
    given = {name: ctx.params.pop(name) for name in OPTIONS if name in ctx.params}
    query = " ".join(ctx.params.pop("words"))
    if ctx.params.pop("literal"):
        from ..language.literal import quote

        query = quote(query)
    return Question(query, **given)


def _excluding(word: str, options: dict[str, click.Option]) -> str:
    """A word to exclude, such as ``-Russia``, with a blank before it, so that it is no option.

    One that is nearly the name of an option is more likely an option mistyped.
    """
    import difflib

    named = f"-{word.partition('=')[0]}"
    near = difflib.get_close_matches(named, options, 1, _LIKE_AN_OPTION)
    if near:
        raise click.UsageError(
            f"No such option: {word}. Did you mean {near[0]}? To exclude the word: NOT {word[1:]}"
        )
    return f" {word}"


HELP: Mapping[str, str] = {
    "since": "First day: 2016-03-31, March 2016, last Friday …",
    "until": "Last day, included.",
    "on": "A day, month, year or other stretch of time.",
    "last": "A stretch of time up to now: 90d, 2 weeks, 3 months.",
    "person": "Who is named; given twice, both are.",
    "org": "An organisation that is named, likewise.",
    "place": "A place that is named, likewise.",
    "source": "The outlet; given twice, either of them.",
    "match": "Match any of the words, instead of all.",
    "undated": "Articles that a range of dates cannot place; without a value, 'only'.",
    "sort": "The order of hits.",
    "limit": "Hits on a page; 0 is all of them.",
    "page": "Which page.",
    "facets": f"Count the answer's articles by {', '.join(FACETS)}: all of them, or those listed with"
    " commas; people:100 and people:all show so many values.",
    "related": "Computed related articles with each hit, at most; stated ones are always shown.",
}
"""Option of a question → its help."""

_PAGE = ("sort", "limit", "page", "facets", "related")
"""Options that say which hits are shown, and what with them."""


def question_options(function: F) -> F:
    """The words of a question, and what narrows it."""
    narrowing = [name for name in HELP if name not in _PAGE]
    words = click.argument("words", nargs=-1, metavar="[QUERY]...", callback=_strip_words)
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
        form |= {"cls": OptionalValue, "bare": option.bare, "takes": option.takes_word}
    return click.option(*(f"--{each}" for each in names), name, help=HELP[name], **form)


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


def _flag_value(option: Option[Any, Any]) -> Callable[[click.Context, click.Parameter, bool], str]:
    """A click callback that turns a flag into the value that it stands for."""
    return lambda _ctx, _param, value: option.flag if value else option.default


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
