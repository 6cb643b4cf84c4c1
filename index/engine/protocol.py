"""What an engine is: documents written in commits, and read as one commit left them.

A document is a mapping of fields to values and is known by the value of its field ``id``, which no two
documents share. A *snapshot* answers plans (plan.py) and gives back ids, counts, stored texts and frozen
values: never an array, a segment or a number of a document. Each method is asked for many things at once, so
that a page of hits takes a handful of calls, and none takes a call a hit.

A *storage* is an index open for writing. A commit of it brings in documents, deletions and attachments
together or not at all. What is attached is the caller's: an engine keeps it and does not look inside. Stored
fields are texts. Who adds a document whose id is there already deletes the earlier one in the same commit.

Errors are those of corpus/errors.py. What a question costs is counted by the meter of the caller (budget.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from corpus.errors import DatelineError

from .common_hashes import Pair, Pairing, Sharer, Sharing

if TYPE_CHECKING:
    from whoosh import query
    from whoosh.fields import Schema

    from .plan import Plan

ATTACHMENTS = ("rejected", "ledger")
"""What else than documents is committed: the names that an attachment may have."""

Row = bytes
"""What a document is made of, without a line feed."""
Make = Callable[[Row], Mapping[str, object]]
"""The fields of a row's document; may be called in another process."""
Counts = tuple[tuple[str, int], ...]
"""Values with the number of documents that hold them."""
Combine = Callable[[Sequence[bytes]], bytes]
"""Several pieces of an attachment, the oldest first, as one."""


class Lookup(NamedTuple):
    """What documents are looked up by: a whole term that they hold, and perhaps a number that they have.

    Attributes:
        field: of the term.
        text: the term.
        number: a number field, and the number.
    """

    field: str
    text: str
    number: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """In which order hits come; equals by id, in the order of code points.

    Attributes:
        field: a number field to order by; "": by score, or by id alone where what is scored is all documents.
        descending: whether the greatest number comes first.
        absent: the number that stands for none: such documents come last either way.
    """

    field: str = ""
    descending: bool = False
    absent: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A count of the hits that hold each value of a tag field, values of one key (fields.Tags) being one.

    Such values are shown as the one that most hits hold; of equals, the first in the order of code points.

    Attributes:
        field: the tag field.
        most: how many values are wanted: those of most hits first, equals in the order of code points.
            None: all of them, in that order too. Values that have a key stand in the order of their keys.
    """

    field: str
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of a plan.

    Attributes:
        total: how many documents match, whether they were asked for or not.
        ids: of those that were asked for, in order.
        scores: of the same; 0.0 where nothing is scored.
        tallies: what was counted over all that match, in the order in which it was asked for.
    """

    total: int
    ids: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    tallies: tuple[Counts, ...] = ()


@dataclass(frozen=True, slots=True)
class Fading:
    """What time leaves of a nearness: ``1 - part + part * exp(-distance / days)``.

    Attributes:
        field: the number field that holds the day of a document.
        day: the day from which the distance is reckoned.
        days: after so many days the part that fades has fallen to 1/e.
        part: the part of a nearness that fades, 0 to 1.
        least: numbers below it are no days.
        undated: what is left of the nearness of a document without a day.
    """

    field: str
    day: int
    days: float
    part: float
    least: int
    undated: float


class TextWord(NamedTuple):
    """A word of a text that others are compared with.

    Attributes:
        term: as the field holds it.
        frequency: how often the text says it; one that the document does not hold may be asked for as if it
            did.
        weight: how much it says of the text, before the field's other documents are looked at.
    """

    term: str
    frequency: int
    weight: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """A request for the documents whose field is most like that of one document.

    Of its words only those that say most are looked for, by their weight times their inverse document
    frequency; of these perhaps the rarest alone, where there are very many documents. Nearness is the sum of
    their BM25 scores, each times its weight, divided by that of the document itself, times what time leaves
    of it. Of a document that is not there nothing is found.

    A word that says next to nothing beside the others, less than ``LEAST_SAID`` of the mean, is not looked
    for: in any language, small words are such.

    A word that many documents of the same house hold says less: its inverse document frequency there, as a
    part of the greatest that there is, is a bound of the one that counts. A house of fewer than
    ``LEAST_HOUSE`` documents has no words of its own.

    Attributes:
        field: a scored field.
        id: of the document that the others are compared with; it is never found itself.
        words: of its field, each term once.
        most_words: how many of them are looked for.
        most: how many documents are wanted, the nearest first, equals by id.
        least: nearness below which none is found.
        shared: how many of the words another document must hold.
        fading: what time takes away, or the factor that is left of every nearness.
        house: a term that the documents of the same house hold; None: nothing is known of that.
    """

    field: str
    id: str
    words: tuple[TextWord, ...]
    most_words: int
    most: int
    least: float
    shared: int
    fading: Fading | float = 1.0
    house: Lookup | None = None


