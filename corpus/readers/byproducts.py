"""Files that stand beside articles and are none: scripts, styles, settings, logs, lists of addresses."""

from __future__ import annotations

import re

from ..text import decode

_SCRIPT, _STYLE, _SETTINGS, _LOG = "a script or source code", "a style sheet", "settings", "a log"
_MANIFEST = "a manifest of a web application"
_CALENDAR, _CARDS, _SUBTITLES, _PLAYLIST = "a calendar", "an address book", "subtitles", "a playlist"
_SHORTCUT = "a shortcut, which holds only an address"
_ADDRESSES = "a list of addresses; fetch the pages and read those"
_CRAWL = "an index of a crawl; read its WARC files"
_KEY = "a key or certificate"
_ANYWAY = "{}; it is no article (the reader 'captured' reads it all the same)"

_SUFFIXES = {
    _SCRIPT: """js mjs cjs jsx tsx coffee pyw ipynb rb phtml lua cpp cxx hpp java kt scala swift go vb vbs ps1
        psm1 bat cmd bash zsh fish erl clj groovy dart asm f90 tcl awk sed vim diff patch""",
    _STYLE: "css scss sass less styl xsl xslt",
    "a source map": "map",
    _MANIFEST: "webmanifest appcache",
    _SETTINGS: "ini cfg conf config yaml yml toml properties htaccess editorconfig inf reg plist",
    _LOG: "har",
    _CRAWL: "cdx cdxj",
    _CALENDAR: "ics ical ifb vcs",
    _CARDS: "vcf vcard",
    _SUBTITLES: "vtt srt ass ssa sbv lrc ttml",
    _SHORTCUT: "url webloc desktop lnk website",
    "a list of feeds": "opml",
    _PLAYLIST: "m3u m3u8 pls xspf",
    "a dump of a database": "sql",
    "a schema": "xsd dtd rng wsdl",
    "a map": "kml gpx geojson",
    _KEY: "pem crt cer csr",
    "a list of checksums": "md5 sha1 sha256 sha512 sfv",
}
"""Suffixes that articles do not have. Those that are domains of countries, too, such as ``py`` and ``pl``,
are missing: files are named after outlets. So are those of pages that servers make (``php``, ``asp``)."""
_BY_SUFFIX = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
_BY_NAME = {
    "package.json": _SETTINGS,
    "package-lock.json": _SETTINGS,
    "composer.json": _SETTINGS,
    "tsconfig.json": _SETTINGS,
    "asset-manifest.json": _MANIFEST,
    "makefile": _SCRIPT,
    "dockerfile": _SCRIPT,
}
_CODE_SUFFIXES = frozenset(
    "c cc cs d h hs hh jsp asp aspx m mm ml php pl pm py pyi r rs s sh ts v".split()  # noqa: SIM905 -- as above
)
"""Suffixes of code that end other names, too: there a line of code must be found."""
_code_line = re.compile(
    r"^[ \t]*+(?:#!|#include\b|import [\w.{*'\"]|from \S++ import |def \w++\(|class \w++ ?[:({]|use [\w:]++;"
    r"|package [\w.]++;?$|(?:pub )?fn \w|function \w++ ?\(|export [\w]++=|echo [\"'$]|print\("
    r"|[a-z_][\w.]*+ ?[:+]?= ?[\"'\[{(\d]"
    r"|<\?php|<%)",
    re.MULTILINE,
)
_log_line = re.compile(
    r"^.{0,60}?(?:\b\d\d:\d\d:\d\d\b|\[?\b(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)\b)",
    re.MULTILINE,
)
_manifest = re.compile(rb'"(?:start_url|manifest_version|short_name)"\s*+:')

