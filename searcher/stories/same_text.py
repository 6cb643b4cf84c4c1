"""Which of some articles are copies of one another: they count as one voice of a story."""

from __future__ import annotations

from hashlib import sha256

from corpus import Article
from index.text.analysis import name_key


def text_key(article: Article) -> str:
    """What copies of an article have in common, and others have not.

    An article without a text is a copy of none.
    """
    words = name_key(article.body)
    return sha256(words.encode()).hexdigest() if words else f"id {article.id}"
