"""A command line as it was meant: options told from words, and habits of other programs refused.

Words are searched for, so an option that is not known must not be one, or the answer is that to another
question. All that is refused here says how to write what may have been meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import click

_LIKE_AN_OPTION = 0.8
_HYPHENS = 2  # before the name of an option
_ODD_DASH = re.compile(r"-*+[‐‑‒–—―−﹘﹣－⸺⸻][‐‑‒–—―−﹘﹣－⸺⸻-]*+")
_LETTER = re.compile(r"-[!-~]")
_SMALL_NUMBER = re.compile(r"-[0-9]{1,3}")


class OptionalValue(click.Option):
    """An option whose value may be left out.

    The next word is its value only if it can be one, so that the words of a query are not taken for it;
    ``--option=value`` is always read as such.

    Attributes:
        bare: the value when none is given.
        takes: whether a word can be its value.
        near: the value that a word which cannot be one may be meant to be; "" for none.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- click's own
        bare: str,
        takes: Callable[[str], bool],
        near: Callable[[str], str],
        **options: Any,  # noqa: ANN401 -- click's own
    ) -> None:
        super().__init__(*args, **options)
        self.bare = bare
        self.takes = takes
        self.near = near


def read_arguments(args: Sequence[str], options: Mapping[str, click.Option], *, asks: bool) -> Iterator[str]:
    """The arguments of a command as click's own parser reads them.

    Args:
        args: as they were typed.
        options: name → option, of the command.
        asks: whether its words are a query, of which ``-Russia`` excludes one.

    Raises:
        UsageError: one of them may be meant otherwise.
    """
    words = deque(args)
    while words:
        word = words.popleft()
        match options.get(word):
            case None if word == "--":
                yield from (word, *words)
                return
            case None:
                _refuse_odd_dash(word, options)
                is_short = len(word) > 1 and word[0] == "-" != word[1]
                if is_short:
                    _refuse_joined_value(word, options, asks=asks)
                if is_short and asks:
                    _refuse_habit(word, options, words)
                    _refuse_mistyped(word, options)
                if asks and word.startswith("--"):
                    _refuse_unknown(word.partition("=")[0], options)
                yield f" {word}" if is_short and asks else word  # a blank before it: no option
            case OptionalValue() as option:
                is_given = words and option.takes(words[0])
                if words and not is_given:
                    _refuse_near_value(word, words[0], option)
                yield f"{word}={words.popleft() if is_given else option.bare}"
            case click.Option(is_flag=False) if words:
                yield from (word, words.popleft())
            case _:
                yield word


def _refuse_odd_dash(word: str, options: Mapping[str, click.Option]) -> None:
    """A dash before the name of an option, as text programs make of two hyphens."""
    odd = _ODD_DASH.match(word)
    name = word[odd.end() :].partition("=")[0] if odd else ""
    meant = _nearest(f"--{name}", options) if len(name) > 1 else f"-{name}" if name.isascii() and name else ""
    if not (odd and meant):
        return
    dash = next(character for character in word if character != "-")
    raise click.UsageError(
        f"{word} begins with a dash that is no hyphen ({unicodedata.name(dash).lower()})."
        f" Write the option with hyphens: {meant}. To exclude the word: NOT {name}"
    )


def _refuse_joined_value(word: str, options: Mapping[str, click.Option], *, asks: bool) -> None:
    """A value right behind a short option, which stands alone: with a letter it is a word to exclude."""
    short, rest = word[:_HYPHENS], word[_HYPHENS:]
    option = options.get(short)
    if option is None or (asks and rest[:1].isalpha()):
        return
    value = "" if option.is_flag else f" {rest.removeprefix('=')}"
    excluded = f" To exclude the word: NOT {word[1:]}" if asks else ""
    raise click.UsageError(f"{word}: the option {short} stands alone. Write: {short}{value}.{excluded}")


def _refuse_habit(word: str, options: Mapping[str, click.Option], following: Sequence[str]) -> None:
    """A single letter, or a small number: options of other programs, and words that nobody excludes."""
    is_number = _SMALL_NUMBER.fullmatch(word)
    if not (is_number or _LETTER.fullmatch(word)):
        return
    advice = []
    number = word[1:] if is_number else following[0] if following and following[0].isdecimal() else ""
    if number and "-n" in options:
        advice.append(f"For {number} hits: -n {number}.")
    near = [name for name in options if name.startswith(f"--{word[1:]}")]
    if near:
        advice.append(f"Did you mean {' or '.join(near)}?")
    advice.append(f"To exclude the word: NOT {word[1:]}")
    raise click.UsageError(f"There is no option {word}. {' '.join(advice)}")


def _refuse_mistyped(word: str, options: Mapping[str, click.Option]) -> None:
    """A word to exclude that is nearly the name of an option is more likely an option mistyped."""
    near = _nearest(f"-{word.partition('=')[0]}", options)
    if near:
        raise click.UsageError(
            f"No such option: {word}. Did you mean {near}? To exclude the word: NOT {word[1:]}"
        )


def _refuse_unknown(name: str, options: Mapping[str, click.Option]) -> None:
    """A field, or a word to exclude behind two hyphens; what is nearly an option is left to click."""
    from ..language.field_names import FIELDS

    word = name[_HYPHENS:]
    is_field = word.lower() in FIELDS
    if name in options or not word or (_nearest(name, options) and not is_field):
        return
    advice = f"It is a field of the query: {word.lower()}:VALUE." if is_field else ""
    raise click.UsageError(
        " ".join(f"There is no option {name}. {advice} To exclude the word: NOT {word}".split())
    )


def _refuse_near_value(name: str, word: str, option: OptionalValue) -> None:
    """A word behind an option that may be its value mistyped, and would be searched for."""
    meant = option.near(word)
    if meant:
        raise click.UsageError(
            f"{word!r} is no value of {name}, but nearly one. Write {name}={meant}; or, to search for"
            f" the word, put it before {name}."
        )


def _nearest(name: str, options: Mapping[str, click.Option]) -> str:
    """The option that a name is, or nearly is; "" for none."""
    import difflib

    return next(iter(difflib.get_close_matches(name.lower(), options, 1, _LIKE_AN_OPTION)), "")
