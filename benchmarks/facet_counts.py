"""Whether every value of every facet counts just the articles that its filter finds.

python benchmarks/facet_counts.py ARCHIVE [QUERY]: prints one line a facet, and each value that differs.
"""

from __future__ import annotations

import sys

import searcher

FILTERS = {"people": "person", "organisations": "org", "places": "place", "source": "source"}


def differences(archive: searcher.Archive, query: str = "") -> dict[str, list[tuple[str, int, int]]]:
    """For each facet, the values whose count is not the total of their filter: value, count, total."""
    facets = archive.search(query, facets=[f"{name}:all" for name in FILTERS], limit=1).facets
    return {
        name: [
            (value, count, total)
            for value, count in values
            if (total := archive.search(query, limit=1, related=0, **{FILTERS[name]: value}).total) != count
        ]
        for name, values in facets.items()
    }


def disorder(archive: searcher.Archive, query: str = "") -> list[str]:
    """The facets of which the first values are not the first of all values."""
    whole = archive.search(query, facets=[f"{name}:all" for name in FILTERS], limit=1).facets
    first = archive.search(query, facets=tuple(FILTERS), limit=1).facets
    return [name for name in FILTERS if whole[name][: len(first[name])] != first[name]]


def main(path: str, query: str = "") -> int:
    """Report on one archive; 1 where anything differs."""
    with searcher.open(path) as archive:
        values = archive.search(query, facets=[f"{name}:all" for name in FILTERS], limit=1).facets
        found = differences(archive, query)
        for name, wrong in found.items():
            print(f"{name:14} {len(values[name]):>7,} values, {len(wrong):,} differ")
            for value, count, total in wrong:
                print(f"    {value}: counted {count:,}, found {total:,}")
        wrong_order = disorder(archive, query)
        print(f"first values in another order than among all: {', '.join(wrong_order) or 'none'}")
    return int(any(found.values()) or bool(wrong_order))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
