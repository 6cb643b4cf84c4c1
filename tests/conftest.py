"""What all tests share: where the measuring corpora are, and where archives may be made with each engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from .plain_engine import PlainEngine

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


@pytest.fixture(autouse=True, scope="session")
def _no_columns() -> Iterator[None]:
    """A page in a pipe is as wide as ``$COLUMNS`` says, which those who run tests may have set."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COLUMNS", raising=False)
        yield


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of measuring corpora; the test is skipped, visibly, where it is absent."""
    folder = Path(os.environ.get("DATELINE_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the measuring corpora are not here (set DATELINE_DATA to their folder)")
    return folder


@pytest.fixture(scope="session")
def plain() -> Iterator[PlainEngine]:
    """The plain engine, which keeps what is made at ``plain://NAME``."""
    from index.engine import addresses

    from .plain_engine import PlainEngine

    engine = PlainEngine()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(addresses.ENGINES, engine.scheme, engine)
        yield engine


@pytest.fixture(scope="module", params=["embedded", "plain"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Where an archive of some name may be made: with one engine, then with the other."""
    if request.param == "plain":
        request.getfixturevalue("plain")
        return lambda name: f"plain://{request.module.__name__}/{name}"
    folder = tmp_path_factory.mktemp("archives")
    return lambda name: str(folder / name)
