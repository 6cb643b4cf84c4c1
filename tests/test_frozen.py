"""Frozen classes: held to be what ``dataclass(frozen=True, slots=True)`` makes."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, astuple, dataclass, fields, replace
from typing import Any

import pytest

from corpus.frozen import frozen


@frozen
class Ours:
    """A class of ours."""

    name: str
    parts: tuple[object, ...] = ()
    number: int = 1

    def __str__(self) -> str:
        return f"{self.name}!"


@frozen
class Further(Ours):
    """With one field more."""

    last: bool = False


@dataclass(frozen=True, slots=True)
class Theirs:
    """The same by the standard library."""

    name: str
    parts: tuple[object, ...] = ()
    number: int = 1

    def __str__(self) -> str:
        return f"{self.name}!"


ARGUMENTS: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    (("a",), {}),
    (("a", (1, 2)), {"number": 3}),
    (("a", (), 4), {}),
    ((), {"number": 2, "name": "b", "parts": ("c",)}),
)


@pytest.mark.parametrize(("given", "named"), ARGUMENTS)
def test_a_frozen_class_is_as_the_standard_librarys(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, theirs = Ours(*given, **named), Theirs(*given, **named)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert str(ours) == str(theirs)
    assert hash(ours) == hash(theirs)
    assert asdict(ours) == asdict(theirs)
    assert astuple(replace(ours, number=9)) == astuple(replace(theirs, number=9))


def test_frozen_classes_have_the_same_fields() -> None:
    assert [field.name for field in fields(Ours)] == [field.name for field in fields(Theirs)]
    assert Ours.__slots__ == Theirs.__slots__
    assert Ours.__match_args__ == Theirs.__match_args__


def test_equality_is_of_class_and_content() -> None:
    assert Ours("a") == Ours("a")
    assert Ours("a") != Ours("b")
    assert Ours("a") != Theirs("a")
    assert Ours("a") != Further("a")
    assert len({Ours("a"), Ours("a"), Ours("b")}) == 2


@pytest.mark.parametrize(
    ("given", "named"),
    [((), {}), (("a", (), 1, 2), {}), (("a",), {"name": "b"}), (("a",), {"other": 1})],
    ids=["too few", "too many", "given twice", "unknown"],
)
def test_wrong_arguments_are_refused(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    for kind in (Ours, Theirs):
        with pytest.raises(TypeError):
            kind(*given, **named)


def test_nothing_can_be_changed() -> None:
    value: Any = Ours("a")
    with pytest.raises(FrozenInstanceError):
        value.name = "b"
    with pytest.raises(FrozenInstanceError):
        value.other = "b"
    with pytest.raises(FrozenInstanceError):
        del value.name
    assert value == Ours("a")


def test_a_value_is_matched_by_its_fields() -> None:
    match Ours("a", (1,)):
        case Ours(name, parts):
            assert (name, parts) == ("a", (1,))


@pytest.mark.parametrize(
    "value", [Ours("a", (Ours("b"),)), Further("a", last=True)], ids=["class", "subclass"]
)
def test_a_value_is_copied_and_sent_to_other_processes(value: Ours) -> None:
    assert copy.deepcopy(value) == value
    assert pickle.loads(pickle.dumps(value)) == value


def test_a_class_may_be_derived() -> None:
    assert repr(Further("a", last=True)) == "Further(name='a', parts=(), number=1, last=True)"
