"""Names of a package that are imported when they are first asked for.

Who only searches reads no files, and the command line's help answers before an engine could be loaded.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping


def names(
    package: str, homes: Mapping[str, Iterable[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """A package's ``__getattr__`` and ``__dir__`` (PEP 562).

    Args:
        package: its ``__name__``.
        homes: module of the package, such as ``".article"`` → the names that are found there.
    """
    home_of = {name: home for home, found in homes.items() for name in found}

    def get(name: str) -> object:
        if name in home_of:
            return getattr(importlib.import_module(home_of[name], package), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    def list_names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *home_of})

    return get, list_names
