"""An archive's own names: ``aliases.tsv`` in its folder, written by whoever keeps the archive.

A row is ``name <tab> alias``, and ``<tab> kind`` where the kind is known: person, organisation or place. A
name that is ``-`` says that the alias names nothing, however it looks. The archive never writes that file and
never removes it.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..archive_folder import NAMES_FILE
from ..errors import InputError
from .alias_table import key

if TYPE_CHECKING:
    from ..article import EntityKind

FILE = NAMES_FILE
NO_NAME = "-"
"""Stands in the place of a name: what is no name."""
_MOST_BYTES = 2 << 20
_MOST_ROWS = 10_000
_LONGEST_NAME = 200  # characters
_HEADERS = (("name", "alias"), ("name", "alias", "kind"))
_COLUMNS = (2, 3)
_KINDS: dict[str, tuple[EntityKind, ...]] = {
    "person": ("person",),
    "organisation": ("organisation",),
    "organization": ("organisation",),
    "org": ("organisation",),
    "place": ("place",),
    "": ("person", "organisation", "place"),
}
_WORD = re.compile(r"\w+")
_REMEDY = "Mend it, or take the file out of the folder."
_FORM = "A row is name, alias and, where it is known, kind, parted by tabs."


class AliasRow(NamedTuple):
    """A row of the table: a name, an alias of it, and the kinds that both may have."""

    name: str
    alias: str
    kinds: tuple[EntityKind, ...]


class NameInText(NamedTuple):
    """A name or alias of the table, where it occurs in a text."""

    kind: EntityKind
    name: str
    start: int
    end: int


class ArchiveNames:
    """The names of one table, checked: each alias leads to one name, which is no alias itself."""

    def __init__(self, rows: Iterable[AliasRow] = ()) -> None:
        self._known: dict[EntityKind, dict[str, str]] = {kind: {} for kind in _KINDS[""]}
        self._forms: dict[tuple[EntityKind, str], list[str]] = {}
        self._aliases: dict[str, AliasRow] = {}
        self._spots: dict[str, dict[str, tuple[EntityKind, str]]] = {}
        self._none: set[tuple[EntityKind, str]] = set()
        for row in rows:
            if row.name == NO_NAME:
                self._none.update((kind, key(row.alias)) for kind in row.kinds)
                continue
            self._aliases.setdefault(key(row.alias), row)
            for kind in row.kinds:
                self._known[kind][key(row.alias)] = row.name
                self._known[kind].setdefault(key(row.name), row.name)
                self._forms.setdefault((kind, row.name), [row.name]).append(row.alias)
            if len(row.kinds) == 1:
                self._spot(row.name, row)
                self._spot(row.alias, row)

    def _spot(self, form: str, row: AliasRow) -> None:
        first = _WORD.match(form)
        assert first
        self._spots.setdefault(first.group(), {}).setdefault(form, (row.kinds[0], row.name))

    def __bool__(self) -> bool:
        return bool(self._aliases or self._none)

    def is_none(self, kind: EntityKind, *written: str) -> bool:
        """Whether the table says of one of these forms that it names nothing of that kind."""
        return bool(self._none) and any((kind, key(each)) in self._none for each in written)

    def canonical(self, kind: EntityKind, *written: str) -> str:
        """The canonical name of the first of these forms that the table knows; "" for none."""
        known = self._known[kind]
        return next((known[key(each)] for each in written if key(each) in known), "")

    def forms(self, kind: EntityKind, written: str) -> tuple[str, ...]:
        """The canonical name of this form and all its aliases; () if the table does not know it."""
        name = self.canonical(kind, written)
        return tuple(dict.fromkeys(self._forms[kind, name])) if name else ()

    def other_forms(self, kind: EntityKind, written: str) -> tuple[str, ...]:
        """The forms of the name that differ from this one in more than spelling."""
        forms = {key(form): form for form in reversed(self.forms(kind, written))}
        forms.pop(key(written), None)
        return tuple(reversed(forms.values()))

    def of_words(self, words: Sequence[str]) -> str:
        """The name that these words, taken together, are an alias of; "" for none.

        Case does not matter, but for an alias that is all in capitals: "US" is not the word *us*.
        """
        written = " ".join(words)
        row = self._aliases.get(key(written))
        if row is None or key(row.name) == key(written):
            return ""
        return "" if row.alias.isupper() and not written.isupper() else row.name

    def names_in(self, text: str) -> Iterator[NameInText]:
        """The names and aliases of a known kind in a text, in their exact case, longest match first."""
        end = 0
        for match in _WORD.finditer(text) if self._spots else ():
            start = match.start()
            forms = self._spots.get(match.group()) if start >= end else None
            stands = [form for form in forms or () if _stands(text, form, start)]
            if forms and stands:
                form = max(stands, key=len)
                end = start + len(form)
                yield NameInText(*forms[form], start, end)


def _stands(text: str, form: str, start: int) -> bool:
    """Whether a form occurs at this offset and ends at the end of a word."""
    end = start + len(form)
    if not text.startswith(form, start):
        return False
    return end >= len(text) or not (text[end].isalnum() and form[-1].isalnum())


def read(path: Path) -> ArchiveNames:
    """The table at a path; an empty one if there is no file.

    Raises:
        InputError: it is not such a table, or one out of bounds; says which line, and what is wrong with it.
    """
    content = _content(path)
    rows: list[AliasRow] = []
    if content is not None:
        for number, line in enumerate(content.split("\n"), 1):
            row = _row(line.removesuffix("\r"), f"{path}, line {number}")
            if row:
                rows.append(row)
            if len(rows) > _MOST_ROWS:
                raise InputError(f"{path} has more than {_MOST_ROWS:,} rows.", _REMEDY)
        _refuse_contradictions(rows, path)
    return ArchiveNames(rows)


def _content(path: Path) -> str | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if path.is_symlink():  # an archive may be a stranger's, and lead to a file that is not to be quoted
            raise InputError(f"{path} is a symbolic link, which is not followed.", _REMEDY) from None
        raise InputError(f"{path} cannot be read: {error.strerror}.", _REMEDY) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise InputError(f"{path} is not a file.", _REMEDY)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            raw = file.read(_MOST_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(raw) > _MOST_BYTES:
        raise InputError(f"{path} is larger than {_MOST_BYTES >> 20} MB.", _REMEDY)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not text in UTF-8.", _REMEDY) from None


def _row(line: str, where: str) -> AliasRow | None:
    """The row in a line; None for a comment, an empty line or the header."""
    cells = tuple(" ".join(cell.split(" ")).strip() for cell in line.split("\t"))
    if not any(cells) or line.startswith("#") or tuple(map(str.casefold, cells)) in _HEADERS:
        return None
    name, alias, kind = (*cells, "", "")[: _COLUMNS[1]]
    if len(cells) not in _COLUMNS:
        raise InputError(f"{where} has {len(cells)} columns, not two or three.", f"{_FORM} {_REMEDY}")
    if kind.casefold() not in _KINDS:
        reason = f"{kind[:40]!r} is none of person, organisation, place"
        hint = f"The kind, {name!r}, stands last. " if name and name.casefold() in _KINDS else ""
        raise InputError(f"{where}: {reason}.", f"{hint}{_FORM} {_REMEDY}")
    for each in (alias,) if name == NO_NAME else (name, alias):
        reason = _flaw(each)
        if reason:
            raise InputError(f"{where}: {reason}.", f"{_FORM} {_REMEDY}")
    return AliasRow(name, alias, _KINDS[kind.casefold()])


def _flaw(name: str) -> str:
    """Why a name is refused; "" if it is fine."""
    if len(name) > _LONGEST_NAME:
        return f"a name of more than {_LONGEST_NAME} characters"
    if any(unicodedata.category(char) in ("Cc", "Cs", "Co") for char in name):
        return "a name holds control characters"
    return "" if name[:1].isalnum() else "a name must begin with a letter or a figure"


def _refuse_contradictions(rows: Iterable[AliasRow], path: Path) -> None:
    """Check that each alias leads to one name and that this name is no alias, so that there is no loop."""
    known: dict[tuple[EntityKind, str], str] = {}
    for row in rows:
        for kind in row.kinds:
            name = known.setdefault((kind, key(row.alias)), row.name)
            if name != row.name:
                reason = f"{row.alias!r} leads to both {name!r} and {row.name!r}"
                raise InputError(f"{path}: {reason}.", "Keep one of the two rows.")
    for (kind, _), name in known.items():
        further = known.get((kind, key(name)), name)
        if further != name:
            reason = f"{name!r} is the name of one row and leads to {further!r} in another"
            raise InputError(f"{path}: {reason}.", "Let all aliases lead to one name.")
