"""A table as one JSON value, as pandas and others write it -> its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = dict[str, object]


def rows_of_table(value: Row, is_article_key: Callable[[str], bool]) -> list[object]:
    """The rows of a table that is written by columns, or as a header and lists; [] for anything else.

    What pandas calls orients "split" (``{"columns": […], "data": [[…], …]}``) and "columns"
    (``{"title": {"0": …, "1": …}, …}``), and lists of the same length instead of the latter. A counter
    or a name of rows is left out.

    Args:
        value: an object.
        is_article_key: whether a key is that of a title or a text.
    """
    names, lines = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(lines, list):
        texts = [name if isinstance(name, str) else "" for name in names]
        if any(map(is_article_key, texts)) and all(isinstance(line, list) for line in lines):
            return [dict(zip(texts, line, strict=False)) for line in lines if isinstance(line, list)]
    if not any(map(is_article_key, value)):
        return []
    for name, column in value.items():
        if isinstance(column, dict) and is_article_key(name) and dict in map(type, column.values()):
            return []  # a title or text is no object
    return _rows_of_columns(value) or _rows_of_lists(value)


def _rows_of_columns(value: Row) -> list[object]:
    """The rows of columns that are objects with the same keys; each has a digit, unlike languages."""
    columns = {name: column for name, column in value.items() if isinstance(column, dict)}
    if len(columns) < len(value):
        return []
    rows = next(iter(columns.values())).keys()
    if not rows or not all(any(map(str.isdecimal, row)) for row in rows):
        return []
    if any(column.keys() != rows for column in columns.values()):
        return []
    return [{name: column[row] for name, column in columns.items()} for row in rows]


def _rows_of_lists(value: Row) -> list[object]:
    """The rows of columns that are lists of one length, of two rows or more."""
    columns = {name: column for name, column in value.items() if isinstance(column, list)}
    lengths = {len(column) for column in columns.values()}
    if len(columns) < max(2, len(value)) or len(lengths) != 1 or min(lengths) == 1:
        return []
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
