"""An id for an article that came without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .addresses import page_key
from .text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .article import Published

ID_LENGTH = 512
"""Characters that an id may have."""


def derive_id(title: str, body: str, published: Published | None, source: str, url: str) -> str:
    """An id of 16 hexadecimal characters, hashed from what identifies the article.

    That is its address, in any of its spellings, where it has one; else title and source, the text and the
    date as written. So an article that is read again with a changed headline or text keeps its id where an
    address identifies it, and two articles under one headline never become one for lack of an address. (That
    a page without one was saved anew is seen by the index, from the file it is in.)

    Unicode form and invisible characters do not count, nor does spacing, other than in the text. The hash
    is BLAKE2b (RFC 7693).
    """
    from hashlib import blake2b  # who only searches derives no id

    digest = blake2b(digest_size=8)
    for part in _identity(title, body, published, source, page_key(url)):
        written = part.encode()
        digest.update(len(written).to_bytes(8, "big"))  # so that ("ab", "c") is not ("a", "bc")
        digest.update(written)
    return digest.hexdigest()


def _identity(title: str, body: str, published: Published | None, source: str, page: str) -> Iterator[str]:
    if page:
        yield from ("page", one_line(page))
    else:
        yield from (one_line(title), one_line(source))
        yield from ("text", clean(body), one_line(published.raw) if published else "")
