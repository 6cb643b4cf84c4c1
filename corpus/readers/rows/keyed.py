"""What a news format states of an article -> that article: a row of our own keys, and what rows lack."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...article import Article, Rejected
from ...dates.candidates import Candidate, choose
from ...ids import ID_LENGTH
from ...text import one_line
from .fields import SECTION_LENGTH, article

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..base import Options


def keyed_article(
    row: Mapping[str, object],
    options: Options,
    origin: str,
    *,
    dated: str,
    section: str = "",
    notices: Sequence[str] = (),
) -> Article | Rejected:
    """The article in a row with our own field names, or its rejection.

    A field map is for exports and does not count here. An id that is too long is left out, and a date
    that is later than the file was fetched is not believed.

    Args:
        row: our field names → values, as ``fields.article`` takes them.
        options: what the reader was told.
        origin: where the article stands.
        dated: the origin of its date; see ``Published``.
        section: the outlet's rubric.
        notices: what is known to be wrong already.
    """
    row = dict(row)
    notices = [*notices]
    if len(str(row.get("id", ""))) > ID_LENGTH:
        notices.append(f"its id has more than {ID_LENGTH} characters; another was derived")
        del row["id"]
    if not any(str(row.get(name) or "").strip() for name in ("title", "body")):
        return Rejected(origin, "no title and no text")
    found = article(row, replace(options, fields={}), origin, tuple(notices), is_text=True)
    if isinstance(found, Rejected):
        return found
    stated = [Candidate(dated, replace(found.published, origin=dated))] if found.published else []
    published, doubts = choose(stated, options.fetched)
    return replace(
        found,
        published=published,
        section=one_line(section)[:SECTION_LENGTH],
        notices=tuple(dict.fromkeys((*found.notices, *doubts))),
    )
