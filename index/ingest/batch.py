"""Articles on their way into the index, and what becomes of those that they are versions of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from types import TracebackType
from typing import Self

from corpus import Article, Rejected
from corpus.ids import derive_id
from corpus.text import in_quotes

from ..articles.documents import article_from_json, article_json, namespaced_id, row_of
from ..engine.protocol import Lookup, Place, Pool, Snapshot
from ..text.analysis import name_key
from . import identity, rejections
from .identity import Verdict
from .intake import Account, Entry
from .rejections import Rejections, Retry
from .report import Line, Outcome
from .versions import PendingArticles, Version, mark_after, stored_version

_MOST_VERSIONS = 8
"""Articles of an archive that are taken for versions of one: archives of old may hold several."""


@dataclass(frozen=True, slots=True)
class _PlacedArticle:
    """An article on its way.

    Attributes:
        id: of it.
        place: where its document is being made.
        line: index of its line in the batch's report.
        replaces: ids of the archive's articles that it replaces.
        before: its version before, in the same batch.
        retry: what it takes to read it again; None: nobody can.
    """

    id: str
    place: Place
    line: int
    replaces: tuple[str, ...]
    before: _PlacedArticle | None
    retry: Retry | None


@dataclass(slots=True)
class _Lookups:
    """The articles of a batch, or of the archive, by what they are looked up by.

    Attributes:
        by_id: the version of an id; None: the archive has none.
        by_term: the ids of articles that hold a term.
    """

    by_id: dict[str, Version | None] = field(default_factory=dict)
    by_term: dict[Lookup, list[str]] = field(default_factory=dict)


class Batch:
    """Articles on their way into the index, and the documents that they replace; a context manager.

    Args:
        base: what is committed.
        seen: ids of all articles of the run.
        pool: makes documents.

    Attributes:
        placed: all that are being made, with those that were replaced in this same batch.
        made: the places of the documents that were made.
        lines: the report of the batch's inputs.
        rejections: the archive's list, as the batch changes it.
    """

    def __init__(self, base: Snapshot, seen: set[str], pool: Pool) -> None:
        self.base = base
        self.placed: list[_PlacedArticle] = []
        self.made: set[Place] = set()
        self.lines: list[Line] = []
        self.rejections = Rejections(rejections.kept_in(base))
        self._last: dict[str, _PlacedArticle] = {}
        self._pool = pool
        self._seen = seen
        self._texts = PendingArticles()
        self._pending = _Lookups()
        self._stored = _Lookups()
        self._replaced: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._texts.close()

    def look_up(self, entries: Sequence[Entry]) -> None:
        """Read of the archive, all at once, what decides about some entries."""
        self._look_up_ids([entry.id for entry in entries])
        strangers = [entry for entry in entries if self._stored.by_id[entry.id] is None]
        self._look_up_terms([term for entry in strangers for term in _terms_of(entry)])

    def place(self, entry: Entry, account: Account | None) -> Line:
        """Give an article the id that it has in the archive, and decide what becomes of it."""
        versions = self._versions_of(entry)
        if not versions:
            return self._add(entry, account)
        unchanged = next((each for each in versions if _is_the_same(each, entry)), None)
        if unchanged and entry.id == unchanged.id and not (account and _has_moved(unchanged, entry)):
            return self._report_line("unchanged", unchanged.id, entry)
        read = _article_of(entry)
        first = versions[0]
        for id_ in (entry.id, *_other_ids_for(read, first.article)):
            named = replace(read, id=id_)
            versions = versions if id_ == entry.id else self._versions_of(replace(entry, id=id_))
            same = self._verdicts_on(versions, named, entry, account)
            if same:
                return self._renew(entry, named, same, account)
            if not versions or id_ not in (each.id for each in versions):
                return self._add(replace(entry, id=id_, article=named), account)
        return self._renew(entry, read, [(first, Verdict.REPLACE)], account)

    def _verdicts_on(
        self, versions: Sequence[Version], read: Article, entry: Entry, account: Account | None
    ) -> list[tuple[Version, Verdict]]:
        """Those that the article is a version of, each with what becomes of it."""
        authoritative = account is None or account.is_reread  # a program that gives an article means it
        verdicts: list[tuple[Version, Verdict]] = []
        for version in versions[:_MOST_VERSIONS]:
            if _is_the_same(version, entry):
                verdict = Verdict.KEEP
            else:
                verdict = identity.judge(version.article, read, authoritative=authoritative)
            if verdict is not Verdict.OTHER:
                verdicts.append((version, verdict))
        return verdicts

    def reject(self, placed: _PlacedArticle, reason: str) -> None:
        """No document could be made of an article: what it was to replace stays."""
        line = self.lines[placed.line]
        rejected = Rejected(line.origin or line.id, reason)
        self.lines[placed.line] = Line("rejected", "", rejected.origin, rejected.reason)
        self.rejections.remember(rejected, placed.retry)

    def ids_replaced_by(self, placed: _PlacedArticle) -> Iterator[str]:
        """The archive's articles that one which was made replaces, for it and for versions before it."""
        if self._stored.by_id.get(placed.id):  # whatever else was to replace it: no two documents share an id
            yield placed.id
        version: _PlacedArticle | None = placed
        while version:
            yield from version.replaces
            version = version.before
            if version and version.place in self.made:
                return  # it deleted what it replaced when its turn was

    def versions_replaced_by(self, placed: _PlacedArticle) -> Iterator[Place]:
        """The last version of it, of the same batch, that was made."""
        version = placed.before
        while version and version.place not in self.made:
            version = version.before
        if version:
            yield version.place

    def _look_up_ids(self, ids: Sequence[str]) -> None:
        wanted = [id_ for id_ in dict.fromkeys(ids) if id_ not in self._stored.by_id]
        found = self.base.stored_texts(wanted, ("fingerprint",)) if wanted else []
        for id_, stored in zip(wanted, found, strict=True):
            version = stored_version(id_, stored[0], self.base) if stored else None
            self._stored.by_id[id_] = version

    def _look_up_terms(self, terms: Sequence[Lookup]) -> None:
        wanted = [term for term in dict.fromkeys(terms) if term not in self._stored.by_term]
        found = self.base.find(wanted, _MOST_VERSIONS) if wanted else []
        self._stored.by_term |= {term: list(ids) for term, ids in zip(wanted, found, strict=True)}
        self._look_up_ids([id_ for ids in found for id_ in ids])

    def _versions_of(self, entry: Entry) -> list[Version]:
        """What it may be a version of: the article of its id, else those of its address or file.

        What was read in this run from a file's place is no version of what is read there now.
        """
        if version := self._version(entry.id):
            return [version]
        terms = _terms_of(entry)
        self._look_up_terms(terms)
        found: dict[str, None] = {}
        for term in terms:
            ids = [*self._pending.by_term.get(term, ()), *self._stored.by_term[term]]
            found |= dict.fromkeys(id_ for id_ in ids if term.field != "origin" or id_ not in self._seen)
        return [version for id_ in found if (version := self._version(id_))]

    def _version(self, id_: str) -> Version | None:
        """The article of that id on its way, else in the archive."""
        if id_ in self._pending.by_id:
            return self._pending.by_id[id_]
        self._look_up_ids((id_,))
        return None if id_ in self._replaced else self._stored.by_id[id_]

    def _add(self, entry: Entry, account: Account | None) -> Line:
        self._make(entry.id, entry, _json_of(entry), entry.fingerprint, (), account)
        return self._report_line("added", entry.id, entry)

    def _renew(
        self, entry: Entry, read: Article, same: Sequence[tuple[Version, Verdict]], account: Account | None
    ) -> Line:
        """Make one article of it and of what it is a version of."""
        (version, verdict), *others = same
        there = version.article
        match verdict:
            case Verdict.KEEP:
                kept, mark = identity.with_gaps_filled(there, read), version.mark
                if account and _has_moved(version, entry):
                    kept = replace(kept, origin=entry.origin)
            case Verdict.JOIN:
                kept, mark = (
                    identity.join_pages(there, read),
                    mark_after(version.fingerprint, version, entry.fingerprint),
                )
            case _:
                elsewhere = identity.file_of(there.origin) != identity.file_of(read.origin)
                kept = identity.with_gaps_filled(read, there) if elsewhere else read
                mark = mark_after(entry.fingerprint, version)
        known = [id_ for each, _ in same for id_ in identity.ids_of(each.article)]
        id_ = version.id if entry.addresses or not identity.has_derived_id(read) else read.id
        ids = tuple(other for other in dict.fromkeys((*known, read.id)) if other != id_)
        kept = replace(kept, id=id_, other_ids=ids)
        note = _note_on(verdict, there, read)
        if kept == there and not others:
            return self._report_line(
                "unchanged", version.id, entry, note=note, fuller=len(there.body) > len(read.body)
            )
        gone = tuple(each.id for each, _ in same if each.is_stored)
        self._make(id_, entry, article_json(kept), mark, gone, account, ids)
        has_changed = replace(kept, origin=there.origin, other_ids=there.other_ids) != there
        return self._report_line(
            "updated" if has_changed else "unchanged",
            id_,
            entry,
            note=note,
            repeated=verdict is Verdict.REPLACE and version.id in self._seen,
            retitled=verdict is Verdict.REPLACE and name_key(there.title) != name_key(read.title),
            joined=verdict is Verdict.JOIN,
        )

    def _make(
        self,
        id_: str,
        entry: Entry,
        encoded: bytes,
        mark: str,
        replaces: tuple[str, ...],
        account: Account | None,
        other_ids: Sequence[str] = (),
    ) -> None:
        """Have a document made of an article."""
        place = self._pool.add(row_of(encoded, mark))
        retry = account.retry if account else None
        placed = _PlacedArticle(id_, place, len(self.lines), replaces, self._last.get(id_), retry)
        self._last[id_] = placed
        self.placed.append(placed)
        self._replaced.update(replaces)
        self._pending.by_id[id_] = self._texts.add(id_, mark, encoded)
        for term in (*_terms_of(entry), *(Lookup("other_id", each) for each in other_ids)):
            ids = self._pending.by_term.setdefault(term, [])
            if id_ not in ids:
                ids.append(id_)

    def _report_line(
        self,
        outcome: Outcome,
        id_: str,
        entry: Entry,
        *,
        note: str = "",
        repeated: bool = False,
        retitled: bool = False,
        joined: bool = False,
        fuller: bool = False,
    ) -> Line:
        self._seen.add(id_)
        return Line(
            outcome,
            id_,
            entry.origin,
            "; ".join(filter(None, (note, entry.note))),
            dated=entry.dated_by is not None,
            repeated=repeated,
            reader=entry.reader,
            source=entry.source,
            language=entry.language,
            dated_by=entry.dated_by or "",
            retitled=retitled,
            joined=joined,
            fuller=fuller,
        )


