"""Documents in memory, and the segment file that they become.

A field is held by one or several buffers (buffers.py), one for each thing that a segment keeps of it.
A document is converted for all of them before any of them keeps it, so that one that cannot be added leaves
no trace.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.fields import FieldType, Schema

from corpus.errors import DatelineError

from ...fields import FieldParts, field_parts
from ..segment.layout import SegmentFileWriter
from .buffers import Buffer, FieldEntry, Texts, make_buffers
from .tokens import Vocabulary
from .values import StoredBuffer

_LARGEST_VOCABULARY = 500_000
"""Terms beyond which a vocabulary is not taken on into the next segment."""
_MOST_PLANS = 64
"""Sets of fields whose plans are remembered: documents mostly have one of a few."""

_Keep = Callable[[int, Any], int]
_Plan = list[tuple[str, str, Callable[[Any], Any], _Keep]]
"""For each buffer of documents with the same fields: its field, whose value it takes, what to call."""


class SegmentBuilder:
    """Buffers documents, and writes them as one segment; then it is empty again.

    Attributes:
        documents: how many are buffered.
    """

    def __init__(self, schema: Schema) -> None:
        self.documents = 0
        self._schema = schema
        self._vocabulary = Vocabulary()
        self._parts_of = {name: _parts_of(name, field) for name, field in schema.items()}
        self._start()

    def _start(self) -> None:
        self.documents = 0
        self._buffers: dict[str, tuple[Buffer, ...]] = {}
        self._plans: dict[tuple[str, ...], _Plan] = {}
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
        document = self.documents
        for keep, converted in self._convert(fields):
            self._weight += keep(document, converted)
        self.documents = document + 1
        if self._texts.is_batch(self.documents):
            self._settle()

    def _convert(self, fields: Mapping[str, object]) -> list[tuple[_Keep, Any]]:
        """A document's values as each of the buffers takes them."""
        plan = self._plans.get(tuple(fields))
        if plan is None:
            return self._convert_first(fields)
        try:
            ready: list[tuple[_Keep, Any]] = [
                (keep, convert(fields[taken]))
                for name, taken, convert, keep in plan
                if fields[taken] is not None and (taken is name or fields[name] is not None)
            ]
        except Exception:  # noqa: BLE001 -- found again and told there, with the field that it was
            return self._convert_first(fields)
        _refuse_boosts(fields)
        return ready

    def _convert_first(self, fields: Mapping[str, object]) -> list[tuple[_Keep, Any]]:
        """As ``_convert``, of a document whose fields are met for the first time, or that cannot be added."""
        known = len(self._buffers)
        plan: _Plan = []
        ready: list[tuple[_Keep, Any]] = []
        try:
            for name, value in fields.items():
                if value is None or name[:1] == "_":
                    continue
                stored = f"_stored_{name}"
                for buffer in self._buffers.get(name) or self._new_buffers(name):
                    taken = stored if buffer.shown and stored in fields else name
                    plan.append((name, taken, buffer.convert, buffer.keep))
                    if fields[taken] is not None:
                        ready.append((buffer.keep, self._convert_value(buffer, name, fields[taken])))
            _refuse_boosts(fields)
        except DatelineError:
            for name in list(self._buffers)[known:]:
                del self._buffers[name]
            raise
        if len(self._plans) < _MOST_PLANS and all(value is not None for value in fields.values()):
            self._plans[tuple(fields)] = plan
        return ready

    def _convert_value(self, buffer: Buffer, name: str, value: object) -> Any:  # noqa: ANN401 -- each buffer has its own
        try:
            return buffer.convert(value)
        except Exception as error:  # a Whoosh field or analyzer raises whatever it meets
            raise DatelineError(f"The field {name!r} does not take its value: {error}") from error

    def _new_buffers(self, name: str) -> tuple[Buffer, ...]:
        try:
            field = self._schema[name]
        except KeyError as error:
            raise DatelineError(f"The schema has no field {name!r}.") from error
        what = self._parts_of.get(name) or _parts_of(name, field)
        made = self._buffers[name] = tuple(make_buffers(name, field, what, self._texts))
        return made

    def _settle(self) -> None:
        self._texts.finish(self.documents)
        for held in self._buffers.values():
            for buffer in held:
                buffer.settle()

    def write(self, path: Path) -> int:
        """Write what is buffered as a segment file, synced, and begin anew.

        Returns:
            The file's size in bytes.
        """
        self._settle()
        with SegmentFileWriter(path) as file:
            size = file.finish(self.documents, self._write_fields(file))
        if len(self._vocabulary.terms) > _LARGEST_VOCABULARY:
            self._vocabulary = Vocabulary()
        self._start()
        return size

    def _write_fields(self, file: SegmentFileWriter) -> dict[str, FieldEntry]:
        """Write all that is buffered; what the directory says of each field."""
        fields = sorted(self._buffers.items())
        stored = {
            name: buffer for name, held in fields for buffer in held if isinstance(buffer, StoredBuffer)
        }
        for buffer in stored.values():
            buffer.complete(self.documents)
        with _meanwhile([buffer.compress for buffer in stored.values()]):
            parts = {
                name: [
                    buffer.write(file, self.documents) for buffer in held if buffer is not stored.get(name)
                ]
                for name, held in fields
            }
        for name, buffer in stored.items():
            parts[name].append(buffer.write(file, self.documents))
        return {name: _join_entries(entries) for name, entries in parts.items()}


@contextmanager
def _meanwhile(work: Iterable[Callable[[], None]]) -> Iterator[None]:
    """Do some work in another thread, which has ended afterwards. What it raises is for the next to meet."""

    def quietly() -> None:
        with suppress(Exception):
            for each in work:
                each()

    thread = threading.Thread(target=quietly)
    try:
        thread.start()
    except RuntimeError:  # the system grants no more threads: it is done when it is needed
        yield
        return
    try:
        yield
    finally:
        thread.join()


def _parts_of(name: str, field: FieldType) -> FieldParts:
    try:
        return field_parts(field)
    except DatelineError as error:
        raise DatelineError(f"The field {name!r} cannot be kept: {error.message}", error.hint) from error


def _refuse_boosts(fields: Mapping[str, object]) -> None:
    for name in fields:
        if name[:1] != "_" or not name.endswith("_boost") or name.startswith("_stored_"):
            continue
        value = fields[name]
        if value != 1:
            raise DatelineError(
                f"{name} is {value!r}: a document has no boosts.", "Give the weight in the query instead."
            )


def _join_entries(parts: Iterable[FieldEntry]) -> FieldEntry:
    """One directory entry of all that is kept of a field: the first part says its kind."""
    whole: FieldEntry = {}
    for part in parts:
        whole = part | whole
        if part.get("kind") == "tags":
            whole["tags"] = True
    return whole
