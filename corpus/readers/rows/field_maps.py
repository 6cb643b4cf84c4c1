"""How the keys of an export are read: guessed from its beginning, and told, so that a wrong guess is seen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError
from ...reading.files import File
from ...reading.streams import bare_name
from .. import READERS, choose
from ..charsets import TextEncoding
from ..text_stream import open_text
from .delimited import columns
from .jsonl import first_keys
from .keys import FieldMap, checked_fields, field_map
from .parquet import columns_of_parquet
from .workbook import columns_of_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    KeysOfBytes = Callable[[bytes, Mapping[str, str]], list[str]]
    KeysOfStream = Callable[[BinaryIO, Mapping[str, str]], list[str]]
    KeysOfText = Callable[[BinaryIO, Mapping[str, str], TextEncoding], list[str]]

_BEGINNING = 1024**2
_within_file = re.compile(r"(?:\[[^\[\]]++\])?:\d+(?:\[\d+\])?\Z|\[\d+\](?:\[\d+\])?\Z")


def read_field_map(
    path: str, *, reader: str | None = None, fields: Mapping[str, str] | None = None, encoding: str = ""
) -> FieldMap | None:
    """How the columns or keys of a file are read; None if it goes by no keys, or is unreadable.

    Args:
        path: the file.
        reader: the name of the reader to use, or None.
        fields: our field name → the export's key.
        encoding: the one that overrules what the file says, or "".
    """
    try:
        with File(path, named=True).open() as stream:
            opened = open_text(stream)
            name = bare_name(path.rpartition("/")[2])
            chosen = choose(opened.head, name, READERS[reader] if reader else None)
            if isinstance(chosen, str) or chosen.name not in KEYED:
                return None
            given = checked_fields(fields)
            keys = KEYED[chosen.name](opened.stream, given, TextEncoding(encoding))
    except (OSError, EOFError, InputError):
        return None
    return field_map(keys, given) if keys else None


def _of_beginning(keys: KeysOfBytes) -> KeysOfText:
    """The keys of a text, as its first bytes tell them."""
    return lambda stream, fields, encoding: keys(encoding.decode(stream.read(_BEGINNING))[0].encode(), fields)


def _of_table(keys: KeysOfStream) -> KeysOfText:
    """The columns of a table, which has no encoding."""
    return lambda stream, fields, _: keys(stream, fields)


KEYED: dict[str, KeysOfText] = {
    "csv": _of_beginning(columns),
    "jsonl": _of_beginning(first_keys),
    "xlsx": _of_table(columns_of_workbook),
    "parquet": _of_table(columns_of_parquet),
}
"""The readers that go by columns or keys, and how these are found."""


@dataclass(slots=True)
class FieldMaps:
    """Describes how each file is read: once a file, and once a map that many files share.

    What is plain is not told: keys that are called as we call them, and nothing besides.

    Attributes:
        reader: the name of the reader to use, or None.
        fields: our field name → the export's key.
        encoding: the one that overrules what the files say, or "".
        most: how many maps are told at most.
    """

    reader: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    most: int = 20
    _last: str = ""
    _seen: set[str] = field(default_factory=set)

    def of_article(self, reader: str, origin: str) -> str:
        """``news.csv: title ← Headline, …; ignored: Length`` at the first article of a file, else ""."""
        path = _within_file.sub("", origin)
        if reader not in KEYED or path in (self._last, "-") or len(self._seen) >= self.most:
            return ""
        self._last = path
        found = read_field_map(path, reader=self.reader, fields=self.fields, encoding=self.encoding)
        if found is None or found.is_plain or str(found) in self._seen:
            return ""
        self._seen.add(str(found))
        return f"{Path(path).name}: {found}"
