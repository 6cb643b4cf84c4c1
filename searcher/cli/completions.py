"""What the Tab key offers for a value that was begun: files, names that the archive holds, fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Offer = Callable[[click.Context, click.Parameter, str], list["CompletionItem"]]

_FIELD_OF_OPTION = {"person": "people", "org": "organisations", "place": "places", "source": "source"}
_VALUED = ("people", "organisations", "places", "source")
_BLANKS = '" '


def offer_files(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:  # noqa: ARG001 -- click's signature
    """Files and folders: the shell knows them."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="file")]


def offer_names(option: str) -> Offer | None:
    """For an option that takes names: those that articles of the archive carry."""
    field = _FIELD_OF_OPTION.get(option)
    return (lambda ctx, _, begun: _items(_names(ctx, field, begun))) if field else None


def offer_query_words(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:  # noqa: ARG001 -- as above
    """Fields of the query language, and behind the colon of one names that the archive holds."""
    from ..language import FIELDS

    name, colon, value = begun.partition(":")
    if not colon:
        return _items(f"{field}:" for field in FIELDS if field.startswith(begun.lower()))
    field = FIELDS.get(name.lower(), "")
    names = _names(ctx, field, value.removeprefix('"')) if field in _VALUED else ()
    return _items(f"{name}:{_as_value(each)}" for each in names)


def _as_value(name: str) -> str:
    """A name as one value of the query language."""
    return f'"{name}"' if any(character in name for character in _BLANKS) else name


def _names(ctx: click.Context, field: str, begun: str) -> tuple[str, ...]:
    """Names of a field that begin so; none where there is no archive to ask."""
    from corpus.errors import DatelineError

    from .. import open as open_reader

    try:
        with open_reader(ctx.params["archive"]) as archive:
            return archive.names_beginning(begun, field)
    except (DatelineError, OSError):
        return ()


def _items(values: Iterable[str]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(value) for value in values]
