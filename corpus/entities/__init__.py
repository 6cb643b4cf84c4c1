"""Who and what is named in an article, and under which one name?"""

from __future__ import annotations

from ..errors import InputError
from .alias_table import aliases, canonical
from .extractor import CueExtractor, Extractor, NoExtractor

__all__ = ["CueExtractor", "Extractor", "NoExtractor", "aliases", "canonical", "get"]

_EXTRACTORS: dict[str, type[CueExtractor | NoExtractor]] = {
    extractor.name: extractor for extractor in (CueExtractor, NoExtractor)
}


def get(name: str = "cues") -> Extractor:
    """The extractor of that name: ``"cues"``, or ``"none"``, which finds nothing.

    Raises:
        InputError: there is no extractor of that name.
    """
    if name not in _EXTRACTORS:
        known = ", ".join(sorted(_EXTRACTORS))
        raise InputError(f"There is no entity extractor called {name!r}.", f"Choose one of: {known}.")
    return _EXTRACTORS[name]()
