"""A text as it stands as a query."""

from __future__ import annotations

from corpus.errors import QueryError
from corpus.text import clean
from index.text.analysis import written_tokens


def quote(text: str) -> str:
    """The query that asks for a text as it stands: its words side by side, whatever signs are among them.

    Case, accents and punctuation do not count, as in every phrase.

    Raises:
        QueryError: it holds no word; or is no text.
    """
    if not isinstance(text, str):
        raise QueryError("What is quoted must be a text.", "")
    words = written_tokens(clean(text))
    if not words:
        raise QueryError("This holds no letter or digit to search for.", text, hint="Quote a word.")
    return f'"{" ".join(words)}"'
