"""A saved HTML page -> an article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from ...article import Article, Rejected
from ...dates.candidates import choose
from ...errors import InputError
from ...ids import derive_id
from ...text import clean, paragraphs
from ..databases.unsplit import unsplit_page_reason
from .front_page import lists_articles, teasers_in
from .main_text import main_text
from .metadata import Metadata
from .page_links import links_of
from .page_start import begins_page
from .saved_page import saving_of, without_toolbar
from .stand_ins import stand_in
from .tree import PAGE_LIMIT, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ..base import Options

_SHORT = 200  # characters that a text in JSON-LD must have to be taken for the article's
_FAR_LONGER = 2.0
_NO_TEXT = "the text of the article is not in the page, only its headline and summary"
_EMPTY = "no text of an article was found in it: a list of links, or a page that scripts fill in a browser"
_LIST = "a list of articles, such as a front page or a rubric, not an article; save the articles themselves"
_STRANGE = "the page could not be taken apart"


class HtmlPage:
    """Reads a page as saved by browsers and crawlers."""

    name = "html"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether it begins like a page; or is called one."""
        return begins_page(head) or name.lower().endswith((".html", ".htm", ".xhtml", ".shtml"))

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """The article on the page, or its rejection."""
        page = stream.read(PAGE_LIMIT + 1)
        if len(page) > PAGE_LIMIT:
            yield Rejected(options.origin, f"a page of more than {PAGE_LIMIT // 1024**2} MiB")
        else:
            yield read_page(page, options)


def read_page(page: bytes, options: Options) -> Article | Rejected:
    """The article on a page, or its rejection."""
    try:
        options.density.count_elements(page)
        if reason := unsplit_page_reason(page):
            return Rejected(options.origin, reason)
        saved = saving_of(page)
        options = replace(
            options, url=options.url or saved.url, fetched=_earlier(options.fetched, saved.moment)
        )
        tree, notice = tree_of(without_toolbar(page), options.charset, options.encoding)
        return _article(tree, options, (notice,) if notice else ())
    except InputError as error:
        return Rejected(options.origin, str(error))
    except RecursionError:
        return Rejected(options.origin, f"{_STRANGE}: nested too deeply")


def _article(tree: object, options: Options, notices: tuple[str, ...]) -> Article:
    metadata = Metadata(tree, options.url)
    fetched = _earlier(options.fetched, metadata.captured)
    title = clean(metadata.title).strip()
    stated = metadata.dates
    published, doubts = choose(stated.candidates, fetched)
    source = metadata.source or options.outlet
    links = links_of(tree, metadata.url, metadata.linked_addresses)
    if len(metadata.text) <= _SHORT and (reason := stand_in(tree, metadata.front)):
        raise InputError(reason)
    teasers = None if metadata.is_article else teasers_in(tree, metadata.front)
    body = _body(tree, metadata, title)
    if not body and title and metadata.is_article:
        body = paragraphs(clean(metadata.summary))
        notices = (*notices, _NO_TEXT)
    if not body:
        raise InputError(_EMPTY)
    if teasers and lists_articles(body, teasers, metadata.front):
        raise InputError(_LIST)
    return Article(
        id=derive_id(title, body, published, source, metadata.url),
        title=title,
        body=body,
        published=published,
        source=source,
        url=metadata.url,
        authors=metadata.authors,
        language=metadata.language,
        links=links,
        origin=options.origin,
        notices=(*notices, *stated.notices, *doubts),
        section=metadata.section,
    )


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((each for each in (one, other) if each), default=None)


def _body(tree: object, metadata: Metadata, title: str) -> str:
    """The text, the headline not repeated above it; that of JSON-LD where the page shows hardly any."""
    stated = metadata.text
    body = main_text(tree, metadata.furniture, title)
    if len(stated) > max(_SHORT, _FAR_LONGER * len(body)):
        from .fragment import text_of_fragment

        body = text_of_fragment(stated) if "<" in stated else paragraphs(clean(stated))
    first, _, rest = body.partition("\n\n")
    if first.strip() == title:
        return rest
    # Readers saw this headline and will ask for its words; the title is another one.
    heading = clean(metadata.heading).strip()
    return f"{heading}\n\n{body}" if body and heading and heading != first.strip() else body
