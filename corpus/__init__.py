"""What is an article, and how is it read?"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .article import Article, Entity, EntityKind, Link, Published, Rejected
    from .errors import DatelineError, InputError
    from .readers import READERS
    from .reading import read

# Imported when first asked for: who only searches reads no files, and a help page needs none of it.
_HOMES = {
    **dict.fromkeys(("Article", "Entity", "EntityKind", "Link", "Published", "Rejected"), ".article"),
    **dict.fromkeys(("DatelineError", "InputError"), ".errors"),
    "READERS": ".readers",
    "read": ".reading",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


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
