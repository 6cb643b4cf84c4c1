"""Articles that outlets link to and the archive lacks: which links lead to one, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from corpus.addresses import page_key
from index.text.analysis import name_key

from ..results import MissingArticle, Related

Target = tuple[str, ...]
"""What a link leads to: equal for links that lead to one article."""


def target_of(outlet: str, url: str, id_: str, title: str) -> Target:
    """What a link leads to: the same for links of one address, of one id of an outlet, or of one headline.

    An address that is no whole one means something at its outlet alone.

    Args:
        outlet: which states the link.
        url: as it states it, or "".
        id_: likewise.
        title: likewise.
    """
    if url:
        key = page_key(url)
        return ("url", key) if key else ("url", url, name_key(outlet))
    if id_:
        return "id", id_, name_key(outlet)
    return "title", name_key(title)


def missing_article(links: Sequence[Related], linking: Mapping[str, str]) -> MissingArticle:
    """The article that some links lead to: of each particular, what the first link says that tells it.

    Args:
        links: those to it, one at least.
        linking: ids of the articles that link to it, in order, each with its outlet.
    """
    return MissingArticle(
        title=next((link.title for link in links if link.title), ""),
        url=links[0].url,
        published=next((link.published for link in links if link.published), None),
        media=links[0].media,
        outlet_id=next((link.outlet_id for link in links if link.outlet_id), ""),
        linked_from=tuple(linking),
        outlets=_outlets_among(linking.values()),
    )


def _outlets_among(written: Iterable[str]) -> tuple[str, ...]:
    """Outlets, each once, however it is written."""
    shown: dict[str, str] = {}
    for outlet in sorted(written):
        if outlet:
            shown.setdefault(name_key(outlet), outlet)
    return tuple(sorted(shown.values()))
