"""Phrases that every surface words alike."""

from __future__ import annotations


def count_phrase(number: int, noun: str, plural: str = "") -> str:
    """``"1 article"``, ``"1,234 articles"``; with a plural of its own, ``"2 copies"``."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
