"""How is what others packed taken apart? Compressed streams, and the members of containers, within bounds.

Nothing is ever written under a member's name; names are only shown.
"""

from __future__ import annotations

from .compression import COMPRESSED_SUFFIXES, decompress
from .containers import container_kind, members
from .flow import CHUNK, HEAD, Flow, Readable, read_once
from .limits import Level, UnpackingBudget
from .member import SEPARATOR, Member, Refused

__all__ = [
    "CHUNK",
    "COMPRESSED_SUFFIXES",
    "HEAD",
    "SEPARATOR",
    "Flow",
    "Level",
    "Member",
    "Readable",
    "Refused",
    "UnpackingBudget",
    "container_kind",
    "decompress",
    "members",
    "read_once",
]
