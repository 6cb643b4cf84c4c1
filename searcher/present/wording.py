"""Phrases that every surface words alike."""

from __future__ import annotations


def count_phrase(number: int, noun: str) -> str:
    """``"1 article"``, ``"1,234 articles"``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
