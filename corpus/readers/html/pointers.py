"""Lines in an article's text that point to other articles: "Read more: …", "Lesen Sie auch", "Lire aussi"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .blocks import PageBlock

_MOSTLY = 0.6  # of what follows the words that point, that is a link
_LONGEST = 300  # characters of a line that points elsewhere
_LABELS = re.compile(
    r"""[\W_]*+(?:
    (?:read|see|watch|listen|related)\s(?:more|also|next|this)|also\s(?:read|see|watch)|(?:must|further)\sread
    |related(?:\s(?:articles?|stor(?:y|ies)|news|content|topics?|coverage|posts?|links?|reading))?
    |(?:you\s(?:may|might)\s(?:also\s)?(?:like|be\sinterested)|recommended|don.?t\smiss)(?:\s(?:for\syou|in|reading))?
    |more\s(?:stories|news|on\sthis|from|related)
    |(?:lesen\ssie|lies|lest|sehen\ssie|siehe)\s(?:hier\s)?(?:auch|mehr|dazu|weiter)|auch\s(?:interessant|lesenswert)
    |(?:mehr|weitere[sr]?|passend)\s(?:zum?\s(?:thema|artikel)|themen|dazu|nachrichten|meldungen|artikel|news|infos)
    |(?:zum\s)?weiterlesen|schon\sgelesen|lesetipps?
    |(?:(?:dieses?|diese|das)\s)?(?:\w+\s)?könnten?\s(?:sie|dich|euch|ihnen)\s(?:auch|ebenfalls)\sinteressieren
    |[àa]?\s?(?:lire|voir|découvrir|écouter)\s(?:aussi|également|encore|plus)|[àa]\slire|sur\sle\smême\ssujet
    |(?:lea|lee|leer|leé|vea|ver|mira|mirá|puedes\sleer|te\srecomendamos)\s(?:también|además|más|tambien)
    |(?:le|te|les)\spuede[n]?\sinteresar|(?:noticias|artículos|notas)\srelacionad[ao]s|sigue?\sleyendo
    |(?:leia|veja|saiba|confira)\s(?:mais|também|ainda)
    |(?:leggi|guarda|vedi)\s(?:anche|pure|tutto)|(?:ti\s)?potrebbe\s(?:anche\s)?interessart?i|articoli\scorrelati
    |(?:lees|bekijk|zie|kijk)\s(?:ook|meer|verder)
    |(?:czytaj|zobacz|przeczytaj|sprawdź)\s(?:też|także|również|więcej)|dowiedz\ssię\swięcej|polecamy
    |(?:läs|les|læs)\s(?:också|även|også|mer|mere)|lue\s(?:myös|lisää)
    |(?:читайте|читать|смотрите|дивіться)\s(?:также|також|ещё|еще|далее|подробнее|більше)|(?:материалы\s)?по\sтеме
    |(?:čtěte|přečtěte\ssi|čítajte|prečítajte\ssi)\s(?:také|též|tiež|aj|i)|(?:olvassa|nézze)\s(?:el|meg)\sezt\sis
    |(?:citește|citiți|vezi)\s(?:și|şi)|διαβάστε\s(?:επίσης|ακόμη|περισσότερα)|δείτε\s(?:επίσης|ακόμη)
    |ilgili\shaber(?:ler)?|ilginizi\sçekebilir|(?:baca|lihat)\sjuga|(?:xem|đọc)\sthêm
    |関連(?:記事|ニュース)|あわせて読みたい|(?:相关|相關)(?:阅读|新闻|文章|报道|新聞|報導)|(?:延伸|推荐|推薦)(?:阅读|閱讀)|관련\s?기사
    |(?:اقرأ|إقرأ|طالع|شاهد)\s(?:أيضا|أيضاً|أيضًا|المزيد)|(?:بیشتر|همچنین)\sبخوانید|קראו\s(?:גם|עוד)|(?:यह|ये)\sभी\sपढ़ें
    )(?P<rest>.*+)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def points_elsewhere(block: PageBlock) -> bool:
    """Whether a block is such words alone, or such words and a link."""
    if block.length > _LONGEST or not (found := _LABELS.match(block.text)):
        return False
    rest = found["rest"]
    if rest[:1].isalpha():
        return False
    return not any(map(str.isalnum, rest)) or block.linked >= _MOSTLY * len(rest)
