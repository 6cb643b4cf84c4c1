"""What stands around an article on a page: comments, consent, teasers and the like, by what it is called.

Names are matched as whole words of a class, an id, a role or an item type, so that ``public`` is no ``pub``
and ``commentary`` no ``comment``; a name that tells a state (``has-comments``, ``comment-free``) names
nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .tree import first_heading

if TYPE_CHECKING:
    from collections.abc import Mapping

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
CAPTION = "caption"
DETAILS = "details"
UNSEEN = "unseen"

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
    COMMENTS: """
        comment comments comment-list comment-form comment-area comment-section comment-thread usercomments
        comentarios comentario kommentar kommentare commentaires commenti reacties disqus discussion respond
        replies livefyre coral-talk post-ratings star-rating star-ratings rate-this user-rating wp-polls
        was-this-helpful
    """,
    CONSENT: """
        cookie cookies cookie-bar cookie-banner cookie-notice cookie-consent cookie-law cookie-policy
        cookie-message cookie-wall consent gdpr ccpa cmp onetrust didomi cookiebot dsgvo usercentrics
        video-fallback third-party-services privacy-notice privacy-banner
    """,
    SIGN_IN: """
        modal modals popup popups pop-up lightbox login log-in signin sign-in signup sign-up register
        registration regwall subscribe subscription subscriptions paywall-overlay paywall-prompt
        paywall-message paywall-box paywall-barrier paywall-banner paywall-offer assinatura suscripcion
        suscribete abonnement abo-box donate donation donations
    """,
    NEWSLETTER: """
        newsletter newsletters newsletter-box newsletter-form newsletter-signup newsletter-widget mailing-list
        mailchimp mc-embed mc4wp-form newsletter-teaser
    """,
    TEASERS: """
        related related-posts related-articles related-stories related-content related-news related-links
        related-topics relatedposts recommended recommendation recommendations recommender read-next
        read-also also-like see-also you-may more-stories more-news more-from more-articles more-on most-read
        most-popular most-viewed most-shared most-commented most-recent trending popular teasers teaser-list
        teaser-box teaser-group outbrain taboola latest-news latest-articles latest-posts latest-stories
        recent-posts recent-articles recent-comments recent-news yarpp suggested similar-posts
        similar-articles next-article next-post next-story prev-article prev-post prev-story previous-article
        previous-post previous-story post-navigation nav-links associated-posts inline-teaser teaser-inline
        lire-aussi a-lire-aussi lea-tambien le-puede-interesar leia-mais leia-tambien leggi-anche
        mehr-zum-thema lesen-sie-auch weiterlesen mas-leidas mas-noticias notas-relacionadas
        noticias-relacionadas relacionadas relacionados correlati articoli-correlati czytaj-takze
        tag-cloud tag-list post-tags article-tags entry-tags
    """,
    AUTHOR_BOX: """
        author-box author-bio author-card author-profile author-description author-block about-author
        about-the-author about-authors biography saboxplugin author-info author-desc author-about
        author-details autorenbox autor-box
    """,
    MASTHEAD: "masthead site-header page-header global-header main-header header-top top-bar branding",
    FOOTER: "footer site-footer page-footer main-footer global-footer colophon copyright imprint impressum",
    NAVIGATION: """
        nav navbar navigation menu menus main-menu breadcrumb breadcrumbs bread-crumb bread-crumbs pagination
        pager skip-link skip-links crumb crumbs toc-list toc-container ez-toc
        table-of-contents inhaltsverzeichnis
    """,
    ASIDE: "sidebar sidebars side-bar widget-area right-rail right-column rail",
    SHARE_BAR: """
        share shares sharing share-bar share-button share-buttons share-links share-tools share-this social
        social-bar social-share social-sharing social-buttons social-links social-media social-icons
        sharedaddy addtoany addthis shariff follow-us
    """,
    ADVERTISEMENT: """
        ad ads advert adverts advertisement advertisements advertising ad-slot ad-container ad-wrapper ad-unit
        ad-box adsbygoogle sponsored sponsor publicidad publicite werbung anzeige anzeigen reklama reklam
        promo promos promotion dfp
    """,
    CAPTION: """
        caption captions credit credits img-group image-group bildunterschrift image-description
        img-description image-info image-credit image-copyright image-box img-box photo-title
        photo-credit photo-info media-info bildtext bildquelle bildnachweis bild-unterschrift foto-credit
        pie-foto pie-de-foto
    """,
    DETAILS: """
        entry-meta post-meta postmetadata article-meta story-meta meta-info meta-data metas meta-line
        byline by-line dateline published-date publish-date post-date entry-date article-date read-time
        reading-time posted-on timestamp time-stamp article-author post-author entry-author coauthors
        author-name author-date
    """,
    UNSEEN: "screen-reader-text screen-reader sr-only noprint notforprint dontprint donotprint d-print-none",
}
_KINDS = {
    spelling: kind
    for kind, names in _NAMES.items()
    for name in names.split()
    for spelling in (name, name.replace("-", ""))
}
"""Names, in one word or several, and what they name."""
_WORDS = frozenset(word for name in _KINDS for word in name.split("-"))
_STATES = frozenset((
    "has", "have", "with", "without", "no", "non", "not", "free", "open", "opened", "closed", "enabled",
    "disabled", "is", "are", "hide", "hidden", "hides", "show", "allow", "allows", "after", "before", "count",
    "below", "above", "first", "last", "link", "jump", "to", "by", "type", "live", "tag", "category",
    "layout", "grid",
))  # fmt: skip
_word_ends = re.compile(r"[\W_]++|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_WORDS_IN_A_NAME = 3
_LONGEST = 400  # characters of the names of one element that are looked at
_TEXTLESS = frozenset((
    "meta", "link", "script", "style", "template", "noscript", "svg", "path", "g", "use", "symbol", "img",
    "picture", "source", "input", "br",
))  # fmt: skip
_PAGE = frozenset(("html", "head", "body", "main", "h1"))
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))  # whose ids are what they say
_SILENT = frozenset(("script", "style", "template", "noscript", "svg", "select", "head", "a"))
_SURE = frozenset((COMMENTS, CONSENT, SIGN_IN, FOOTER))
"""What may well be longer than the article."""
_SURE_BESIDE_HEADING = _SURE | {NEWSLETTER, TEASERS, AUTHOR_BOX}
"""Likewise, where the page has a first heading outside of it."""
STATING = frozenset((DETAILS, UNSEEN))
"""What is no text, and says when an article was published all the same."""
_LONGEST_DETAILS = 300  # characters; what is longer holds more than a by-line
_LARGE_PART = 3
_LEAST_TEXT = 250  # characters outside of furniture that may be an article
_RELEASES = 4  # of furniture in furniture, where hardly any text would be left


def furniture_in(tree: Any) -> dict[Any, str]:  # noqa: ANN401 -- lxml ships no types
    """The elements of a page that are furniture, with their kinds; those within another, too.

    What a name says counts for nothing where an element holds the first heading and a third of the page's
    text; or a third of it, and is no comments, consent, sign-in or footer, nor newsletter, teasers or author
    box beside a first heading; nor, of the largest, where hardly any text would be left. Nor does it count of
    by-lines and what is not shown where an element is longer than those are, or holds the heading.
    """
    order = list(tree.iter("*"))
    named = {element: kind for element in order if (kind := furniture_of(element))}
    lengths = _text_lengths(order)
    least = lengths[tree] / _LARGE_PART
    first = first_heading(tree)
    heading = set() if first is None else set(first.iterancestors())
    sure = _SURE_BESIDE_HEADING if heading else _SURE
    found = {}
    for element, kind in named.items():
        is_small = lengths[element] < least or element.tag in _TAGS
        if kind in STATING:
            counts = element not in heading and lengths[element] <= _LONGEST_DETAILS
        else:
            counts = is_small or (kind in sure and element not in heading)
        if counts:
            found[element] = kind
    for _ in range(_RELEASES):
        if not _release_largest(found, lengths, lengths[tree]):
            break
    return found


def _release_largest(furniture: dict[Any, str], lengths: Mapping[Any, int], total: int) -> bool:
    """Takes the largest for the article where hardly any text is left without it; whether it did."""
    if sum(map(lengths.__getitem__, furniture)) < total - _LEAST_TEXT:
        return False
    outer = [each for each in furniture if not furniture_around(each.getparent(), furniture)]
    largest = max(outer, key=lengths.__getitem__, default=None)
    left = total - sum(map(lengths.__getitem__, outer))
    if not left < _LEAST_TEXT < lengths.get(largest, 0) or furniture[largest] in (COMMENTS, CONSENT):
        return False
    del furniture[largest]
    return True


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
    if tag in _TEXTLESS:
        return ""
    if kind := _TAGS.get(tag):
        return kind
    kind = (
        ((names := attribute("class")) and _kind_named(names[:_LONGEST]))
        or (tag not in _HEADINGS and (names := attribute("id")) and _kind_named(names[:_LONGEST]))
        or ((role := attribute("role")) and _ROLES.get(role))
        or ((item := attribute("itemtype")) and _TYPES.get(item.rpartition("/")[2].strip().lower()))
        or (MASTHEAD if tag == "header" and _is_masthead(element) else "")
    )
    return kind if kind and tag not in _PAGE and attribute("itemprop") != "articleBody" else ""


def _is_masthead(header: Any) -> bool:  # noqa: ANN401 -- lxml ships no types
    """Whether a header is the page's own: it stands in no part of the page, and has a menu."""
    within = any(True for _ in header.iterancestors("article", "main", "section"))
    return not within and next(header.iter("nav"), None) is not None


