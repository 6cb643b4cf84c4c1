"""What a reader is, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Protocol

from .charsets import TextEncoding
from .density import Density

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime

    from ..article import Article, Rejected
    from ..dates.day_order import DayOrders
    from ..reading.shard import Pieces


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader is told about the file it reads.

    Attributes:
        origin: the path as given or joined with ``/``; ``"-"`` for a stream.
        fields: our field name → the export's key, where they differ.
        outlet: whose articles those are that name no source.
        day_first: whether ``01/02/2016`` is 1 February (True) or 2 January (False); None where unknown.
        url: the article's address where something around the file tells it, as a crawl does; or "".
        fetched: when it was crawled or received, in UTC, or None: it cannot have been published later.
        charset: the encoding that a server named with it, or "".
        encoding: how its text is encoded; what the caller says overrules the rest.
        pieces: which parts of the file are to be read, for readers that can tell them apart; None: all.
        day_orders: settles such dates by how their outlets write others, where ``day_first`` is not told.
        beside: opens a file in the folder of this one, or below, by its relative path, and no other, as
            ``reading.files.File.open_beside`` does; None for what lies in no folder.
        density: counts the entries of the input, which may not all be crumbs.
    """

    origin: str
    fields: Mapping[str, str] = field(default_factory=dict)
    outlet: str = ""
    day_first: bool | None = None
    url: str = ""
    fetched: datetime | None = None
    charset: str = ""
    encoding: TextEncoding = field(default_factory=TextEncoding)
    pieces: Pieces | None = None
    day_orders: DayOrders | None = None
    beside: Callable[[str], AbstractContextManager[BinaryIO]] | None = None
    density: Density = field(default_factory=Density)


class Reader(Protocol):
    """One format of articles.

    A reader sees plain bytes: already decompressed, and UTF-8 unless the file is in an unknown encoding
    (see ``corpus.text.decode``). It yields an ``Article`` or a ``Rejected`` for everything it meets, and
    goes on after what it cannot read. It may raise ``InputError`` where nothing can follow.

    A reader may also have ``shares = True``: then several processes can share a file. Each reads all of it,
    asks ``options.pieces.take()`` at every piece, in order, and yields what is in those that it may take.
    Without it, a file is read by one process.
    """

    @property
    def name(self) -> str:
        """The name that callers choose it by."""
        ...

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether this looks like its format.

        Asked twice: with an empty ``name`` first, so that content decides before a file name does.
        ``head`` holds up to 64 KiB; ``name`` is the file's name without folder, ``.gz`` and the like.
        """
        ...

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """The articles in ``stream``, in their order."""
        ...


def can_share(reader: Reader) -> bool:
    """Whether several processes can share a file of this format; see ``Reader``."""
    return bool(getattr(reader, "shares", False))
