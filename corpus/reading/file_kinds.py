"""Which kinds of files are never read, and why: all but regular ones."""

from __future__ import annotations

import stat

_KINDS = {
    stat.S_IFLNK: "a symbolic link, not followed; name its target",
    stat.S_IFIFO: "a named pipe, not a file; its content can come through standard input",
    stat.S_IFSOCK: "a socket, not a file",
    stat.S_IFCHR: "a device, not a file",
    stat.S_IFBLK: "a device, not a file",
    stat.S_IFDIR: "a folder",
}


def refusal(mode: int) -> str:
    """The reason why a file of this mode is not read; "" for a regular file."""
    kind = stat.S_IFMT(mode)
    return "" if kind == stat.S_IFREG else _KINDS.get(kind, "not a regular file")
