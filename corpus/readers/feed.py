"""RSS and Atom: one article for each entry of a feed."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, BinaryIO

from ..article import Article, Rejected
from ..errors import InputError
from ..text import in_quotes, one_line
from .html.fragment import text_of_fragment
from .markup import check_document
from .rows.fields import split_names
from .rows.keyed import keyed_article
from .xml.xml_source import read_xml, root_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import Options

_ROOTS = {"rss": "", "feed": "http", "RDF": "http://purl.org/rss/"}  # and what its tag must hold
_INSTALL = "pip install 'dateline[feeds]'"
_DC = "http://purl.org/dc/elements/1.1/"
_TEXTS = ("title_detail", "content", "summary_detail")
_AUTHOR_LENGTH = 500
_address = re.compile(r"[^\s@()<>\[\]]++@[^\s()<>\[\]]++")
_UPDATED = "dated by its last change, as the feed states no publication"


_NO_POSTS = frozenset(("attachment", "nav_menu_item", "revision", "custom_css", "wp_block", "wp_template"))
_DRAFTS = frozenset(("draft", "auto-draft", "pending", "trash", "future"))


class Feed:
    """Reads RSS 0.9x, 1.0 and 2.0, and Atom. Nothing is fetched, and no entities are expanded."""

    name = "feed"

    def sniff(self, head: bytes, name: str) -> bool:
        """Whether the root element is that of a feed."""
        root, rest = root_of(head)
        if root in _ROOTS and _ROOTS[root] in rest:
            return True
        return name.lower().endswith((".rss", ".atom")) and bool(root)

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each entry."""
        parsed, notices = _parse_feed(stream, options)
        entries = parsed.entries
        if not entries:
            reason = notices[-1] if notices else "it holds no entries"
            yield Rejected(options.origin, reason if parsed.version else f"no RSS or Atom feed: {reason}")
            return
        for number, entry in enumerate(entries):
            yield _FeedEntry(entry, parsed).article(f"{options.origin}[{number}]", options, notices)


def _parse_feed(stream: BinaryIO, options: Options) -> tuple[Any, list[str]]:
    """The feed as feedparser reads it, and notices about the whole of it."""
    try:
        import feedparser
    except ImportError:
        raise InputError("A feed needs the package feedparser.", _INSTALL) from None
    text, notices = read_xml(stream, options.encoding)
    headers = {"content-type": "application/xml; charset=utf-8"}
    if options.url:
        headers["content-location"] = options.url
    # A stream, because anything else might be an address or a path to it, and be fetched. Markup within
    # is taken as it is: only its text is kept.
    encoded = text.encode(errors="replace")
    del text
    check_document(encoded, "a feed")
    options.density.count(len(encoded), entries=encoded.count(b"<item") + encoded.count(b"<entry"))
    source = io.BytesIO(encoded)
    parsed = feedparser.parse(
        source, response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )
    broken = parsed.get("bozo_exception")
    if not broken:
        return parsed, [*notices]
    return parsed, [*notices, f"the feed is broken and was read as far as it goes: {_error_text(broken)}"]


def _error_text(error: Exception) -> str:
    return in_quotes(one_line(str(error)).removeprefix("<unknown>:"), 100)


class _FeedEntry:
    """One entry of a feed while it becomes an article."""

    def __init__(self, entry: Any, parsed: Any) -> None:  # noqa: ANN401 -- feedparser has no types
        self.entry = entry
        self.feed = parsed.feed
        self.parsed = parsed

    def article(self, origin: str, options: Options, notices: list[str]) -> Article | Rejected:
        if not any(name in self.entry.keys() for name in _TEXTS):  # noqa: SIM118 -- its own look-up is slow
            return Rejected(origin, "no title and no text")
        if reason := self._reason_against():
            return Rejected(origin, reason)
        link = self.text("link")
        given = self.text("id")
        published, doubt = self.publication_date()
        row = {
            "id": "" if given == link else given,
            "title": one_line(self.markup(dict.get(self.entry, "title_detail"))),
            "body": self.body(),
            "published": published,
            "source": self.source(),
            "url": link,
            "authors": self.authors(),
            "language": self.language(),
        }
        tags = dict.get(self.entry, "tags") or [{}]
        return keyed_article(
            row,
            options,
            origin,
            dated="feed",
            section=str(tags[0].get("label") or tags[0].get("term") or ""),
            notices=[*notices, *doubt],
        )

    def _reason_against(self) -> str:
        """Why an entry of an export of WordPress is no article that appeared; "" of any other."""
        kind, status = self.text("wp_post_type"), self.text("wp_status")
        if kind in _NO_POSTS:
            return f"{kind.replace('_', ' ')} of a WordPress site, no article"
        return f"{status}, never published, says the export of WordPress" if status in _DRAFTS else ""

    def text(self, key: str) -> str:
        """The stated value of a key; feedparser's own look-up substitutes others, with a warning."""
        return one_line(str(dict.get(self.entry, key) or ""))

    def body(self) -> str:
        """The full content if there is one, else the summary."""
        contents = [self.markup(detail) for detail in dict.get(self.entry, "content") or ()]
        return max(contents, key=len, default="") or self.markup(dict.get(self.entry, "summary_detail"))

    def markup(self, detail: Any) -> str:  # noqa: ANN401 -- as above
        """The text of a title or content, which may hold HTML."""
        if not detail:
            return ""
        value = str(detail.get("value") or "")
        return value if detail.get("type") == "text/plain" else text_of_fragment(value)

    def publication_date(self) -> tuple[str, list[str]]:
        """The stated publication date; else the date of the last change, with a notice."""
        if stated := self.text("published") or self.text("created"):
            return stated, []
        updated = self.text("updated")
        # feedparser keeps Dublin Core's date, all that RSS 1.0 has, as that of a change.
        is_core_date = str(self.parsed.version).startswith("rss") and _DC in self.parsed.namespaces.values()
        return updated, [] if is_core_date or not updated else [_UPDATED]

    def source(self) -> str:
        """The title of the feed, or of the feed that the entry was taken over from."""
        taken_from = dict.get(self.entry, "source") or {}
        return one_line(str(taken_from.get("title") or "")) or one_line(
            self.markup(dict.get(self.feed, "title_detail"))
        )

    def authors(self) -> list[str]:
        """Names only: of "desk@harbour.example (Ana Roe)", feedparser does not know every address."""
        names = [str(author.get("name") or "") for author in dict.get(self.entry, "authors") or ()]
        if "@" in (written := self.text("author")):
            names = [_address.sub(" ", written[:_AUTHOR_LENGTH]).strip(" ()<>[]")]
        return [name for written in names for name in split_names(written) if name and "@" not in name]

    def language(self) -> str:
        """The entry's own, or else the feed's."""
        details = [*(dict.get(self.entry, "content") or ()), dict.get(self.entry, "title_detail") or {}]
        stated = [self.text("language"), *(str(detail.get("language") or "") for detail in details)]
        return next(filter(None, stated), "") or one_line(str(dict.get(self.feed, "language") or ""))