def _text_lengths(order: list[Any]) -> dict[Any, int]:
    """Element → characters of the text in it, but for what is linked or not shown."""
    lengths = dict.fromkeys(order, 0)
    for element in reversed(order):
        if element.tag in _SILENT:
            lengths[element] = 0
        elif text := element.text:
            lengths[element] += len(text.strip())
        if (parent := element.getparent()) is not None:
            lengths[parent] += lengths[element] + (len(tail.strip()) if (tail := element.tail) else 0)
    return lengths


@lru_cache(maxsize=16_384)  # pages of an outlet share their names
def _kind_named(names: str) -> str:
    """The kind that the classes or the id of an element name."""
    if "hentry" in names:  # how an article is marked whose other classes are its subjects
        return ""
    for name in names.split():
        if kind := _kind_spelt(name):
            return kind
    return ""


@lru_cache(maxsize=16_384)
def _kind_spelt(name: str) -> str:
    """The kind that one name spells; what follows two hyphens is how the element looks."""
    words = [word.lower() for word in _word_ends.split(name.partition("--")[0])]
    if _WORDS.isdisjoint(words) or not _STATES.isdisjoint(words):
        return ""
    for length in range(min(_WORDS_IN_A_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            if kind := _KINDS.get("-".join(words[start : start + length])):
                return kind
    return ""
