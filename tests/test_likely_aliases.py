"""Names that may be one, as they are suggested; and what an archive's own table says is no name."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

import index
import searcher
from corpus import Article, Entity
from corpus.entities import archive_names
from searcher.cli import main
from searcher.likely_aliases import LikelyAlias

from .articles import article


def made(folder: Path, *rows: tuple[int, str, str, str]) -> Path:
    """An archive of so many articles each, with a name of some kind, from an outlet."""
    path = folder / "news.archive"
    with index.create(path, extractor="none") as opened:
        for times, kind, name, source in rows:
            entities = (Entity(kind, name, name),)  # type: ignore[arg-type] # of the three kinds
            opened.add(
                [
                    article(f"{name} {source} {number}", entities=entities, source=source)
                    for number in range(times)
                ],
                processes=1,
            )
    return path


def test_surnames_spellings_and_outlets_are_suggested_with_counts(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        (3, "person", "Joan Ibex", "The Delta Wire"),
        (2, "person", "Ibex", "www.deltawire.co.uk"),
        (2, "organisation", "Harbour Watch", "Delta Wire"),
        (4, "organisation", "Harbor Watch", "Post"),
        (2, "place", "Quellmar 1", ""),
        (2, "place", "Quellmar 2", ""),
    )
    with searcher.open(path) as archive:
        found = archive.likely_aliases()
        assert archive.likely_aliases(most=0) == ()
    assert found == (
        LikelyAlias("Joan Ibex", "Ibex", "person", "surname", 3, 2),
        LikelyAlias("The Delta Wire", "Delta Wire", "outlet", "outlet", 3, 2),
        LikelyAlias("The Delta Wire", "www.deltawire.co.uk", "outlet", "outlet", 3, 2),
        LikelyAlias("Harbor Watch", "Harbour Watch", "organisation", "spelling", 4, 2),
    )


def test_other_names_and_several_of_a_kind_are_no_misspellings(tmp_path: Path) -> None:
    names = ("Bob Menmuir", "Rob Menmuir", "Larsen", "Carsen", "Council of Iran", "Council of Iraq")
    kinds = ("person",) * 4 + ("organisation",) * 4
    path = made(
        tmp_path,
        *(
            (2, kind, name, "")
            for kind, name in zip(kinds, (*names, "Harbour Boards", "Harbour Board"), strict=True)
        ),
        *((2, "person", "Jon Tallower", ""), (3, "person", "John Tallower", "")),
    )
    with searcher.open(path) as archive:
        assert archive.likely_aliases() == (
            LikelyAlias("John Tallower", "Jon Tallower", "person", "spelling", 3, 2),
        )


def test_who_bears_a_surname_stands_by_fame(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        *((30, "person", "Joan Ibex", ""), (4, "person", "Ann Ibex", ""), (2, "person", "Tom Ibex", "")),
        *((2, "person", "Ibex", ""), (2, "person", "Vell", ""), (1, "person", "Ann Vell", "")),
    )
    with searcher.open(path) as archive:
        found = [(alias.alias, alias.name) for alias in archive.likely_aliases()]
    assert found == [("Ibex", "Joan Ibex"), ("Ibex", "Ann Ibex")]


def test_the_command_shows_them_and_writes_them_as_data(tmp_path: Path) -> None:
    path = made(tmp_path, (3, "person", "Joan Ibex", ""), (2, "person", "Ibex", ""))
    run = CliRunner().invoke(main, ["aliases", "suggest", "--archive", str(path)])
    assert "Ibex (2)  Joan Ibex (3)  person" in run.stdout
    written = CliRunner().invoke(main, ["aliases", "suggest", "--json", "--archive", str(path)])
    value = json.loads(written.stdout)
    assert value["schema"] == "dateline.aliases/1"
    assert value["aliases"] == [
        {"name": "Joan Ibex", "alias": "Ibex", "kind": "person", "reason": "surname", "articles": 3}
        | {"alias_articles": 2}
    ]


def test_what_the_table_says_is_no_name_is_none(tmp_path: Path) -> None:
    path = tmp_path / "news.archive"
    path.mkdir()
    (path / archive_names.FILE).write_text("-\tJoan Ibex\tperson\n-\tTidewater\n", encoding="utf-8")
    text = "Joan Ibex spoke to Osric Tallow of the Tidewater Bank. It rained in Peru."
    with index.create(path) as opened:
        opened.add([Article(id="1", title="", body=text)], processes=1)
    with searcher.open(path) as archive:
        names = [entity.name for entity in archive.get("1").entities]
        assert names == ["Osric Tallow", "Tidewater Bank", "Peru"]
        assert archive.search("Joan Ibex").receipt.aliases == ()
