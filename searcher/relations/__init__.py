"""Which articles are related to an article, and how?"""

from .computed import COMPUTED
from .kinds import KINDS, RelationKind, Wanted, kinds_named, register, related_to
from .links import BACKLINK, NEAR_DAYS, STATED

for _kind in (STATED, COMPUTED, BACKLINK):
    register(_kind)

__all__ = [
    "KINDS",
    "NEAR_DAYS",
    "RelationKind",
    "Wanted",
    "kinds_named",
    "register",
    "related_to",
]
