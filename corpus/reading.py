"""Reading sources: files, folders and streams -> articles, with a reason for all that is none."""

from __future__ import annotations

import os
import sys
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from .article import Article, Rejected
from .errors import InputError
from .readers import READERS, Options, choose
from .readers.fields import checked_fields
from .readers.stream import open_text
from .sources import File, existing, files_in
from .text import one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .readers import Reader

Source = str | os.PathLike[str] | BinaryIO
"""A file or folder, ``"-"`` for standard input, or a binary stream."""


def read(
    *sources: Source,
    reader: str | None = None,
    fields: Mapping[str, str] | None = None,
    outlet: str = "",
    day_first: bool | None = None,
) -> Iterator[Article | Rejected]:
    """The articles in ``sources``, and a ``Rejected`` for each input that is none.

    Nothing is left out without a word, and no input can stop or spoil another.

    Args:
        sources: files, folders (walked in sorted order), ``"-"`` for standard input, or binary streams.
            Within folders, hidden files and Dateline's own archives are passed over, and symbolic links
            and anything but regular files rejected.
        reader: the name of the reader to use; else each file's content, then its name, decides.
        fields: our field name → the export's key, where they differ: ``{"title": "Überschrift"}``.
        outlet: the source of articles that name none.
        day_first: whether ``01/02/2016`` is 1 February (True) or 2 January (False); None, where unknown,
            leaves such dates unread.

    Raises:
        InputError: at once, for a source that does not exist, an unknown reader or an unknown field.
    """
    if reader is not None and reader not in READERS:
        raise InputError(f"There is no reader {reader!r}.", f"The readers are: {', '.join(READERS)}.")
    chosen = None if reader is None else READERS[reader]
    options = Options("", checked_fields(fields), one_line(outlet), day_first)
    return _articles([_checked(source) for source in sources], chosen, options)


def _checked(source: Source) -> File | BinaryIO:
    if isinstance(source, str) and source == "-":
        if sys.stdin is None:
            raise InputError("There is no standard input.")
        return sys.stdin.buffer
    if isinstance(source, str | os.PathLike):
        return existing(os.fsdecode(source))
    if hasattr(source, "read") and not hasattr(source, "encoding"):  # which text streams have
        return source
    raise InputError(
        f"{type(source).__name__} is no source.",
        "Give paths, '-' or binary streams, each as its own argument.",
    )


def _articles(
    sources: list[File | BinaryIO], reader: Reader | None, options: Options
) -> Iterator[Article | Rejected]:
    for source in sources:
        if not isinstance(source, File):
            yield from _read_stream(source, "-", reader, replace(options, origin="-"))
            continue
        for found in files_in(source):
            if isinstance(found, Rejected):
                yield found
            else:
                yield from _read_file(found, reader, replace(options, origin=found.origin))


def _read_file(file: File, reader: Reader | None, options: Options) -> Iterator[Article | Rejected]:
    try:
        with file.open() as stream:
            yield from _read_stream(stream, file.name, reader, options)
    except (OSError, InputError) as error:
        yield Rejected(options.origin, _reason(error))


def _read_stream(
    source: BinaryIO, name: str, reader: Reader | None, options: Options
) -> Iterator[Article | Rejected]:
    is_read = False
    try:
        for found in _found(source, name, reader, options):
            yield found
            is_read = True
    except Exception as error:  # noqa: BLE001 -- whatever a reader makes of one input, the others follow
        yield Rejected(options.origin, _reason(error))
    else:
        if not is_read:
            yield Rejected(options.origin, "it holds no article")


def _found(
    source: BinaryIO, name: str, reader: Reader | None, options: Options
) -> Iterator[Article | Rejected]:
    head, stream = open_text(source)
    is_empty = not head and not stream.peek()  # which raises what kept the head from being read
    chosen = "empty file" if is_empty else choose(head, name.removesuffix(".gz"), reader)
    if isinstance(chosen, str):
        yield Rejected(options.origin, chosen)
    else:
        yield from chosen.read(stream, options)


def _reason(error: Exception) -> str:
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, EOFError | zlib.error):
        return f"damaged gzip data, read as far as they go: {error}"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, MemoryError):
        return "too large for the memory there is; split it"
    return f"the reader failed: {type(error).__name__}: {quoted(str(error), 200)}"
