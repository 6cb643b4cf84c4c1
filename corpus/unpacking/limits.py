"""How much may come out of what was packed: bounds that hold for an input as a whole, however nested."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

UNPACKED_LIMIT = 4 * 1024**3
"""Bytes that one compressed stream, or one member, may unpack to."""

INPUT_LIMIT = 64 * 1024**3
"""Bytes that all within one input may unpack to, those of every layer counted."""

UNPACKED_FREELY = 32 * 1024**2
EXPANSION_LIMIT = 200
"""How many times its packed size anything may unpack to, the first 32 MiB free."""

CONTAINER_DEPTH = 3
LAYER_DEPTH = 3
"""How deep containers may lie in each other, and how many layers of compression around one stream."""

MEMBER_LIMIT = 1_000_000
MEMBERS_FREELY = 20_000
BYTES_PER_MEMBER = 16
"""Bytes of the input that there are for each member, the first 20,000 free: headers alone take more, even
compressed. Containers in containers may hold very many in next to nothing."""

ENTRIES_FREELY = 2_000
BYTES_PER_ENTRY = 4
"""Bytes of a packed input for each of the entries in it, the first 2,000 free. Of bare headlines
gzip makes 19 bytes each, and xz 17."""

ELEMENTS_FREELY = 250_000
ELEMENTS_PER_BYTE = 4
"""Elements that the pages in a packed input may have for each of its bytes. Pages of one outlet,
packed together, take some 3 kB each and have up to 10,000 beginnings and ends of elements."""

SECONDS_FREELY = 60.0
SECONDS_PER_MEGABYTE = 30.0
"""How long the reading of an input may take in all, by the time of its thread: a page takes 50 ms, and of one
outlet's, packed together, there are 300 in a megabyte."""

# What decoders may remember of what they gave, by layer: those of a chain are all in memory at once. The
# first is what `xz -9`, `zstd --ultra -22` and `zstd --long` need.
_WINDOWS = (128 * 1024**2, 32 * 1024**2, 16 * 1024**2)


class UnpackingBudget:
    """The cost of one input so far, and its bounds.

    Attributes:
        packed: bytes of the input itself.
        unpacked: bytes that came out of decoders, those of all layers.
        members: members of containers that were met.
        entries: articles, and what is none, that readers met in a packed input.
        elements: beginnings and ends of elements on the pages of a packed input.

    Args:
        size: bytes that the input is known to have; 0 where nobody knows.
    """

    def __init__(self, size: int = 0) -> None:
        self._size = size
        self.packed = 0
        self.unpacked = 0
        self.members = 0
        self.entries = 0
        self.elements = 0

    def count_packed(self, read: Callable[[int], bytes | None]) -> Callable[[int], bytes | None]:
        """``read``, with its bytes counted as those of the input itself."""

        def reading(size: int) -> bytes | None:
            chunk = read(size)
            if isinstance(
                chunk, bytes | bytearray | memoryview
            ):  # whatever else a stream may give, the reader will complain of
                self.packed += len(chunk)
            return chunk

        return reading

    def holds(self, size: int) -> None:
        """Note that the input has ``size`` bytes, even if not all are read."""
        self.packed = max(self.packed, size)

    def spend(self, size: int) -> None:
        """Count ``size`` more bytes as unpacked.

        Raises:
            InputError: they are too many.
        """
        self.unpacked += size
        self.check()

    def check(self) -> None:
        """Raise InputError when the input has unpacked to too much: then nothing more of it is read."""
        _check(self.packed, self.unpacked, INPUT_LIMIT)

    def count_member(self) -> None:
        """Count one member.

        Raises:
            InputError: they are too many.
        """
        self.members += 1
        if self.members > max(MEMBERS_FREELY, self.packed // BYTES_PER_MEMBER):
            raise InputError(
                f"more than {MEMBERS_FREELY:,} members, of fewer than {BYTES_PER_MEMBER} bytes each; "
                "what follows was not read; if it is sound, unpack it first"
            )
        if self.members > MEMBER_LIMIT:
            raise InputError(f"more than {MEMBER_LIMIT:,} members; what follows was not read; split it")

    def count_entries(self, entries: int) -> None:
        """Count the entries of a packed input.

        Raises:
            InputError: so few bytes hold too many.
        """
        self.entries += entries if self.unpacked else 0
        if self.entries > max(ENTRIES_FREELY, self._bytes // BYTES_PER_ENTRY):
            raise InputError(
                f"more than {ENTRIES_FREELY:,} inputs in fewer than {BYTES_PER_ENTRY} packed bytes each; "
                "what follows was not read; if it is sound, unpack it first"
            )

    def count_elements(self, markup: bytes) -> None:
        """Count the elements on a page of a packed input.

        Raises:
            InputError: so few bytes hold too many.
        """
        self.elements += markup.count(b"<") if self.unpacked else 0
        if self.elements > max(ELEMENTS_FREELY, self._bytes * ELEMENTS_PER_BYTE):
            raise InputError(
                f"more than {ELEMENTS_FREELY:,} elements in pages, {ELEMENTS_PER_BYTE} for each packed byte; "
                "if it is sound, unpack it first"
            )

    def is_slow(self, seconds: float) -> bool:
        """Whether reading took too long for so few bytes."""
        return seconds > SECONDS_FREELY + self._bytes / 1e6 * SECONDS_PER_MEGABYTE

    @property
    def _bytes(self) -> int:
        """Bytes of the input, as far as known."""
        return max(self._size, self.packed)


class Guard:
    """Bounds one stream, so that it cannot grow like a bomb."""

    def __init__(self, budget: UnpackingBudget) -> None:
        self._budget = budget
        self.packed = 0
        self.unpacked = 0

    def admit(self, chunk: bytes) -> bytes:
        """``chunk``, counted as unpacked.

        Raises:
            InputError: it is too much.
        """
        self.unpacked += len(chunk)
        _check(self.packed, self.unpacked, UNPACKED_LIMIT)
        self._budget.spend(len(chunk))
        return chunk


@dataclass(frozen=True, slots=True)
class Level:
    """The nesting depth inside an input.

    Attributes:
        budget: that of the input.
        containers: ZIP and TAR archives around it.
        layers: layers of compression around it, those around the containers included.
    """

    budget: UnpackingBudget = field(default_factory=UnpackingBudget)
    containers: int = 0
    layers: int = 0

    @property
    def window(self) -> int:
        """Bytes of memory that the next decoder may need."""
        return _WINDOWS[min(self.layers, len(_WINDOWS) - 1)]

    def in_container(self) -> Level:
        """The level one container deeper.

        Raises:
            InputError: that is too deep.
        """
        if self.containers >= CONTAINER_DEPTH:
            raise InputError(f"archives nested more than {CONTAINER_DEPTH} deep; unpack the outer ones first")
        return replace(self, containers=self.containers + 1)

    def in_layer(self) -> Level:
        """The level one layer of compression deeper.

        Raises:
            InputError: that is too deep.
        """
        if self.layers >= LAYER_DEPTH:
            raise InputError(f"compressed more than {LAYER_DEPTH} times over; unpack it first")
        return replace(self, layers=self.layers + 1)


def _check(packed: int, unpacked: int, limit: int) -> None:
    if unpacked > limit:
        raise InputError(f"unpacks to more than {limit // 1024**3} GiB; split it")
    if unpacked > max(UNPACKED_FREELY, EXPANSION_LIMIT * packed):
        raise InputError(
            f"unpacks to more than {EXPANSION_LIMIT} times its size, as a decompression bomb does; "
            "if it is sound, unpack it first"
        )