_BEGINNINGS = {
    _SCRIPT: r"#!\s*/|<\?(?:php|=)|<%@|diff --git |[\"']use strict[\"'];|/\*[!*]",
    _STYLE: r"@charset \"|@import (?:url|\")",
    _SUBTITLES: r"WEBVTT\b|1\n\d\d:\d\d:\d\d,\d{3} --> \d",
    _CALENDAR: r"BEGIN:VCALENDAR\b",
    _CARDS: r"BEGIN:VCARD\b",
    _SHORTCUT: r"\[(?:InternetShortcut|Desktop Entry)\]",
    _PLAYLIST: r"#EXTM3U\b",
    _KEY: r"-----BEGIN [A-Z ]{0,40}(?:KEY|CERTIFICATE)",
    _CRAWL: r" CDX |!OpenWayback-CDXJ|[^\s)]{1,200}\)\S{0,500} \d{14} (?:\{|\S{1,500} \S{1,40}/\S)",
}
_beginning = re.compile("|".join(f"({pattern})" for pattern in _BEGINNINGS.values()))
_LINES = {
    "rules for crawlers (robots.txt)": (
        r"(?:user-agent|disallow|allow|sitemap|crawl-delay|host|noindex|clean-param)\s*+:.*"
    ),
    _ADDRESSES: r"(?:https?|ftp)://\S++",
    "a list of sellers of advertisements (ads.txt)": (
        r"[\w.-]++\s*+,\s*+[\w.-]++\s*+,\s*+(?:direct|reseller)\b.*|[a-z]{3,20}domain\s*+=.*"
    ),
    _SETTINGS: r"\[[^\]]++\]|[\w.\\-]{1,60}+ ?=.*",
    _LOG: (
        r"\S++ \S++ \S++ \[\d\d/\w{3}/\d{4}:[^\]]++\] \".*"
        r"|\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*+ .{0,80}\b(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b.*"
        r"|[a-z]{3} [ \d]\d \d\d:\d\d:\d\d \S++ [^\s:]++: .*|(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.]++:.*"
    ),
}
"""What every line of such a file is, comments left out."""
_lines = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _LINES.items()}
_LOOKED_AT = 4 * 1024
_CODE_SIGNS = b"{};=()<>"
_LEAST_SIGNS, _LEAST_CODE = 0.05, 60  # of the characters of code are such signs; a shorter text tells nothing
_STATEMENT_ENDS = (";", "{", "}", "},")
_STATEMENTS = 0.4  # of the lines of code end so


def kind_by_name(name: str, head: bytes) -> str:
    """The reason why a file of this name is no article; "" if it may be one."""
    name = name.lower().partition("?")[0]
    kind = _BY_NAME.get(name) or _BY_SUFFIX.get(name.rpartition(".")[2] if "." in name else "", "")
    suffix = name.rpartition(".")[2]
    if not kind and suffix in _CODE_SUFFIXES and _code_line.search(_beginning_of(head)):
        kind = _SCRIPT
    if suffix == "log" and _log_line.search(_beginning_of(head)):
        kind = _LOG
    if not kind and name == "manifest.json" and _manifest.search(head):
        kind = _MANIFEST
    return _reason(kind)


def kind_by_content(head: bytes) -> str:
    """The reason why text that begins with ``head`` is no article; "" if it may be one."""
    text = _beginning_of(head)
    found = _beginning.match(text) or _beginning.match(text.lstrip())
    if found and found.lastindex:
        return _reason([*_BEGINNINGS][found.lastindex - 1])
    whole = text if len(head) <= _LOOKED_AT else text.rpartition("\n")[0]
    lines = [line for each in whole.splitlines() if (line := each.strip())]
    stated = [line for line in lines if not line.startswith(("#", ";"))]
    for kind, pattern in _lines.items():
        if len(stated) >= (1 if kind is _ADDRESSES else 2) and all(map(pattern.fullmatch, stated)):
            return _reason(kind)
    return _reason("a script or style sheet") if _is_code(text, lines) else ""


def _beginning_of(head: bytes) -> str:
    return decode(head[:_LOOKED_AT])[0].lstrip("\ufeff").replace("\r\n", "\n")


def _reason(kind: str) -> str:
    return _ANYWAY.format(kind) if kind else ""


def _is_code(text: str, lines: list[str]) -> bool:
    """Whether most of this is statements, as of a script or a style sheet."""
    begun = text.encode(errors="replace")
    signs = len(begun) - len(begun.translate(None, _CODE_SIGNS))
    if len(begun) < _LEAST_CODE or signs < _LEAST_SIGNS * len(begun):
        return False
    ends = sum(line.endswith(_STATEMENT_ENDS) for line in lines)
    return ends >= _STATEMENTS * len(lines)
