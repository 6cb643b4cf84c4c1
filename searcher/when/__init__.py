"""The language of dates in questions: "last week", ``2016-10``, "31 March to 22 October 2016".

Words are English, but months and weekdays may be of every language in which articles are read; complete
dates may be written in every way in which corpus.dates reads them. The same text and moment always give the
same range, and what is not understood, or has two meanings, is an error that points at the words. What is
settled here:

    - A range is of whole days by the asker's own clock. A time of day beside a day is left out, with a
      note; a range that begins or ends at one is refused.
    - Weeks begin on Monday (ISO 8601), also numbered ones. "First week of November" is its days 1 to 7, and
      "last week of November" its last seven.
    - "last week" is the calendar week before this one; "past week", "last 7 days", "the past 7 days" and
      "last fortnight" reach from as long ago up to today, both included.
    - "July 18", "Q3" and "week 42" are the latest that have begun, "last Friday" the latest before today; a
      month's or weekday's short name, or a word such as "may", is a date only after another word: "in May".
    - "between March 31 and October 22" is the most recent such range that is over.
    - Years have four figures. "'16" is the latest such year, unless it may be of either century; in ``8 Nov
      16`` and ``Nov-16`` two figures may be a day.
    - Years are Gregorian in ISO 8601; 1300 to 1419 in ``1395/09/11`` are Jalali. ``1395-09`` is refused.
    - "spring 2016" is March to May, as in the north. "winter 2016" is refused: it has two meanings, as have
      ``01/02/2016``, ``2011/12``, "the 1900s", "as of May" and "next Friday".
    - "early", "mid" and "late" divide a month at its days 11 and 21, a year every four months, a season or
      quarter every month, a decade at its years 4 and 7; "beginning", "middle" and "end of" mean the same.
      As the end of a range, "the end of October" is its last day, and "the beginning of October" its first.
    - The first half of a month ends with its day 15. A century ends with its hundredth year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import lazy

from .range import Range

if TYPE_CHECKING:
    from .extent import longest_date
    from .forms import FORMS
    from .questions import range_since, range_until, read_last, read_range, read_since, read_until

__getattr__, __dir__ = lazy.names(
    __name__,
    {
        ".extent": ("longest_date",),
        ".forms": ("FORMS",),
        ".questions": (
            "range_since",
            "range_until",
            "read_last",
            "read_range",
            "read_since",
            "read_until",
        ),
    },
)

__all__ = [
    "FORMS",
    "Range",
    "longest_date",
    "range_since",
    "range_until",
    "read_last",
    "read_range",
    "read_since",
    "read_until",
]
