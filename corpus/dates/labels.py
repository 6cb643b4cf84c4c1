"""Words before a date that say what happened then: that the article was published, or that it was changed."""

from __future__ import annotations

import re
from typing import NamedTuple

_PUBLISHED = """
(?:(?:first|originally|date) )?(?:published|posted|issued|released)(?: online| date)?
publication date|release date
dated?|posted date
(?:date de )?publication|publiée?|parue?|posté|mise? en ligne
(?:fecha de )?publicación|fecha|publicad[oa]|postado|data(?: de publicação| di pubblicazione)?|pubblicat[oa]
veröffentlicht|veröffentlichung|erschienen|publiziert|erstellt|datum
gepubliceerd|geplaatst|publicatiedatum|udgivet|offentliggjort|publiceret|publisert|publicera[dt]|julkaistu
opublikowano|data publikacji|dodano|publikováno|zveřejněno|vydáno|publikované|zverejnené|objavljeno|објављено
megjelent|közzétéve|publikálva|publicat|postat|avaldatud|paskelbta|publikuota|publicēts|argitaratua|foilsithe
опубликован[оа]?|дата публикации|опубліковано|дата публікації|публикуван[оа]
δημοσιε[υύ](?:[θτ]ηκε|ση)|δημοσίευση|(?:yayın(?:lanma)?|yayımlanma|giriş|oluşturulma)(?: tarihi)?
diterbitkan|dipublikasikan|terbit|(?:ngày )?(?:đăng|xuất bản)|հրապարակվել է|प्रकाशित|வெளியிடப்பட்டது
פורסם(?: ב-?)?|תאריך פרסום|نشرت?|تاريخ النشر|تاريخ انتشار|منتشر شده
公開日?|投稿日?|掲載日?|配信|发布(?:时间|日期|于)?|發[布佈](?:時間|日期|於)?|发表于|發表於|입력|등록(?:일)?|게시(?:일)?|작성(?:일)?
"""
_CHANGED = """
(?:last )?(?:updated?|modified|changed|revised)(?: date)?|date modified
(?:mise? à jour|modifiée?|actualisée?)|(?:última )?actualiza(?:do|da|ción)|atualizad[oa]
aggiornat[oa]|ultimo aggiornamento
(?:zuletzt )?(?:aktualisiert|geändert)|aktualisierung|bijgewerkt|gewijzigd|laatst bijgewerkt
opdateret|oppdatert|uppdatera[dt]|päivitetty|zaktualizowano|(?:ostatnia )?aktualizacja
aktualizováno|aktualizované
frissítve|frissült|actualizat|uuendatud|atnaujinta|atjaunots|ažurirano|posodobljeno|ажурирано
обновлен[оа]?|изменено|оновлено|обновен[оа]|ενημερώθηκε|(?:τελευταία )?ενημέρωση
(?:son )?güncelle(?:me|nme)(?: tarihi)?
diperbarui|cập nhật|עודכן|(?:آخر )?تحديث|بروزرساني|अपडेट(?:ेड)?
(?:最終)?更新日?時?|更新(?:时间|時間)?|(?:최종 ?)?수정|업데이트
"""
_AFTER = (
    r"(?: (?:on|at|le|el|em|il|am|den|op|fi|på|dnia|dne|dňa|w dniu|la|в|u|pada|vào|tarihinde|in data)\.?)?"
)
_END = r"(?: ?[:：|–-] ?| )"


class Label(NamedTuple):
    """A label, and what stands after it.

    Attributes:
        published: whether it says that the article was published; else that it was changed.
        stamp: the rest.
    """

    published: bool
    stamp: str


def _alternatives(table: str) -> str:
    return "|".join(table.strip().splitlines())


ANY = rf"(?:{_alternatives(_PUBLISHED)}|{_alternatives(_CHANGED)}){_AFTER}{_END}"
"""A pattern for a label, without groups, to be matched in any case."""

_KIND = rf"(?:(?P<published>{_alternatives(_PUBLISHED)})|{_alternatives(_CHANGED)})"
_LABEL = rf"(?i){_KIND}{_AFTER}{_END}(?P<stamp>\S.*)"


def label_of(text: str) -> Label | None:
    """The label at the head of a text in the form that ``names.plain`` gives, or None."""
    match = re.fullmatch(_LABEL, text)
    return Label(bool(match["published"]), match["stamp"]) if match else None