def _has_moved(version: Version, entry: Entry) -> bool:
    """Whether the file is gone in which an article was read before: then it is where it is read now."""
    if not version.is_stored or version.article.origin == entry.origin:
        return False
    return not os.path.lexists(identity.file_of(version.article.origin))


def _terms_of(entry: Entry) -> list[Lookup]:
    """What the articles that an entry may be a version of are looked up by, besides its id."""
    terms = [Lookup("url", address) for address in entry.addresses]
    terms += [Lookup("id", entry.nameless_id)] if entry.nameless_id else []
    terms += [Lookup("origin", entry.own_file)] if entry.own_file else []
    return [*terms, Lookup("other_id", entry.id)]


def _is_the_same(version: Version, entry: Entry) -> bool:
    """Whether that is what the archive has, or had before something else took its place."""
    if version.fingerprint == entry.fingerprint:
        return True
    is_earlier = bool(entry.addresses) and entry.fingerprint in version.earlier
    return is_earlier and version.article.origin != entry.origin


def _article_of(entry: Entry) -> Article:
    return entry.article if isinstance(entry.article, Article) else article_from_json(entry.article)


def _json_of(entry: Entry) -> bytes:
    return article_json(entry.article) if isinstance(entry.article, Article) else entry.article


def _other_ids_for(read: Article, there: Article) -> Iterator[str]:
    """Ids for an article whose own id, or address, is that of another one, in the order of preference."""
    by_text = derive_id(read.title, read.body, read.published, read.source, "")
    if identity.has_derived_id(read):
        yield by_text
        return
    outlets = [name_key(each.source) for each in (read, there)]
    names = [read.source, PurePath(identity.file_of(read.origin)).name]
    if not all(outlets) or outlets[0] == outlets[1]:
        names.reverse()
    yield from (namespaced_id(name, read.id) for name in names if name_key(name))
    yield by_text


def _note_on(verdict: Verdict, there: Article, read: Article) -> str:
    if verdict is Verdict.JOIN:
        return f"joined with another page of it, {there.origin}"
    if verdict is Verdict.KEEP:
        return (
            "has less text than the archive has of it, which was kept"
            if len(read.body) < len(there.body)
            else ""
        )
    return f"replaces {in_quotes(there.title)}" if name_key(there.title) != name_key(read.title) else ""
