"""What is an article, and how is it read?"""

from typing import TYPE_CHECKING

from .article import Article, Entity, EntityKind, Link, Published, Rejected
from .errors import DatelineError, InputError

if TYPE_CHECKING:
    from .readers import READERS
    from .reading import read

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


def __getattr__(name: str) -> object:
    """``read`` and ``READERS``, imported when first asked for: searching does without them."""
    if name == "read":
        from .reading import read

        return read
    if name == "READERS":
        from .readers import READERS

        return READERS
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
