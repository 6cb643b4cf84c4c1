"""The kinds of option that a question has: what each takes, and how its value is written and read as text.

They are descriptors, which a dataclass takes as the defaults of its fields: a value is checked, and brought
into one form, when it is set.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Generic, Literal, SupportsIndex, TypeVar

from corpus.errors import DateError, DatelineError, QueryError

Taken = TypeVar("Taken")
Kept = TypeVar("Kept")

FACETS = ("people", "organisations", "places", "source", "month")
"""What articles can be counted by."""

_OTHER_FACET_NAMES = {
    "person": "people",
    "organisation": "organisations",
    "organization": "organisations",
    "organizations": "organisations",
    "org": "organisations",
    "orgs": "organisations",
    "place": "places",
    "sources": "source",
    "outlet": "source",
    "outlets": "source",
    "months": "month",
}
_ALL = "all"
_YES, _NO = "yes", "no"
_MOST_FIGURES = 6

_GREATEST = 2**63 - 1
_SHOWN = 40  # characters of a value at fault
_PLAIN = (str, bytes, int, float, date)  # values that are shown as they are, others by their type
_FIGURES = re.compile(r"[0-9]{1,19}", re.ASCII)
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", re.ASCII)


def describe_value(value: object) -> str:
    """A value at fault, short enough for a sentence."""
    if value is not None and not isinstance(value, _PLAIN):
        return f"a value of type {type(value).__name__}"
    try:
        text = repr(value)
    except ValueError:  # an integer too long to be written
        return "a number of thousands of figures"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def check_count(name: str, value: object, least: int = 0) -> int:
    """A whole number, of any type that is one.

    Raises:
        DatelineError: it is none, or less than ``least``.
    """
    takes = f"{name} takes a whole number from {least}"
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise DatelineError(f"{takes}, not {describe_value(value)}.")
    try:
        number = operator.index(value)
    except TypeError:  # of an array, which is one for a single number alone
        raise DatelineError(f"{takes}, not {describe_value(value)}.") from None
    if number < least:
        raise DatelineError(f"{takes}, not {describe_value(number)}.")
    return min(number, _GREATEST)


def check_seconds(name: str, value: object, unit: str = "seconds") -> float | None:
    """A number greater than 0; None, as infinity, is no bound.

    Raises:
        DatelineError: it is no such number.
    """
    if value is None:
        return None
    number = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf if value > 0 else -math.inf
    if not number > 0:  # NaN is not
        raise DatelineError(
            f"{name} takes a number of {unit} greater than 0, not {describe_value(value)}.",
            "None is no limit.",
        )
    return None if math.isinf(number) else number


class Option(Generic[Taken, Kept]):
    """One option of a question.

    Attributes:
        name: as it is written everywhere.
        default: its value where it is not given.
        bare: its value as text where a command names it without one; "": a value is needed.
        flag: the name under which a command gives the one other value, without a value; "": there is none.
    """

    name = ""
    bare = ""
    flag = ""

    def __init__(self, default: Kept) -> None:
        self.default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, question: object, owner: type | None = None) -> Kept:
        if question is None:
            return self.default
        kept: Kept = question.__dict__[self.name]
        return kept

    def __set__(self, question: object, value: Taken) -> None:
        question.__dict__[self.name] = self.check(value)

    def check(self, value: object) -> Kept:
        """The value in the form in which it is kept.

        Raises:
            DatelineError: the option does not take it.
        """
        raise NotImplementedError

    def texts(self, value: Kept) -> tuple[str, ...]:
        """The value as texts, one for each time that the option is written."""
        return (str(value),)

    def read(self, texts: Sequence[str]) -> object:
        """What ``check`` takes, from such texts.

        Raises:
            DatelineError: they are none of this option.
        """
        if len(texts) > 1:
            raise DatelineError(f"{self.name} is given {len(texts)} times.", "Give it once.")
        return texts[0]

    def typed_texts(self, value: Kept) -> tuple[str, ...]:
        """``texts``, as a command holds them."""
        return self.texts(value)

    def takes_word(self, word: str) -> bool:  # noqa: ARG002 -- of options without a bare form
        """Whether a word of a command that stands after the bare option is its value."""
        return True


class Query(Option[str, str]):
    """The text of a query; "" is every article."""

    def check(self, value: object) -> str:
        """``value``, which must be a text."""
        if not isinstance(value, str):
            raise QueryError(f"{self.name} takes a text, not {describe_value(value)}.", "")
        return value


class Stretch(Option[str | None, str | None]):
    """A stretch of time, as text; None or "": none."""

    def check(self, value: object) -> str | None:
        """``value``, which must not be blank; None for ""."""
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise DateError(f"{self.name} takes a stretch of time as text, not {describe_value(value)}.", "")
        return _refuse_blank(self.name, value)


class Day(Option[str | date | None, str | None]):
    """A date, or a text that means one; None or "": none."""

    def check(self, value: object) -> str | None:
        """``value``, which must not be blank; a date as ISO 8601, None for ""."""
        if value is None or value == "":
            return None
        if isinstance(value, date):
            return (value.date() if isinstance(value, datetime) else value).isoformat()
        if not isinstance(value, str):
            raise DateError(f"{self.name} takes a date or a text, not {describe_value(value)}.", "")
        return _refuse_blank(self.name, value)


class NameList(Option[str | Iterable[str], tuple[str, ...]]):
    """One name, or several, in the order given."""

    def __init__(self) -> None:
        super().__init__(())

    def check(self, value: object) -> tuple[str, ...]:
        """A tuple of the names, none of which may be blank."""
        takes = f"{self.name} takes a name, or several"
        if isinstance(value, bytes | Mapping) or not isinstance(value, str | Iterable):
            raise DatelineError(f"{takes}, not {describe_value(value)}.")
        names = (value,) if isinstance(value, str) else tuple(value)
        for name in names:
            if not isinstance(name, str):
                raise DatelineError(f"{takes}, not {describe_value(name)}.")
            if not name.strip():
                raise DatelineError(f"{takes}; one of them is empty.")
        return tuple(dict.fromkeys(names))

    def texts(self, value: tuple[str, ...]) -> tuple[str, ...]:
        """Each name by itself."""
        return value

    def read(self, texts: Sequence[str]) -> object:
        """All texts, each a name."""
        return tuple(texts)


def facet_size(asked: str) -> tuple[str, int | None]:
    """A facet's name, and how many values are asked for: ``people:100``; 0 is all of them, None not said.

    Raises:
        DatelineError: there is no such facet, or the number is none.
    """
    name, colon, size = asked.partition(":")
    name = name.strip().lower()
    name = _OTHER_FACET_NAMES.get(name, name)
    if name not in FACETS:
        raise DatelineError(f"There is no facet {describe_value(asked)}.", _FACETS_ARE)
    size = size.strip().lower()
    if not colon or size == _ALL:
        return name, 0 if colon else None
    if not _FIGURES.fullmatch(size) or len(size) > _MOST_FIGURES or int(size) == 0:
        raise DatelineError(
            f"{describe_value(asked)} does not say how many {name}.", f"Write {name}:100 or {name}:{_ALL}."
        )
    return name, int(size)


def _facet_text(name: str, size: int | None) -> str:
    return name if size is None else f"{name}:{size or _ALL}"


class FacetNames(Option[Iterable[str] | Literal[True], tuple[str, ...]]):
    """Names among ``FACETS``, each once and perhaps with its size (``facet_size``); True is all of them."""

    bare = ",".join(FACETS)

    def __init__(self) -> None:
        super().__init__(())

    def check(self, value: object) -> tuple[str, ...]:
        """A tuple of facets, none of them twice; the size that is given last holds."""
        if value is True:
            return FACETS
        if isinstance(value, bytes | Mapping) or not isinstance(value, Iterable):
            raise DatelineError(
                f"{self.name} takes names, or True, not {describe_value(value)}.", _FACETS_ARE
            )
        names = [value] if isinstance(value, str) else list(value)
        for name in names:
            if not isinstance(name, str):
                raise DatelineError(f"There is no facet {describe_value(name)}.", _FACETS_ARE)
        sizes = dict(map(facet_size, names))
        return tuple(_facet_text(name, size) for name, size in sizes.items())

    def texts(self, value: tuple[str, ...]) -> tuple[str, ...]:
        """Each name by itself."""
        return value

    def read(self, texts: Sequence[str]) -> object:
        """All names; a text may hold several, separated by commas."""
        return [name.strip() for text in texts for name in text.split(",")]

    def typed_texts(self, value: tuple[str, ...]) -> tuple[str, ...]:
        """One text: the names, separated by commas."""
        return (",".join(value),)

    def takes_word(self, word: str) -> bool:
        """Whether it names facets alone."""
        try:
            return bool([facet_size(name) for name in word.split(",")])
        except DatelineError:
            return False


class Choice(Option[Kept, Kept]):
    """One of several words."""

    def __init__(self, default: Kept, choices: tuple[Kept, ...], *, bare: str = "", flag: str = "") -> None:
        super().__init__(default)
        self.choices = choices
        self.bare = bare
        self.flag = flag

    def check(self, value: object) -> Kept:
        """``value``, which must be one of the choices."""
        if not isinstance(value, str) or value not in self.choices:
            allowed = ", ".join(map(str, self.choices))
            raise DatelineError(
                f"{self.name} cannot be {describe_value(value)}.", f"Choose among: {allowed}."
            )
        return value

    def takes_word(self, word: str) -> bool:
        """Whether it is one of the choices."""
        return word in self.choices


class Switch(Option[bool, bool]):
    """Whether something holds; it does not, unless asked for."""

    def __init__(self, flag: str) -> None:
        super().__init__(default=False)
        self.flag = flag

    def check(self, value: object) -> bool:
        """``value``, which must be True or False."""
        if not isinstance(value, bool):
            raise DatelineError(f"{self.name} is True or False, not {describe_value(value)}.")
        return value

    def texts(self, value: bool) -> tuple[str, ...]:  # noqa: FBT001 -- as of every option
        """Yes or no."""
        return (_YES if value else _NO,)

    def read(self, texts: Sequence[str]) -> object:
        """True of yes and of the flag itself, False of no."""
        text = str(super().read(texts))
        return {_YES: True, self.flag: True, _NO: False}.get(text, text)


class Count(Option[int, int]):
    """A whole number."""

    def __init__(self, default: int, *, least: int = 0, bare: str = "") -> None:
        super().__init__(default)
        self.least = least
        self.bare = bare

    def check(self, value: object) -> int:
        """``value`` as an int, at least ``least``."""
        return check_count(self.name, value, self.least)

    def read(self, texts: Sequence[str]) -> object:
        """The number that decimal digits stand for."""
        return _number(self.name, str(super().read(texts)), _FIGURES, int)

    def takes_word(self, word: str) -> bool:
        """Whether it is a small number: a larger one, such as a year, may be a word of the query."""
        return bool(_FIGURES.fullmatch(word)) and len(word) <= _SMALL_FIGURES and int(word) <= _SMALL


class Seconds(Option[float | None, float | None]):
    """A length of time in seconds; None: none."""

    def __init__(self) -> None:
        super().__init__(None)

    def check(self, value: object) -> float | None:
        """``value`` as a float greater than 0; None for infinity."""
        return check_seconds(self.name, value)

    def texts(self, value: float | None) -> tuple[str, ...]:
        """The shortest text that reads back as the same number."""
        return (repr(value),)

    def read(self, texts: Sequence[str]) -> object:
        """The number that a decimal fraction stands for."""
        return _number(self.name, str(super().read(texts)), _DECIMAL, float)


_FACETS_ARE = f"Facets are: {', '.join(FACETS)}."
_SMALL = 100
_SMALL_FIGURES = 3


def _number(name: str, text: str, form: re.Pattern[str], read: Callable[[str], Any]) -> object:
    if not form.fullmatch(text):
        raise DatelineError(f"{name} takes a number, not {describe_value(text)}.")
    return read(text)


def _refuse_blank(name: str, text: str) -> str:
    if not text.strip():
        raise DateError(f"{name} is blank.", "")
    return text
