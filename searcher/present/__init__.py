"""What do all surfaces say alike? JSON values, the explanation of an answer, and questions to try next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import lazy

if TYPE_CHECKING:
    from .explanation import Sentence, explain
    from .json_values import article_value, statistics_value
    from .proposals import Proposal, propose
    from .wording import count_phrase

__getattr__, __dir__ = lazy.names(
    __name__,
    {
        ".explanation": ("Sentence", "explain"),
        ".json_values": ("article_value", "statistics_value"),
        ".proposals": ("Proposal", "propose"),
        ".wording": ("count_phrase",),
    },
)

__all__ = [
    "Proposal",
    "Sentence",
    "article_value",
    "count_phrase",
    "explain",
    "propose",
    "statistics_value",
]
