"""Documents in memory, and the segment file that they become.

A field is held by one or several buffers (buffers.py), one for each thing that a segment keeps of it.
A document is converted for all of them before any of them keeps it, so that one that cannot be added leaves
no trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from whoosh.fields import FieldType, Schema

from corpus.errors import DatelineError

from .buffers import Buffer, Entry, Texts, buffers
from .fields import Kept, kept
from .segment.layout import SegmentFileWriter
from .tokens import Vocabulary

_LARGEST_VOCABULARY = 500_000
"""Terms beyond which a vocabulary is not taken on into the next segment."""


class SegmentBuilder:
    """Buffers documents, and writes them as one segment; then it is empty again.

    Attributes:
        documents: how many are buffered.
    """

    def __init__(self, schema: Schema) -> None:
        self.documents = 0
        self._schema = schema
        self._vocabulary = Vocabulary()
        self._kept = {name: _kept(name, field) for name, field in schema.items()}
        self._start()

    def _start(self) -> None:
        self.documents = 0
        self._buffers: dict[str, tuple[Buffer, ...]] = {}
        self._texts = Texts(self._vocabulary)
        self._weight = 0

    @property
    def weight(self) -> int:
        """Buffered tokens, and as many as the buffered stored values weigh."""
        return self._weight + self._texts.weight

    def add(self, fields: Mapping[str, object]) -> None:
        """Buffer a document; one that cannot be added leaves no trace.

        As with Whoosh, a field given as None is absent, and ``_stored_<field>`` is stored instead of the
        field's own value.

        Raises:
            DatelineError: a field is not in the schema, does not take its value, or is given a boost.
        """
        known = len(self._buffers)
        try:
            ready = self._converted(fields)
        except DatelineError:
            for name in list(self._buffers)[known:]:
                del self._buffers[name]
            raise
        for buffer, converted in ready:
            self._weight += buffer.keep(self.documents, converted)
        self.documents += 1
        self._texts.batch(self.documents)

    def _converted(self, fields: Mapping[str, object]) -> list[tuple[Buffer, Any]]:
        """A document's values as each of the buffers takes them."""
        ready = []
        others = {name: value for name, value in fields.items() if name[:1] == "_"}
        for name, value in fields.items():
            if value is None or name in others:
                continue
            shown = others.get(f"_stored_{name}", value) if others else value
            for buffer in self._buffers.get(name) or self._new_buffers(name):
                taken = shown if buffer.shown else value
                try:
                    if taken is not None:
                        ready.append((buffer, buffer.convert(taken)))
                except Exception as error:  # a Whoosh field or analyzer raises whatever it meets
                    raise DatelineError(f"The field {name!r} does not take its value: {error}") from error
        _refuse_boosts(others)
        return ready

    def _new_buffers(self, name: str) -> tuple[Buffer, ...]:
        try:
            field = self._schema[name]
        except KeyError as error:
            raise DatelineError(f"The schema has no field {name!r}.") from error
        what = self._kept.get(name) or _kept(name, field)
        made = self._buffers[name] = tuple(buffers(name, field, what, self._texts))
        return made

    def write(self, path: Path) -> int:
        """Write what is buffered as a segment file, synced, and begin anew.

        Returns:
            The file's size in bytes.
        """
        self._texts.finish(self.documents)
        with SegmentFileWriter(path) as file:
            entries = {
                name: _entry(buffer.write(file, self.documents) for buffer in held)
                for name, held in sorted(self._buffers.items())
            }
            size = file.finish(self.documents, entries)
        if len(self._vocabulary.terms) > _LARGEST_VOCABULARY:
            self._vocabulary = Vocabulary()
        self._start()
        return size


def _kept(name: str, field: FieldType) -> Kept:
    try:
        return kept(field)
    except DatelineError as error:
        raise DatelineError(f"The field {name!r} cannot be kept: {error.message}", error.hint) from error


def _refuse_boosts(others: Mapping[str, object]) -> None:
    for name, value in others.items():
        if name.endswith("_boost") and not name.startswith("_stored_") and value != 1:
            raise DatelineError(
                f"{name} is {value!r}: a document has no boosts.", "Give the weight in the query instead."
            )


def _entry(parts: Iterable[Entry]) -> Entry:
    """One directory entry of all that is kept of a field: the first part says its kind."""
    whole: Entry = {}
    for part in parts:
        whole = part | whole
        if part.get("kind") == "tags":
            whole["tags"] = True
    return whole
