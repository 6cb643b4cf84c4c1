"""METS: an issue of a newspaper, with its pages in ALTO or PAGE XML in files of their own.

The pages are opened by the relative paths that are stated, within the folder of the METS file alone. Where
the logical structure has articles, each is one, over as many pages as it has; else each page is. The issue's
day and the newspaper's name are those in its MODS. Sources: the schemas of METS 1.12 and MODS 3.7 (Library of
Congress); ENMAP, the profile of Europeana Newspapers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from ...article import Rejected
from ...errors import InputError
from ...text import in_quotes
from ..xml.xml_source import read_xml, root_of
from .mets_pages import relative_name
from .mods import Mods
from .printed_page import Citation, PrintedPage, TextBlock, printed_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...article import Article, Published
    from ..base import Options
    from ..xml.xml_tree import Element

PAGES_LIMIT = 2_000
"""Pages that are opened for one issue."""

_LOST = "a METS file that lies in no folder: its pages cannot be found; unpack it, and name its folder"
_heading = re.compile(r"headlines?|headings?|(?:main_?)?title", re.IGNORECASE)
_no_title = re.compile(r"\W*(?:article|artikel)?[\W\d_]*", re.IGNORECASE)


class Mets:
    """Reads METS, and the pages that it names. Nothing is fetched."""

    name = "mets"

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 -- no name tells it from other XML
        """Whether the root element is that of METS."""
        return root_of(head)[0].lower() == "mets"

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Article | Rejected]:
        """One article or rejection for each article of the issue, or each page.

        Raises:
            InputError: the file cannot be read (see ``xml_source`` and ``xml_tree``), or lies in no folder.
        """
        from ..xml.xml_tree import parse

        text, notices = read_xml(stream, options.encoding)
        options.density.count(len(text))
        root, doubts = parse(text)
        del text
        if options.beside is None:
            raise InputError(_LOST)
        pages = _Pages(root, options)
        issue = _Issue(root, options.day_first)
        notices = (*notices, *doubts)
        if articles := list(issue.articles()):
            yield from _read_articles(articles, issue, pages, options, notices)
        else:
            yield from _read_pages(issue, pages, options, notices)
        yield from (Rejected(options.origin, fault) for fault in pages.faults)


@dataclass(frozen=True, slots=True)
class _LogicalDivision:
    """An article in the logical structure.

    Attributes:
        element: its division.
        descriptions: the ids of what describes it, and then of what describes the divisions around it.
        section: the label of the section around it, or "".
    """

    element: Element
    descriptions: tuple[tuple[str, ...], ...]
    section: str


class _Issue:
    """What METS says of an issue."""

    def __init__(self, root: Element, day_first: bool | None) -> None:  # noqa: FBT001 -- as in Options
        from ..xml.xml_tree import attribute, children, descendants

        self._label = attribute(root, "LABEL")
        self._described = {
            attribute(each, "ID"): Mods(each, day_first=day_first) for each in children(root, "dmdSec")
        }
        self._maps = list(descendants(root, "structMap"))

    def articles(self) -> Iterator[_LogicalDivision]:
        """The articles in the logical structure, in order."""
        from ..xml.xml_tree import children

        for each in self._maps:
            for division in children(each, "div"):
                yield from _articles_in(division, (), "")

    def citation(self, division: _LogicalDivision | None = None) -> tuple[Citation, tuple[str, ...]]:
        """What is known of an article, or of a page, and what is doubtful in that."""
        around = division.descriptions if division else ()
        named = [[self._described[id_] for id_ in ids if id_ in self._described] for ids in around]
        own, outer = named[0] if named else [], [each for some in named[1:] for each in some]
        of_issue = outer or [each for each in self._described.values() if not division]
        published, notice = _day_of(*own, *of_issue)
        names = (*(each.host for each in (*own, *of_issue)), *(each.title for each in of_issue), self._label)
        citation = Citation(
            next((each.title for each in own if each.title), ""),
            next(filter(None, names), ""),
            published,
            next((each.names for each in own if each.names), ()),
            division.section if division else "",
        )
        return citation, (notice,) if notice else ()


class _Pages:
    """The pages of an issue, opened when they are asked for.

    Attributes:
        faults: why some of them cannot be read.
    """

    def __init__(self, root: Element, options: Options) -> None:
        from ..xml.xml_tree import attribute, descendants

        self._options = options
        self._names: dict[str, str] = {}
        for file in descendants(root, "file"):
            references = (attribute(place, "href") for place in descendants(file, "FLocat"))
            if name := next(filter(None, map(relative_name, references)), ""):
                self._names[attribute(file, "ID")] = name
        self._asked: set[tuple[str, str]] = set()
        self._opened: dict[str, PrintedPage] = {}
        self._sheets = list(_sheets(root)) or [[id_] for id_ in self._names]
        self.faults: list[str] = []

    def of_file(self, id_: str) -> PrintedPage:
        """The page in the file of an id; an empty one where it cannot be read."""
        name = self._names.get(id_, "")
        if name not in self._opened:
            self._opened[name] = self._open(name) if name else PrintedPage([])
        return self._opened[name]

    def blocks_at(self, area: Element) -> list[TextBlock]:
        """The blocks that a pointer names, all of its file where it names none; once, and then no more."""
        from ..xml.xml_tree import attribute, local

        file, begin = attribute(area, "FILEID"), attribute(area, "BEGIN")
        if not file or (local(area) == "fptr" and len(area)) or (file, begin) in self._asked:
            return []
        self._asked.add((file, begin))
        page = self.of_file(file)
        return page.named.get(begin, []) if begin else page.blocks

    def in_order(self) -> Iterator[tuple[str, PrintedPage]]:
        """The pages in the order of the issue, each with its name.

        Of several files of a page, it is one that was opened before, else the last that has a text.
        """
        for sheet in self._sheets:
            ids = [id_ for id_ in reversed(sheet) if id_ in self._names]
            ids.sort(key=lambda id_: self._names[id_] not in self._opened)
            found = next((id_ for id_ in ids if self.of_file(id_).blocks), ids[0] if ids else "")
            if found:
                yield self._names[found], self.of_file(found)

    def _open(self, name: str) -> PrintedPage:
        assert self._options.beside
        if len(self._opened) >= PAGES_LIMIT:
            raise InputError(f"an issue of more than {PAGES_LIMIT:,} pages; what follows was not read")
        try:
            with self._options.beside(name) as file:
                return self._read(file)
        except InputError as error:
            reason = str(error)
        except OSError as error:
            reason = error.strerror or str(error)
        self.faults.append(f"its page {in_quotes(name, 100)} cannot be read: {reason}")
        return PrintedPage([])

    def _read(self, file: BinaryIO) -> PrintedPage:
        from ..xml.xml_tree import local, parse
        from .alto import alto_pages
        from .page_xml import printed_page

        text, _ = read_xml(file, self._options.encoding)
        self._options.density.add_file(len(text))
        root, _ = parse(text)
        if local(root) == "PcGts":
            return printed_page(root)
        if local(root) != "alto":
            raise InputError("it is neither ALTO nor PAGE XML")
        pages = alto_pages(root)
        named = {id_: blocks for page in pages for id_, blocks in page.named.items()}
        return PrintedPage([block for page in pages for block in page.blocks], named)


def _day_of(*described: Mods) -> tuple[Published | None, str]:
    """The first day of issue that is stated, else the first month or year; and what is doubtful in it."""
    found = [each for each in (mods.day_of_issue() for mods in described) if any(each)]
    days = (each for each in found if each[0] and each[0].precision == "day")
    return next(days, found[0] if found else (None, ""))


def _read_articles(
    articles: list[_LogicalDivision], issue: _Issue, pages: _Pages, options: Options, notices: tuple[str, ...]
) -> Iterator[Article | Rejected]:
    """The articles; and how much of the pages belongs to none."""
    taken: set[int] = set()
    for number, article in enumerate(articles):
        citation, doubts = issue.citation(article)
        blocks = _blocks_of(article.element, pages, taken, is_heading=False)
        label = _label(article.element)
        citation = citation if citation.title or not label else replace(citation, title=label)
        origin = f"{options.origin}[{number}]"
        yield printed_article(blocks, options, origin, citation=citation, notices=(*notices, *doubts))
    every = [block for _, page in pages.in_order() for block in page.blocks if any(block.lines)]
    if left := sum(id(block) not in taken for block in every):
        what = "belong to no article, as advertisements may, and were not read"
        # A rejection of the file as a whole would mean that it has to be read again.
        yield Rejected(f"{options.origin}[{len(articles)}]", f"{left} of {len(every)} text blocks {what}")


def _read_pages(
    issue: _Issue, pages: _Pages, options: Options, notices: tuple[str, ...]
) -> Iterator[Article | Rejected]:
    citation, doubts = issue.citation()
    for number, (_, page) in enumerate(pages.in_order()):
        origin = f"{options.origin}[{number}]"
        yield printed_article(page.blocks, options, origin, citation=citation, notices=(*notices, *doubts))


def _articles_in(
    division: Element, around: tuple[tuple[str, ...], ...], section: str
) -> Iterator[_LogicalDivision]:
    from ..xml.xml_tree import attribute, children

    descriptions = (tuple(attribute(division, "DMDID").split()), *around)
    kind = attribute(division, "TYPE").lower()
    if kind == "article":
        yield _LogicalDivision(division, descriptions, section)
        return
    section = attribute(division, "LABEL") if kind == "section" else section
    for each in children(division, "div"):
        yield from _articles_in(each, descriptions, section)


def _blocks_of(division: Element, pages: _Pages, taken: set[int], *, is_heading: bool) -> Iterator[TextBlock]:
    """The blocks of a division, in its order, each once; ``taken`` collects which."""
    from ..xml.xml_tree import attribute, descendants, local

    is_heading = is_heading or bool(_heading.fullmatch(attribute(division, "TYPE")))
    for each in division:
        if local(each) == "div":
            yield from _blocks_of(each, pages, taken, is_heading=is_heading)
        elif local(each) == "fptr":
            for area in descendants(each, "fptr", "area"):
                for block in pages.blocks_at(area):
                    if id(block) not in taken:
                        taken.add(id(block))
                        yield replace(block, is_heading=is_heading or block.is_heading)


def _sheets(root: Element) -> Iterator[list[str]]:
    """The ids of the files of each page, in the order of the physical structure."""
    from ..xml.xml_tree import attribute, descendants

    for map_ in descendants(root, "structMap"):
        for division in descendants(map_, "div"):
            if attribute(division, "TYPE").lower() == "page":
                yield [attribute(each, "FILEID") for each in descendants(division, "fptr", "area")]


def _label(division: Element) -> str:
    """The label of an article, where it is its title."""
    from ..xml.xml_tree import attribute

    label = attribute(division, "LABEL")
    return "" if _no_title.fullmatch(label) else label
