"""Texts in the encodings of the web: named, declared, declared wrongly, or not at all."""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path

import pytest

import corpus
import index
from corpus import Article, InputError
from corpus.readers.charsets import TextEncoding, codec_named
from searcher.cli import main

NEWS = {
    "ru": "Совет закрыл старый мост в гавани в четверг, после того как река поднялась за ночь на два метра.",
    "uk": "Рада закрила старий міст у гавані в четвер, після того як річка піднялася за ніч на два метри.",
    "el": "Το συμβούλιο έκλεισε την παλιά γέφυρα του λιμανιού την Πέμπτη, αφού ο ποταμός ανέβηκε δύο μέτρα.",
    "ar": "أغلق المجلس الجسر القديم في الميناء يوم الخميس بعد أن ارتفع النهر مترين خلال الليل.",
    "he": "המועצה סגרה את הגשר הישן בנמל ביום חמישי, לאחר שהנהר עלה בשני מטרים במהלך הלילה.",
    "th": "สภาเทศบาลปิดสะพานเก่าของท่าเรือเมื่อวันพฤหัสบดี หลังจากแม่น้ำสูงขึ้นสองเมตรในชั่วข้ามคืน",
    "zh": "市议会星期四关闭了旧港大桥，此前河水一夜之间上涨了两米，官员们在一份声明中说。",
    "tw": "市議會星期四關閉了舊港大橋，此前河水一夜之間上漲了兩米，官員們在一份聲明中說。",
    "ja": "市議会は木曜日、川の水位が一夜で二メートル上昇したため、古い港の橋を閉鎖したと発表した。",
    "ko": "시의회는 목요일 밤사이 강물이 이 미터 불어나자 오래된 항구 다리를 폐쇄했다고 밝혔다.",
    "pl": "Rada zamknęła w czwartek stary most portowy, burmistrz oświadczyła, że naprawa potrwa trzy dni.",
    "cs": "Rada ve čtvrtek uzavřela starý přístavní most poté, co řeka přes noc stoupla o dva metry.",
    "tr": "Belediye meclisi, nehrin yükselmesinin ardından köprüyü kapattı; yolda ışık yok, gidiş güç.",
}
LIKELY = [
    *(("ru", codec) for codec in ("cp1251", "koi8-r", "iso8859-5", "cp866")),
    ("uk", "cp1251"),
    ("el", "cp1253"),
    ("ar", "cp1256"),
    ("he", "cp1255"),
    ("th", "cp874"),
    ("zh", "gbk"),
    ("tw", "big5"),
    ("ja", "cp932"),
    ("ja", "euc_jp"),
    ("ko", "cp949"),
    ("pl", "cp1250"),
    ("pl", "iso8859-2"),
    ("cs", "cp1250"),
    ("tr", "cp1254"),
]
WESTERN = [
    "Der Rat schloss die Brücke, nachdem der Fluss gestiegen war; „Busse“ führen über die nördliche Straße.",
    "La maire a dit que les réparations dureraient à l’île, où l’on a été privé d’électricité.",
    "La alcaldesa señaló que la reparación llevará tres semanas. ¿Qué harán los niños mañana?",
    "A prefeita afirmou que os reparos levarão três semanas e que os ônibus não circularão até lá.",
    "Borgmästaren sade att bussarna går längs den norra vägen efter att floden stigit två meter.",
    "Borgmesteren sagde, at busserne kører ad den nordlige vej på øen, og at færgen er forsinket.",
    "Pormestari sanoi, että korjaus kestää vähintään kolme viikkoa ja bussit ajavat pohjoista tietä.",
    "Borgarstjórinn sagði að viðgerðin tæki að minnsta kosti þrjár vikur og áin hækkaði.",
    "The café’s owners – “all of them” – agreed … • £5",
    "•••••••• Índice ························ Año nuevo",
    "café",
]


def page(text: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head>{head}<title>Bridge</title></head>"
        f"<body><article><h1>Bridge</h1><p>{text}</p><p>{text}</p></article></body></html>"
    )


