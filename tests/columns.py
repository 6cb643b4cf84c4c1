"""Columns and dictionaries of plain values, written into segments of tests."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np

from index.engine.embedded.segment.columns import put_numbers, put_tags
from index.engine.embedded.segment.dictionaries import Dictionary
from index.engine.embedded.segment.layout import SegmentFileWriter


def write_numbers(file: SegmentFileWriter, field: str, values: Sequence[int | None]) -> dict[str, Any]:
    """A number column of a value for each document; None: the document has none."""
    numbers = np.array([0 if value is None else value for value in values], np.int64)
    present = np.fromiter((value is not None for value in values), np.bool_, len(values))
    return put_numbers(file, field, numbers, present)


def write_tags(file: SegmentFileWriter, field: str, tags_of: Sequence[Sequence[str]]) -> dict[str, Any]:
    """A tag column of the tags of each document; one that comes again in a document is left out."""
    once = [list(dict.fromkeys(tags)) for tags in tags_of]
    tags = sorted(set(chain.from_iterable(once)))
    ordinal_of = {tag: ordinal for ordinal, tag in enumerate(tags)}
    ordinals = np.array([ordinal_of[tag] for tag in chain.from_iterable(once)], np.int64)
    first = np.cumsum([0, *map(len, once)])
    return put_tags(file, field, Dictionary.of_terms([tag.encode() for tag in tags]), first, ordinals)


def write_terms(file: SegmentFileWriter, prefix: str, terms: Sequence[bytes]) -> None:
    """A dictionary of terms that are sorted and distinct."""
    Dictionary.of_terms(terms).put(file, prefix)
