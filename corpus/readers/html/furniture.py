"""What stands around an article on a page: comments, consent, teasers and the like, by what it is called.

Names are matched as whole words of a class, an id, a role or an item type, so that ``public`` is no ``pub``
and ``commentary`` no ``comment``; a name that tells a state (``has-comments``, ``comment-free``) names
nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COMMENTS = "comments"
CONSENT = "consent"
SIGN_IN = "sign-in"
NEWSLETTER = "newsletter"
TEASERS = "teasers"
AUTHOR_BOX = "author box"
MASTHEAD = "masthead"
FOOTER = "footer"
NAVIGATION = "navigation"
ASIDE = "aside"
SHARE_BAR = "share bar"
ADVERTISEMENT = "advertisement"

_TAGS = {"nav": NAVIGATION, "footer": FOOTER, "aside": ASIDE, "dialog": SIGN_IN}
_ROLES = {
    "navigation": NAVIGATION,
    "menu": NAVIGATION,
    "menubar": NAVIGATION,
    "search": NAVIGATION,
    "contentinfo": FOOTER,
    "complementary": ASIDE,
    "banner": MASTHEAD,
    "dialog": SIGN_IN,
    "alertdialog": SIGN_IN,
}
_TYPES = {
    "comment": COMMENTS,
    "usercomments": COMMENTS,
    "wpsidebar": ASIDE,
    "wpfooter": FOOTER,
    "wpheader": MASTHEAD,
    "sitenavigationelement": NAVIGATION,
    "wpadblock": ADVERTISEMENT,
}
_NAMES = {
    COMMENTS: "comments?|comment ?(?:list|form|area|section|thread)|disqus|comentarios?|kommentare?|"
    "commentaires|commenti|reacties|discussion|respond|replies|livefyre|coral talk",
    CONSENT: "cookies?|cookie ?(?:bar|banner|notice|consent|law|policy|message|wall)|consent|gdpr|ccpa|cmp|"
    "onetrust|didomi|cookiebot|dsgvo|usercentrics",
    SIGN_IN: "modals?|popups?|pop up|lightbox|log ?in|sign ?in|sign ?up|register|registration|regwall|"
    "paywall (?:overlay|prompt|message|box|barrier|banner|offer)|subscribe|subscriptions?",
    NEWSLETTER: "newsletters?|newsletter ?(?:box|form|signup|teaser|widget)|mailing list|mailchimp|mc embed",
    TEASERS: "related|related ?(?:posts?|articles?|stories|content|news|links?|topics?)|jp relatedposts|"
    "recommended|recommendations?|recommender|read ?(?:more|next|also)|also like|see also|you may|"
    "more ?(?:stories|news|from|articles|on)|most (?:read|popular|viewed|shared|commented|recent)|trending|"
    "popular|teasers|teaser (?:list|box|group)|outbrain|taboola|latest (?:news|articles|posts|stories)|"
    "recent (?:posts|articles|comments|news)|yarpp|suggested|similar (?:posts|articles)|"
    "(?:next|prev|previous) (?:article|post|story)|post ?navigation|nav links",
    AUTHOR_BOX: "author ?(?:box|bio|card|profile|description|block)|about (?:the )?authors?|biography",
    MASTHEAD: "masthead|(?:site|page|global|main) ?header|header top|top ?bar|branding",
    FOOTER: "footer|(?:site|page|main|global) ?footer|colophon|copyright|imprint|impressum",
    NAVIGATION: "nav|navbar|navigation|menus?|main ?menu|bread ?crumbs?|pagination|pager|skip links?",
    ASIDE: "side ?bars?|widgets?|right (?:rail|column)|rail",
    SHARE_BAR: "shares?|sharing|share ?(?:bar|buttons?|links?|tools|this)|social|"
    "social ?(?:bar|share|sharing|buttons|links|media|icons)|sharedaddy|addtoany|addthis|shariff|follow us",
    ADVERTISEMENT: "ads?|adverts?|advertisements?|advertising|ad ?(?:slot|container|wrapper|unit|box)|"
    "adsbygoogle|sponsored|sponsor|publicidad|publicite|werbung|anzeigen?|reklama?|promos?|promotion|dfp",
}
_STATES = (
    "has|have|with|without|no|non|not|free|open|opened|closed|enabled|disabled|is|are|hide|hidden|hides|show|"
    "allow|allows|after|before|count|below|above|first|last|link|jump|to|by|type"
)
_any_state = re.compile(rf"\b(?:{_STATES})\b")
_any_kind = re.compile("|".join(rf"(\b(?:{names})\b)" for names in _NAMES.values()))
_KINDS = tuple(_NAMES)
_word_ends = re.compile(r"[\W_]++|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_LONGEST = 400  # characters of the names of one element that are looked at
_PAGE = frozenset(("html", "head", "body", "main"))
_LARGE_PART = 3
_NESTED = 8  # elements around the first heading that are measured


def furniture_in(tree: Any) -> dict[Any, str]:  # noqa: ANN401 -- lxml ships no types
    """The elements of a page that are furniture, with their kinds; those within another, too.

    What holds the first heading and a third of the page's text is the article, whatever it is called.
    """
    found = {element: kind for element in tree.iter("*") if (kind := furniture_of(element))}
    total = 0
    for element in islice(_around_heading(tree, found), _NESTED):
        total = total or _length(tree)
        if _length(element) * _LARGE_PART > total:
            del found[element]
    return found


def furniture_around(element: Any, furniture: Mapping[Any, str]) -> str:  # noqa: ANN401 -- lxml ships no types
    """The kind of the nearest of ``furniture_in`` that an element is, or stands in; "" for none."""
    while element is not None:
        if kind := furniture.get(element):
            return kind
        element = element.getparent()
    return ""


def furniture_of(element: Any) -> str:  # noqa: ANN401 -- lxml ships no types
    """What kind of furniture an element is by its own tag and names; "" for none."""
    tag, attribute = element.tag, element.get
    if tag in _PAGE or "articlebody" in (attribute("itemprop") or "").lower():
        return ""
    if kind := _TAGS.get(tag):
        return kind
    if (role := attribute("role")) and (kind := _ROLES.get(role.strip().lower())):
        return kind
    if (item := attribute("itemtype")) and (kind := _TYPES.get(item.rpartition("/")[2].strip().lower())):
        return kind
    named = _kind_named(f"{attribute('class') or ''} {attribute('id') or ''}"[:_LONGEST])
    return named or (MASTHEAD if tag == "header" and _is_masthead(element) else "")


def _is_masthead(header: Any) -> bool:  # noqa: ANN401 -- lxml ships no types
    """Whether a header is the page's own: it stands in no part of the page, and has a menu."""
    within = any(True for _ in header.iterancestors("article", "main", "section"))
    return not within and next(header.iter("nav"), None) is not None


def _around_heading(tree: Any, furniture: Mapping[Any, str]) -> Iterator[Any]:  # noqa: ANN401 -- lxml ships no types
    """The furniture around the first heading that is not empty, innermost first."""
    heading = next((each for each in tree.iter("h1") if any(text.strip() for text in each.itertext())), None)
    if heading is not None:
        yield from (each for each in heading.iterancestors() if each in furniture)


def _length(element: Any) -> int:  # noqa: ANN401 -- lxml ships no types
    texts = element.xpath(".//text()[not(parent::script or parent::style)]", smart_strings=False)
    return sum(map(len, texts))


@lru_cache(maxsize=8192)
def _kind_named(names: str) -> str:
    """The kind that a class or an id names."""
    for name in names.split():
        words = " ".join(_word_ends.split(name)).lower()
        if not _any_state.search(words) and (found := _any_kind.search(words)):
            return _KINDS[(found.lastindex or 1) - 1]
    return ""