LEAST_SAID = 0.25
"""What a word says beside the others that are looked for, at least."""
TIED = 9
"""Decimal places in which words must say as much, so that those are taken first whose terms come first."""
LEAST_HOUSE = 20
"""Documents of a house from which its own words can be told from those of a story that it tells."""


class Alike(NamedTuple):
    """A document that is like another one.

    Attributes:
        id: of the document.
        nearness: 1 is as near as the document itself; it may exceed that.
        shared: the terms that both hold, those first that say most; of those that were looked for.
    """

    id: str
    nearness: float
    shared: tuple[str, ...]


class Selection(Protocol):
    """Documents that were chosen once, to be counted many times, by the snapshot that chose them alone."""

    def __len__(self) -> int: ...


class DocumentChoice(NamedTuple):
    """A request for documents by the terms that they hold.

    Attributes:
        any: of these a document holds one, or is among one.
        none: of these it holds none, and is among none.
        within: what else it fulfils; None: nothing.
    """

    any: tuple[Lookup | Selection, ...]
    none: tuple[Lookup | Selection, ...] = ()
    within: query.Query | None = None


class Snapshot(Protocol):
    """What one commit left, whatever is written since; threads may share it.

    Of an id that it does not hold, ``stored`` and ``tags`` give None.

    Attributes:
        address: of the index, as errors name it.
        about: what was told of the index when it was made: ``extractor``, ``extractor_version``, ``created``.
        documents: how many it holds.
    """

    @property
    def address(self) -> str: ...  # noqa: D102 -- described above
    @property
    def about(self) -> Mapping[str, str]: ...  # noqa: D102 -- described above
    @property
    def documents(self) -> int: ...  # noqa: D102 -- described above

    def answer(
        self,
        plan: Plan,
        *,
        order: Order = Order(),
        skip: int = 0,
        most: int | None = 0,
        tallies: Sequence[Tally] = (),
    ) -> Answer:
        """The hits of a plan: after the first ``skip``, at most ``most``; None: all of them."""

    def counts(self, plans: Sequence[Plan]) -> list[int]:
        """How many documents match each plan."""

    def counts_within(self, plan: Plan, conditions: Sequence[query.Query]) -> list[int]:
        """Of the documents that match a plan, how many fulfil each condition."""

    def choose(self, choices: Sequence[DocumentChoice]) -> list[Selection]:
        """The documents of each choice, for ``count_chosen`` and ``tags_of_chosen``."""

    def count_chosen(self, plan: Plan, selections: Sequence[Selection]) -> list[int]:
        """Of the documents that match a plan, how many each selection has."""

    def tags_of_chosen(self, selections: Sequence[Selection], field: str) -> list[dict[str, int]]:
        """Of each selection: key of a tag (fields.Tags) → how many documents hold it."""

    def find(self, terms: Sequence[Lookup], most: int | None = None) -> list[tuple[str, ...]]:
        """The ids of the documents that hold each term, in the order of code points; the first ``most``."""

    def stored_texts(self, ids: Sequence[str], fields: Sequence[str]) -> list[tuple[str, ...] | None]:
        """What is stored of each document, in the order of the fields; "" where nothing is."""

    def tags(self, ids: Sequence[str], fields: Sequence[str]) -> list[tuple[tuple[str, ...], ...] | None]:
        """The values of each document's tag fields, each in the order in which they were given."""

    def scan(self, fields: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """What is stored of every document, in the order in which they came in; "" where nothing is."""

    def terms(self, field: str) -> tuple[str, ...]:
        """The terms of a field, ascending; perhaps those of deleted documents, too."""

    def term_counts(self, field: str, terms: Sequence[str]) -> list[int]:
        """How many documents hold each of some whole terms."""

    def terms_with(self, field: str, words: str, most: int) -> Counts:
        """Terms that hold these words between blanks: those of most documents first, equals by term."""

    def numbers(self, field: str) -> tuple[int, ...]:
        """The numbers that documents have in a field, each once, ascending."""

    def total(self, field: str) -> int:
        """The sum of a number field over all documents."""

    def similar(self, requests: Sequence[Likeness]) -> list[list[Alike]]:
        """The documents that are most like another one, for each request."""

    def sharing(self, request: Sharing) -> list[list[Sharer]]:
        """The documents that share hashes, for each set of them."""

    def pairs(self, plan: Plan, request: Pairing) -> list[Pair]:
        """The pairs of documents that match a plan and share hashes, in the order of their ids."""

    def attachments(self, name: str) -> Sequence[bytes]:
        """The pieces of an attachment, the oldest first; () where there is none."""


class Place(NamedTuple):
    """A row's place in a pool, until the pool is taken: which of its makers has it, and where."""

    maker: int
    row: int


class Pool(Protocol):
    """Documents being made of rows, here or in other processes; a context manager that ends these."""

    def add(self, row: Row) -> Place:
        """Make one more document, now or soon."""

    def forget(self) -> None:
        """Drop what was made and not committed."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Commit(Protocol):
    """What is to become of an index in one step."""

    def take(self, pool: Pool) -> Mapping[Place, str]:
        """Add the documents that a pool made since the last time.

        Returns:
            The places of the rows that became no document, each with the reason.
        """

    def delete(self, ids: Iterable[str]) -> None:
        """Delete documents of the snapshot that the commit goes out from."""

    def drop(self, places: Iterable[Place]) -> None:
        """Delete documents of the last ``take``."""

    def attach(self, name: str, content: bytes) -> None:
        """Put an attachment in the place of the one of that name; b"": have none.

        Raises:
            DatelineError: the name is none of ``ATTACHMENTS``.
        """

    def append(self, name: str, content: bytes, combine: Combine) -> None:
        """Add a piece to an attachment; the engine may combine it with earlier ones."""


class Storage(Protocol):
    """An index open for writing, and locked against other writers until it is closed.

    Attributes:
        address: as errors name it.
        about: what was told of the index when it was made.
    """

    @property
    def address(self) -> str: ...  # noqa: D102 -- described above
    @property
    def about(self) -> Mapping[str, str]: ...  # noqa: D102 -- described above

    def snapshot(self) -> Snapshot:
        """What is committed now."""

    def pool(self, make: Make, *, processes: int | None = None) -> Pool:
        """What makes documents, in as many processes as are of use for None."""

    def commit(self, base: Snapshot) -> AbstractContextManager[Commit]:
        """A commit after the one that a snapshot shows: done when its block ends, cancelled by an exception.

        Raises:
            ArchiveLockedError: at the end of the block: another writer has committed since.
        """

    def renewal(self, base: Snapshot, about: Mapping[str, str]) -> AbstractContextManager[Commit]:
        """A commit that leaves none of the earlier documents; attachments stay unless replaced.

        Args:
            base: what is replaced.
            about: what changes of what is told of the index.
        """

    def close(self) -> None:
        """Free the index for other writers. Closing twice is no error."""


class Engine(Protocol):
    """A way to keep an index.

    Attributes:
        scheme: of its addresses, before ``://``; "" for folders.
    """

    scheme: str

    def snapshot(self, address: str, schema: Schema) -> Snapshot:
        """What is committed now.

        Raises:
            ArchiveNotFoundError, ArchiveFormatError, ArchiveDamagedError, StorageError
        """

    def create(self, address: str, schema: Schema, about: Mapping[str, str], *, wait: float) -> Storage:
        """Make an index and open it for writing.

        Raises:
            ArchiveExistsError: there is something already; nothing of it was touched.
        """

    def open(self, address: str, schema: Schema, *, wait: float, older: bool = False) -> Storage:
        """Open an index for writing.

        Args:
            address: of the index.
            schema: of its documents.
            wait: seconds to wait for another writer.
            older: open one that was written by an older version, or with other stems, too: only to read
                its documents and to renew it.

        Raises:
            ArchiveLockedError: another writer held it for longer than ``wait`` seconds.
        """

    def folder(self, address: str) -> Path | None:
        """Where the keeper of an index may put files of their own beside it; None: nowhere."""


def check_attachment(name: str) -> None:
    """Make sure that an attachment may have this name.

    Raises:
        DatelineError: it may not.
    """
    if name not in ATTACHMENTS:
        raise DatelineError(
            f"There is no attachment {name!r}.", f"Attachments are: {', '.join(ATTACHMENTS)}."
        )
