"""Whoosh imported without what it imports itself, and a command of ours never uses.

Those modules (for the network, for the inflections of English, for fourteen more languages) take a third of
the time of a short search. They are only put off: whatever of Whoosh asks for one of them later gets it.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

_PUT_OFF = (
    "html",
    "random",
    "tempfile",
    "urllib.request",
    "whoosh.lang.dmetaphone",
    "whoosh.lang.morph_en",
    "whoosh.lang.porter",
)
"""Modules of which Whoosh takes nothing but functions."""

_STEMMERS = "whoosh.lang.snowball"


def import_whoosh() -> None:
    """Import Whoosh's queries, with all that they need, and its English stemmer."""
    if "whoosh.query" in sys.modules:
        return
    stand_ins = {module: _stand_in(module) for module in _PUT_OFF}
    stand_ins[_STEMMERS] = _without_content(_STEMMERS)
    added = {name: module for name, module in stand_ins.items() if name not in sys.modules}
    sys.modules.update(added)
    try:
        importlib.import_module("whoosh.query")
        importlib.import_module(f"{_STEMMERS}.english")
    finally:
        for name in added:
            del sys.modules[name]


def _stand_in(module: str) -> ModuleType:
    """A module of functions, each of which imports the real one when it is called."""

    def later(name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*given: Any, **options: Any) -> Any:  # noqa: ANN401 -- whatever the function takes and returns
            return getattr(importlib.import_module(module), name)(*given, **options)

        return call

    stand_in = ModuleType(module)
    stand_in.__dict__["__getattr__"] = later  # PEP 562
    return stand_in


def _without_content(package: str) -> ModuleType:
    """A package by which its modules are found, without those that it imports itself."""
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise ModuleNotFoundError(name=package)
    return importlib.util.module_from_spec(spec)
