"""Which articles are related to an article, and how?"""

from .computed import COMPUTED, DECAY_DAYS
from .kinds import KINDS, RelationKind, Wanted, kinds_with_hits, register, related_to
from .links import BACKLINK, NEAR_DAYS, STATED

for _kind in (STATED, COMPUTED, BACKLINK):
    register(_kind)

__all__ = [
    "DECAY_DAYS",
    "KINDS",
    "NEAR_DAYS",
    "RelationKind",
    "Wanted",
    "kinds_with_hits",
    "register",
    "related_to",
]
