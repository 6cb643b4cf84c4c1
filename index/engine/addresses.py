"""Which engine keeps an index, by its address: a folder's path, or ``scheme://…``.

An engine of its own scheme is an entry point of the group ``dateline.engines``, by the name of the scheme; a
program can put one into ``ENGINES`` itself.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from corpus.errors import DatelineError

from .protocol import Engine

GROUP = "dateline.engines"
ENGINES: dict[str, Engine] = {}
"""The engines of this process by scheme, looked at before the entry points."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")

Address = str | os.PathLike[str]
"""A path, or ``scheme://…``."""


def engine_of(address: Address) -> Engine:
    """The engine that keeps the index of an address.

    Raises:
        DatelineError: no engine for its scheme is installed.
    """
    scheme = scheme_of(address)
    if scheme not in ENGINES:
        ENGINES[scheme] = _load(scheme) if scheme else _embedded_engine()
    return ENGINES[scheme]


def scheme_of(address: Address) -> str:
    """The scheme, before ``://``, in small letters; "" for a path."""
    match = _SCHEME.match(address) if isinstance(address, str) else None
    return match[1].lower() if match else ""


def named_by(address: Address) -> Path | str:
    """What an address names, to be shown and handed on: a path is a ``Path``, any other stays as it is."""
    return str(address) if scheme_of(address) else Path(address)


def _embedded_engine() -> Engine:
    from .embedded.engine import EmbeddedEngine

    return EmbeddedEngine()


def _load(scheme: str) -> Engine:
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP, name=scheme):
        try:
            engine: Engine = point.load()()
        except ImportError as error:
            raise DatelineError(
                f"The engine for {scheme}:// cannot be loaded: {error}.",
                f"Install what {point.value.partition(':')[0]!r} needs.",
            ) from error
        return engine
    raise DatelineError(
        f"No engine for {scheme}:// is installed.",
        f"Name a folder, or install a package that brings the entry point {scheme!r} of {GROUP!r}.",
    )
