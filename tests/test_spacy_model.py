"""A spaCy model behind the extractor's protocol: a stand-in, and spaCy itself where it is installed."""

from __future__ import annotations

import copy
import pickle
import sys
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import index
import searcher
from corpus import Article, Entity
from corpus.entities import get, spacy_model
from corpus.errors import InputError

BODY = "The Harbour Watch met Joan Ibex's friends in Quellmar, near Lake Orrin. Syrians danced."
LABELS = {
    "The Harbour Watch": "ORG",
    "Joan Ibex's": "PERSON",
    "Quellmar": "GPE",
    "Lake Orrin": "LOC",
    "Syrians": "NORP",
}


@dataclass
class Span:
    """A name as spaCy gives it."""

    start_char: int
    end_char: int
    label_: str


def pipeline(text: str) -> Any:
    """A stand-in for a loaded model."""
    starts = {name: text.find(name) for name in LABELS}
    spans = [Span(at, at + len(name), LABELS[name]) for name, at in starts.items() if at >= 0]
    return SimpleNamespace(ents=spans)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A module in the place of spaCy, with one model; the list names the models that were loaded."""
    loaded: list[str] = []

    def load(name: str) -> Any:
        loaded.append(name)
        if name == "en_broken_sm":
            raise OSError("[E050] Can't find model\nand more")
        return pipeline

    module = ModuleType("spacy")
    module.__dict__.update(load=load, __spec__=ModuleSpec("spacy", None))
    monkeypatch.setitem(sys.modules, "spacy", module)
    versions = {"spacy": "3.8.0", "en_core_web_sm": "3.8.1", "en_broken_sm": "1"}

    def version(name: str) -> str:
        if name not in versions:
            raise spacy_model.metadata.PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(spacy_model.metadata, "version", version)
    return loaded


@pytest.mark.usefixtures("stand_in")
def test_labels_are_ours_and_offsets_exact() -> None:
    article = Article(id="1", title="A quiet day", body=BODY, entities=(Entity("place", "usa", "usa"),))
    found = get("spacy:en_core_web_sm").extract(article)
    assert [(e.kind, e.name) for e in found] == [
        ("organisation", "Harbour Watch"),
        ("person", "Joan Ibex"),
        ("place", "Quellmar"),
        ("place", "Lake Orrin"),
        ("place", "United States"),
    ]
    assert all(article.text[e.start : e.end] == e.written for e in found if e.start is not None)


def test_the_model_is_loaded_once_and_only_when_it_is_needed(stand_in: list[str]) -> None:
    extractor = get("spacy:en_core_web_sm")
    assert stand_in == []
    for _ in range(2):
        extractor.extract(Article(id="1", title="", body=BODY))
    assert stand_in == ["en_core_web_sm"]


@pytest.mark.usefixtures("stand_in")
def test_it_travels_to_other_processes_by_name() -> None:
    extractor = get("spacy:en_core_web_sm")
    extractor.extract(Article(id="1", title="", body=BODY))
    other = copy.copy(extractor)
    assert (other.name, other.version) == ("spacy:en_core_web_sm", "3.8.1, spaCy 3.8.0")
    assert b"pipeline" not in pickle.dumps(extractor)


@pytest.mark.usefixtures("stand_in")
def test_an_archive_says_which_model_its_names_are_from(tmp_path: Path) -> None:
    with index.create(tmp_path / "news.archive", extractor="spacy:en_core_web_sm") as opened:
        opened.add([Article(id="1", title="", body=BODY)], processes=1)
        assert opened.extractor == "spacy:en_core_web_sm"
    with searcher.open(tmp_path / "news.archive") as archive:
        assert archive.search(org="Harbour Watch").ids == ("1",)
    manifest = (tmp_path / "news.archive" / "archive.json").read_text(encoding="utf-8")
    assert "spacy:en_core_web_sm" in manifest
    assert "3.8.1, spaCy 3.8.0" in manifest


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("spacy:en_core_web_lg", "'en_core_web_lg' is not installed", "python -m spacy download"),
        ("spacy:", "'' is not the name of a spaCy model", "spacy:en_core_web_sm"),
        ("spacy:../model", "'../model' is not the name", "spacy:en_core_web_sm"),
        ("spacy:os", "'os' is not the name", "spacy:en_core_web_sm"),
    ],
)
def test_a_model_that_is_none_is_an_error_with_a_remedy(name: str, message: str, hint: str) -> None:
    with pytest.raises(InputError, match="model") as refused:
        get(name)
    assert message in refused.value.message
    assert hint in refused.value.hint


@pytest.mark.usefixtures("stand_in")
def test_a_model_that_cannot_be_loaded_is_an_error_too() -> None:
    extractor = get("spacy:en_broken_sm")
    with pytest.raises(
        InputError, match=r"'en_broken_sm' cannot be loaded: \[E050\] Can't find model python"
    ):
        extractor.extract(Article(id="1", title="", body=BODY))


def test_without_spacy_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_model, "find_spec", lambda _: None)
    with pytest.raises(InputError, match="needs the package spaCy") as refused:
        get("spacy:en_core_web_sm")
    assert refused.value.hint == "pip install 'dateline[spacy]'"


def test_spacy_itself_with_rules_for_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    spacy = pytest.importorskip("spacy")
    blank = spacy.blank("en")
    patterns = [{"label": label, "pattern": name} for name, label in LABELS.items()]
    blank.add_pipe("entity_ruler").add_patterns(patterns)
    monkeypatch.setattr(spacy, "load", lambda _: blank)
    monkeypatch.setattr(spacy_model, "_version", lambda _: "1")
    found = get("spacy:en_rules_sm").extract(Article(id="1", title="", body=BODY))
    assert {e.name for e in found} >= {"Harbour Watch", "Quellmar", "Lake Orrin"}
