"""Two readings of what may be one article: are they one, and which of them is kept?

Nothing that was reported may be lost by being read again in a lesser form: a text that is contained in
another one, or far shorter, never takes its place. Texts are compared by their shingles, runs of five tokens
(Broder 1997), of which a version of an article shares most and another article next to none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum

from corpus import Article
from corpus.addresses import page_key
from corpus.ids import derive_id

from ..text.analysis import exact_terms, name_key

_SHINGLE = 5  # tokens
_UNLIKE = 0.2  # of the shingles of the shorter text: fewer, and they are two texts
_FAR_SHORTER = 0.5  # of the length
_COVERED = 0.6  # of the shingles of the longer text
_ALIKE_WORDS = 0.5  # of the words of the shorter headline
_LONGEST = 200_000  # characters of a text that are compared
_PAGE_READERS = frozenset(("html", "warc", "mhtml", "captured"))
_counter = re.compile(r"\d{1,6}")
_within_file = re.compile(r"(?::\d+|\[\d+\])+\Z")


class Comparison(Enum):
    """How a text that is read anew compares with the one that is there."""

    SAME = "the same text"
    LESS = "contained in it, or far shorter"
    MORE = "contains it, or is a version of it"
    UNLIKE = "another text"


class Verdict(Enum):
    """What becomes of an article of which the archive may have a version."""

    OTHER = "it is another article"
    KEEP = "the one that is there stays"
    REPLACE = "it takes the place of the one that is there"
    JOIN = "both are pages of one article"


def compare_texts(there: str, new: str) -> Comparison:
    """How a new text compares with the one that is there."""
    old, given = " ".join(there[:_LONGEST].split()), " ".join(new[:_LONGEST].split())
    if old == given:
        return Comparison.SAME
    if given in old:
        return Comparison.LESS
    if old in given:
        return Comparison.MORE
    tokens = exact_terms(old), exact_terms(given)
    size = max(1, min(_SHINGLE, *map(len, tokens)))
    ours, others = (_shingles(each, size) for each in tokens)
    shared = len(ours & others)
    if shared < _UNLIKE * min(len(ours), len(others)):
        return Comparison.UNLIKE
    is_shorter = len(given) < len(old)
    if len(given) < _FAR_SHORTER * len(old) or (is_shorter and shared < _COVERED * len(ours)):
        return Comparison.LESS
    return Comparison.MORE


def judge(there: Article, new: Article, *, authoritative: bool = False) -> Verdict:
    """What becomes of an article that has an id or the address of one that is there.

    Args:
        there: the article of the archive.
        new: the one that was read.
        authoritative: whether the new reading counts, however much shorter it is: the same file is read
            again by a better reader, or the caller says so.
    """
    authoritative = authoritative and there.origin == new.origin
    if _are_of_other_outlets(there, new):
        return Verdict.OTHER
    likeness = compare_texts(there.body, new.body)
    retitled = not _are_alike(there.title, new.title)
    if likeness is Comparison.UNLIKE or not (there.body or new.body):
        if there.origin != new.origin and has_derived_id(new) and not page_key(new.url):
            return Verdict.OTHER
        days_apart = _are_pages(there, new) and _are_of_two_days(there, new)
        if (retitled or days_apart) and _may_be_others(there, new):
            return Verdict.OTHER
        if not (retitled or days_apart) and there.origin != new.origin and _are_pages(there, new):
            return Verdict.JOIN
        if likeness is Comparison.UNLIKE and len(new.body) < _FAR_SHORTER * len(there.body):
            likeness = Comparison.LESS
    if authoritative:
        return Verdict.REPLACE
    if likeness is Comparison.LESS:
        return Verdict.KEEP
    elsewhere = file_of(there.origin) != file_of(new.origin)
    return Verdict.KEEP if likeness is Comparison.SAME and elsewhere and not retitled else Verdict.REPLACE


def has_derived_id(article: Article) -> bool:
    """Whether the id of an article was made of what it says, and not given by its export."""
    parts = (article.title, article.body, article.published, article.source)
    return article.id in (derive_id(*parts, article.url), derive_id(*parts, ""))


def is_counter(id_: str) -> bool:
    """Whether an id may be no more than the number of a row, whatever stands before it."""
    return bool(_counter.fullmatch(id_.rpartition(":")[2]))


def file_of(origin: str) -> str:
    """The file that an origin lies in: without the line or the number within it."""
    return _within_file.sub("", origin)


def with_gaps_filled(kept: Article, other: Article) -> Article:
    """An article with what only another reading of it states: day, authors, outlet, rubric, links."""
    lacking = {
        name: getattr(other, name)
        for name in ("published", "authors", "source", "section", "links", "url")
        if getattr(other, name) and not getattr(kept, name)
    }
    if "published" in lacking:
        lacking["notices"] = (*kept.notices, f"its date is from {other.origin or 'another input'}")
    return replace(kept, **lacking) if lacking else kept


def join_pages(there: Article, new: Article) -> Article:
    """Two pages as one article, the new one last."""
    return replace(
        with_gaps_filled(there, new),
        body=f"{there.body}\n\n{new.body}",
        links=tuple(dict.fromkeys((*there.links, *new.links))),
        notices=(*there.notices, f"joined with another page of it, {new.origin}"),
    )


def ids_of(article: Article) -> Iterator[str]:
    """All ids that lead to an article."""
    yield article.id
    yield from article.other_ids


def _are_pages(there: Article, new: Article) -> bool:
    """Whether both were pages of one address, and not what an export or a feed says of it."""
    page = page_key(there.url)
    return bool(page) and page == page_key(new.url) and {there.reader, new.reader} <= _PAGE_READERS


def _are_of_other_outlets(one: Article, other: Article) -> bool:
    """Whether two outlets use one id; one address is one outlet's, however it is spelt."""
    outlets = [name_key(each.source) for each in (one, other)]
    page = page_key(one.url)
    return all(outlets) and outlets[0] != outlets[1] and not (page and page == page_key(other.url))


def _are_of_two_days(one: Article, other: Article) -> bool:
    """Whether both are dated, on two days: then they are two articles, such as each morning's bulletin."""
    days = {each.published.day for each in (one, other) if each.published}
    return len(days) > 1


def _may_be_others(there: Article, new: Article) -> bool:
    """Whether two unlike texts under unlike headlines can be two articles, though they share id or address.

    An address that is no more than that of a list, as some exports state, is shared by many; so is an id
    that only counts the rows of a file.
    """
    if new.id in ids_of(there):
        return has_derived_id(new) or (is_counter(new.id) and file_of(there.origin) != file_of(new.origin))
    return bool(new.body) or file_of(there.origin) == file_of(new.origin)


def _are_alike(one: str, other: str) -> bool:
    """Whether two headlines may be of one article: most words of the shorter one stand in the other."""
    if name_key(one) == name_key(other):
        return True
    words, others = set(exact_terms(one)), set(exact_terms(other))
    return len(words & others) > _ALIKE_WORDS * min(len(words), len(others))


def _shingles(tokens: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(tokens[start : start + size]) for start in range(len(tokens) - size + 1)}
