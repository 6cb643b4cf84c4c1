"""Inputs on their way in: each read once, here or in other processes, and what to write down of it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Self

from corpus import Article, Rejected
from corpus.addresses import page_key
from corpus.languages import with_language
from corpus.objections import broken_field, name_of, plain_article, plain_rejected
from corpus.reading.inputs import FileStamp, Input, Reading
from corpus.reading.pool import Job, Readers
from corpus.text import clean

from ..articles.documents import address_terms, article_json, fingerprint, nameless_id, own_file
from .ledger import FileRecord, Ledger
from .rejections import Retry

LONGEST_ARTICLE = 10_000_000
"""Characters. Longer texts are not articles but whole collections in one file. It counts after folding, too:
one character of Unicode may stand for eighteen."""

_UNFOLDED_MOST = 18  # characters that one stands for (U+FDFA)
_PIECE = 64 * 1024
"""Characters that are unfolded at a time, so that a text that is too long ends it early."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article on its way in, with all that decides what becomes of it.

    Attributes:
        id, source, title, language, reader, origin: as the article has them.
        own_file: the file that holds it and nothing else; see ``documents.own_file``.
        nameless_id: the id it had before its outlet was named; "" where it does not depend on that.
        addresses: of its page, as the index holds them; () where it has none.
        note: what the reader noticed.
        dated_by: where its date came from; None: it has none.
        characters: of its text.
        fingerprint: of the article as it was read.
        article: it, or its JSON where another process read it.
    """

    id: str
    source: str
    title: str
    language: str
    reader: str
    origin: str
    own_file: str
    nameless_id: str
    addresses: Sequence[str]
    note: str
    dated_by: str | None
    characters: int
    fingerprint: str
    article: Article | bytes


@dataclass(slots=True)
class Account:
    """A file that is being read, and how far.

    Attributes:
        input: the file.
        stamp: its stamp before it was opened; None: what is no file has none.
        piece: which of its pieces the last entry is of.
        rest: how many entries were taken of that piece.
        articles: how many articles were taken of it, those of earlier runs included.
        anew: whether nothing was taken of it before.
        failed: whether it could not be read to its end.
        is_reread: whether it was read before, and has not changed since.
    """

    input: Input
    stamp: FileStamp | None
    piece: int = 0
    rest: int = 0
    articles: int = 0
    anew: bool = True
    failed: bool = False
    is_reread: bool = False

    @property
    def retry(self) -> Retry | None:
        """How to read the file again; None: nobody can."""
        return Retry.of(self.input)

    def count(self, entry: Entry | Rejected, piece: int) -> None:
        """Count an entry of the file as taken."""
        self.rest = self.rest + 1 if piece == self.piece else 1
        self.piece = piece
        if isinstance(entry, Rejected):
            self.failed |= entry.origin == self.input.origin
        else:
            self.articles += 1

    def record(self, *, ended: bool) -> FileRecord | None:
        """The record for the ledger; None of a file that may change unseen, and of what gave no article."""
        if self.stamp is None or not self.articles or not self.stamp.settles():
            return None
        if ended and (self.failed or self.input.stamp() != self.stamp):
            return None
        return FileRecord(
            self.input.path,
            self.input.directions,
            self.stamp,
            self.piece,
            self.rest,
            self.articles,
            whole=ended,
        )


class Intake:
    """The entries of a run in their order; a context manager that ends the processes it started.

    Args:
        articles: what to take in. Of a ``Reading`` that nobody began, files are passed over that were read.
        ledger: which were.
        again: whether those are read all the same.
        processes: how many may read besides this one; None: as many as are of use.
        tick: called now and then while there is nothing to give.
        guarded: whether files are read in other processes even where that is not worth the while: then each
            has a limit of time. See ``corpus.reading.pool.Readers``.

    Attributes:
        passed: articles in files that were not opened, as they have not changed.
        resumed: articles that were passed over at the beginning of files.
        is_empty: whether there is no more.
    """

    def __init__(
        self,
        articles: Iterable[Article | Rejected],
        ledger: Ledger,
        *,
        again: bool = False,
        processes: int | None = None,
        tick: Callable[[], None] | None = None,
        guarded: bool = False,
    ) -> None:
        self.passed = self.resumed = 0
        self.is_empty = False
        self._ledger = ledger
        self._again = again
        self._current: Account | None = None
        self._ended: list[FileRecord] = []
        self._readers: Readers | None = None
        if isinstance(articles, Reading) and not articles.is_begun:
            self._reading = articles
            self._readers = Readers(articles, pack_entry, processes=processes, tick=tick, guarded=guarded)
            self._entries = self._read()
        else:
            self._entries = ((entry_of(each, number), None) for number, each in enumerate(articles, 1))

    def __iter__(self) -> Iterator[tuple[Entry | Rejected, Account | None]]:
        return self

    def __next__(self) -> tuple[Entry | Rejected, Account | None]:
        try:
            return next(self._entries)
        except StopIteration:
            self.is_empty = True
            raise

    def records(self) -> list[FileRecord]:
        """The records of all files that were taken since the last call."""
        found, self._ended = self._ended, []
        partial_record = self._current.record(ended=False) if self._current else None
        return [*found, partial_record] if partial_record else found

    def close(self) -> None:
        """End the processes. Closing twice is no error."""
        if self._readers:
            self._readers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self) -> Iterator[tuple[Entry | Rejected, Account | None]]:
        assert self._readers
        for job, given, piece in self._readers.read(self._jobs()):
            account: Account = job.account
            if given is None:
                self._end(account)
                continue
            entry = unpack_entry(given) if isinstance(given, bytes) else entry_of(given)
            if isinstance(entry, Rejected) and not entry.origin:  # it named neither its place nor itself
                entry = Rejected(account.input.origin, entry.reason)
            account.count(entry, piece)
            self._current = account
            yield entry, account

    def _end(self, account: Account) -> None:
        self._current = None
        record = account.record(ended=True)
        if record:
            self._ended.append(record)

    def _jobs(self) -> Iterator[Job]:
        """The files that are to be read, by the ledger, and from where on."""
        for one in self._reading.inputs():
            stamp = one.stamp()
            size = stamp.size if stamp else 0
            before = self._ledger.of(one.path, one.directions, stamp) if stamp else None
            if before and before.whole and not self._again:
                self.passed += before.articles
                self._reading.position.pass_over(size)
                continue
            account = Account(one, stamp, is_reread=bool(stamp and self._ledger.knows(one.path, stamp)))
            if before and before.rest and not self._again:
                account.piece, account.rest = before.piece, before.rest
                account.articles, account.anew = before.articles, False
                self.resumed += before.articles
            yield Job(one, size, account.piece, account.rest, account)


def entry_of(given: object, number: int = 0) -> Entry | Rejected:
    """The entry of an article, or why it cannot be a document: found before the engine sees it.

    Args:
        given: an article or a rejected input, as far as a program of others keeps to types.
        number: which of those given it is, for what names neither an origin nor an id; 0: unknown.
    """
    where = name_of(given) or (f"article {number} of those given" if number else "")
    try:
        if isinstance(given, Rejected):
            return plain_rejected(given)
        article = plain_article(given)
    except TypeError as error:
        return Rejected(where, str(error))
    if not article.id.strip():
        return Rejected(where, "an article without an id")
    if len(article.text) > LONGEST_ARTICLE:
        return Rejected(where, f"longer than {LONGEST_ARTICLE:,} characters: split it into its articles")
    if _unfolds_too_far(article.text):
        return Rejected(
            where, f"its characters stand for more than {LONGEST_ARTICLE:,}: split it into its articles"
        )
    try:
        return _entry(article)
    except UnicodeEncodeError:
        return Rejected(where, f"{broken_field(article.to_json())}: {_HALF}")


_HALF = "holds half of a surrogate pair, which is no character"


def _entry(given: Article) -> Entry:
    """The entry of an article.

    Its text is cleaned, as questions are: what readers give is clean already.

    Raises:
        UnicodeEncodeError: it holds half of a surrogate pair.
    """
    (
        given.text + given.origin + given.reader
    ).encode()  # before it is cleaned; nor do all bear on fingerprints
    title, body = clean(given.title), clean(given.body)
    if (title, body) != (given.title, given.body):
        given = replace(given, title=title, body=body)
    article = with_language(given)
    return Entry(
        given.id,
        given.source,
        given.title,
        article.language,
        given.reader,
        given.origin,
        own_file(given),
        nameless_id(given),
        address_terms([given.url]) if page_key(given.url) else (),
        "; ".join(given.notices),
        given.published.origin if given.published else None,
        len(given.text),
        fingerprint(given),  # of what was read: it must not depend on how well languages are told
        article,
    )


def _unfolds_too_far(text: str) -> bool:
    """Whether the compatibility forms of a long text stand for too many characters."""
    if len(text) * _UNFOLDED_MOST <= LONGEST_ARTICLE or text.isascii():
        return False
    pieces = (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
    lengths = accumulate(len(unicodedata.normalize("NFKC", piece)) for piece in pieces)
    return any(length > LONGEST_ARTICLE for length in lengths)


def pack_entry(given: Article | Rejected) -> bytes:
    """An entry as a row: JSON of all but the article, a NUL, and the article."""
    entry = entry_of(given)
    if isinstance(entry, Rejected):
        return json.dumps([entry.origin, entry.reason]).encode()
    assert isinstance(entry.article, Article)
    known = [getattr(entry, name) for name in _KNOWN]
    return json.dumps(known).encode() + b"\0" + article_json(entry.article)


def unpack_entry(row: bytes) -> Entry | Rejected:
    """The entry that ``pack_entry`` wrote."""
    known, _, article = row.partition(b"\0")
    values = json.loads(known)
    return Entry(*[*values, article]) if article else Rejected(*values)


_KNOWN = tuple(name for name in Entry.__slots__ if name != "article")
