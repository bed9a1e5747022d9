"""What the words right beside a treatment say of it: that it goes on, is stopped, is counted in cycles, is advised."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.candidates import Candidate
from nlp.text.reading import Reading

_GOES_ON = re.compile(
    r"\b(?:now|desormais|maintenant)(?: (?:on|under|sous|with))?[ ']?$"
    r"|\b(?:sous|on|actuellement|actuelle?|currently|current|en cours|poursui\w+|poursuite|continu\w+"
    r"|depuis|since|ongoing|toujours|maintien|maintenue?|"
    r"remains on|still on|takes|taking|prend|receiving|tolerating|has now had|tolere)\b[^.;\n]{0,40}$"
    r"|\b(?:cycle|cure|c) ?\d{1,2}(?: of| de| du| d'|/\d{1,2}| (?:today|ce jour|aujourd'hui))?[ :,]{0,3}$"
    r"|\b(?:premiere?|deuxieme|troisieme|quatrieme|cinquieme|sixieme|first|second|third|fourth|fifth"
    r"|sixth|\d{1,2}(?:e|eme|er|nd|rd|th|st)) (?:cycle |cure |injection |dose )?(?:of |de |d'|du )?$"
)
_GOES_ON_AFTER = re.compile(
    r"^[^.;\n]{0,30}?(?:\bc ?\d{1,2}\b(?! ?-)|en cours|a poursuivre|poursuivie?s?|bien toleree?s?"
    r"|well tolerated|ongoing|continues|is continuing|depuis|since|mensuel\w*|monthly|"
    r"au long cours|to continue|toujours en cours|cycle \d|prend toujours|poursuit|still takes|still taking"
    r"|debutee? ce jour|started today|au quotidien|maintenue?s?)"
)
_STOPPED_BEFORE = re.compile(
    r"\b(?:arret|interruption|sevrage|stop|stopped|stopping|discontinu\w+|suspension|arreter"
    r"|interrompre|stopper|echec|switch from|remplace(?!\w* (?:[a-z]+ )?par\b))\b[^.;:,\n]{0,25}$"
)
_TODAY_BEFORE = re.compile(r"\b(?:today|ce jour|aujourd'hui|ce matin|this morning)\b[^.;\n]{0,50}$")
_TODAY_AFTER = re.compile(r"^[^.;\n]{0,30}\b(?:today|ce jour|aujourd'hui|ce matin|this morning)\b")


def is_today(before: str, after: str) -> bool:
    """True where the words around a treatment say that it begins on the day of the report."""
    return bool(_TODAY_BEFORE.search(before) or _TODAY_AFTER.search(after))


_CONTINUED = re.compile(
    r"\b(?:poursui\w+|continu\w+|cont|carry on|maintien|maintenir|reconduire|reconduction|on maintient|keep"
    r"|stays? on|renouvel\w*|renew\w*|on garde|garde|reconduit|tolere"
    r"|remains? on|utilis\w+|recoit|receives|receiving)"
    r"(?: (?:de|du|des|d'|le|la|les|l'|the|with|on|current|his|her))*[ ']?$"
)
_CONTINUES = re.compile(
    r"^[^.;:,\n]{0,14}(?:to be continued|to continue|continues|a poursuivre|a maintenir|poursuivie?s?|maintenue?s?"
    r"|is ongoing|ongoing"
    r"|to be (?:weaned|tapered|reduced|stopped|held|paused|withheld (?:for|the))"
    r"|a (?:arreter|diminuer|sevrer|cesser|decroitre|interrompre|suspendre))\b"
    r"|^, (?:which|qui) (?:is|est|continues)\b[^.;\n]{0,12}(?:ongoing|poursuivi|en cours)?"
)
_PAUSED_BEFORE = re.compile(
    r"\b(?:hold|holding|suspendre|pause|interrompre|withhold)(?: (?:le|la|les|l'|the|her|his))?[ ']?$"
)
_PAUSED_AFTER = re.compile(r"^ (?:for |pendant |x )?\d{1,2} ?(?:h|heures?|hours?|j|jours?|days?)\b")
_NUMBERED_CYCLE = re.compile(
    r"\b(?:cycle|cure|c) ?\d{1,2}(?: of| de| du| d'|/\d{1,2})?[ :,]{0,3}$"
    r"|\b(?:premiere?|deuxieme|seconde?|troisieme|quatrieme|cinquieme|sixieme|first|second|third|fourth|fifth|sixth"
    r"|\d{1,2}(?:e|eme|er|nd|rd|th|st)) (?:cycle |cure |injection |dose |course )?(?:of |de |d'|du )?"
    r"(?:[a-z-]{4,} ?(?:and|et|/|\+|-) ?)?$"
)
_FAILED_UNDER = re.compile(
    r"\b(?:progress\w+|rechute|recidive|echec|echappement|relapse\w*|failure|evolution|evolutive|evolutif)\b"
    r"[^.;,\n]{0,25}\b(?:sous|on|under|during|through)(?: (?:le|la|l'|les|first-line|second-line))?[ ']?$"
)
_STOPPED_AFTER = re.compile(
    r"^ ?[(,]? ?(?:(?:mal )?toleree?s?, ?)?(?:a ete |avait ete |a du etre |was |now |had to be |which was |qui a ete )?"
    r"(?:arretee?s?|stoppee?s?|stopped|discontinued|suspendue?s?|interrompue?s?|withdrawn|abandoned)\b"
    r"|^[^.;:\n]{0,30}[,:] ?(?:echec|failure|en echec|failed|sans succes|inefficace)\b"
    r"|^[^.;:\n]{0,20}, ?stop(?:pe|ped)?\b"
)


def goes_on(before: str, after: str) -> bool:
    """`sous X`, `X depuis mai`, `C5 de X`: words near a treatment that, outside a plan, say that it is being given."""
    return bool(goes_on_beside(before, after) or _GOES_ON.search(before) or _GOES_ON_AFTER.search(after))


@lru_cache(maxsize=256)
def goes_on_beside(before: str, after: str) -> bool:
    """`poursuite de X`, `X débuté ce jour`, `X to be continued`: the treatment is being given, even in a plan."""
    paused = _PAUSED_BEFORE.search(before) and _PAUSED_AFTER.search(after)
    return is_today(before, after) or bool(_CONTINUED.search(before) or _CONTINUES.search(after) or paused)


_RELIEVED = re.compile(
    r"\b(?:relais|remplacement|substitution|rotation)(?: (?:du|de la|de|des|de l'|d'))[ ']?$"
    r"|\b(?:substituted|swapped|exchanged|replacing|in place of)(?: (?:the|his|her))? ?$"
)
_BY = re.compile(r"^ ?(?:par|for|with|by|vers|pour)\b")


def is_stopped(before: str, after: str) -> bool:
    """`arrêt de X`, `progression sous X`, `relais du X par`: the treatment is over."""
    if _RELIEVED.search(before) and _BY.match(after):
        return True
    return bool(_STOPPED_BEFORE.search(before) or _FAILED_UNDER.search(before) or _STOPPED_AFTER.match(after))


def is_numbered_cycle(before: str) -> bool:
    """`J9 du deuxième cycle de X`: a treatment in its cycles."""
    return bool(_NUMBERED_CYCLE.search(before))


def around(reading: Reading, candidate: Candidate) -> tuple[str, str]:
    """Folded text of the candidate's sentence before and after it."""
    sentence = reading.sentence(candidate.first)
    start, end = reading.starts[candidate.first], reading.ends[candidate.last - 1]
    before = reading.folded[max(reading.starts[sentence.first], start - 110) : start].replace("\n", " ")
    return before, reading.folded[end : min(reading.ends[sentence.last - 1], end + 60)].replace("\n", " ")


_EVALUATED = re.compile(
    r"\b(?:evaluation|reevaluation|bilan|restaging|reassessment|assessment|interim|topic|question)\b"
)
_AFTER_CYCLES = re.compile(
    r"\b(?:apres|after|post)(?: (?:la|le|les|the))? (?:\d{1,2}|une?|deux|trois|quatre|cinq|six|huit"
    r"|one|two|three|four|five|six|eight)e?(?: (?:cycles?|cures?|courses|injections?|doses))?(?: (?:de|d'|of))? ?$"
)


def is_under_evaluation(reading: Reading, candidate: Candidate, before: str) -> bool:
    """`Évaluation après 4 cures de X`: the report sees the patient in the course of X."""
    sentence = reading.sentence(candidate.first)
    told = reading.folded[reading.starts[sentence.first] : reading.starts[candidate.first]]
    return bool(_AFTER_CYCLES.search(before) and _EVALUATED.search(told))
