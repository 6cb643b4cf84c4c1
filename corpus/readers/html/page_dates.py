"""When a page says that its article was published: in marks for machines, and in what readers see.

Marks for machines are JSON-LD and the meta elements that outlets use; the names are those that the projects
htmldate, newspaper4k, trafilatura and news-please look at, as far as they name a publication. Only where they
say nothing, or a moment in UTC, is it asked what the page shows: time elements, microdata, hAtom, and lines
that are wholly a date. What stands in the page's furniture, in another article, or within a sentence is not
about the article; what is called an update is not its publication.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ...dates.candidates import Candidate, address_date, candidate
from . import linked_data
from .shown_dates import shown_dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .linked_data import Node

META_NAMES = (
    *(
        "article:published_time",
        "article:published:time",
        "article:published",
        "og:article:published_time",
        "og:published_time",
    ),
    *("og:pubdate", "og:publish_date", "og:published", "og:question:published_time", "rnews:datepublished"),
    *("datepublished", "date_published", "date-published", "published", "published_time", "published_at"),
    *("publishedat", "published_date", "published-date", "originalpublicationdate", "article_date_original"),
    *("article:originalpublishdate", "article_publish_date", "article:publish_date", "articlepubdate"),
    *("article-publication-date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime"),
    *("cxenseparse:pubdate", "cxenseparse:publishtime", "vr:published_time", "bt:pubdate", "sw-pubdate"),
    *(
        "shareaholic:article_published_time",
        "dcsext.articlefirstpublished",
        "dcsext.pubdate",
        "tncms-access-date",
    ),
    *(
        "article:post_date",
        "article.published",
        "article.created",
        "publish-date",
        "publish_date",
        "publishdate",
    ),
    *(
        "publish_time",
        "publish-time",
        "pubdate",
        "pub_date",
        "pub-date",
        "ptime",
        "pdate",
        "originalpublishdate",
    ),
    *("publication_date", "publication-date", "publicationdate", "date.published", "date_publication"),
    *("dateposted", "displaydate", "release_date", "releasedate", "search.publishdate", "searchpublishdate"),
    *("content.published_date", "firstpublished", "first_published", "first-published", "news.date"),
    *("dc.date.issued", "dcterms.issued", "dc.date.published", "dcterms.created", "dc.date.created"),
    *("dc.date", "dc:date", "dcterms.date", "prism.publicationdate", "citation_online_date"),
    *(
        "citation_publication_date",
        "citation_date",
        "bepress_citation_date",
        "date",
        "datum",
        "article:created",
    ),
    *("article_created", "created", "created-date", "createdate", "date_created", "datecreated", "iptc.date"),
    *("date-created", "timestamp", "pagedate", "last-published", "gen_datum", "doc_date", "eomportal-date"),
)
"""Names of meta elements that say when an article was published, the most trustworthy first."""

_PAGES = frozenset(
    ("webpage", "itempage", "aboutpage", "qapage", "faqpage", "creativework", "recipe", "howto")
)
_VIDEOS = frozenset(("videoobject", "audioobject", "podcastepisode", "radioepisode", "tvepisode"))


class Stated(NamedTuple):
    """What a page says of its publication.

    Attributes:
        candidates: each statement of when it was published.
        notices: what speaks against a statement.
    """

    candidates: list[Candidate]
    notices: tuple[str, ...] = ()


def dates_in(
    tree: Any,  # noqa: ANN401 -- lxml ships no types
    nodes: Sequence[Node],
    article: Node,
    meta: Mapping[str, list[str]],
    url: str,
    language: str,
) -> Stated:
    """Every statement of when the page's article was published."""
    found = [
        read
        for origin, stamp in (*_linked_stamps(nodes, article), *_meta_stamps(meta))
        if stamp and (read := candidate(origin, stamp, language=language))
    ]
    address = address_date(url)
    stated = [*found, *([address] if address else [])]
    if found and found[0].origin == "meta":
        marked = shown_dates(tree, language).candidates
        stated += [each for each in marked if each.origin == "time element"]
    if any(each.published.precision not in ("month", "year") for each in found):
        return Stated(stated, () if address else _doubts_of_universal_time(tree, found, language))
    shown = shown_dates(tree, language)
    notices: tuple[str, ...] = ()
    if not shown.candidates and shown.changed and not stated:
        notices = (f"only the date of a change is stated: {shown.changed.published}",)
    return Stated([*stated, *shown.candidates], notices)


def _doubts_of_universal_time(tree: Any, found: Sequence[Candidate], language: str) -> tuple[str, ...]:  # noqa: ANN401 -- likewise
    """A notice, where the page shows a neighbouring day of a stamp in UTC: the outlet's clock may say so."""
    stamp = found[0].published
    if stamp.offset != timedelta(0) or any(each.published.offset for each in found):
        return ()
    for shown in shown_dates(tree, language).candidates:
        if abs(shown.published.day - stamp.day) == timedelta(days=1):
            return (f"the page shows {shown.published} beside its stamp in UTC, {stamp}",)
    return ()


def _linked_stamps(nodes: Sequence[Node], article: Node) -> Iterator[tuple[str, str]]:
    stated = linked_data.text(article.get("datePublished"))
    if stated:
        yield "json-ld", stated
        return
    dated = [(linked_data.kinds(node), node) for node in nodes]
    for kinds, key in ((_PAGES, "datePublished"), (_VIDEOS, "datePublished"), (_VIDEOS, "uploadDate")):
        stamps = {linked_data.text(node.get(key)) for types, node in dated if types & kinds} - {""}
        if len(stamps) == 1:
            yield "json-ld", stamps.pop()
            return


def _meta_stamps(meta: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for name in META_NAMES:
        if stamps := meta.get(name):
            yield "meta", stamps[0]
