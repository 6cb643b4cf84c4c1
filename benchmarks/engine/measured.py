"""Everything that one run measured, as values that go to JSON and come back."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

from .indexing import Indexed
from .latency import Agreement, Latencies, Latency
from .product import Page, Stages

PACKAGES = ("whoosh", "tantivy", "numpy", "zstandard")


@dataclass(slots=True)
class Collected:
    """Of one collection.

    Attributes:
        documents: how many.
        indexing: by contender and workers.
        opening: milliseconds to the first answer.
        segments: of the indexes that were asked.
        latency: by class and contender, each asked the questions of a class in a row.
        scattered: the same, each question put to all before the next one.
        agreement: how far the numbers of matches are alike, by class.
    """

    documents: int
    indexing: dict[str, Indexed] = field(default_factory=dict)
    opening: dict[str, float] = field(default_factory=dict)
    segments: dict[str, int] = field(default_factory=dict)
    latency: Latencies = field(default_factory=dict)
    agreement: dict[str, Agreement] = field(default_factory=dict)
    scattered: Latencies = field(default_factory=dict)

    def contenders(self) -> list[str]:
        """The contenders that answered questions, in a fixed order."""
        return list(dict.fromkeys(name for found in self.latency.values() for name in found))


@dataclass(slots=True)
class Measured:
    """Of a whole run.

    Attributes:
        machine: what it ran on, and with which versions.
        rounds: how often each question was asked.
        collections: by name.
        stages, pages: of the product.
        memory: number of documents → peak bytes of indexing them.
    """

    machine: dict[str, str]
    rounds: int
    collections: dict[str, Collected] = field(default_factory=dict)
    stages: Stages | None = None
    pages: list[Page] = field(default_factory=list)
    memory: dict[str, Indexed] = field(default_factory=dict)


def machine() -> dict[str, str]:
    """What the figures depend on."""
    versions = {name: _version(name) for name in PACKAGES}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "load": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version for name, version in versions.items() if version},
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def to_json(measured: Measured) -> dict[str, Any]:
    """As values of JSON."""
    return asdict(measured)


def from_json(value: Mapping[str, Any]) -> Measured:
    """What ``to_json`` gave."""
    found = Measured(value["machine"], value["rounds"])
    for name, one in value["collections"].items():
        found.collections[name] = Collected(
            one["documents"],
            {key: Indexed(**run) for key, run in one["indexing"].items()},
            one["opening"],
            one["segments"],
            _latencies(one["latency"]),
            {kind: Agreement(**each) for kind, each in one["agreement"].items()},
            _latencies(one["scattered"]),
        )
    found.stages = Stages(**value["stages"]) if value["stages"] else None
    found.pages = [Page(**page) for page in value["pages"]]
    found.memory = {key: Indexed(**run) for key, run in value["memory"].items()}
    return found


def _latencies(value: Mapping[str, Any]) -> Latencies:
    return {kind: {name: Latency(**each) for name, each in found.items()} for kind, found in value.items()}
