"""A hundred and eighty small texts of kinds at which names went wrong: tests/name_cases.tsv."""

from __future__ import annotations

from pathlib import Path

from .test_alias_cases import is_right

TABLE = Path(__file__).with_name("name_cases.tsv").read_text(encoding="utf-8")
CASES = [line.split("\t") for line in TABLE.splitlines() if not line.startswith("#")]
MISREAD: frozenset[str] = frozenset()


def test_most_of_them_are_right() -> None:
    assert len({text for _, text, _ in CASES}) == len(CASES) == 180
    wrong = [
        (text, expected) for _, text, expected in CASES if not is_right(text.replace("\\n", "\n"), expected)
    ]
    assert [each for each in wrong if each[0] not in MISREAD] == []
    assert len(CASES) - len(wrong) >= 170
