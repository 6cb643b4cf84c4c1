"""Write index/text/probes.txt: words of each language by whose stems it is known whether stems have changed.

    write_probes.py SNOWBALL_DATA

They are taken from the vocabularies of the Snowball project (https://github.com/snowballstem/snowball-data, a
folder of it): one word for each of the ways in which most words of a language are changed by its stemmer, so
that a change of any of its frequent rules shows. Where there is no vocabulary, words of ``OWN`` stand.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import takewhile
from pathlib import Path

from index.text.languages import STEMMERS
from index.text.snowball import stemmer

TARGET = Path(__file__).parents[1] / "index" / "text" / "probes.txt"
MOST = 100
"""Words of a language."""
OWN = {
    "ar": "كتاب الكتاب والكتاب كتابهم كتبت يكتبون مكتبة المكتبات معلمون المعلمين سيكتب فالمدينة "
    "بالمدينة للمدينة "
    "مدينتنا حكومة والحكومة الحكومات رئيسها الرئيس وزراء الوزراء وزارتهم قالت يقولون استقبل اجتماعات مسؤولين "
    "دولية الدولي بيانه عسكرية قواتها مظاهرات المتظاهرون انتخابات الانتخابات والدين والده",
    "ko": "서울에서 서울은 대통령이 대통령은 정부가 정부에서는 회의를 회의에는 "
    "미국으로부터 사람까지 NATO는 전문가 책을",
    "ta": "கால்கள் கோல் மனிதர்கள் வீட்டில் வீடுகளை நகரத்தில் அரசாங்கத்தின் தேர்தலில் "
    "தேர்தல்கள் முதலமைச்சர் கூறினார் "
    "மக்களுக்கு மக்களின் நாடுகள் நாட்டை செய்தது செய்கிறார்கள் வந்தார் பள்ளிகளில் தண்ணீரை மழையால் கட்சியின்",
}


def probes(words: list[str], algorithm: str) -> list[str]:
    """The first word of each of the most frequent ways in which words are changed."""
    stem = stemmer(algorithm)
    changed: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for word in words:
        stemmed = stem(word)
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(word, stemmed, strict=False))))
        changed[word[same:], stemmed[same:]].append(word)
    ways = sorted(changed.values(), key=len, reverse=True)[:MOST]
    return sorted(found[len(found) // 2] for found in ways)


def main(folder: str) -> int:
    """Write the table; the exit code."""
    lines = []
    for tag, algorithm in sorted({**STEMMERS, "en": "english", "ko": ""}.items()):
        if tag in OWN:
            words = OWN[tag].split()
        else:
            words = probes((Path(folder) / algorithm / "voc.txt").read_text("utf-8").split(), algorithm)
        lines.append(f"{tag}\t{' '.join(words)}\n")
    TARGET.write_text("".join(lines), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
