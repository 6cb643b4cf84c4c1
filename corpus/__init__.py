"""What is an article, and how is it read?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import lazy

if TYPE_CHECKING:
    from .article import Article, Entity, EntityKind, Link, Published, Rejected
    from .errors import DatelineError, InputError
    from .readers import READERS
    from .reading.read import read

__getattr__, __dir__ = lazy.names(
    __name__,
    {
        ".article": ("Article", "Entity", "EntityKind", "Link", "Published", "Rejected"),
        ".errors": ("DatelineError", "InputError"),
        ".readers": ("READERS",),
        ".reading.read": ("read",),
    },
)


__all__ = [
    "READERS",
    "Article",
    "DatelineError",
    "Entity",
    "EntityKind",
    "InputError",
    "Link",
    "Published",
    "Rejected",
    "read",
]
