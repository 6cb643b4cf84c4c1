"""Who and what is named in an article, and under which one name?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import InputError
from . import archive_names
from .alias_table import aliases, canonical
from .extractor import CueExtractor, Extractor, NamingExtractor, NoExtractor

__all__ = [
    "EXTRACTORS",
    "CueExtractor",
    "Extractor",
    "NoExtractor",
    "aliases",
    "archive_names",
    "canonical",
    "get",
    "of_archive",
]

EXTRACTORS: dict[str, Callable[[], Extractor]] = {"cues": CueExtractor, "none": NoExtractor}
"""Name → what makes the extractor of that name. Add yours before the archive that uses it is opened."""


def get(name: str = "cues") -> Extractor:
    """The extractor of that name.

    Args:
        name: ``"cues"``; ``"none"``, which finds nothing; or ``"spacy:MODEL"``, where spaCy and that model
            are installed.

    Raises:
        InputError: there is no extractor of that name, or what it needs is not installed.
    """
    family, _, model = name.partition(":")
    if family == "spacy" and name not in EXTRACTORS:
        from .spacy_model import SpacyExtractor

        return SpacyExtractor(model)
    if name not in EXTRACTORS:
        known = ", ".join(sorted([*EXTRACTORS, "spacy:MODEL"]))
        raise InputError(f"There is no entity extractor called {name!r}.", f"Choose one of: {known}.")
    return EXTRACTORS[name]()


def of_archive(name: str, folder: Path) -> Extractor:
    """The extractor of that name, under the names of ``aliases.tsv`` in an archive's folder.

    Raises:
        InputError: as ``get``; or the table is none.
    """
    extractor, names = get(name), archive_names.read(folder / archive_names.FILE)
    return NamingExtractor(extractor, names) if names else extractor
