"""How is a page from the web read? Markup -> the article in it."""

from __future__ import annotations

from .fragment import text_of_fragment
from .page import HtmlPage, read_page

__all__ = ["HtmlPage", "read_page", "text_of_fragment"]
