"""What is an article, and how is it read?"""

from .article import Article, Entity, Link, Published, Rejected

__all__ = ["Article", "Entity", "Link", "Published", "Rejected"]
