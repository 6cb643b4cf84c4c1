"""A spaCy model that the user names, behind the same protocol as the cues."""

from __future__ import annotations

import re
from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar

from ..article import Entity
from ..errors import InputError
from .alias_table import canonical
from .extractor import head, merge_entities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..article import Article, EntityKind

_MODEL = re.compile(r"[a-z]{2,3}(?:_[a-z0-9]+)+")  # an installed package, never a path
_KIND_OF_LABEL: dict[str, EntityKind] = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}
"""The labels of spaCy's models. NORP (peoples, faiths, parties' people) and what is left are none of ours."""
_EDGES = " \t\n\r\u00a0"
_ARTICLE = re.compile(r"[Tt]he\s+")
_POSSESSIVE = re.compile(r"['’]s?$")


class SpacyExtractor:
    """Finds names with an installed spaCy model, loaded when the first article comes.

    Attributes:
        longest: characters of the text that are looked at.
    """

    longest: ClassVar[int] = 250_000

    def __init__(self, model: str) -> None:
        if find_spec("spacy") is None:
            raise InputError(
                f"The extractor 'spacy:{model}' needs the package spaCy.", "pip install 'dateline[spacy]'"
            )
        self.name = f"spacy:{model}"
        self.version = f"{_version(model)}, spaCy {metadata.version('spacy')}"
        self._model = model
        self._pipeline: Any = None

    def __reduce__(self) -> tuple[type[SpacyExtractor], tuple[str]]:
        """Pickle the model's name only: another process loads the model itself."""
        return SpacyExtractor, (self._model,)

    def extract(self, article: Article) -> tuple[Entity, ...]:
        """Entities in the text, ordered by start and without overlaps; then those only listed."""
        text = head(article.text, self.longest)
        return merge_entities(article, _entities_in(self._load_pipeline()(text), text))

    def _load_pipeline(self) -> Any:  # noqa: ANN401 -- a pipeline of spaCy, which need not be installed
        if self._pipeline is None:
            import spacy

            try:
                self._pipeline = spacy.load(self._model)
            except (OSError, ValueError, ImportError) as error:
                reason = (str(error).splitlines() or [""])[0][:200]
                raise InputError(
                    f"The spaCy model {self._model!r} cannot be loaded: {reason}",
                    f"python -m spacy download {self._model}",
                ) from error
        return self._pipeline


def _version(model: str) -> str:
    """The version of an installed model."""
    remedy = f"python -m spacy download {model}"
    if not _MODEL.fullmatch(model):
        raise InputError(
            f"{model[:80]!r} is not the name of a spaCy model.",
            "Name one that is installed, such as spacy:en_core_web_sm.",
        )
    try:
        return metadata.version(model)
    except metadata.PackageNotFoundError:
        raise InputError(f"The spaCy model {model!r} is not installed.", remedy) from None


def _entities_in(document: Any, text: str) -> Iterator[Entity]:  # noqa: ANN401 -- as above
    """The pipeline's entities of our kinds, without "the", possessives and surrounding blanks."""
    for span in document.ents:
        kind = _KIND_OF_LABEL.get(span.label_)
        start, end = span.start_char, span.end_char
        if kind is None or not 0 <= start < end <= len(text):
            continue
        article = _ARTICLE.match(text, start, end)
        start = article.end() if article else start
        written = _POSSESSIVE.sub("", text[start:end]).strip(_EDGES)
        start = text.find(written, start, end) if written else -1
        name = canonical(kind, written)
        if start >= 0 and name:
            yield Entity(kind, name, written, start, start + len(written))