def one(source: bytes | str, **directions: str) -> Article:
    (found,) = corpus.read(io.BytesIO(source) if isinstance(source, bytes) else source, **directions)
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("gb2312", "gb18030"),
        ("x-gbk", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("x-sjis", "cp932"),
        ("windows-31j", "cp932"),
        ("x-euc-jp", "euc_jp"),
        ("euc-kr", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("windows-949", "cp949"),
        ("cn-big5", "big5hkscs"),
        ("windows-874", "cp874"),
        ("TIS-620", "cp874"),
        ("iso-8859-8-i", "iso8859-8"),
        ("iso-8859-9", "cp1254"),
        ("us-ascii", "cp1252"),
        ("macintosh", "mac-roman"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("x-cp1251", "cp1251"),
        ("windows1251", "cp1251"),
        ("win-1250", "cp1250"),
        ("iso-2022-kr", "iso2022_kr"),
        ("replacement", ""),
        ("x-user-defined", ""),
    ],
)
def test_names_mean_what_they_mean_on_the_web(label: str, codec: str) -> None:
    assert codec_named(label) == codec


@pytest.mark.parametrize(("language", "codec"), LIKELY)
def test_what_says_nothing_is_read_as_is_likely(language: str, codec: str) -> None:
    text, notice = TextEncoding().decode(NEWS[language].encode(codec))
    assert text == NEWS[language]
    assert notice.startswith("not UTF-8; read as ")
    assert notice.endswith(", which is a guess")


@pytest.mark.parametrize("text", WESTERN)
def test_western_text_stays_western(text: str) -> None:
    assert TextEncoding().decode(text.encode("cp1252")) == (text, "not UTF-8; read as Windows-1252")
    assert TextEncoding().decode(text.encode("cp1252"), "iso-8859-1") == (text, "")


def test_bytes_that_windows_leaves_undefined_break_nothing() -> None:
    found = one(page("Le café\x81 fermé", "<meta charset=latin1>").encode("latin-1"))
    assert "Le café fermé" in found.body


@pytest.mark.parametrize(
    ("language", "declared", "codec"),
    [
        ("zh", "gb2312", "gbk"),
        ("ja", "x-sjis", "cp932"),
        ("ko", "ks_c_5601-1987", "cp949"),
        ("th", "windows-874", "cp874"),
        ("ru", "koi8-r", "koi8-r"),
        ("ru", "windows-1251", "utf-8"),
        ("ar", "windows-1256", "cp1256"),
    ],
)
def test_a_page_in_the_encoding_that_it_declares(language: str, declared: str, codec: str) -> None:
    found = one(page(NEWS[language], f'<meta charset="{declared}">').encode(codec))
    assert NEWS[language] in found.body
    assert found.notices == ()


@pytest.mark.parametrize(
    ("language", "declared", "codec"),
    [
        ("zh", "euc-jp", "gbk"),
        ("ja", "euc-jp", "cp932"),
        ("ru", "iso-8859-1", "cp1251"),
        ("ru", "martian", "koi8-r"),
    ],
)
def test_a_page_in_another_encoding_than_it_declares(language: str, declared: str, codec: str) -> None:
    found = one(page(NEWS[language], f'<meta charset="{declared}">').encode(codec))
    assert NEWS[language] in found.body
    assert found.notices[0].endswith(", which is a guess")


def test_a_few_letters_in_a_declared_encoding_may_look_like_utf_8() -> None:
    assert TextEncoding().decode("联通".encode("gbk"), "gb2312") == ("联通", "")
    assert TextEncoding().decode("联通".encode(), "gb2312") == ("联通", "")


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_one_guess_is_made_for_all_rows_of_a_file(kind: str) -> None:
    titles = ["Bridge", NEWS["ru"], "Мост", "Год"]
    if kind == "csv":
        text = "title,body\n" + "".join(f'"{title}",x\n' for title in titles)
    else:
        text = "".join(json.dumps({"title": title}, ensure_ascii=False) + "\n" for title in titles)
    found = list(corpus.read(io.BytesIO(text.encode("cp1251"))))
    assert [each.title for each in found if isinstance(each, Article)] == titles
    assert [len(each.notices) for each in found if isinstance(each, Article)] == [0, 1, 1, 1]


def test_rows_in_two_encodings_are_each_read_in_their_own() -> None:
    rows = b"title,body\n" + f'"{NEWS["ru"]}",x\n'.encode("cp1251") + f"{NEWS['ja']},x\n".encode()
    found = list(corpus.read(io.BytesIO(rows)))
    assert [each.title for each in found if isinstance(each, Article)] == [NEWS["ru"], NEWS["ja"]]


def test_the_caller_overrules_what_is_said(tmp_path: Path) -> None:
    mac = "Le café fermé"
    assert one(mac.encode("mac-roman"), encoding="macintosh").title == mac
    declared = page(mac, "<meta charset=windows-1251>").encode("mac-roman")
    assert mac in one(declared, encoding="macintosh").body
    entry = f"<item><title>{mac}</title></item>"
    feed = f"<?xml version='1.0' encoding='koi8-r'?><rss version='2.0'><channel>{entry}</channel></rss>"
    assert one(feed.encode("mac-roman"), encoding="macintosh").title == mac
    letter = (
        f"From: a@h.example\nMessage-ID: <1>\nSubject: x\nContent-Type: text/plain; charset=koi8-r\n\n{mac}\n"
    )
    assert one(letter.encode("mac-roman"), encoding="macintosh").body == mac
    marked = b"\xef\xbb\xbf" + mac.encode()
    assert one(marked, encoding="macintosh").title == mac
    wide = tmp_path / "news.csv"
    wide.write_bytes(f"title,body\n{NEWS['ja']},x\n".encode("utf-16-le"))
    assert one(str(wide), encoding="utf-16le").title == NEWS["ja"]


def test_an_unknown_encoding_is_an_error_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="There is no encoding 'martian'"):
        corpus.read(str(tmp_path), encoding="martian")
    archive = str(tmp_path / "a.archive")
    with pytest.raises(SystemExit, match="2"):
        main(["index", str(tmp_path), "--encoding", "martian", "--archive", archive])
    assert "no encoding 'martian'" in capsys.readouterr().err


