"""The words of English that tell what a number counts: tables, in no order but that of kinds."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SMALL_WORDS = _words("""
    a an the this that these those and or but nor so yet if than then as at by for from in into of off
    on onto out over per to under until up upon via with within without after before since during
    between among against through across near toward towards about around above below behind beyond
    despite except inside outside along who whom whose which what when where while why how because
    although though whether is are was were be been being am has have had having do does did will would
    shall should can could may might must not no never he she it we they i you him her them us me his
    its their our my your there here also too very said says say saying told tells asked added according
    including amid plus minus times percent
""")
"""What does not belong to a noun after a number: it ends what is looked at."""
AUXILIARIES = _words("""
    were was are is be been being have has had got get gets remain remained reported confirmed feared
    believed still also later already now
""")
"""What may stand between a number and what befell those whom it counts."""
DETERMINERS = _words("""
    the these those his her its their our my your such all other
""")
PRONOUNS = _words("""
    them whom us you which
""")
PLURAL_ALIKE = _words("""
    police troops personnel staff aircraft sheep cattle fish deer crew livestock headquarters series
    species casualties infantry spacecraft hovercraft salmon poultry folk buses gases
""")
"""Plurals that do not end like one."""
BEFALLEN = _words("""
    killed dead injured wounded hurt missing arrested detained displaced homeless hospitalised
    hospitalized trapped rescued evacuated infected jailed executed abducted kidnapped freed released
    stranded sacked dismissed died drowned perished survived beheaded shot stabbed poisoned massacred
    imprisoned deported unaccounted captured martyred slain buried burned burnt destroyed damaged
""")
"""What is said of those who are counted, where no noun stands: ``30 killed``, ``200 were detained``."""
DEEDS = _words("""
    kill kills killed killing injure injures injured injuring wound wounds wounded wounding arrest
    arrests arrested arresting detain detains detained detaining
""")
"""Whose object may be a number alone: ``killed 12``."""
NOT_PLURAL = _words("""
    news lens always perhaps sometimes afterwards towards besides indoors overseas downtown thus plus
    versus mathematics politics economics physics athletics ethics says has was does goes gets makes
    takes gives comes seeks backs becomes remains needs wants begins lets puts keeps holds tells means
    leads follows hits kills dies wins loses falls rises claims calls warns vows faces joins meets runs
    ends starts opens closes sees thinks knows its this his hers ours yours theirs yes us as is
""")
"""Words that end like plurals: verbs, mostly, whose subject a number may be."""
TIMES = _words("""
    years days hours minutes seconds weeks months decades centuries times nights mornings evenings
    afternoons weekends fortnights quarters mondays tuesdays wednesdays thursdays fridays saturdays
    sundays points percent year-olds yearolds
""")
"""Lengths of time, and what is no thing: not counted."""
MONEY = _words("""
    dollars euros pounds yen yuan roubles rubles rupees francs pesos cents pence lira dinars rials
""")
NAMED_BY_NUMBER = _words("""
    act age aged ages airbus amendment apollo area article articles battalion block boeing brigade bus
    category channel chapter class clause covid directive district division docket document episode
    exhibit flight floor formula game gate grade group hall highway hole house interstate issue item
    iphone kilometre lane lap level line lot magnitude measure number no nos page paragraph part phase
    platform proposition psalm regulation resolution road room round route rule schedule season section
    sections seed series stage step table terminal title track type unit version volume ward windows
    zone pages verse license licence permit bill model
""")
"""What is called by a number, which then counts nothing …"""
NAMED_IN_SHORT = _words("""
    no nos h.r hr s sec art p pp ch vol fig rte hwy
""")
"""… and what is written with a full stop."""
MONTHS = _words("""
    january february march april may june july august september october november december jan feb mar
    apr jun jul aug sep sept oct nov dec
""")
BEFORE_YEARS = _words("""
    in since by of the until till before after from during this that early late mid spring summer autumn
    fall winter and or for to a an its his her their our
""")
"""What may stand before a year, so that four digits may be one."""
TOLL_VERBS = _words("""
    to at of is was reached reaches reaching hit hits tops topped exceeds exceeded passed passes nears
    stands stood rises rose climbs climbed now
""")
"""What stands between a toll and its number."""
