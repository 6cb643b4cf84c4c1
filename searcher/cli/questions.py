"""Questions on the command line: their words, and the options that narrow them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import click

from .asked import Asked
from .program import Command

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

FACETS = ("people", "organisations", "places", "source", "month")
RELATED = 3
_MOST_RELATED = 100  # what may stand, as its own word, after --related; more is written --related=N
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
    """A command that asks a question: its words, and options that narrow it, reach it as ``asked``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line: optional values and words such as ``-Russia`` as they are meant."""
        plain = args if ctx.resilient_parsing else list(self._plain(ctx, args))  # half a line, for completion
        return super().parse_args(ctx, plain)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        names = [field.name for field in fields(Asked) if field.name in ctx.params]
        ctx.params["asked"] = Asked(**{name: ctx.params.pop(name) for name in names})
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


def question_options(function: F) -> F:
    """The words of a question, and what narrows it."""
    for option in reversed(_QUESTION):
        function = option(function)
    return function


def page_options(function: F) -> F:
    """Which hits are shown, and what with them."""
    for option in reversed(_PAGE):
        function = option(function)
    return function


def _words(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001 -- click's signature
    return tuple(word.lstrip(" ") for word in value)


def _match(ctx: click.Context, param: click.Parameter, value: bool) -> str:  # noqa: ARG001, FBT001 -- click's signature
    return "any" if value else "all"


def _not_empty(ctx: click.Context, param: click.Parameter, value: T) -> T:
    """Refuse "", such as the value of a shell's variable that is not set: it would ask for nothing."""
    given = value if isinstance(value, tuple) else (value,)
    if any(isinstance(text, str) and not text.strip() for text in given):
        raise click.BadParameter("It is empty.", ctx, param)
    return value


def _facet_names(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(",")) if value else ()
    unknown = [name for name in names if name not in FACETS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is not one of {', '.join(FACETS)}.", ctx, param)
    return names


def _are_facets(word: str) -> bool:
    return all(name.strip() in FACETS for name in word.split(","))


def _is_small_number(word: str) -> bool:
    return (
        word.isascii()
        and word.isdigit()
        and len(word) <= len(str(_MOST_RELATED))
        and int(word) <= _MOST_RELATED
    )


_UNDATED = ("only", "include", "exclude")

_QUESTION = (
    click.argument("words", nargs=-1, metavar="[QUERY]...", callback=_words),
    click.option(
        "--since",
        callback=_not_empty,
        metavar="TEXT",
        help="First day: 2016-03-31, March 2016, last Friday …",
    ),
    click.option("--until", callback=_not_empty, metavar="TEXT", help="Last day, included."),
    click.option(
        "--on", callback=_not_empty, metavar="TEXT", help="A day, month, year or other stretch of time."
    ),
    click.option(
        "--last",
        callback=_not_empty,
        metavar="TEXT",
        help="A stretch of time up to now: 90d, 2 weeks, 3 months.",
    ),
    click.option(
        "--person",
        multiple=True,
        callback=_not_empty,
        metavar="TEXT",
        help="Who is named; given twice, both are.",
    ),
    click.option(
        "--org",
        multiple=True,
        callback=_not_empty,
        metavar="TEXT",
        help="An organisation that is named, likewise.",
    ),
    click.option(
        "--place", multiple=True, callback=_not_empty, metavar="TEXT", help="A place that is named, likewise."
    ),
    click.option(
        "--source",
        multiple=True,
        callback=_not_empty,
        metavar="TEXT",
        help="The outlet; given twice, either of them.",
    ),
    click.option(
        "--any", "match", is_flag=True, callback=_match, help="Match any of the words, instead of all."
    ),
    click.option(
        "--undated",
        cls=OptionalValue,
        bare="only",
        takes=_UNDATED.__contains__,
        type=click.Choice(_UNDATED),
        default="exclude",
        show_default=True,
        help="Articles that a range of dates cannot place; without a value, 'only'.",
    ),
)
_PAGE = (
    click.option(
        "--sort",
        type=click.Choice(["relevance", "newest", "oldest"]),
        default="relevance",
        show_default=True,
        help="The order of hits.",
    ),
    click.option(
        "--limit",
        type=click.IntRange(min=0),
        metavar="N",
        default=10,
        show_default=True,
        help="Hits on a page; 0 is all of them.",
    ),
    click.option(
        "--page", type=click.IntRange(min=1), metavar="N", default=1, show_default=True, help="Which page."
    ),
    click.option(
        "--facets",
        cls=OptionalValue,
        bare=",".join(FACETS),
        takes=_are_facets,
        metavar="[NAMES]",
        callback=_facet_names,
        help=f"Count the answer's articles by {', '.join(FACETS)}: all of them, or those listed with commas.",
    ),
    click.option(
        "--related",
        cls=OptionalValue,
        bare=str(RELATED),
        takes=_is_small_number,
        type=click.IntRange(min=0),
        metavar="[N]",
        default=RELATED,
        show_default=True,
        help="Computed related articles with each hit, at most; stated ones are always shown.",
    ),
)
