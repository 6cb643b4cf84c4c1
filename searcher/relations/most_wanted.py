"""All articles that outlets link to and an archive lacks, those first that most articles link to.

Millions of links are looked at in one go. Of each that leads nowhere twelve bytes are kept: a digest of what
it leads to, and its number. What is said of the few that are shown is read afterwards.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, NamedTuple

from corpus import Article, Link
from corpus.addresses import address_key
from corpus.errors import DatelineError
from index.articles.documents import LinkList, address_terms, namespaced_id, sites_of
from index.text.analysis import name_key

from ..articles import Articles
from ..results import MissingArticle, MissingArticles
from .kinds import Wanted
from .links import Resolution, find_stated
from .missing import missing_article, target_of

Progress = Callable[[int, int | None], object]
"""Told how many articles were looked at, and of how many."""

_AT_ONCE = 1_000
"""Articles whose links are looked at together."""
_REMEMBERED = 1 << 17
"""Links of which it is remembered where they lead: outlets state many of them again and again."""
_DESCRIBING = 20
"""Articles, at most, that are read for what their outlets say of one that is missing."""
_BUCKETS = 256
_DIGEST, _NUMBER = 8, 4
"""Bytes of what is kept of a link; of 100 million targets, two have one digest once in 3,000 archives."""


class Written(NamedTuple):
    """Of a link, all that tells where it leads, as it is written."""

    outlet: str
    id: str
    url: str
    title: str
    published: str


def most_wanted(
    articles: Articles,
    *,
    limit: int | None,
    site: str = "",
    ids: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> MissingArticles:
    """The articles that links lead to and the archive lacks; equals by the ids of what links to them.

    Args:
        articles: of one snapshot.
        limit: how many are described, at most; None: all of them.
        site: a host or a domain, to which the links that count lead; "": any.
        ids: of the articles whose links count; None: all.
        progress: called now and then.

    Raises:
        DatelineError: the site is none.
    """
    links = _LooseLinks()
    ends = _LinkEnds(articles, site)
    lists = articles.link_lists(ids)
    done, total = 0, len(articles) if ids is None else len(ids)
    while some := list(islice(lists, _AT_ONCE)):
        ends.follow(some)
        for each in some:
            links.add(each.id, each.source, [ends.digest(each, link) for link in each.links])
        done += len(some)
        if progress:
            progress(done, total)
    number, wanted = links.most_linked(limit)
    return MissingArticles(number, tuple(_describe(articles, each) for each in wanted))


class _Linked(NamedTuple):
    """What several links lead to.

    Attributes:
        digest: of their target.
        articles: ids of the articles that state them, in order, each with its outlet.
    """

    digest: bytes
    articles: dict[str, str]


class _LooseLinks:
    """The links that lead to nothing, packed: by the first byte of their digests."""

    def __init__(self) -> None:
        self._buckets = [bytearray() for _ in range(_BUCKETS)]
        self._ids: list[str] = []
        self._outlets: list[str] = []
        self._starts: list[int] = []
        self._number = 0

    def add(self, id_: str, outlet: str, digests: Iterable[bytes]) -> None:
        """Keep the links of an article; an empty digest is of one that leads somewhere."""
        self._ids.append(id_)
        self._outlets.append(outlet)
        self._starts.append(self._number)
        for digest in digests:
            if digest:
                self._buckets[digest[0]] += digest + self._number.to_bytes(_NUMBER, "big")
            self._number += 1

    def most_linked(self, limit: int | None) -> tuple[int, list[_Linked]]:
        """How many targets there are, and those that most articles of most outlets link to."""
        ranks = [0] * len(self._ids)
        for rank, at in enumerate(sorted(range(len(self._ids)), key=self._ids.__getitem__)):
            ranks[at] = rank
        number = 0

        def orders() -> Iterator[tuple[tuple[int, int, int, int], bytes, list[int]]]:
            nonlocal number
            for digest, links in self._targets():
                number += 1
                at = [bisect_right(self._starts, link) - 1 for link in links]
                linking = sorted(set(at), key=ranks.__getitem__)
                outlets = {name_key(self._outlets[each]) for each in linking} - {""}
                first = linking[0]
                place = min(link for link, of in zip(links, at, strict=True) if of == first)
                order = -len(linking), -len(outlets), ranks[first], place - self._starts[first]
                yield order, digest, linking

        chosen = sorted(orders()) if limit is None else heapq.nsmallest(limit, orders())
        return number, [
            _Linked(digest, {self._ids[each]: self._outlets[each] for each in linking})
            for _, digest, linking in chosen
        ]

    def _targets(self) -> Iterator[tuple[bytes, list[int]]]:
        """Each target, with the numbers of the links that lead to it."""
        width = _DIGEST + _NUMBER
        for bucket in self._buckets:
            kept = sorted(bytes(bucket[at : at + width]) for at in range(0, len(bucket), width))
            for digest, links in groupby(kept, key=lambda link: link[:_DIGEST]):
                yield digest, [int.from_bytes(link[_DIGEST:], "big") for link in links]


class _LinkEnds:
    """Where links lead: a digest of what is missing, or b"" where it is there or not asked for."""

    def __init__(self, articles: Articles, site: str) -> None:
        self._resolution = Resolution(articles)
        self._site = site and _host(site)
        self._ends: dict[Written, bytes] = {}
        self._ids = set(articles.snapshot.terms("other_id"))
        self._addresses: set[str] = set()
        self._headlines: set[str] = set()
        for card in articles.all_cards():
            self._ids.add(card.id)
            self._addresses.update(address_terms([card.url]))
            self._headlines.add(name_key(card.title))
        self._headlines.discard("")

    def digest(self, of: LinkList, link: dict[str, Any]) -> bytes:
        """Of a link that was followed."""
        return self._ends[_as_written(of, link)]

    def follow(self, lists: Sequence[LinkList]) -> None:
        """Find out where links lead."""
        if len(self._ends) > _REMEMBERED:
            self._ends.clear()
        doubtful: dict[Written, tuple[Link, Article]] = {}
        for each in lists:
            for link in each.links:
                written = _as_written(each, link)
                if written not in self._ends:
                    self._ends[written] = digest = self._digest(written)
                    if digest and self._may_lead(written):
                        doubtful[written] = Link.from_json(link), Article("", "", "", source=each.source)
        there = self._resolution.resolve(list(doubtful.values()))
        for place, written in enumerate(doubtful):
            if place in there:
                self._ends[written] = b""

    def _digest(self, link: Written) -> bytes:
        """What it leads to; b"" where its address is an article's, or at no site that was asked for."""
        if not self._addresses.isdisjoint(address_terms([link.url])):
            return b""
        if self._site and self._site not in sites_of(link.url):
            return b""
        return _digest_of(link.outlet, link.url, link.id, link.title)

    def _may_lead(self, link: Written) -> bool:
        """Whether anything has the id or the headline that a link says; if not, it leads to nothing."""
        is_known = link.id and not self._ids.isdisjoint((link.id, namespaced_id(link.outlet, link.id)))
        return bool(is_known) or name_key(link.title) in self._headlines


