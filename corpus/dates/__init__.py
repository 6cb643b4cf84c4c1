"""Date stamps and date lines of articles, read whole or not at all.

Nothing here searches a text for something like a date, and nothing is filled in from today: a
stamp that is incomplete, ambiguous or wrong is a ``DateError``.
"""

from .epochs import stamp_within
from .lines import DateLine, read_date_line
from .stamps import read_published

__all__ = ["DateLine", "read_date_line", "read_published", "stamp_within"]
