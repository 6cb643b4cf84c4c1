# ruff: noqa: E501, Q003 -- a kind is a row of a table
"""Kinds of hostile files as data: name → suffix, and what makes one of about so many bytes.

Most are a unit again and again, with something before it and after it; a unit with ``%d`` in it is numbered.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of hostile file.

    Attributes:
        suffix: of the file's name.
        make: gives about so many bytes of it.
    """

    suffix: str
    make: Callable[[int], bytes]


def repeated(before: bytes, unit: bytes, after: bytes, size: int) -> bytes:
    """``unit`` as often as fits into ``size`` bytes; numbered where it holds ``%d``."""
    room = max(0, size - len(before) - len(after))
    if b"%d" not in unit:
        return before + unit * (room // len(unit)) + after
    count = room // (len(unit) + 4)
    return before + b"".join(unit.replace(b"%d", b"%d" % number) for number in range(count)) + after


def kinds() -> dict[str, Kind]:
    """All kinds, by name."""
    found = {
        f"{suffix}: {name}": Kind(f".{suffix}", partial(repeated, *parts))
        for suffix, rows in _REPEATED.items()
        for name, parts in rows.items()
    }
    made = {f"{suffix}: {name}": Kind(f".{suffix}", make) for suffix, name, make in _MADE}
    return found | made


_PAGE = b"<!DOCTYPE html><html><head><title>A storm</title></head><body>"
_HEAD = b"<!DOCTYPE html><html><head><title>A storm</title>"
_RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>'
_ITEM = _RSS + b"<item><title>Storm</title><description>"
_ATOM = b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title>'
_NITF = b"<nitf><head><title>Storm</title></head><body><body.content>"
_NEWSML = (
    b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><contentMeta><headline>Storm</headline>'
    b"</contentMeta><contentSet><inlineXML>"
)
_TEXT = b"Storm closes the bridge\n\nThu Dec 1, 2016 22:09:14\n\n"
_OBJECT = b'{"title": "Storm", "body": "'
_MESSAGE = (
    b"From: Ana Roe <ana@harbour.example>\nSubject: Storm\nDate: Thu, 1 Dec 2016 22:09:14 +0000\n"
    b"Message-ID: <1@harbour.example>\nMIME-Version: 1.0\n"
)
_STORY = b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS NEWID="1"><DATE>26-FEB-1987</DATE><TEXT>'
_CAPTURE = b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%%d>\r\n"
_DUMP = b'string(2956) "[{"id":"18","title":"Storm"}'

_Row = tuple[bytes, bytes, bytes]
_REPEATED: dict[str, dict[str, _Row]] = {
    "html": {
        "attributes": (_PAGE + b"<p", b" a%d=1", b">Text</p>"),
        "attributes without a value": (_PAGE + b"<p", b" a%d", b">Text</p>"),
        "attributes in quotes": (_PAGE + b"<p", b' a%d=">"', b">Text</p>"),
        "attributes without spaces": (_PAGE + b"<p", b"a%d=''", b">Text</p>"),
        "attributes divided by slashes": (_PAGE + b"<p", b"/a%d", b">Text</p>"),
        "attributes never closed": (_PAGE + b"<p", b" a%d=1", b""),
        "attributes of the same name": (_PAGE + b"<p", b" a=1", b">Text</p>"),
        "attributes of html": (b"<html", b" a%d=1", b"><body><p>Text</p>"),
        "attributes of an end tag": (_PAGE + b"<p>Text</p", b" a%d=1", b">"),
        "attributes of a second body": (_PAGE + b"<p>Text</p><body", b" a%d=1", b">"),
        "attributes of many": (_PAGE, b"<p a%d=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8>", b""),
        "attributes after a quote in a script": (
            _PAGE + b"<script>if (a<b) c=\"d</script><p", b" a%d", b">Text"),
        "a thousand attributes each": (_PAGE, b"<p" + b"".join(b" b%d" % n for n in range(999)) + b">", b""),
        "a long value": (_PAGE + b'<p title="', b"storm ", b'">Text</p>'),
        "a class of many": (_PAGE + b'<p class="', b"c%d ", b'">Text</p>'),
        "a style of many": (_PAGE + b'<p style="', b"a:b;", b'">Text</p>'),
        "p": (_PAGE, b"<p>", b""),
        "p closed": (_PAGE, b"<p>Storm.</p>", b""),
        "p with a sentence": (_PAGE, b"<p>The storm closed the bridge at noon on day %d of it.</p>", b""),
        "br": (_PAGE, b"<br>", b""),
        "br in p": (_PAGE + b"<p>", b"a<br>", b"</p>"),
        "related links": (_PAGE, b"<a>Related headline</a>", b""),
        "links": (_PAGE, b'<a href="/2016/12/01/storm-closes-bridge-%d">Storm closes bridge</a>', b""),
        "links that go nowhere": (_PAGE, b"<a href>", b""),
        "links in a related block": (
            _PAGE + b'<div class="related">', b'<a href="http://h.example/a-b-c-%d">Storm closes it</a>', b""),
        "links in links": (_PAGE, b'<a href="a"><a>', b""),
        "links in a paragraph": (_PAGE + b"<p>", b'<a href="x%d">storm</a> ', b"</p>"),
        "blocks of links": (_PAGE, b'<div class="c%d"><a href="x">A storm in the harbour</a></div>', b""),
        "articles of links": (_PAGE, b"<article><p><a href=x>storm</a></p></article>", b""),
        "articles in articles": (_PAGE, b"<article><p>storm", b""),
        "h1": (_PAGE, b"<h1>", b""),
        "h1 with a title": (_PAGE, b"<h1>Storm %d closes the bridge</h1>", b""),
        "h1 as one title": (_PAGE, b"<h1>A storm</h1>", b""),
        "titles": (_HEAD, b"<title>Storm %d | Harbour</title>", b"</head><body><p>Text"),
        "a title of dashes": (b"<html><head><title>", b" - ", b"</title></head><body><h1>-</h1><p>Text"),
        "a title of bars": (b"<html><head><title>", b"a|", b"</title></head><body><h1>a</h1><p>Text"),
        "forms": (_PAGE, b"<form>", b""),
        "inputs": (_PAGE, b"<input>", b""),
        "options": (_PAGE + b"<select>", b"<option>a", b""),
        "div": (_PAGE, b"<div>", b""),
        "div closed": (_PAGE, b"<div></div>", b""),
        "div with text": (_PAGE, b"<div>Storm in the harbour.</div>", b""),
        "span": (_PAGE, b"<span>", b""),
        "b and i crossed": (_PAGE, b"<b><i></b></i>", b""),
        "b": (_PAGE, b"<b>", b""),
        "font": (_PAGE, b"<font color=red>a", b""),
        "end tags": (_PAGE, b"</p>", b""),
        "end tags of none": (_PAGE, b"</storm>", b""),
        "tables": (_PAGE, b"<table>", b""),
        "cells": (_PAGE + b"<table>", b"<tr><td>a", b"</table>"),
        "tables in cells": (_PAGE, b"<table><tr><td>", b""),
        "lists": (_PAGE, b"<ul>", b""),
        "points": (_PAGE + b"<ul>", b"<li>storm", b"</ul>"),
        "definitions": (_PAGE + b"<dl>", b"<dt>a<dd>b", b"</dl>"),
        "quotes": (_PAGE, b"<blockquote>a", b""),
        "images": (_PAGE, b"<img src=a.jpg>", b""),
        "scripts": (_PAGE, b"<script></script>", b""),
        "scripts in each other": (_PAGE, b"<script><!--<script>", b""),
        "styles": (_PAGE, b"<style>a{}</style>", b""),
        "comments": (_PAGE, b"<!---->", b""),
        "comments never closed": (_PAGE, b"<!--", b""),
        "declarations": (b"", b"<!doctype html>", b""),
        "instructions": (_PAGE, b"<?a?>", b""),
        "CDATA": (_PAGE, b"<![CDATA[a]]>", b""),
        "less than": (_PAGE, b"<", b""),
        "less than a": (_PAGE, b"<a ", b""),
        "less than a quote": (_PAGE, b'<a "', b""),
        "less than an equal quote": (_PAGE, b'<a b="', b""),
        "quotes never closed": (_PAGE, b"<a b='<c d=\"", b""),
        "references": (_PAGE + b"<p>", b"&amp;", b"</p>"),
        "references of none": (_PAGE + b"<p>", b"&storm;", b"</p>"),
        "references never closed": (_PAGE + b"<p>", b"&#", b"</p>"),
        "numbers as references": (_PAGE + b"<p>", b"&#x1F600;", b"</p>"),
        "meta": (_HEAD, b'<meta name="author" content="Ana %d Roe">', b"</head><body><p>Text"),
        "meta dates": (_HEAD, b'<meta name="date" content="2016-12-01">', b"</head><body><p>Text"),
        "authors in a list": (
            _HEAD + b'<meta name="author" content="', b"Ana Roe, ", b'"></head><body><p>Text'),
        "bylines": (_PAGE, b'<p class="byline">By Ana Roe</p>', b""),
        "times": (_PAGE, b'<time datetime="2016-12-01">', b""),
        "canonical links": (_HEAD, b"<link rel=canonical href=a>", b"</head><body><p>Text"),
        "JSON-LD deep": (_HEAD + b'<script type="application/ld+json">', b'{"a":[', b"</script><body><p>T"),
        "JSON-LD nodes": (
            _HEAD + b'<script type="application/ld+json">[',
            b'{"@type":"NewsArticle","headline":"a%d"},', b"{}]</script><body><p>Text"),
        "JSON-LD same nodes": (
            _HEAD + b'<script type="application/ld+json">[', b'{"headline":"a"},', b"{}]</script><body><p>T"),
        "JSON-LD blocks": (_HEAD, b'<script type="application/ld+json">{"headline":"a"}</script>', b"<body>"),
        "JSON-LD commas": (_HEAD + b'<script type="application/ld+json">[', b", ", b"]</script><body><p>T"),
        "JSON-LD authors": (
            _HEAD + b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"a","author":[',
            b'"Ana Roe %d",', b'"x"]}</script><body><p>Text'),
        "spaces": (_PAGE + b"<p>", b" ", b"</p>"),
        "newlines": (_PAGE + b"<pre>", b"\n", b"</pre>"),
        "NUL": (_PAGE + b"<p>", b"a\0", b"</p>"),
        "text alone": (_PAGE, b"storm ", b""),
        "text in Windows-1252": (_PAGE + b"<p>", b"caf\xe9 ", b"</p>"),
        "half of each character": (_PAGE + b"<p>", b"\xc3\xa9 \xc3 ", b"</p>"),
        "frames": (b"<html>", b"<frameset><frame>", b""),
        "svg": (_PAGE, b"<svg><g>", b""),
        "templates": (_PAGE, b"<template>", b""),
        "heads": (b"<html>", b"<head><body>", b""),
        "names of their own": (_PAGE, b"<a%d>", b""),
    },
    "rss": {
        "attributes": (b'<rss version="2.0"', b' a%d="1"', b"><channel><item><title>t</title></item>"),
        "attributes never closed": (b'<rss version="2.0"', b' a%d="1"', b""),
        "attributes with >": (_RSS + b"<item", b' a%d=">"', b"><title>t</title></item>"),
        "attributes of an item": (_RSS + b"<item", b" a%d='1'", b"><title>t</title></item></channel></rss>"),
        "attributes without quotes": (_RSS + b"<item", b" a%d=1", b"><title>t</title></item></channel></rss>"),
        "a thousand attributes each": (
            _RSS, b"<item" + b"".join(b' b%d="1"' % n for n in range(240)) + b"/>", b"</channel></rss>"),
        "namespaces": (b'<rss version="2.0"', b' xmlns:a%d="b"', b"><channel/></rss>"),
        "items": (_RSS, b"<item/>", b"</channel></rss>"),
        "items with a title": (_RSS, b"<item><title>Storm %d</title></item>", b"</channel></rss>"),
        "items never closed": (_RSS, b"<item><title>a", b""),
        "categories": (_RSS + b"<item>", b"<category>a</category>", b"<title>t</title></item></channel></rss>"),
        "authors": (_RSS + b"<item>", b"<author>a@b (Ana)</author>", b"<title>t</title></item></channel></rss>"),
        "links": (_RSS + b"<item>", b"<link>http://a</link>", b"<title>t</title></item></channel></rss>"),
        "enclosures": (_RSS + b"<item>", b"<enclosure/>", b"<title>t</title></item></channel></rss>"),
        "contents": (
            _RSS + b"<item>", b"<content:encoded>a</content:encoded>", b"<title>t</title></item></rss>"),
        "titles": (_RSS + b"<item>", b"<title>a</title>", b"</item></channel></rss>"),
        "elements of no name": (_RSS + b"<item>", b"<a%d/>", b"<title>t</title></item></channel></rss>"),
        "deep": (_RSS, b"<a>", b""),
        "deep items": (_RSS, b"<item>", b""),
        "escaped markup": (_ITEM, b"&lt;", b"</description></item></channel></rss>"),
        "escaped paragraphs": (_ITEM, b"&lt;p&gt;", b"</description></item></channel></rss>"),
        "escaped attributes": (_ITEM + b"&lt;p ", b"a%d=1 ", b"&gt;</description></item></channel></rss>"),
        "escaped tags never closed": (_ITEM, b"&lt;a ", b"</description></item></channel></rss>"),
        "references": (_ITEM, b"&amp;", b"</description></item></channel></rss>"),
        "references of none": (_ITEM, b"&storm;", b"</description></item></channel></rss>"),
        "references never closed": (_ITEM, b"&", b"</description></item></channel></rss>"),
        "numbers as references": (_ITEM, b"&#65;", b"</description></item></channel></rss>"),
        "CDATA": (_ITEM, b"<![CDATA[a]]>", b"</description></item></channel></rss>"),
        "CDATA never closed": (_ITEM, b"<![CDATA[", b""),
        "comments": (_RSS, b"<!---->", b"<item><title>t</title></item></channel></rss>"),
        "comments never closed": (_RSS, b"<!--", b""),
        "instructions": (_RSS, b"<?a b?>", b"<item><title>t</title></item></channel></rss>"),
        "markup in a title": (_RSS + b"<item><title>", b"<b>a</b>", b"</title></item></channel></rss>"),
        "less than": (_ITEM, b"<", b"</description></item></channel></rss>"),
        "less than a": (_ITEM, b"<a ", b""),
        "quotes never closed": (_ITEM, b"<a b='<c d=\"", b""),
        "newlines": (_ITEM, b"\n", b"</description></item></channel></rss>"),
        "a broken end": (_ITEM, b"storm ", b"</descr"),
        "broken at once": (_RSS + b"<item><title>a & b</title>", b"<p>storm", b""),
        "doctype of quotes": (b"<!DOCTYPE rss", b' "', b"><rss><channel/></rss>"),
    },
    "atom": {
        "entries": (_ATOM, b"<entry/>", b"</feed>"),
        "links": (_ATOM + b"<entry>", b"<link href='a%d'/>", b"<title>t</title></entry></feed>"),
        "xhtml": (
            _ATOM + b"<entry><title>t</title><content type='xhtml'>", b"<p>a</p>", b"</content></entry></feed>"),
        "authors": (_ATOM + b"<entry><title>t</title>", b"<author><name>Ana</name></author>", b"</entry></feed>"),
    },
    "xml": {
        "NITF: paragraphs": (_NITF, b"<p/>", b"</body.content></body></nitf>"),
        "NITF: deep": (_NITF, b"<p>", b""),
        "NITF: attributes": (b"<nitf", b' a%d="1"', b"><head/><body/></nitf>"),
        "NITF: many with attributes": (_NITF, b'<p a="1" b="2" c="3"/>', b"</body.content></body></nitf>"),
        "NITF: names": (_NITF, b"<person>Ana %d</person>", b"</body.content></body></nitf>"),
        "NITF: text": (_NITF + b"<p>", b"storm &amp; ", b"</p></body.content></body></nitf>"),
        "NewsML: attributes": (b"<newsItem", b' a%d="1"', b' xmlns="http://iptc.org/std/nar/2006-10-01/"/>'),
        "NewsML: subjects": (
            b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><contentMeta>', b"<subject/>",
            b"</contentMeta></newsItem>"),
        "NewsML: bodies": (_NEWSML, b"<p>a</p>", b"</inlineXML></contentSet></newsItem>"),
        "NewsML: items": (b"<newsMessage><itemSet>", b"<newsItem/>", b"</itemSet></newsMessage>"),
        "a prolog of comments": (b"", b"<!---->", b"<nitf/>"),
        "a subset of quotes": (b"<!DOCTYPE nitf [", b"'<", b"]><nitf/>"),
        "entities": (b"<!DOCTYPE nitf [", b'<!ENTITY a%d "b">', b"]><nitf/>"),
    },
    "txt": {
        "one letter": (b"", b"a", b""),
        "one word": (_TEXT, b"storm ", b""),
        "words of their own": (_TEXT, b"w%d ", b""),
        "short lines": (_TEXT, b"a\n", b""),
        "newlines": (_TEXT, b"\n", b""),
        "carriage returns": (_TEXT, b"\r", b""),
        "spaces": (_TEXT, b" ", b""),
        "spaces and newlines": (_TEXT, b" \n", b""),
        "tabs": (_TEXT, b"\t", b""),
        "ligatures of eighteen letters": (_TEXT, b"\xef\xb7\xba", b""),
        "ligatures of eight letters": (_TEXT, b"\xef\xb7\xbb ", b""),
        "squared words": (_TEXT, b"\xe3\x8c\x96", b""),
        "fractions": (_TEXT, b"\xe2\x85\x92", b""),
        "accents": (_TEXT + b"a", b"\xcc\x81", b""),
        "accents on letters": (_TEXT, b"a\xcc\x81", b""),
        "accents out of order": (_TEXT, b"\xcc\x81\xcc\xa3", b""),
        "Hangul in pieces": (_TEXT, b"\xe1\x84\x80\xe1\x85\xa1", b""),
        "Chinese": (_TEXT, b"\xe6\x96\x87", b""),
        "Thai": (_TEXT, b"\xe0\xb8\x81", b""),
        "Arabic": (_TEXT, b"\xd9\x83\xd9\x8e", b""),
        "joiners": (_TEXT, b"\xe2\x80\x8d", b""),
        "marks of direction": (_TEXT, b"\xe2\x80\xae", b""),
        "surrogates": (_TEXT, b"\xed\xa0\x80", b""),
        "bytes of no encoding": (_TEXT, b"\x81\x8d ", b""),
        "controls": (_TEXT, b"a\x01", b""),
        "hyphens": (_TEXT, b"a-", b""),
        "full stops": (_TEXT, b"A.", b""),
        "apostrophes": (_TEXT, b"a'", b""),
        "capitals": (_TEXT, b"Ana Roe ", b""),
        "capitals and particles": (_TEXT, b"Ana de la ", b""),
        "ministers": (_TEXT, b"Minister Ana Roe%d said. ", b""),
        "digits": (_TEXT, b"1", b""),
        "dates": (_TEXT, b"Dec 1, 2016 ", b""),
        "a byline of names": (b"Storm\n\nBy ", b"Ana Roe and ", b"\n\nText"),
        "dumps": (_TEXT, _DUMP + b" ]\"\n", b""),
        "dumps never closed": (_TEXT, _DUMP, b""),
        "a dump of objects": (_TEXT + _DUMP, b',{"id":"%d","title":"Storm"}', b' ]"'),
        "a dump of bare quotes": (_TEXT + _DUMP, b',{"id":"%d","title":"a "b" c"}', b' ]"'),
        "a dump of brackets": (_TEXT + _DUMP, b"} ]", b""),
        "a dump of keys": (_TEXT + b'string(9) "[{"id":"1"', b',"a%d":"b', b'"}]"'),
        "beginnings of dumps": (_TEXT, b"string(1", b""),
        "brackets": (_TEXT, b"[{", b""),
    },
    "jsonl": {
        "empty objects": (b"", b"{}\n", b""),
        "blank lines": (b'{"title": "a"}\n', b"\n", b""),
        "titles": (b"", b'{"title":"a"}\n', b""),
        "no JSON": (b'{"title": "a"}\n', b"x\n", b""),
        "deep": (b"", b'{"a":', b""),
        "deep lists": (b'{"title":', b"[", b""),
        "keys": (b'{"title":"a"', b',"k%d":1', b"}\n"),
        "the same key": (b'{"title":"a"', b',"title":"b"', b"}\n"),
        "keys in keys": (b'{"title":"a"', b',"k%d":{"l":1}', b"}\n"),
        "one title": (b'{"title":"', b"storm ", b'"}\n'),
        "one body": (_OBJECT, b"storm ", b'"}\n'),
        "escapes": (_OBJECT, b"\\u0041", b'"}\n'),
        "surrogates": (_OBJECT, b"\\ud800", b'"}\n'),
        "markup": (_OBJECT, b"<p>", b'"}\n'),
        "markup never closed": (_OBJECT, b"<a ", b'"}\n'),
        "comments never closed": (_OBJECT, b"<!--", b'"}\n'),
        "scripts never closed": (_OBJECT, b"<script>", b'"}\n'),
        "headings never closed": (_OBJECT, b"<style", b'"}\n'),
        "a number": (b'{"title":', b"1", b"}\n"),
        "links": (b'{"title":"a","links":[', b'"b%d",', b'"c"]}\n'),
        "authors": (b'{"title":"a","authors":"', b"Ana Roe; ", b'"}\n'),
        "authors in a list": (b'{"title":"a","authors":[', b'"Ana %d",', b'"c"]}\n'),
        "people": (b'{"title":"a","people":[', b'"Ana Roe%d",', b'"c"]}\n'),
        "a date": (b'{"title":"a","date":"', b"1 ", b'"}\n'),
        "an id": (b'{"title":"a","id":"', b"1", b'"}\n'),
        "a list as Python prints it": (b'{"title":"a","authors":"[', b"'a%d', ", b"'b']\"}\n"),
    },
    "json": {
        "an array": (b"[", b'{"title":"a"},', b'{"title":"b"}]'),
        "an array never closed": (b"[", b'{"title":"a"},', b""),
        "an array of no JSON": (b"[{}", b"{x}\n", b""),
        "an array of commas": (b"[", b",", b"]"),
        "articles": (b'{"articles":[', b'{"title":"a"},', b'{"title":"b"}]}'),
        "ninjs": (b"", b'{"uri":"a","headline":"b","body_text":"c"}\n', b""),
        "ninjs with items": (b'{"_items":[', b'{"uri":"a%d","headline":"b"},', b"{}]}"),
        "spread over lines": (b"", b'{\n"title":\n"a"}\n', b""),
    },
    "csv": {
        "tiny rows": (b"title,body\n", b"a,b\n", b""),
        "empty rows": (b"title,body\n", b",\n", b""),
        "blank lines": (b"title,body\n", b"\n", b""),
        "uneven rows": (b"title,body\n", b"a,b,c\n", b""),
        "a quote never closed": (b'title,body\na,"', b"b\n", b""),
        "a quote never closed, rows of values": (b'title,body\na,"', b"b,c\n", b""),
        "quotes never closed": (b"title,body\n", b'a,"b\n', b""),
        "quotes closed in the next": (b"title,body\n", b'a,"b\nc",d\n', b""),
        "a quote never closed, many lines": (b'title,body\na,"', b"\n", b""),
        "bare quotes": (b"title,body\n", b'a,b"c"\n', b""),
        "doubled quotes": (b'title,body\na,"', b'""', b'"\n'),
        "columns": (b"title", b",c%d", b"\na,b\n"),
        "columns of one name": (b"title", b",title", b"\na,b\n"),
        "values": (b"title,body\na", b",b", b"\n"),
        "semicolons": (b"title;body\n", b"a;b\n", b""),
        "one value": (b"title,body\na,", b"storm ", b"\n"),
    },
    "eml": {
        "headers": (_MESSAGE, b"X-A%d: b\n", b"\nText\n"),
        "one header": (_MESSAGE + b"X-A: ", b"b ", b"\n\nText\n"),
        "folded lines": (_MESSAGE + b"X-A: b\n", b" c\n", b"\nText\n"),
        "parts": (
            _MESSAGE + b'Content-Type: multipart/mixed; boundary="b"\n\n', b"--b\n\nText\n", b"--b--\n"),
        "parts in parts": (
            _MESSAGE + b'Content-Type: multipart/mixed; boundary="b"\n\n',
            b'--b\nContent-Type: multipart/mixed; boundary="b%d"\n\n', b""),
        "encoded words": (_MESSAGE + b"X-A: b\nSubject: ", b"=?utf-8?q?a?= ", b"\n\nText\n"),
        "addresses": (_MESSAGE + b"To: ", b"Ana <a@b>, ", b"\n\nText\n"),
        "comments": (b"From: ", b"(", b"\nSubject: Storm\nMessage-ID: <1@a>\n\nText\n"),
        "parameters": (_MESSAGE + b"Content-Type: text/plain; ", b"a%d=b; ", b"\n\nText\n"),
        "lines": (_MESSAGE + b"\n", b"a\n", b""),
        "quoted-printable": (
            _MESSAGE + b"Content-Transfer-Encoding: quoted-printable\n\n", b"=41", b"\n"),
        "base64": (_MESSAGE + b"Content-Transfer-Encoding: base64\n\n", b"QUFB\n", b"\n"),
        "markup": (_MESSAGE + b"Content-Type: text/html\n\n", b"<p>a", b"\n"),
        "uuencoded": (_MESSAGE + b"Content-Transfer-Encoding: x-uue\n\nbegin 644 a\n", b"#0V%T\n", b"end\n"),
        "flowed": (_MESSAGE + b"Content-Type: text/plain; format=flowed\n\n", b"a \n", b"\n"),
    },
    "mbox": {
        "messages": (
            b"", b"From a@b Thu Dec  1 22:09:14 2016\nFrom: a\nSubject: b\nMessage-ID: <%d@b>\n\nc\n\n", b""),
        "lines that begin so": (b"From a@b Thu Dec  1 22:09:14 2016\nSubject: b\nFrom: a\n\n", b"\nFrom a", b""),
    },
    "sgm": {
        "tiny stories": (_STORY + b"</TEXT></REUTERS>", b"<REUTERS>a</REUTERS>", b""),
        "stories never closed": (_STORY, b"<REUTERS>", b""),
        "ends": (_STORY, b"</REUTERS>", b""),
        "bodies": (_STORY, b"<BODY>", b"</TEXT></REUTERS>"),
        "texts": (_STORY, b"<TEXT>", b"</REUTERS>"),
        "titles": (_STORY, b"<TITLE>", b"</TEXT></REUTERS>"),
        "places": (_STORY[:-6] + b"<PLACES>", b"<D>", b"</PLACES><TEXT>a</TEXT></REUTERS>"),
        "controls": (_STORY + b"<BODY>", b"&#5;", b"</BODY></TEXT></REUTERS>"),
    },
    "warc": {
        "noise": (_CAPTURE % b"warcinfo" % 0 + b"Content-Length: 0\r\n\r\n\r\n\r\n", b"noise\r\n", b""),
        "empty records": (b"", _CAPTURE % b"conversion" + b"Content-Length: 0\r\n\r\n\r\n\r\n", b""),
        "requests": (b"", _CAPTURE % b"request" + b"Content-Length: 1\r\n\r\na\r\n\r\n", b""),
        "texts": (b"", _CAPTURE % b"conversion" + b"Content-Length: 3\r\n\r\na\nb\r\n\r\n", b""),
        "headers": (_CAPTURE % b"conversion" % 0, b"X-A%d: b\r\n", b"Content-Length: 1\r\n\r\na\r\n\r\n"),
        "pages": (
            b"", _CAPTURE % b"resource"
            + b"Content-Type: text/html\r\nContent-Length: 27\r\n\r\n<html><body><p>a<p>b</body>\r\n\r\n", b""),
        "beginnings": (b"", b"WARC/1.0\r\n", b""),
        "blank lines": (_CAPTURE % b"warcinfo" % 0 + b"Content-Length: 0\r\n\r\n", b"\r\n", b""),
    },
}  # fmt: skip


def packed(pack: Callable[[bytes], bytes], unit: bytes, before: bytes, size: int) -> bytes:
    """A compressed file of at most about ``size`` bytes, whose content is within the bounds of a bomb."""
    unpacked = min(200 * size, 32 * 1024**2 if size < _SMALL else 100 * 1024**2)
    return pack(before + unit * (unpacked // len(unit)))


_SMALL = 500_000


def members(names: Callable[[int], str], content: bytes, size: int) -> bytes:
    """A ZIP archive of members with the same content."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of names that are there twice
        number = 0
        while file.tell() < size // 2:  # the directory is as large
            archive.writestr(names(number), content)
            number += 1
    return file.getvalue()


def tar_members(content: bytes, size: int) -> bytes:
    """A TAR archive of members with the same content."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for number in range(size // 1024):
            info = tarfile.TarInfo(f"{number}.jsonl")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def stories_in_little(pack: Callable[[bytes], bytes], size: int) -> bytes:
    """Very many stories in a compressed file: 400,000 in 40 kB."""
    return pack(b"".join(b'{"title":"a"}\n' for _ in range(min(400_000, size))))


def overlapping(size: int) -> bytes:
    """A ZIP archive whose members are the same packed bytes; a quarter of it is those."""
    body = b'{"title": "a", "body": "' + random.Random(1).randbytes(size // 8).hex().encode() + b'"}'
    entry_size, inner = 46 + 8, zlib.compressobj(9, zlib.DEFLATED, -15)
    data = inner.compress(body) + inner.flush()
    count = min(5_000, size // 2 // entry_size)
    told = (20, 0, 8, 0, 0, zlib.crc32(body), len(data), len(body))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *told, 8, 0) + b"00000000" + data
    entries = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *told, 8, 0, 0, 0, 0, 0, 0) + b"%08d" % number
        for number in range(count)
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entries), len(local), 0)
    return local + entries + end


def nested(depth: int, fan: int, size: int) -> bytes:
    """ZIP archives in each other, each with ``fan`` of the next, the innermost with many small stories."""
    content = b'{"title":"a"}\n' * max(1, size // 64)
    name = "a.jsonl"
    for _ in range(depth):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(fan):
                archive.writestr(f"{number}{name}", content)
        content, name = file.getvalue(), ".zip"
    return content


def noise(size: int) -> bytes:
    """Bytes of no meaning."""
    return random.Random(size).randbytes(size)


def _xz(content: bytes) -> bytes:
    return lzma.compress(content, preset=1)


_gzip = partial(gzip.compress, compresslevel=6)
_MADE: tuple[tuple[str, str, Callable[[int], bytes]], ...] = (
    ("xz", "newlines", partial(packed, _xz, b"\n", _TEXT)),
    ("jsonl.xz", "newlines", partial(packed, _xz, b"\n", b'{"title":"a"}\n')),
    ("csv.gz", "newlines", partial(packed, _gzip, b"\n", b"title,body\n")),
    ("txt.bz2", "one letter", partial(packed, bz2.compress, b"a", _TEXT)),
    ("html.gz", "p", partial(packed, _gzip, b"<p>", _PAGE)),
    ("html.gz", "attributes", partial(packed, _gzip, b" a=1", _PAGE + b"<p ")),
    ("rss.gz", "items", partial(packed, _gzip, b"<item/>", _RSS)),
    ("sgm.gz", "stories", partial(packed, _gzip, b"<REUTERS>a</REUTERS>", _STORY)),
    ("csv.gz", "tiny rows", partial(packed, _gzip, b"a,b\n", b"title,body\n")),
    ("jsonl.gz", "empty objects", partial(packed, _gzip, b"{}\n", b'{"title":"a"}\n')),
    ("jsonl.gz", "stories", partial(stories_in_little, _gzip)),
    ("jsonl.xz", "stories", partial(stories_in_little, _xz)),
    ("zip", "members", partial(members, "{}.txt".format, b"A page\n\nIts text.")),
    ("zip", "members of one name", partial(members, lambda _: "a.txt", b"A page\n\nIts text.")),
    ("zip", "members that lead out", partial(members, "../{}.txt".format, b"A page\n\nIts text.")),
    ("zip", "members of a page", partial(members, "{}.html".format, _PAGE + b"<p>a" * 9_000)),
    ("zip", "members of newlines", partial(members, "{}.txt".format, b"\n" * 1_000_000)),
    ("zip", "empty members", partial(members, "{}.txt".format, b"")),
    ("zip", "overlapping members", overlapping),
    ("zip", "nested 3 deep, 10 each", partial(nested, 3, 10)),
    ("zip", "nested 3 deep, 40 each", partial(nested, 3, 40)),
    ("zip", "nested 6 deep, 10 each", partial(nested, 6, 10)),
    ("tar", "members", partial(tar_members, b'{"title":"a"}')),
    ("tar.gz", "members", lambda size: _gzip(tar_members(b'{"title":"a"}', 20 * size))),
    ("gz", "noise", lambda size: b"\x1f\x8b\x08" + noise(size)),
    ("zip", "noise", lambda size: b"PK\x03\x04" + noise(size)),
    ("bin", "noise", noise),
    ("html", "noise", lambda size: _PAGE + noise(size)),
)  # fmt: skip
