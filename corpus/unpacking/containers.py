"""ZIP and TAR archives, known by their content, and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tar_container import is_tar, tar_members
from .zip_container import is_zip, zip_members

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from .limits import Level
    from .member import Member, Refused


def container_kind(head: bytes) -> str:
    """``"ZIP"`` or ``"TAR"`` for what begins like such a container, else ""."""
    if is_zip(head):
        return "ZIP"
    return "TAR" if is_tar(head) else ""


def members(kind: str, stream: BinaryIO, level: Level) -> Iterator[Member | Refused]:
    """The members of a container in their order, and why some are not read.

    Folders and hidden members are passed over. Each member can be read until the next one is asked for.

    Args:
        kind: ``"ZIP"`` or ``"TAR"``.
        stream: the container; one of ZIP must be able to seek.
        level: how deep its members lie.

    Raises:
        InputError: the container is damaged where nothing can follow, or holds too much.
    """
    return zip_members(stream, level) if kind == "ZIP" else tar_members(stream, level)