def _host(site: str) -> str:
    """The host or domain that a site is called by."""
    host = address_key(site) or address_key(f"//{site}") if isinstance(site, str) else ""
    if "." not in host or re.search(r"[/?#\s]", host):
        raise DatelineError(
            f"site takes a host, or a domain of two names at least, not {site!r:.60}.",
            "Write it like bbc.co.uk.",
        )
    return host


def _as_written(of: LinkList, link: dict[str, Any]) -> Written:
    published = link["published"]
    return Written(of.source, link["id"], link["url"], link["title"], published["local"] if published else "")


def _digest_of(outlet: str, url: str, id_: str, title: str) -> bytes:
    target = "\0".join(target_of(outlet, url, id_, title))
    return hashlib.blake2b(target.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()


def _describe(articles: Articles, linked: _Linked) -> MissingArticle:
    """What the outlets say of an article that is missing."""
    read = articles.read_without_names(list(islice(linked.articles, _DESCRIBING)))
    stated = find_stated(articles, [Wanted(article, frozenset(), 0, None) for article in read])
    links = [
        link
        for article, of_article in zip(read, stated, strict=True)
        for link in of_article
        if link.id is None
        and _digest_of(article.source, link.url, link.outlet_id, link.title) == linked.digest
    ]
    return missing_article(links, linked.articles)
