"""Who and what is named in an article, and under which one name?"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import InputError
from .alias_table import aliases, canonical
from .extractor import CueExtractor, Extractor, NoExtractor

__all__ = ["EXTRACTORS", "CueExtractor", "Extractor", "NoExtractor", "aliases", "canonical", "get"]

EXTRACTORS: dict[str, Callable[[], Extractor]] = {"cues": CueExtractor, "none": NoExtractor}
"""Name → what makes the extractor of that name. Add yours before the archive that uses it is opened."""


def get(name: str = "cues") -> Extractor:
    """The extractor of that name: ``"cues"``, or ``"none"``, which finds nothing.

    Raises:
        InputError: there is no extractor of that name.
    """
    if name not in EXTRACTORS:
        known = ", ".join(sorted(EXTRACTORS))
        raise InputError(f"There is no entity extractor called {name!r}.", f"Choose one of: {known}.")
    return EXTRACTORS[name]()
