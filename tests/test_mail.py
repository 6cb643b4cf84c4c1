"""Messages and mailboxes: newsletters as articles, one at a time, whatever is wrong with them."""

from __future__ import annotations

import base64
import io
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import Article, Rejected
from corpus.readers.base import Options
from corpus.readers.mail.mailbox import MESSAGE_LIMIT, Mail

HEADERS = """\
Received: from a.example by b.example; Thu, 01 Dec 2016 22:10:00 +0000
From: The Harbour Courier <news@harbour.example>
To: reader@home.example
Subject: Gulls return
Date: Thu, 1 Dec 2016 22:09:14 +0000 (UTC)
Message-ID: <gulls-1@harbour.example>
MIME-Version: 1.0
"""
PLAIN = HEADERS + "Content-Type: text/plain; charset=utf-8\n\nThe gulls came back.\n\nSo did the terns.\n"


def letter(*parts: str, kind: str = "alternative") -> str:
    return (
        f"{HEADERS}Content-Type: multipart/{kind}; boundary=BB\n\n"
        + "".join(f"--BB\n{part}\n" for part in parts)
        + "--BB--\n"
    )


def part(text: str, kind: str = "plain", more: str = "") -> str:
    return f"Content-Type: text/{kind}; charset=utf-8\n{more}\n{text}"


def read(message: str | bytes, **options: Any) -> list[Article | Rejected]:
    encoded = message.encode() if isinstance(message, str) else message
    return list(corpus.read(io.BytesIO(encoded), **options))


def article(message: str | bytes, **options: Any) -> Article:
    (found,) = read(message, **options)
    assert isinstance(found, Article), found
    assert found.reader == "mail"
    return found


def test_a_newsletter_is_an_article() -> None:
    found = article(PLAIN, outlet="Not this")
    assert (found.id, found.title) == ("gulls-1@harbour.example", "Gulls return")
    assert found.body == "The gulls came back.\n\nSo did the terns."
    assert found.source == "The Harbour Courier"
    assert str(found.published) == "2016-12-01T22:09:14+00:00"
    assert found.published
    assert found.published.origin == "mail header"
    assert found.notices == ()


def test_line_ends_of_the_wire() -> None:
    assert article(PLAIN.replace("\n", "\r\n")).body == "The gulls came back.\n\nSo did the terns."


@pytest.mark.parametrize(
    ("sender", "more", "source"),
    [
        ('"Courier, The" <n@h.example>', "", "Courier, The"),
        ("=?utf-8?q?Caf=C3=A9_News?= <n@h.example>", "", "Café News"),
        ("news@harbour.example", 'List-Id: "Harbour Letter" <letter.harbour.example>\n', "Harbour Letter"),
        ("news@harbour.example", "", "The Outlet"),
        ("", "", "The Outlet"),
    ],
)
def test_who_it_is_from(sender: str, more: str, source: str) -> None:
    message = PLAIN.replace("The Harbour Courier <news@harbour.example>", sender)
    assert article(more + message, outlet="The Outlet").source == source


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("=?ISO-8859-1?Q?Se=F1or?= =?ISO-8859-1?B?IFBl8WE=?=", "Señor Peña"),
        ("A long line\n that is folded", "A long line that is folded"),
        ("=?utf-8?b?broken!?=", "=?utf-8?b?broken!?="),
        ("=?no-such-charset?q?Gulls?=", "Gulls"),
        ("Señor", "Señor"),
    ],
)
def test_subjects(written: str, title: str) -> None:
    assert article(PLAIN.replace("Gulls return", written)).title == title


def test_the_plain_text_wins_unless_it_is_a_stub() -> None:
    both = letter(part("The gulls came back."), part("<p>The <b>gulls</b> came back.</p>", "html"))
    assert article(both).body == "The gulls came back."
    markup = "<p>The gulls came back to the harbour.</p><style>p {}</style><p>So did the terns.</p>"
    stub = letter(part("See online."), part(markup, "html"))
    assert article(stub).body == "The gulls came back to the harbour.\n\nSo did the terns."
    assert article(letter(part(markup, "html"))).body.startswith("The gulls")


def test_attachments_and_attached_messages_are_passed_over() -> None:
    attached = part("Notes of the desk.", more='Content-Disposition: attachment; filename="notes.txt"\n')
    forwarded = "Content-Type: message/rfc822\n\nSubject: Inner\n\nNot this."
    inner = "Content-Type: multipart/alternative; boundary=CC\n\n--CC\n" + part("The gulls.") + "\n--CC--"
    assert article(letter(inner, attached, forwarded, kind="mixed")).body == "The gulls."


@pytest.mark.parametrize(
    ("charset", "encoded", "noticed"),
    [
        ("iso-8859-1", "Señor Peña “said”".encode("cp1252"), False),
        ("utf-8", "Señor Peña “said”".encode("cp1252"), True),
        ("us-ascii", "Señor Peña “said”".encode(), False),
        ("iso-2022-jp", "Señor Peña “said”".encode(), False),
        ("iso-2022-jp", "Señor Peña “said”".encode("cp1252"), True),
        ("x-unknown", "Señor Peña “said”".encode("cp1252"), True),
        ("idna", "Señor Peña “said”".encode("cp1252"), True),
        ("", "Señor Peña “said”".encode("cp1252"), True),
    ],
)
@pytest.mark.parametrize("transfer", ["8bit", "base64", "quoted-printable"])
def test_charsets_right_and_wrong(charset: str, encoded: bytes, transfer: str, noticed: bool) -> None:  # noqa: FBT001 -- a table
    body = {
        "8bit": encoded,
        "base64": base64.encodebytes(encoded),
        "quoted-printable": b"".join(b"=%02X" % byte for byte in encoded),
    }[transfer]
    headers = (
        f"{HEADERS}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {transfer}\n\n"
    )
    found = article(headers.encode() + body + b"\n")
    assert found.body == "Señor Peña “said”"
    assert bool(found.notices) == noticed


