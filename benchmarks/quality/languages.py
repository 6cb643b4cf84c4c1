"""Telling languages: how often the text of an article tells its language rightly, the outlet's tag hidden.

The pages of the fundus project name their country; what is counted is agreement between what the text says
and what the page's markup says, where both say something.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from corpus import Article
from corpus.languages import language_of
from corpus.readers.base import Options
from corpus.readers.html import read_page

from .html import pages


def report(folder: Path) -> str:
    """One line, and one for each pair that disagrees."""
    agreeing, pairs = 0, Counter[str]()
    for page in pages(folder):
        article = read_page(page.markup, Options(page.name))
        if not (isinstance(article, Article) and article.language):
            continue
        stated, told = article.language.lower().partition("-")[0], language_of(article.body)
        if told:
            agreeing += stated == told.lower().partition("-")[0]
            pairs[f"{stated} is told to be {told}"] += stated != told.lower().partition("-")[0]
    disagreeing = +pairs
    lines = [f"Languages: {agreeing} of {agreeing + disagreeing.total()} as the page says"]
    return "\n".join([*lines, *(f"  {times} × {what}" for what, times in disagreeing.most_common(8))])
