"""Reading inputs: files, folders and streams -> articles, with a reason for all that is none."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from ..article import Article, Rejected
from ..errors import InputError
from ..readers import READERS, Options
from ..readers.charsets import TextEncoding
from ..readers.rows.keys import checked_fields
from ..text import in_quotes, one_line
from .date_order import with_date_order
from .files import File, existing
from .inputs import Directions, Reading
from .streams import read_stream, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..dates.day_order import DayOrders
    from ..readers import Reader
    from .date_order import FolderTallies
    from .shard import Pieces

InputLike = str | os.PathLike[str] | BinaryIO
"""A file or folder, ``"-"`` for standard input, or a binary stream."""


def read(
    *inputs: InputLike,
    reader: str | None = None,
    fields: Mapping[str, str] | None = None,
    outlet: str = "",
    source: str = "",
    day_first: bool | None = None,
    encoding: str = "",
) -> Reading:
    """The articles in ``inputs``, and a ``Rejected`` for each input that is none.

    Nothing is left out without a word, and no input can stop or spoil another.

    Args:
        inputs: files, folders (walked in sorted order), ``"-"`` for standard input, or binary streams.
            Within folders, hidden files and Dateline's own archives are passed over, and symbolic links
            and anything but regular files rejected.
        reader: the name of the reader to use; else each file's content, then its name, decides.
        fields: our field name → the export's key, where they differ: ``{"title": "Überschrift"}``.
        outlet: whose articles those are that name no source.
        source: the same, by the name that it has in an article; one of the two is enough.
        day_first: whether ``01/02/2016`` is 1 February (True) or 2 January (False); None, where unknown,
            reads such dates as their outlet writes others, or else not at all.
        encoding: how the text of all inputs is encoded, whatever they say of it: by a name of the web or of
            Python, such as ``"windows-1251"``. Only a byte order mark comes before it.

    Raises:
        InputError: at once, for an input that does not exist, an unknown reader, field or encoding, or for
            an outlet and a source that are not the same.
    """
    if reader is not None and reader not in READERS:
        raise InputError(f"There is no reader {reader!r}.", f"The readers are: {', '.join(READERS)}.")
    TextEncoding(encoding)  # which complains of an unknown one
    directions = Directions(reader, checked_fields(fields), _the_outlet(outlet, source), day_first, encoding)
    return Reading([(_check_input(each), directions) for each in inputs], entries_of)


def entries_of(
    target: File | BinaryIO,
    directions: Directions,
    opened: Callable[[BinaryIO], None] | None = None,
    pieces: Pieces | None = None,
    folders: FolderTallies | None = None,
) -> Iterator[Article | Rejected]:
    """The articles and rejections in one file or stream.

    Args:
        target: the file or stream.
        directions: how to read it.
        opened: is given the open file, so that its position can be known.
        pieces: which parts of it to read; None: all.
        folders: how the files of folders write their dates, as far as this reading knows; None: not at all.
    """
    folders = {} if folders is None else folders
    target, day_orders = with_date_order(target, directions, pieces, _entries_of, folders)
    yield from _entries_of(target, directions, opened, pieces, day_orders)


def _entries_of(
    target: File | BinaryIO,
    directions: Directions,
    opened: Callable[[BinaryIO], None] | None = None,
    pieces: Pieces | None = None,
    day_orders: DayOrders | None = None,
) -> Iterator[Article | Rejected]:
    reader = None if directions.reader is None else READERS[directions.reader]
    options = Options(
        "-",
        directions.fields,
        directions.outlet,
        directions.day_first,
        encoding=TextEncoding(directions.encoding),
        pieces=pieces,
        day_orders=day_orders,
    )
    if isinstance(target, File):
        options = replace(options, origin=target.origin, beside=target.open_beside)
        yield from _read_file(target, reader, options, opened)
    else:
        yield from read_stream(target, "-", reader, options)


def _the_outlet(outlet: str, source: str) -> str:
    """The outlet, given under either of its two names."""
    outlet, source = one_line(outlet), one_line(source)
    if outlet and source and outlet != source:
        raise InputError(
            f"The outlet is {in_quotes(outlet)}, and the source {in_quotes(source)}.",
            "Both mean the newspaper or agency; give one of them.",
        )
    return outlet or source


def _check_input(target: InputLike) -> File | BinaryIO:
    if isinstance(target, str) and target == "-":
        if sys.stdin is None:
            raise InputError("There is no standard input.")
        return sys.stdin.buffer
    if isinstance(target, str | os.PathLike):
        return existing(os.fsdecode(target))
    if hasattr(target, "read") and not hasattr(target, "encoding"):  # which text streams have
        return target
    raise InputError(
        f"{type(target).__name__} is no source.",
        "Give paths, '-' or binary streams, each as its own argument.",
    )


def _read_file(
    file: File,
    reader: Reader | None,
    options: Options,
    opened: Callable[[BinaryIO], None] | None,
) -> Iterator[Article | Rejected]:
    try:
        with file.open() as stream:
            if opened:
                opened(stream)
            yield from read_stream(stream, file.name, reader, options)
    except (OSError, InputError) as error:
        yield Rejected(options.origin, reason(error))