def test_text_that_was_broken_for_sending_is_joined() -> None:
    flowed = PLAIN.replace("charset=utf-8", "charset=utf-8; format=flowed").replace(
        "gulls came", "gulls \ncame"
    )
    assert article(flowed).body == "The gulls came back.\n\nSo did the terns."


def test_what_else_the_headers_say() -> None:
    more = "Archived-At: <https://lists.example/1>\nContent-Language: en-GB\n"
    found = article(more + PLAIN)
    assert (found.url, found.language) == ("https://lists.example/1", "en-GB")


def test_a_date_that_is_none_is_noted() -> None:
    found = article(PLAIN.replace("Thu, 1 Dec 2016", "Thu, 32 Dec 2016"))
    assert found.published is None
    assert "date not understood" in found.notices[0]


SEPARATOR = "From news@harbour.example Thu Dec  1 22:09:14 2016\n"


def test_a_mailbox_holds_one_article_a_message() -> None:
    second = PLAIN.replace("gulls-1", "gulls-2").replace("So did", ">From the north came")
    mailbox = f"{SEPARATOR}{PLAIN}\n{SEPARATOR}{second}\nFrom here on, all is text.\n"
    one, two = read(mailbox)
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert (one.id, one.origin) == ("gulls-1@harbour.example", "-:1")
    assert (two.id, two.origin) == ("gulls-2@harbour.example", "-:15")
    assert two.body.endswith("From the north came the terns.\n\nFrom here on, all is text.")


class _Many(io.RawIOBase):
    """A mailbox of many messages that is never held as a whole."""

    def __init__(self, message: bytes, times: int) -> None:
        self._message, self._times, self._rest = message, times, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest and self._times:
            self._rest, self._times = self._message, self._times - 1
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def test_a_mailbox_is_never_held_as_a_whole() -> None:
    message = f"{SEPARATOR}{PLAIN}{'gale ' * 10_000}\n\n".encode()
    stream = io.BufferedReader(_Many(message, 400))
    tracemalloc.start()
    count = sum(isinstance(one, Article) for one in Mail().read(stream, Options("-")))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 400
    assert peak < 4_000_000


def test_a_message_that_is_too_large_costs_no_other() -> None:
    large = f"{SEPARATOR}{PLAIN}".encode() + b"x" * MESSAGE_LIMIT + b"\n\n"
    small = f"{SEPARATOR}{PLAIN}".encode()
    one, two = read(large + small)
    assert isinstance(one, Rejected)
    assert one.reason == "a message of more than 64 MiB"
    assert isinstance(two, Article)
    (alone,) = read(PLAIN.encode() + b"x" * MESSAGE_LIMIT)
    assert isinstance(alone, Rejected)


def test_hostile_messages_end_soon() -> None:
    deep = HEADERS + "".join(
        f"Content-Type: multipart/mixed; boundary=B{n}\n\n--B{n}\n" for n in range(3_000)
    )
    (found,) = read(deep)
    assert isinstance(found, Rejected)
    assert found.reason == "a message of more than 100 parts within parts"
    forwarded = HEADERS + "Content-Type: message/rfc822\n\n" * 3_000
    (found,) = read(forwarded)
    assert isinstance(found, Article | Rejected)
    parameters = HEADERS + "Content-Type: text/plain" + ";a" * 1_000_000 + "\n\nText."
    assert article(parameters).body == "Text."
    (lines,) = read(HEADERS + "\n" + "\n" * 1_000_001)
    assert isinstance(lines, Rejected)
    assert "lines" in lines.reason


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (PLAIN, True),
        (SEPARATOR + PLAIN, True),
        ("From: a@b.example\nSubject: S\nDate: Thu, 1 Dec 2016 22:09:14 +0000\n\nText", True),
        ("From: our correspondent\n\nThe gulls came back.", False),
        ("From the harbour comes news.\n\nThe gulls came back.", False),
        ("Gulls return\n\nFrom: The Courier\nDate: 1 December 2016\nSubject: Gulls\n", False),
        ("title,text\nFrom: a,b\n", False),
        ('{"From": "x"}', False),
    ],
)
def test_what_is_taken_for_mail(head: str, expected: bool) -> None:  # noqa: FBT001 -- a table
    assert Mail().sniff(head.encode(), "") is expected


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(
        [PLAIN, letter(part("One."), part("<p>Two", "html")), SEPARATOR + PLAIN + "\n" + SEPARATOR + PLAIN]
    ),
    st.data(),
)
def test_no_mangled_message_raises(message: str, data: st.DataObject) -> None:
    encoded = bytearray(message.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(encoded)))
        end = start + data.draw(st.integers(0, 40))
        junk = st.binary(max_size=8) | st.sampled_from(
            [b"=?utf-8?b?", b"\n--BB", b"base64", b"\n\n", b"\xff:"]
        )
        encoded[start:end] = data.draw(junk)
    found = read(bytes(encoded), reader="mail")
    assert not [one for one in found if isinstance(one, Rejected) and "the reader failed" in one.reason], (
        found
    )
