"""Addresses of articles on the web: which of them lead to one page, and which are an archive's copies."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from .dates.moments import digits_moment

if TYPE_CHECKING:
    from datetime import datetime

_LONGEST = 4096  # characters; longer ones are looked at no further
_scheme = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_bare_host = re.compile(r"[^\s/?#@]+\.[^\s/?#@.]{2,}(?:[/?#]|\Z)")  # as people type an address
_WWW = r"(?:www[0-9]?|amp)\.(?=[^./?#]+\.)"
_www = re.compile(rf"\A{_WWW}")
_escape = re.compile(r"%([0-9A-Fa-f]{2})")
_unreserved = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_amp_file = re.compile(r"\.amp(?=\.html?\Z|\Z)")
_DEFAULT_PORTS = frozenset((":80", ":443"))

# Keys that name the way on which a reader came, never what is read: those of analytics (Google, Matomo,
# Piano, Adobe, Webtrends), of advertisements' clicks and of newsletters, as the documentation of these
# services and of outlets' own share buttons names them.
_TRACKING_PREFIXES = (
    "utm_", "pk_", "mtm_", "piwik_", "at_", "hsa_", "mc_", "vero_", "ns_", "wt.", "fb_", "oly_",
)  # fmt: skip
_TRACKING_KEYS = """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id epik
    _ga _gl _hsenc _hsmi _openstat mkt_tok s_cid s_kwcid cmpid cmp icid ncid ocid xtor smid smtyp sref
    ref_src ref_url __twitter_impression ito guccounter guce_referrer guce_referrer_sig feature_source
"""
_TRACKING = frozenset(_TRACKING_KEYS.split())
_AMP = frozenset(("amp", "outputtype", "output"))
_AMP_VALUES = frozenset(("", "1", "true", "amp"))
_END = r"(?=#|\Z)"
_OF_THE_WAY = rf"(?:{'|'.join(map(re.escape, _TRACKING_PREFIXES))})[A-Za-z0-9_.-]*+(?:=[^&#\s]*+)?"
_plain = re.compile(
    rf"https?://(?:{_WWW})?+(?P<host>[a-z0-9.-]*+(?<=[a-z0-9]))(?P<path>(?:/[A-Za-z0-9._~-]++)*+)/?"
    rf"(?:\?(?:(?:{_OF_THE_WAY}(?:&|{_END}))*+{_END}|(?P<query>[^#\s]*+)))?(?:#(?!!)\S*+)?"
)
"""An address with nothing escaped before its query; no page is named by its fragment."""
# A copy's address is the archive's, a moment, perhaps what is shown of it ("id_"), and the whole address of
# the original: so archive.org, Archive-It, national libraries (pywb, OpenWayback) and archive.today write it.
# The archive's own part may be missing in links.
_copy = re.compile(
    r"(?:(?:https?:)?//[^/?#\s]+)?(?:/[^/?#\s]+){0,3}?/"
    r"(?P<moment>\d{14}|\d{4}\.\d\d\.\d\d-\d{6})(?:[a-z]{2}_)?/(?P<original>https?:/{1,2}[^/\s].*)",
    re.IGNORECASE,
)
_brief_copy = re.compile(
    r"(?:(?:https?:)?//[^/?#\s]+)?/web/(?P<moment>\d{1,14})(?:[a-z]{2}_)?/(?P<original>https?:/{1,2}[^/\s].*)",
    re.IGNORECASE,
)
_one_slash = re.compile(r"\A(https?):/(?!/)", re.IGNORECASE)


class Capture(NamedTuple):
    """What an address is a copy of.

    Attributes:
        original: the original's address; the given one where it is no copy's.
        moment: when the copy was made, in UTC; None where that is not said.
    """

    original: str
    moment: datetime | None = None


def original_address(url: str) -> str:
    """The address of what ``url`` is an archive's copy of; ``url`` itself where it is none."""
    return capture_of(url).original


def capture_of(url: str) -> Capture:
    """What ``url`` is an archive's copy of, and when that was made."""
    if len(url) > _LONGEST:
        return Capture(url)
    found = _copy.match(url) or _brief_copy.match(url)
    if not found:
        return Capture(url)
    original = _one_slash.sub(r"\1://", found["original"])
    return Capture(original_address(original), digits_moment(found["moment"]))


def join_address(url: str, base: str) -> str:
    """``url`` made whole by the address of what it stands in; as it is where that makes no sense."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return url


def is_web_address(url: str) -> bool:
    """Whether it is a whole address of something on the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def is_home_page(url: str) -> bool:
    """Whether an address names a whole site, and nothing on it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not (parts.path.strip("/") or parts.query)


@lru_cache(maxsize=4096)
def address_key(url: str) -> str:
    """What all spellings of a page's address share; "" for what is no address on the web.

    Scheme, ``www.``, ports that go without saying, fragments, a final slash, the marks of accelerated mobile
    pages and the keys that only tell on which way a reader came do not count; neither do the order of the
    other keys and the spelling of escapes. A fragment that begins with ``!`` names a page, and stays. An
    archive's copy has the key of the original.
    """
    plain = _plain.fullmatch(url) if len(url) <= _LONGEST else None
    if plain and "amp" not in plain["path"].lower():  # as most are: it takes a tenth of the time
        host, path, query = plain.groups()
        return f"{host}{path}{_plain_query(query)}" if query else f"{host}{path}"
    url = original_address(url.strip())
    if len(url) > _LONGEST:
        return url
    if not _scheme.match(url):
        if not _bare_host.match(url):
            return ""
        url = f"//{url}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = _plain_host(parts.netloc)
    if not host:
        return ""
    fragment = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return f"{host}{_plain_path(parts.path)}{_plain_query(parts.query)}{fragment}"


def page_key(url: str) -> str:
    """The same of an address that leads to a page of an outlet; "" for the outlet's front page, too."""
    key = address_key(url)
    return key if "/" in key or "?" in key or "#" in key else ""


def _plain_host(netloc: str) -> str:
    host = netloc.rpartition("@")[2].lower()
    if host[host.rfind(":") :] in _DEFAULT_PORTS:
        host = host[: host.rfind(":")]
    host = _www.sub("", host.rstrip("."))
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _plain_path(path: str) -> str:
    segments = [segment for segment in _plain_escapes(path).split("/") if segment.lower() != "amp"]
    return _amp_file.sub("", "/".join(segments).rstrip("/"))


def _plain_query(query: str) -> str:
    """What tells a page from others, with a question mark; "" where nothing does."""
    # Most of what does not count can be told before anything is parsed, and seldom is anything left.
    parts = [part for part in query.split("&") if part and not _is_of_the_way(*part.partition("=")[::2])]
    pairs = parse_qsl("&".join(parts), keep_blank_values=True, max_num_fields=None) if parts else []
    kept = sorted(pair for pair in pairs if not _is_of_the_way(*pair))
    return f"?{urlencode(kept)}" if kept else ""


def _is_of_the_way(key: str, value: str) -> bool:
    """Whether a key of an address says how a reader came or how the page is set, not which one it is."""
    key = key.lower()
    if key in _AMP:
        return value.lower() in _AMP_VALUES
    return key in _TRACKING or key.startswith(_TRACKING_PREFIXES)


def _plain_escapes(path: str) -> str:
    """A path with the escapes it needs, and no others (RFC 3986, 6.2.2)."""
    encoded = quote(path, safe="/%:@!$&'()*+,;=~")
    return _escape.sub(_plain_escape, encoded)


def _plain_escape(match: re.Match[str]) -> str:
    character = unquote(match[0])
    return character if character in _unreserved else match[0].upper()
