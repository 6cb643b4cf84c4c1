"""JSON-LD of a page: what the outlet tells search engines of the article, after schema.org."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..rows.strict_json import decode_json
from .tree import elements

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = dict[str, Any]

_SCRIPT_LIMIT = 4 * 1024**2  # characters of one block
_NODES_LIMIT = 20_000  # objects that are looked at
_ARTICLE = re.compile(r"(?:article|posting|report|analysis|opinion|liveblog|advertorial)", re.IGNORECASE)
_COLLECTIONS = frozenset(("CollectionPage", "SearchResultsPage"))
_SEVERAL = 3  # headlines
_NODES_LOOKED_AT = 200
_cdata = re.compile(r"\A\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*\Z|\A\s*<!--|-->\s*\Z")
_trailing_comma = re.compile(r",\s*([}\]])")


def nodes(tree: Any) -> list[Node]:  # noqa: ANN401 -- lxml ships no types
    """All objects in a page's JSON-LD, outer before inner; what is not JSON is skipped."""
    found: list[Node] = []
    for script in elements(tree, "script"):
        if "ld+json" in (script.get("type") or "").lower():
            for node in _walk(_decode_script(script.text or "")):
                found.append(node)
                if len(found) >= _NODES_LIMIT:
                    return found
    return found


def article_in(found: list[Node], url: str) -> Node:
    """The object that describes the page's own article; an empty one if there is none.

    Of several it is the one at the page's own address; else the first that has a headline and a date.
    """
    articles = [node for node in found if _ARTICLE.search(" ".join(types(node)))]
    known = {id(node) for node in articles}  # comparing the nodes themselves would take quadratic time
    articles += [node for node in found if "headline" in node and id(node) not in known]
    path = _path(url)
    own = [node for node in articles if path and path in _addresses(node)]
    whole = [node for node in articles if node.get("headline") and node.get("datePublished")]
    return next(iter([*own, *whole, *articles]), {})


def is_collection(found: list[Node], url: str) -> bool:
    """Whether this calls the page a collection, or describes several articles, none at its own address."""
    articles = [node for node in found if _ARTICLE.search(" ".join(types(node)))]
    path = _path(url)
    if any(path and path in _addresses(node) for node in articles):
        return False
    headlines = {text(node.get("headline")) for node in articles} - {""}
    named = any(_COLLECTIONS.intersection(types(node)) for node in found[:_NODES_LOOKED_AT])
    return len(headlines) >= _SEVERAL or (named and len(headlines) != 1)


def types(node: Node) -> list[str]:
    """The names of a node's types."""
    value = node.get("@type", "")
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def kinds(node: Node) -> frozenset[str]:
    """The names of a node's types, in small letters and without their vocabulary."""
    return frozenset(re.split(r"[/#:]", name)[-1].lower() for name in types(node))


def text(value: object) -> str:
    """The text of a value, unescaped, as some outlets escape it for HTML once more; "" if there is none."""
    if isinstance(value, list):
        value = next((each for each in value if each), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id") or ""
    if not isinstance(value, str):
        return ""
    if "&" in value:
        import html  # its table of names is large, and few pages need it

        value = html.unescape(value)
    return value.strip()


def names(value: object, known: dict[str, Node]) -> list[str]:
    """The names in a list of people or organisations, which may be given by reference."""
    found: list[str] = []
    for each in value if isinstance(value, list) else [value]:
        node = each
        if isinstance(each, dict) and "name" not in each:
            node = known.get(str(each.get("@id")), each)
        name = node.get("name") if isinstance(node, dict) else node
        parts = name if isinstance(name, list) else [name]
        found += (text(part) for part in parts if isinstance(part, str) and part.strip())
    return found


def by_id(found: list[Node]) -> dict[str, Node]:
    """Id → node, for nodes that others may refer to."""
    return {str(node["@id"]): node for node in found if "@id" in node and "name" in node}


def _decode_script(script: str) -> object:
    script = _cdata.sub("", script[:_SCRIPT_LIMIT]).strip().rstrip(";")
    # The last is for templates that close one brace too many.
    for written in (script, _trailing_comma.sub(r"\1", script), script[:-1]):
        try:
            return decode_json(written)
        except ValueError:
            continue
    return None


def _walk(value: object) -> Iterator[Node]:
    """All objects in a value; with a stack of its own, as hostile values are deeply nested."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _addresses(node: Node) -> set[str]:
    main = node.get("mainEntityOfPage")
    values = [node.get("url"), node.get("@id"), main.get("@id") if isinstance(main, dict) else main]
    return {_path(value) for value in values if isinstance(value, str)} - {""}


def _path(url: str) -> str:
    """The part of an address that all its spellings share: no scheme, host, query or fragment."""
    bare = re.sub(r"\A(?:https?:)?//[^/]*", "", url).partition("?")[0].partition("#")[0]
    return bare.rstrip("/")
