"""XML as a tree of bounded depth and size, and how its parts are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from ...errors import InputError
from ...text import in_quotes, one_line
from ..html.fragment import FlowingText
from ..markup import check_document

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Element",
    "attribute",
    "child",
    "children",
    "descendants",
    "flowing_text",
    "local",
    "parse",
    "words",
]

DEPTH_LIMIT = 200
ELEMENTS_LIMIT = 250_000
"""Elements that a document may have; each takes some 100 bytes."""

_INSTALL = "pip install 'dateline[xml]'"


def parse(text: str) -> tuple[Element, tuple[str, ...]]:
    """The root element of an XML document, as far as it is well formed, and a notice if it is not.

    Entities are refused, and nothing outside the document is read, whatever it names.

    Raises:
        InputError: it has no root element, declares entities, or is deeper or larger than the limits.
    """
    try:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import DefusedXMLParser
    except ImportError:
        raise InputError("XML needs the package defusedxml.", _INSTALL) from None
    check_document(text.encode(errors="replace"), "a document")
    tree = _BoundedTree()
    parser = DefusedXMLParser(target=tree, forbid_dtd=False, forbid_entities=True)
    try:
        parser.feed(text)
        parser.close()
    except ParseError as error:
        reason = f"not well-formed XML: {in_quotes(one_line(str(error)), 100)}"
        if tree.root is None:
            raise InputError(reason) from None
        return tree.root, (f"{reason}; read as far as it goes",)
    except DefusedXmlException:
        raise InputError("it declares entities or names other files to be read, which is refused") from None
    assert tree.root is not None
    return tree.root, ()


class _BoundedTree(TreeBuilder):
    """A tree builder with bounded depth and size."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEPTH_LIMIT:
            raise InputError(f"its elements are nested more than {DEPTH_LIMIT} deep")
        if self._count > ELEMENTS_LIMIT:
            raise InputError(f"it has more than {ELEMENTS_LIMIT:,} elements; split it")
        element = super().start(tag, attrs)
        self.root = element if self.root is None else self.root
        return element

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Direct children of these names, in order."""
    yield from (each for each in (element if element is not None else ()) if local(each) in names)


def child(element: Element | None, *path: str) -> Element | None:
    """The element at a path of names, the first child of each; None if there is none."""
    for name in path:
        element = next(children(element, name), None)
    return element


def descendants(element: Element | None, *names: str) -> Iterator[Element]:
    """All elements of these names within, in document order."""
    yield from (each for each in (element.iter() if element is not None else ()) if local(each) in names)


def words(element: Element | None) -> str:
    """All text within, on one line."""
    return one_line("".join(element.itertext())) if element is not None else ""


def attribute(element: Element | None, name: str) -> str:
    """An attribute by its name without namespace; "" if it is missing."""
    if element is None:
        return ""
    return next((one_line(value) for key, value in element.items() if key.rpartition("}")[2] == name), "")


def flowing_text(element: Element | None, dropped: frozenset[str] = frozenset()) -> str:
    """The text within, set in paragraphs as by a browser, without elements of ``dropped`` names."""
    text = FlowingText()
    if element is not None:
        _flow(element, text, dropped)
    return text.whole_text()


def _flow(element: Element, text: FlowingText, dropped: frozenset[str]) -> None:
    name = local(element).lower()
    if name not in dropped:
        text.open(name)
        text.add(element.text or "")
        for each in element:
            _flow(each, text, dropped)
            text.add(each.tail or "")
        text.close(name)
