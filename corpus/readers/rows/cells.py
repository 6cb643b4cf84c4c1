"""The typed cells of a table, as values that JSON may hold: what ``fields.article`` takes."""

from __future__ import annotations

from datetime import date, datetime, time
from math import isfinite

from ...text import decode


def plain_value(cell: object) -> object:
    """A cell as text, a number, true or false, a list, an object, or None where it holds nothing.

    A whole number is one, however it was stored. A clock that stands at midnight and names no zone is that of
    a table that knows days alone: then the day is what is stated.
    """
    match cell:
        case None | str() | bool() | int():
            return cell
        case float():
            return _plain_number(cell)
        case datetime() | date() | time():
            return _plain_stamp(cell)
        case bytes():
            return decode(cell)[0]
        case dict():
            return {str(key): plain_value(value) for key, value in cell.items()}
        case list() | tuple():
            return [plain_value(value) for value in cell]
        case _:
            return str(cell)


def size_of(value: object) -> int:
    """The characters in a plain value, and one for each value in it."""
    match value:
        case str():
            return len(value) + 1
        case dict():
            return 1 + sum(map(size_of, value.values()))
        case list():
            return 1 + sum(map(size_of, value))
        case _:
            return 1


def _plain_number(number: float) -> object:
    if not isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _plain_stamp(stamp: date | time) -> str:
    if isinstance(stamp, datetime):
        is_day = stamp.tzinfo is None and stamp.time() == time.min
        return stamp.date().isoformat() if is_day else stamp.isoformat(timespec="seconds")
    return stamp.isoformat()