def test_another_encoding_is_another_way_to_read_a_file(tmp_path: Path) -> None:
    source = tmp_path / "bridge.txt"
    source.write_bytes("Мост\n\nМост закрыт".encode("koi8-r"))
    with index.create(tmp_path / "a.archive") as archive:
        archive.add(corpus.read(str(source), encoding="windows-1251"))
        report = archive.add(corpus.read(str(source), encoding="koi8-r"))
    assert (report.added, report.updated, report.unchanged) == (0, 1, 0) or report.added == 1


def test_a_rejected_input_is_read_again_in_the_same_encoding(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_bytes("Название,x\nМост,1\n".encode("cp1251"))
    fields = {"body": "Text"}
    with index.create(tmp_path / "a.archive") as archive:
        assert archive.add(corpus.read(str(rows), encoding="windows-1251", fields=fields)).rejected
        rows.write_bytes("Text,x\nМост,1\n".encode("cp1251"))
        report = archive.add(archive.rejected_inputs(), again=True)
    assert report.added == 1


def test_without_the_detector_a_notice_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chardet", None)
    _, notice = TextEncoding().decode(NEWS["ru"].encode("cp1251"))
    assert notice.endswith("pip install 'dateline[encodings]'")
    assert TextEncoding().decode("Le café".encode("cp1252")) == ("Le café", "not UTF-8; read as Windows-1252")


@pytest.mark.parametrize("pattern", [b"\xa4", b"\xe9<", b"\xe9 ", "мост ".encode("cp1251")])
def test_a_guess_takes_no_longer_for_longer_texts(pattern: bytes) -> None:
    encoded = pattern * (8 * 1024**2 // len(pattern))
    TextEncoding().decode(pattern)
    begun = time.process_time()
    TextEncoding().decode(encoded)
    assert time.process_time() - begun < 2
