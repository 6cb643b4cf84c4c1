"""Files that belong to a saved page and are none themselves: its pictures, scripts and frames."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

_PAGES = (".html", ".htm", ".xhtml", ".xht", ".shtml")
# What browsers add to a page's name for the folder of its parts; the list is that of Windows, which moves
# such folders together with their pages ("connected files").
_part_folder = re.compile(
    r"(?P<page>.+)(?:[_.-]files|_archivos|_arquivos|_bestanden|_bylos|[_-]dateien|_datoteke|_dosyalar|_elemei"
    r"|_failid|_fails|_fajlovi|_ficheiros|_fichiers|_file|_fitxategiak|_fitxers|[_-]filer|_pliki|_soubory"
    r"|_tiedostot)",
    re.DOTALL,
)
_WACZ, _WARCS = "datapackage.json", "archive/"
_DEPTH = 40  # folders; what lies deeper is asked for no further


def page_stems(names: Iterable[str]) -> set[str]:
    """The names of the pages among these, in lower case and without their suffixes."""
    return {name.rpartition(".")[0] for each in names if (name := each.lower()).endswith(_PAGES)}


def holds_parts(folder: str, pages: AbstractSet[str]) -> bool:
    """Whether a folder has the name of one that holds the parts of a page; see ``page_stems``."""
    found = _part_folder.fullmatch(folder.lower())
    return found is not None and found["page"] in pages


def wanted_members(names: list[str]) -> Callable[[str], bool]:
    """Whether a member of a ZIP archive of these names is to be read.

    Parts of saved pages are not; of a WACZ file (Web Archive Collection Zipped 1.1.1) only its WARC files
    are: the rest are indexes of them, and their texts once more.
    """
    if _WACZ in names and any(name.startswith(_WARCS) for name in names):
        return lambda name: name.startswith(_WARCS)
    pages = page_stems(names)
    return lambda name: not any(holds_parts(folder, pages) for folder in _folders_around(name))


def _folders_around(name: str) -> list[str]:
    """The paths of the folders in which a member lies."""
    parts = name.split("/", _DEPTH)
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]
