"""The language of dates in questions: "last week", ``2016-10``, "31 March to 22 October 2016".

Words are English; complete dates may be written in every way in which corpus.dates reads them. The
same text and moment always give the same range, and what is not understood is an error that points
at the words. What is settled here:

    - A range is of whole days by the asker's own clock; weeks begin on Monday (ISO 8601).
    - "last week" is the calendar week before this one; "past week", "last 7 days" and "the past 7
      days" reach from as long ago up to today, both included.
    - "July 18" is the latest one up to today, "last Friday" the latest before today; a month's or
      weekday's short name, or a word such as "may", is a date only after another word: "in May".
    - "between March 31 and October 22" is the most recent such range that is over.
    - Years have four figures, and are Gregorian in ISO 8601; 1300 to 1419 in ``1395/09/11`` are Jalali.
    - "spring 2016" is March to May, as in the north. "winter 2016" is refused: it has two meanings,
      as have ``01/02/2016``, "the 1900s" and "next Friday".
    - "early", "mid" and "late" divide a month at its days 11 and 21, and a year every four months.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import lazy

from .range import Range

if TYPE_CHECKING:
    from .forms import FORMS
    from .questions import read_last, read_range, read_since, read_until

__getattr__, __dir__ = lazy.names(
    __name__,
    {".forms": ("FORMS",), ".questions": ("read_last", "read_range", "read_since", "read_until")},
)

__all__ = ["FORMS", "Range", "read_last", "read_range", "read_since", "read_until"]
