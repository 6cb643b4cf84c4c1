"""Pages sent in the place of an article: of errors, walls against robots, consent and payment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .tree import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PARAGRAPHS = "count(//p[string-length() > 100])"
_MANY_PARAGRAPHS = 8  # of a page that is an article's in any case
_LONGEST = 4_000  # characters of text, outside of links, that such a page shows
_ERROR_LENGTH, _WALL_LENGTH = 2_000, 1_200
_BRIEF = 400  # characters: with a telling title, so short a text needs no telling words
_MOST_OF_TITLE, _MOST_OF_TEXT = 0.4, 0.6
_LEAST_SAID = 3  # different phrases of a wall's text
_UNSEEN = frozenset((
    "script", "style", "noscript", "template", "svg", "iframe", "select", "textarea", "nav", "footer",
    "aside", "a", "button",
))  # fmt: skip
_INLINE = frozenset((
    "b", "i", "em", "strong", "span", "u", "small", "sup", "sub", "font", "abbr", "code", "mark", "q", "cite",
    "time", "wbr",
))  # fmt: skip
_BLOCK = "\0"  # stands between the texts of blocks; no page that was parsed holds it
_parts = re.compile(r"\s+[|–—•·»-]\s+|\s*[|]\s*")  # dashes that titles are divided by

_MISSING = re.compile(
    r"""
    (?:error|http|fehler|erreur|errore|erro|ошибка|hata|błąd)?[\s:#]*\b(?:404|410)\b[\s:.!-]*(?:error|fehler|erreur)?
    |(?:404\W+)?\b(?:(?:the|this|that|requested|web|oops|sorry)\W+)*(?:page|file|object|document|url|content|article|story)\b(?:\syou(?:\W+a?re|\swere)?\s(?:looking\sfor|requested))?\W{1,3}(?:was\s|is\s|has\s|can\s?|could\s|does\s|has\s)?(?:not|n.t|cannot|couldn.t|can.t|doesn.t|isn.t|no\slonger)\s?(?:be\s|been\s)?(?:found|exists?|available)
    |(?:404\W+)?not\sfound
    |(?:we\s)?(?:can.?t|cannot|couldn.?t|could\snot)\sfind\s(?:the|that|this)\spage
    |seite\s(?:konnte\s)?(?:leider\s)?(?:wurde\s)?nicht\s(?:gefunden|vorhanden)|seite\sexistiert\snicht
    |page\s(?:introuvable|non\strouvée|inexistante|n.existe\s(?:pas|plus))
    |página\sno\s(?:encontrada|existe|disponible)|pàgina\sno\strobada|página\s(?:não|nao)\s(?:encontrada|existe)
    |pagina\snon\s(?:trovata|esiste|disponibile)|pagina\s(?:is\s)?niet\sgevonden|pagina\sbestaat\sniet
    |pagina\snu\s(?:a\sfost\sgăsită|există)|nie\sznaleziono(?:\sstrony)?|stron\w+\s(?:nie\sistnieje|nie\szosta\w+\sznaleziona)
    |страниц\w+\s(?:не\s(?:найдена|существует|е\sнамерена)|не\sзнайдено)|сторінк\w+\sне\s(?:знайдено|існує)
    |sayfa\sbulunamadı|sidan\s(?:hittades\sinte|kunde\sinte\shittas|finns\sinte)
    |siden\s(?:ble\sikke\sfunnet|blev\sikke\sfundet|fin(?:ne|de)s\sikke)|sivua\sei\slöyd\w+|sivua\sei\slöytynyt
    |stránk\w+\s(?:nenalezena|nebyla\snalezena|neexistuje|sa\snenašla)|oldal\snem\stalálható|stranica\s(?:nije|ne)\s(?:pronađena|postoji)
    |η?\s?σελίδα\sδεν\s(?:βρέθηκε|υπάρχει)|הדף\sלא\sנמצא|الصفحة\sغير\sموجودة|لم\sيتم\sالعثور\sعلى\sالصفحة|صفحه\s(?:مورد\sنظر\s)?(?:یافت|پیدا)\sنشد
    |页面不存在|找不到页面|無法找到頁面|頁面不存在|找不到網頁|您访问的页面|ページが見つかりません|ページは見つかりません|페이지를\s찾을\s수\s없습니다
    |halaman\stidak\sditemukan|không\stìm\sthấy\strang|trang\s(?:này\s)?không\stồn\stại|(?:पृष्ठ|पेज)\sनहीं\sमिला
    |(?:error\s)?(?:403\s?[:-]?\sforbidden|500\s?[:-]?\sinternal\sserver\serror|502\s?[:-]?\sbad\sgateway|503\s?[:-]?\sservice\sunavailable|504\s?[:-]?\sgateway\stime-?out)
    |internal\sserver\serror|bad\sgateway|service\s(?:temporarily\s)?unavailable|gateway\stime-?out|under\smaintenance
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ROBOT_TITLE = re.compile(
    r"""
    just\sa\smoment|attention\srequired|(?:are|verify)\s(?:that\s)?you(?:\sare)?\s(?:not\s)?(?:a\s)?(?:ro)?bot|(?:are|verify)\s(?:that\s)?you(?:\sare|.re)?\s(?:a\s)?human
    |checking\syour\sbrowser|access\s(?:to\sthis\s(?:page|site)\s(?:has\sbeen\s)?)?(?:is\s)?denied|pardon\sour\sinterruption|security\s(?:check|verification)
    |(?:ro)?bot\s(?:check|or\shuman|verification|challenge)|human\sverification|captcha|one\smore\sstep|please\swait|you\shave\sbeen\sblocked|ddos\sprotection
    |einen\smoment|sind\ssie\s(?:ein\s)?(?:robot\w*|mensch)|un\s(?:instant|momento)|êtes-vous\sun\srobot|vous\sêtes\sun\srobot|eres\sun\srobot|sei\sun\srobot|um\smomento
    |even\sgeduld|chwileczkę|один\sмомент|вы\s(?:не\s)?робот|доступ\s(?:запрещ[её]н|ограничен)|bir\sdakika|robot\smusunuz
    |しばらくお待ちください|请稍候|請稍候|安全验证|잠시만\s기다리
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ROBOT_TEXT = re.compile(
    r"""
    (?:enable|supports?|requires?|activ\w+|aktivier\w+|habilit\w+|abilit\w+|включите|włącz\w*)\W+(?:\w+\W+){0,2}?javascript|javascript\W+(?:\w+\W+){0,3}?cookies|javascript\W+(?:\w+\W+){0,3}?(?:aktivier|activ|disabled|deaktiviert)
    |connection\sis\ssecure|security\sof\syour\sconnection|\bray\sid\b|unusual\s(?:traffic|activity)|automated\s(?:requests|access|traffic|queries|tools)
    |(?:are|re)\s(?:not\s)?(?:a\s)?(?:robot|human|bot)\b|kein\sroboter|pas\sun\srobot|no\s(?:eres|soy)\sun\srobot|non\ssei\sun\srobot|não\sé\sum\srobô|не\sробот|robot\solmadığın
    |(?:block\s)?reference\s(?:id|\#)|incident\sid|ddos\sprotection|recaptcha|captcha|datadome|perimeterx|incapsula|imperva|cloudflare
    |(?:don.t|do\snot)\shave\spermission\sto\saccess|security\sservice\sto\sprotect|您是真人|ロボットではない|로봇이\s아닙니다
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CONSENT = re.compile(
    r"""
    (?:value|respect|care\sabout|about)\syour\sprivacy|your\sprivacy\s(?:is\simportant|choices|matters)|(?:we|our\ssite|this\s(?:web)?site)\suses?\scookies|access\sinformation\son\sa\sdevice
    |(?:we\sand\s)?our\s(?:\d+\s)?(?:\w+\s)?partners|personali[sz]ed\s(?:ads|advertising|content)|your\s(?:consent|permission|choices|preferences)|consent\sto\s(?:our|the)|you\s(?:can|may)\s(?:\w+\s){0,3}(?:consent|withdraw|object)
    |accept\sall|manage\s(?:your\s)?(?:preferences|choices|options|settings|cookies)|legitimate\sinterest|process\spersonal\sdata|before\syou\scontinue|geolocation\sdata|device\sscanning|cookie\s(?:policy|settings|notice)
    |(?:wir|und)\s(?:und\s)?unsere\s(?:\d+\s)?(?:\w+\s)?partner|ihre\s(?:privatsphäre|einwilligung|zustimmung)|personenbezogene\s\w*daten|wir\s(?:\w+\s){0,3}(?:verwenden|nutzen|setzen)\s(?:\w+\s){0,2}cookies|verwenden\s(?:wir\s)?cookies|alle\sakzeptieren|pur[\s-]abo|personalisierte\s(?:werbung|anzeigen)
    |nos\s(?:\d+\s)?(?:\w+\s)?partenaires|votre\s(?:vie\sprivée|consentement)|(?:nous|site)\sutilis\w+\sdes\scookies|tout\saccepter|données\spersonnelles|publicités?\spersonnalisée
    |nuestros\s(?:\d+\s)?socios|(?:su|tu)\s(?:privacidad|consentimiento)|(?:usamos|utilizamos|utiliza|usa)\scookies|datos\spersonales|aceptar\s(?:todo|todas|y\s)|(?:publicidad|anuncios)\spersonalizad
    |nostri\s(?:\d+\s)?partner|(?:tua|vostra|sua)\sprivacy|(?:tuo|suo)\sconsenso|(?:usiamo|utilizziamo|utilizza)\s(?:i\s)?cookie|dati\spersonali|accetta\stutti
    |nossos\s(?:\d+\s)?parceiros|sua\sprivacidade|(?:usamos|utilizamos|utiliza)\s(?:os\s)?cookies|dados\spessoais
    |onze\s(?:\d+\s)?partners|(?:jouw|uw|je)\s(?:privacy|toestemming)|gebruik(?:en|t)?\s(?:wij\s|we\s)?(?:van\s)?cookies|persoonsgegevens
    |(?:nasi|naszych|naszymi|zaufan\w+)\s(?:\w+\s)?partner\w+|(?:twoj\w+|państwa)\s(?:prywatnoś\w+|zgod\w+)|plik\w+\scookies?|danych\sosobowych
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SIGN_IN_TITLE = re.compile(
    r"""
    (?:log|sign)[\s-]?in(?:\s(?:to|required|or\s).*)?|login(?:\s.*)?|sign\sup|register|subscribe(?:\snow|\sto\s.*)?|subscription\srequired|subscribers?\sonly
    |anmelden|anmeldung|einloggen|registrier(?:en|ung)|se\sconnecter|connexion|s.identifier|abonnez-vous|iniciar\ssesión|acceder|suscríbete|accedi|accesso|abbonati
    |entrar|inloggen|zaloguj\ssię|logowanie|вход|войти|giriş(?:\syap)?|logga\sin|logg\sinn|ログイン|登录|登入|로그인
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PAYMENT = re.compile(
    r"""
    (?:log|sign)\sin\b|subscri(?:be|bers?|ption)\b|create\s(?:an?\s)?(?:free\s)?account|free\s(?:trial|articles?)|already\s(?:a\s)?(?:subscriber|registered|member|have\san\saccount)|(?:continue|read|finish)\s(?:reading|on|the\sfull)|unlock|premium|per\s(?:month|week)|cancel\s(?:at\s)?any\s?time|register\b
    |abonn\w+|jetzt\s(?:lesen|testen|bestellen)|weiterlesen|anmelden|einloggen|probemonat|jederzeit\skündbar|pro\smonat|s.abonner|se\sconnecter|par\smois|sans\sengagement|suscr\w+|inicia\w*\ssesión|al\smes
    |abbonat\w+|abbonament\w+|accedi|al\smese|assin\w+|por\smês|inloggen|per\smaand|prenumer\w+|zaloguj|подпис\w+|войдите|logga\sin
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SAVE = "save the page from a browser in which it can be read"
_ERROR = "an error page, not an article: it says that there is no such page, or that the server failed"
_ROBOTS = f"a wall against robots, not the article: {_SAVE}"
_PRIVACY = f"a question for consent to cookies, not the article: {_SAVE}"
_PAID = f"a page to sign in or subscribe, without the text of an article: {_SAVE}"


@dataclass(frozen=True, slots=True)
class PageFront:
    """What a page says of itself at its top.

    Attributes:
        titles: the titles in its head.
        headings: its first-level headings.
        url: its address, or "".
        is_dated: whether it says when an article was published.
        is_collection: whether it calls itself a collection of articles.
    """

    titles: Sequence[str]
    headings: Sequence[str]
    url: str = ""
    is_dated: bool = False
    is_collection: bool = False


def stand_in(tree: Any, front: PageFront) -> str:  # noqa: ANN401 -- lxml ships no types
    """The reason why a page is what a server sends in the place of an article; "" where it may be one.

    It is short, and its title or nearly all of its text says so. An article about such pages has a longer
    title, and more to say.
    """
    if tree.xpath(_PARAGRAPHS) > _MANY_PARAGRAPHS:
        return ""
    lines = _shown_lines(tree)
    length = sum(map(len, lines))
    if length > _LONGEST:
        return ""
    text = "\n".join(lines)
    parts = [
        part.strip(" .…!?¡¿:") for title in (*front.titles, *front.headings) for part in _parts.split(title)
    ]
    if length <= _ERROR_LENGTH and _are_named(parts, _MISSING) and (not front.is_dated or length <= _BRIEF):
        return _ERROR
    if length <= _WALL_LENGTH and _are_named(parts, _ROBOT_TITLE) and _count_phrases(_ROBOT_TEXT, text):
        return _ROBOTS
    asks_to_sign_in = any(map(_SIGN_IN_TITLE.fullmatch, parts))
    if length <= _WALL_LENGTH and asks_to_sign_in and _count_phrases(_PAYMENT, text):
        return _PAID
    heads = {heading.casefold() for heading in (*front.titles, *front.headings)}
    lines = [line for line in lines if line.casefold() not in heads]
    for phrases, reason in ((_ROBOT_TEXT, _ROBOTS), (_CONSENT, _PRIVACY), (_PAYMENT, _PAID)):
        if _covers(phrases, lines):
            return reason
    return ""


def _are_named(parts: Iterable[str], phrases: re.Pattern[str]) -> bool:
    """Whether a title is such a phrase, or little more."""
    found = ((part, match) for part in parts if (match := phrases.search(part)))
    return any(len(match[0].strip()) >= _MOST_OF_TITLE * len(part) for part, match in found)


def _count_phrases(phrases: re.Pattern[str], text: str) -> int:
    """How many different phrases a text holds; one for hardly any text."""
    return len({match[0].casefold() for match in phrases.finditer(text)}) or int(len(text) <= _BRIEF // 2)


def _covers(phrases: re.Pattern[str], lines: Sequence[str]) -> bool:
    """Whether most of a short text is lines with such phrases, and several of these."""
    length = sum(map(len, lines))
    if not length or length > _WALL_LENGTH:
        return False
    telling = [line for line in lines if phrases.search(line)]
    mostly = sum(map(len, telling)) >= _MOST_OF_TEXT * length
    return mostly and _count_phrases(phrases, "\n".join(telling)) >= _LEAST_SAID


def _shown_lines(tree: Any) -> list[str]:  # noqa: ANN401 -- lxml ships no types
    """The text that a page shows outside of links and menus, a line for each block."""
    from lxml import etree

    body = next(elements(tree, "body"), tree)
    pieces: list[str] = []
    length = 0
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in _UNSEEN:
            walk.skip_subtree()
        elif element.tag not in _INLINE and element.tag not in _UNSEEN:
            pieces.append(_BLOCK)
        text = (element.text if element.tag not in _UNSEEN else "") if event == "start" else element.tail
        if text and not (event == "end" and element is body):
            pieces.append(text)
            length += len(text.strip())
            if length > 2 * _LONGEST:
                break
    return [line for each in "".join(pieces).split(_BLOCK) if (line := " ".join(each.split()))]
