"""A question as it is asked: the query and every option, checked; as a command, an address and JSON.

``Archive.search`` takes what ``Question`` takes; the command line builds one, and so does whatever else asks.
A new option is one field here, and its help one line in ``cli/question_options.py``.

What is written reads back as an equal question. What else is read is refused unless all of it is understood.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, InitVar, dataclass
from typing import Any, Literal

from corpus.errors import DatelineError, QueryError

from .question_fields import (
    FACETS,
    Choice,
    Count,
    Day,
    FacetNames,
    NameList,
    Option,
    Query,
    Seconds,
    Stretch,
    Switch,
    describe_value,
)

__all__ = [
    "ALSO_WRITTEN",
    "DECAY_DAYS",
    "FACETS",
    "OPTIONS",
    "RELATED",
    "Match",
    "Passages",
    "Question",
    "Sort",
    "Undated",
]

Match = Literal["all", "any"]
Sort = Literal["relevance", "newest", "oldest"]
Undated = Literal["exclude", "include", "only"]
Passages = Literal["best", "all"]

RELATED = 3
"""Computed related articles in a hit, at most, unless asked otherwise."""
MOST_WANTED = 20
"""Articles that are wanted, listed unless asked otherwise."""
DECAY_DAYS = 30.0
"""Days in which the nearness of two articles fades, unless asked otherwise."""

_PROGRAM = ("dateline", "search")
_ANY_TEXT = "surrogatepass"  # what is no character is written and read back, too


@dataclass(frozen=True)
class Question:
    """What to look for, and how the answer is shown.

    Attributes:
        query: words, phrases, operators and fields: docs/query-language.md. "" is every article.
        since: first day: a date, or anything the date language reads.
        until: last day, included.
        on: a day, month, year or other stretch of time.
        last: a stretch of time up to now, such as ``"90 days"``.
        person: canonical name or alias; an article must name all that are asked for.
        org: an organisation, likewise.
        place: a place, likewise.
        strict_names: whether a person is named as asked alone; else a surname that the archive gives to one
            person, or to one by far, stands for the person where an article has it alone.
        source: outlets; an article comes from one of them. ``outlet`` is another name for it; what is given
            under both is taken together.
        match: whether words side by side must ``"all"`` match, or ``"any"`` of them.
        undated: what becomes of articles that a date range cannot place: those without a date, and those
            dated too coarsely. ``"only"`` leaves just those without a date.
        collapse: whether copies count once: of each family of copies among the articles found, the first in
            the order asked for is a hit, and stands for all of it.
        sort: ``"relevance"``, ``"newest"`` or ``"oldest"``; equals by id.
        limit: hits on a page; 0 is all.
        page: which page, from 1.
        facets: names among people, organisations, places, source, month; True is all of them.
        related: computed related articles in a hit, at most; stated ones are always there.
        passages: ``"all"`` gives a hit all its passages that match, beside the best.
        timeout: seconds after which the search is given up, and again the drawing up of its receipt.

    Raises:
        DatelineError: an option does not take what it was given; a ``QueryError`` or ``DateError`` where it
            is the query or a date.
    """

    query: Query = Query("")
    _: KW_ONLY
    since: Day = Day(None)
    until: Day = Day(None)
    on: Day = Day(None)
    last: Stretch = Stretch(None)
    person: NameList = NameList()
    org: NameList = NameList()
    place: NameList = NameList()
    source: NameList = NameList()
    strict_names: Switch = Switch("strict-names")
    match: Choice[Match] = Choice("all", ("all", "any"), flag="any")
    undated: Choice[Undated] = Choice("exclude", ("only", "include", "exclude"), bare="only")
    collapse: Switch = Switch("collapse")
    sort: Choice[Sort] = Choice("relevance", ("relevance", "newest", "oldest"))
    limit: Count = Count(10)
    page: Count = Count(1, least=1)
    facets: FacetNames = FacetNames()
    related: Count = Count(RELATED, bare=str(RELATED))
    passages: Choice[Passages] = Choice("best", ("best", "all"))
    timeout: Seconds = Seconds()
    outlet: InitVar[str | Iterable[str]] = ()

    def __post_init__(self, outlet: str | Iterable[str]) -> None:
        if outlet != ():
            self.__dict__["source"] = tuple(dict.fromkeys((*self.source, *_OUTLET.check(outlet))))

    @property
    def is_dated(self) -> bool:
        """Whether an option asks for a range of dates."""
        return bool(self.since or self.until or self.on or self.last)

    def to_command(self, archive: str = "") -> str:
        """The command that asks this.

        Args:
            archive: the archive's directory or address, where it must stand in the command.
        """
        import shlex

        options = [
            text
            for name, value in _non_defaults(self)
            if name != "query"
            for text in _option_words(name, value)
        ]
        if archive:
            options += ["--archive", archive]
        words = list(_words(self.query)) if self.query else []
        if any(word.startswith("-") for word in words):
            return shlex.join([*_PROGRAM, *options, "--", *words])
        return shlex.join([*_PROGRAM, *words, *options])

    @staticmethod
    def from_command(text: str) -> Question:
        """The question of a command such as ``to_command`` writes; which archive it names does not matter.

        Raises:
            QueryError: it holds an option that no question has, or a value that an option does not take.
        """
        import shlex

        try:
            words = shlex.split(text)
        except ValueError as error:
            raise QueryError(f"The command cannot be read: {error}.", text) from None
        if tuple(words[:2]) != _PROGRAM:
            raise QueryError(f"A question as a command begins with: {' '.join(_PROGRAM)}.", text)
        return _read(text, lambda: _arguments(words[2:]))

    def to_address(self) -> str:
        """The query string of an address: what differs from the default, always in the same order."""
        from urllib.parse import urlencode

        pairs = [(name, text) for name, value in _non_defaults(self) for text in OPTIONS[name].texts(value)]
        return urlencode([(_KEYS.get(name, name), text) for name, text in pairs], errors=_ANY_TEXT)

    @staticmethod
    def from_address(text: str) -> Question:
        """The question of the query string of an address, with or without a ``?`` before it.

        Raises:
            QueryError: a key or a value is none of a question's.
        """
        return _read(text, lambda: _parameters(text.removeprefix("?")))

    def to_dict(self) -> dict[str, Any]:
        """Every option as a JSON-ready value."""
        values = {name: getattr(self, name) for name in OPTIONS}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

    @staticmethod
    def from_dict(mapping: Mapping[str, Any]) -> Question:
        """The question of such values; those that are left out are the default.

        Raises:
            DatelineError: a key or a value is none of a question's.
        """
        if not isinstance(mapping, Mapping):
            raise DatelineError(f"A question is an object of options, not {describe_value(mapping)}.")
        for name, value in mapping.items():
            if name not in OPTIONS and name not in ALSO_WRITTEN:
                raise _unknown(name)
            if value == "" and name != "query":
                raise DatelineError(f"{name} is empty.", "Leave it out.")
        return Question(**mapping)


OPTIONS: Mapping[str, Option[Any, Any]] = {
    name: option for name, option in vars(Question).items() if isinstance(option, Option)
}
"""Name → option, in the order in which they are written; the query is the first."""

ALSO_WRITTEN: Mapping[str, str] = {"outlet": "source"}
"""Other name → option; what is given under both names is taken together."""

SHORT: Mapping[str, str] = {"n": "limit"}
"""Letter → the option of a command that it stands for, alone: ``-n 5``."""

_OUTLET = NameList()
_OUTLET.name = "outlet"
_KEYS = {"query": "q"}
_OPTION_OF_KEY = {_KEYS.get(name, name): name for name in (*OPTIONS, *ALSO_WRITTEN)}
_FLAGS = {option.flag: name for name, option in OPTIONS.items() if option.flag}


def _non_defaults(question: Question) -> Iterator[tuple[str, Any]]:
    """Name and value of each option that differs from its default."""
    for name, option in OPTIONS.items():
        value = getattr(question, name)
        if value != option.default:
            yield name, value


def _option_words(name: str, value: object) -> list[str]:
    """An option as a command holds it."""
    option = OPTIONS[name]
    if option.flag:
        return [f"--{option.flag}"]
    typed: list[str] = []
    for text in option.typed_texts(value):
        joined = option.bare and not option.takes_word(text)
        typed += [f"--{name}={text}"] if joined else [f"--{name}", text]
    return typed


def _words(query: str) -> Iterator[str]:
    """A query as a shell's words: cut at single blanks that do not stand in quotes, so that none is lost."""
    first = 0
    quoted = False
    for place, character in enumerate(query):
        if character == '"':
            quoted = not quoted
        elif character == " " and not quoted:
            yield query[first:place]
            first = place + 1
    yield query[first:]


