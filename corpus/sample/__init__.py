"""A small archive of invented news, written for this project, and five questions to try on it.

What it holds, and which faults are planted where: README.md beside this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["INPUTS", "QUESTIONS", "DemoInput", "DemoQuestion", "path"]


@dataclass(frozen=True, slots=True)
class DemoInput:
    """A part of the sample to index: ``dateline index PATH --outlet OUTLET``.

    Attributes:
        path: a file or folder under ``path()``.
        outlet: whose articles they are where they do not say so themselves, or "".
    """

    path: str
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class DemoQuestion:
    """A search to try on the sample: ``dateline search WORDS OPTIONS``.

    Attributes:
        words: the query, one argument as the command receives it; ``shlex.join`` quotes it for a shell.
        options: flags and their values, each an argument likewise.
        shows: one sentence on what the answer demonstrates.
    """

    words: str
    options: tuple[str, ...]
    shows: str


INPUTS = (
    DemoInput("wire.jsonl"),
    DemoInput("gazette.csv"),
    DemoInput("pages/harbour-courier", "Harbour Courier"),
    DemoInput("pages/meridian-post", "The Meridian Post"),
)
"""What ``dateline demo`` indexes."""

QUESTIONS = (
    DemoQuestion(
        '"pumping station"',
        ("--since", "2024-01-11", "--until", "2024-04-30", "--sort", "oldest"),
        "A phrase within a range of dates: four articles on the inquiry, and not the two that speak of "
        "pumping and of a railway or fire station.",
    ),
    DemoQuestion(
        "umbrella",
        (
            "--person",
            "Elena Marcovaldi",
            "--since",
            "2024-05-01",
            "--until",
            "2024-06-30",
            "--sort",
            "oldest",
        ),
        "A word in articles that name one person; a third such article has no certain date, and the receipt "
        "counts it rather than hide it.",
    ),
    DemoQuestion(
        "(rust OR fungus) NOT (ferry OR hull)",
        ("--sort", "oldest"),
        "Alternatives and exclusions: the rust that grows on wheat, without the rust that eats ships.",
    ),
    DemoQuestion(
        "painting",
        ("--place", "Bergen", "--facets", "people,places,month", "--limit", "3"),
        "A place, and facets that tell the story at a glance: who, where else, and when.",
    ),
    DemoQuestion(
        'drowned "Heron Dyke"',
        ("--since", "2024-01-01", "--until", "2024-12-31"),
        "An honest no: the receipt says how many articles were searched, what each part of the question "
        "matches by itself, and which input could not be read.",
    ),
)
"""What ``dateline demo`` asks."""


def path() -> Path:
    """The folder of the sample's files, to be read like any other input."""
    return Path(__file__).parent / "articles"
