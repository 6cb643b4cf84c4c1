"""All articles that outlets link to and an archive lacks, those first that most articles link to.

Millions of links are looked at in one go. Of each that leads nowhere twelve bytes are kept: a digest of what
it leads to, and its number. What is said of the few that are shown is read afterwards.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from struct import Struct
from typing import Any, NamedTuple

from corpus import Article, Link
from corpus.addresses import address_key
from corpus.errors import DatelineError
from index.articles.documents import LinkList, address_terms, namespaced_id, sites_of
from index.text.analysis import name_key

from ..articles import Articles
from ..results import MissingArticle, MissingArticles
from .links import Resolution, stated_link
from .missing import missing_article, target_of

Progress = Callable[[int, int | None], object]
"""Told how many articles were looked at, and of how many."""

_AT_ONCE = 200
"""Articles whose links are looked at together."""
_REMEMBERED = 1 << 14
"""Links that had to be looked up of which it is remembered whether they lead somewhere: many come again."""
_DESCRIBING = 20
"""Articles, at most, that are read for what their outlets say of one that is missing."""
_BUCKETS = 256
_DIGEST = 8
"""Bytes; of 100 million targets, two have one digest once in 3,000 archives."""
_KEPT = Struct(f">{_DIGEST}sI")
"""Of a link that leads to nothing: a digest of its target, and its number."""


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
        for each, digests in zip(some, ends.digests(some), strict=True):
            links.add(each.id, each.source, digests)
        done += len(some)
        if progress:
            progress(done, total)
    number, wanted = links.most_linked(limit)
    found: list[MissingArticle] = []
    for start in range(0, len(wanted), _AT_ONCE):
        found += _describe(articles, ends, wanted[start : start + _AT_ONCE])
    return MissingArticles(number, tuple(found))


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
        """Keep the links of an article, those of one target once; an empty digest leads somewhere."""
        self._ids.append(id_)
        self._outlets.append(outlet)
        self._starts.append(self._number)
        for digest in dict.fromkeys(digests):
            if digest:
                self._buckets[digest[0]] += _KEPT.pack(digest, self._number)
                self._number += 1

    def most_linked(self, limit: int | None) -> tuple[int, list[_Linked]]:
        """How many targets there are, and those that most articles of most outlets link to."""
        ranks = [0] * len(self._ids)
        for rank, at in enumerate(sorted(range(len(self._ids)), key=self._ids.__getitem__)):
            ranks[at] = rank
        sizes: Counter[int] = Counter()

        def orders() -> Iterator[tuple[tuple[int, int, int, int], bytes, list[int]]]:
            for digest, links in self._targets(limit, sizes):
                place_of = {bisect_right(self._starts, link) - 1: link for link in links}
                linking = sorted(place_of, key=ranks.__getitem__)
                outlets = {name_key(self._outlets[each]) for each in linking} - {""}
                first = linking[0]
                order = -len(linking), -len(outlets), ranks[first], place_of[first] - self._starts[first]
                yield order, digest, linking

        chosen = sorted(orders()) if limit is None else heapq.nsmallest(limit, orders())
        return sizes.total(), [
            _Linked(digest, {self._ids[each]: self._outlets[each] for each in linking})
            for _, digest, linking in chosen
        ]

    def _targets(self, limit: int | None, sizes: Counter[int]) -> Iterator[tuple[bytes, list[int]]]:
        """Targets that may be among the first, with the numbers of the links that lead to each.

        Args:
            limit: how many are the first; None: all.
            sizes: takes how many targets there are of each number of links.
        """
        for bucket in self._buckets:
            links_to: defaultdict[bytes, list[int]] = defaultdict(list)
            for digest, link in _KEPT.iter_unpack(bucket):
                links_to[digest].append(link)
            sizes.update(map(len, links_to.values()))
            fewest = 1 if limit is None else _fewest_links(sizes, limit)
            yield from ((digest, links) for digest, links in links_to.items() if len(links) >= fewest)


def _fewest_links(sizes: Counter[int], limit: int) -> int:
    """How many links each of the first targets has, at least; of ``sizes`` as ``_targets`` counts them."""
    for size in sorted(sizes, reverse=True):
        limit -= sizes[size]
        if limit <= 0:
            return size
    return 1


class _LinkEnds:
    """Where links lead: a digest of what is missing, or b"" where it is there or not asked for."""

    def __init__(self, articles: Articles, site: str) -> None:
        self._resolution = Resolution(articles)
        self._site = site and _host(site)
        self._leading: dict[Written, bool] = {}
        self._ids = set(articles.snapshot.terms("other_id"))
        self._addresses: set[str] = set()
        for card in articles.all_cards():
            self._ids.add(card.id)
            self._addresses.update(address_terms([card.url]))
        # Perhaps of deleted articles, too: such are looked up in vain.
        self._headlines = set(articles.snapshot.terms("headline"))

    def digests(self, lists: Sequence[LinkList]) -> list[list[bytes]]:
        """Of each link of some articles."""
        found = []
        doubtful: dict[tuple[int, int], Written] = {}
        for row, each in enumerate(lists):
            found.append(digests := [self._digest(each.source, link) for link in each.links])
            for place, (digest, link) in enumerate(zip(digests, each.links, strict=True)):
                if digest and self._may_lead(each.source, link):
                    doubtful[row, place] = _as_written(each, link)
        self._look_up({written: (lists[row], place) for (row, place), written in doubtful.items()})
        for (row, place), written in doubtful.items():
            if self._leading[written]:
                found[row][place] = b""
        return found

    def _look_up(self, doubtful: dict[Written, tuple[LinkList, int]]) -> None:
        """Find out whether links lead somewhere; each is given with an article that states it."""
        if len(self._leading) > _REMEMBERED:
            self._leading.clear()
        unknown = {written: at for written, at in doubtful.items() if written not in self._leading}
        there = self._resolution.resolve(
            [
                (Link.from_json(each.links[place]), Article("", "", "", source=each.source))
                for each, place in unknown.values()
            ]
        )
        self._leading |= {written: number in there for number, written in enumerate(unknown)}

    def _digest(self, outlet: str, link: dict[str, Any]) -> bytes:
        """What it leads to; b"" where its address is an article's, or at no site that was asked for."""
        url = link["url"]
        if url in self._addresses or address_key(url) in self._addresses:
            return b""
        if self._site and self._site not in sites_of(url):
            return b""
        return _digest_of(outlet, url, link["id"], link["title"])

    def _may_lead(self, outlet: str, link: dict[str, Any]) -> bool:
        """Whether anything has the id or the headline that a link says; if not, it leads to nothing."""
        id_ = link["id"]
        is_known = id_ and not self._ids.isdisjoint((id_, namespaced_id(outlet, id_)))
        return bool(is_known) or name_key(link["title"]) in self._headlines


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


def _describe(articles: Articles, ends: _LinkEnds, wanted: Sequence[_Linked]) -> Iterator[MissingArticle]:
    """What the outlets say of articles that are missing."""
    ids = dict.fromkeys(id_ for each in wanted for id_ in islice(each.articles, _DESCRIBING))
    lists = list(articles.link_lists(list(ids)))
    links = {
        each.id: list(zip(digests, each.links, strict=True))
        for each, digests in zip(lists, ends.digests(lists), strict=True)
    }
    for each in wanted:
        stated = [
            stated_link(Link.from_json(link))
            for id_ in islice(each.articles, _DESCRIBING)
            for digest, link in links[id_]
            if digest == each.digest
        ]
        yield missing_article(stated, each.articles)