def _arguments(given: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Name and text of each option of a command, and of its words together."""
    words: list[str] = []
    rest = deque(given)
    while rest:
        word = rest.popleft()
        if word == "--":
            words += rest
            rest.clear()
        elif word.startswith("--"):
            name, sign, text = word[2:].partition("=")
            yield from _argument(name, text if sign else None, rest)
        elif word in ("-a", *(f"-{letter}" for letter in SHORT)):
            yield from _argument(SHORT.get(word[1:], "archive"), None, rest)
        elif len(word) == len("-l") and word.startswith("-") and word != "-q" and word.isascii():
            raise DatelineError(f"No option of a question: {word}.", f"To exclude the word: NOT {word[1:]}")
        elif word != "-q":
            words.append(word)
    if words:
        yield "query", " ".join(words)


def _argument(name: str, text: str | None, rest: deque[str]) -> Iterator[tuple[str, str]]:
    """One option, whose value may be the next word."""
    if name in _FLAGS and text is None:
        yield _FLAGS[name], name
        return
    option = OPTIONS.get(ALSO_WRITTEN.get(name, name))
    is_typed = option is not None and name != "query" and not option.flag
    if not (is_typed or name == "archive"):
        raise DatelineError(f"No option of a question: --{name}.")
    if text is None and option and option.bare and not (rest and option.takes_word(rest[0])):
        text = option.bare
    elif text is None and rest:
        text = rest.popleft()
    if text is None:
        raise DatelineError(f"--{name} needs a value.")
    if name != "archive":
        yield name, text


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    """Name and text of each parameter of an address."""
    from urllib.parse import parse_qsl

    if not text:
        return
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors=_ANY_TEXT)
    except ValueError as error:
        raise DatelineError(f"The address cannot be read: {error}.") from None
    for key, value in pairs:
        if key not in _OPTION_OF_KEY:
            raise _unknown(key)
        yield _OPTION_OF_KEY[key], value


def _read(text: str, arguments: Callable[[], Iterator[tuple[str, str]]]) -> Question:
    """The question of names and texts; whatever is wrong with them is told as an error in ``text``."""
    try:
        return Question(**_values(arguments()))
    except DatelineError as error:
        raise QueryError(error.message, text, hint=error.hint) from None


def _values(arguments: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Name → value of what is given as texts."""
    texts: dict[str, list[str]] = {}
    for name, text in arguments:
        if not text.strip() and name != "query":
            raise DatelineError(f"{name} is empty.", "Leave it out.")
        texts.setdefault(name, []).append(text)
    return {name: OPTIONS[ALSO_WRITTEN.get(name, name)].read(given) for name, given in texts.items()}


def _unknown(name: object) -> DatelineError:
    keys = ", ".join((*OPTIONS, *ALSO_WRITTEN))
    return DatelineError(f"A question has no option {describe_value(name)}.", f"Its options: {keys}.")
