"""A member of a container: its name, never a path, and its bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from ..reading.file_kinds import refusal
from ..text import inert

if TYPE_CHECKING:
    from collections.abc import Callable

SEPARATOR = "!/"
"""Between a container and its member, as in ``saved.zip!/folder/page.html``."""

_SHOWN_LENGTH = 300  # characters of a name; of longer ones a hash tells the rest apart
_drive = re.compile(r"[A-Za-z]:(?:[\\/]|\Z)")


@dataclass(frozen=True, slots=True)
class Member:
    """A member that can be read.

    Attributes:
        name: the last part of its name, for readers.
        shown: its whole name, inert.
        read: its bytes: at most about so many at once, empty at the end. Only until the next member is
            asked for.
    """

    name: str
    shown: str
    read: Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that is not read.

    Attributes:
        shown: its name, inert.
        reason: why.
    """

    shown: str
    reason: str


class MemberNames:
    """The names of a container's members, to be judged one by one."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def judge(self, name: str) -> tuple[str, str]:
        """The name in the form that may be shown, and the reason why the member is not read, or "".

        A member that is hidden, or lies in a hidden folder, has no shown name: it is passed over.
        """
        parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
        if name.startswith(("/", "\\")) or _drive.match(name) or ".." in parts:
            return shown_name(name), "its name leads out of the archive"
        if not parts:
            return shown_name(name), "it has no name"
        if any(part.startswith(".") for part in parts):
            return "", ""
        plain = "/".join(parts)
        mark = hash(plain)  # of a million names, the text itself would be too much to keep
        if mark in self._seen:
            return shown_name(plain), "another member has this name; the first one was read"
        self._seen.add(mark)
        return shown_name(plain), ""


def shown_name(name: str) -> str:
    """``name`` inert; of a very long one, its beginning and a hash that tells it from others."""
    if len(name) <= _SHOWN_LENGTH:
        return inert(name)
    digest = blake2b(name.encode(errors="surrogatepass"), digest_size=4).hexdigest()
    return f"{inert(name[:_SHOWN_LENGTH])}…{digest}"


def last_part(name: str) -> str:
    """The part of a member's name that a reader sees."""
    return name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1][-_SHOWN_LENGTH:]


def refusal_of(mode: int) -> str:
    """The reason why a member of this mode is not read; "" for a regular file."""
    return refusal(mode).partition(";")[0]
