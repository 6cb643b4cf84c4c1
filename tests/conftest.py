"""What all tests share: where the measuring corpora are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How fast examples are made says nothing of the code, and much of what else the machine is doing.
settings.register_profile("dateline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dateline")

PROJECT = Path(__file__).parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the file that takes longest, so that two workers end together."""
    items.sort(key=lambda item: item.path.name != "test_reuters.py")


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's own folder."""
    return PROJECT


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of measuring corpora; the test is skipped, visibly, where it is absent."""
    folder = Path(os.environ.get("DATELINE_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the measuring corpora are not here (set DATELINE_DATA to their folder)")
    return folder
