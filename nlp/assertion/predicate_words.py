"""What a predicate says of the treatment before it: the words, and the patterns that read them after a treatment.

`REFUSED`, `OVER` and `GOES_ON` match from the end of a treatment to the end of its predicate; `ANY` tells whether one
of them may match at all. Which of them holds is decided in `predicate`.
"""

from __future__ import annotations

import re


def _joined(pattern: str) -> str:
    """A pattern written over several lines, without their breaks and indents."""
    return re.sub(r"\s*\n\s*", "", pattern)


#: What may stand between a treatment and its predicate: a bracket, a complement, an insertion.
_TAIL = r"^(?: ?\([^()]{0,45}\))?(?P<tail>[^.;:(),]{0,42}?(?:,[^.;:(),]{0,28}?)?)[ ,:–-]{0,3}\b"
_BE = _joined(
    r"""(?:(?:is|was|are|were|be|been|being|has|have|had|would|will|seems?|looks?|considered|judged|felt|thought|deemed
    |also|considered and|now|then|again|therefore|completely|quickly|both|all|since|a|est|sont|ete|etait|ont|avait|sera
    |serait|reste|parait|semble|jugee?s?|estimee?s?|consideree?s?|d'emblee|donc|vite|aussitot|toujours|formellement
    |finalement) )*"""
)
#: Words after a negated verb that deny its stop, its change or its effect, not the treatment.
_OTHERWISE = _joined(
    r"""(?! (?:\w+ment )?(?:be |been |ete |etre )?(?:interr|stop|chang|reduc|redui|modif|with?h|held|continu|renew
    |poursui|recondui|renouvel|discontinu|delay|toler|effect|effic|suffi|enough|curat|complet|complic|finish|yet|only
    |without|help|work|prevent|respond|exclu|rule|arret|suspend|perm|empech|evit|entrain|amelior|encore
    |elimin|ecart))"""
)
_REFUSALS = _joined(
    r"""set aside|left out|not offered|avoided|no rationale|ruled out|off the table|out of the question
    |no longer on the cards|out of reach|pointless
    |of no (?:use|benefit|value|interest)
    |no (?:point|place|role|indication|benefit|use)
    |no longer (?:an option|on the table|relevant|appropriate|considered|possible|feasible|justified|indicated)
    |forbidden|prohibited|banned|inappropriate|unsuitable|inadvisable|unwise|unjustified|unrealistic|unfeasible
    |impossible|futile|discarded|dismissed|rejected|vetoed|turned down|declined|refused|contra-?indicated
    |too (?:risky|dangerous|toxic|hazardous)|(?:best|to be|should be) avoided
    |recusee?s?|ecartee?s?|proscrite?s?|interdite?s?|deconseillee?s?|refusee?s?|declinee?s?|rejetee?s?|annulee?s?
    |contre[- ]?indiquee?s?|hors de (?:question|propos|portee)|sans (?:objet|interet|indication|place)|inadaptee?s?
    |inappropriee?s?|irrealisables?|infaisables?|impossibles?|inutiles?|illusoires?|deraisonnables?|defavorables?
    |inenvisageables?|incompatibles?|(?<!become )(?<!devenu )(?<!devenue )superflu(?:ous|e|es|s)?
    |not called for|not permitted|blocked by|barred|evitee?s?
    |non couverte?s?|pas d'acces|no access|(?<!to be )left aside|laissee?s? de cote
    |sortie?s? du projet|(?:plus|pas) d'actualite|a (?:eviter|proscrire|bannir)|(?:mis|laisse)(?:es|e|s)? de cote
    |tour de table negatif
    |non (?!modifie|poursui|recondui|renouvel|interromp|arrete|toleree?s?|suivi|complique|urgent
    |oncolog|steroid|curati|conventionnel|apparente
    |identique|myeloablat)
    (?:[a-z]{3,}(?:ee?|ie?|ise?|ue?|able|ible)|pertinente?|licite)s?"""
)
#: A verb denied: `must not be given again`, `ne me paraît pas lui convenir`, but not `did not help`.
_DENIALS = _joined(
    rf"""(?:is|are|must|should|can|could|will|would|may|does|do)(?: \w+ly)? (?:not|never)\b{_OTHERWISE}
    |(?:ne |n')(?:(?:me|nous|lui|leur|se|y|en|la|le|les|vous) |s'|m'|l')*
    (?!(?:a|ont|avait|avaient|etait|etaient|ait) )\w+(?: \w+){{0,2}}? (?:pas|plus|guere|jamais|aucune?)\b{_OTHERWISE}"""
)
_OVER = _joined(
    r"""(?:is|was|will|to)?(?: be)?(?: been)? ?not(?: be| been| to be)? (?:continued|renewed)
    |(?:ne |n')\w+(?: \w+)? pas(?: ete)? (?:poursuivi|reconduit|renouvele)(?:es|e|s)?
    |non (?:poursuivi|reconduit|renouvele)(?:es|e|s)?
    |stopped|discontinued|ceased|withdrawn|completed|ended|dropped back|given up|terminated|halted|weaned
    |off(?= ?(?:$|[.,;)]|since|now))|came off|to no avail|in vain|without (?:success|effect|benefit)|did nothing
    |done(?= ?[).;])|(?:stopped|discontinued|replaced|dropped) (?:it|this|them)
    |which (?:we|i|he|she|they|was|has been|had been|were)\b[^.;,]{0,15}
    \b(?:stopped|discontinued|withdrawn|completed)
    |arretee?s?|stoppee?s?|interrompue?s?|terminee?s?|achevee?s?|retiree?s?
    |sans (?:effet|succes|reponse|resultat|efficacite)|en vain|inefficaces?
    |(?:devenue?s?|become|became) (?:superfl\w+|unnecessary|inutiles?)
    |finie?s?(?! (?:par|de)\b)|c'est fini(?! par)
    |(?:never|jamais) (?:restarted|resumed|given again|repris\w*|redonnee?s?)
    |(?:l'ai|l'a|l'avons|l'avait|les a) (?:donc |alors |ete )?
    (?:arret|stopp|remplac|interromp|suspend|retir)\w+"""
)
_GOES_ON = _joined(
    r"""carr(?:ies|y) on|goes on|unchanged|as before|at the same dose|never interrupted|not interrupted
    |to (?:go|carry) on|spaced (?:out )?to|espacee?s? (?:a|de|toutes)|baissee?s? (?:a|de)
    |allegee?s? (?:a|de)|(?:reduite?s?|diminuee?s?|reduced|lowered|cut) (?:a|de|to|by)
    |last dose (?:tomorrow|today)
    |continuee?s?(?! discut)|poursuivie?s?(?! (?:ce|cette|le|la|l'|un|une)\b)|reconduite?s?
    |(?:should|must) not be (?:altered|stopped|changed)
    |inchangee?s?|a l'identique|maintenue?s?|conservee?s?
    |(?:jamais|pas ete) (?:interrompue?s?|arretee?s?|suspendue?s?|coupee?s?)|never (?:stopped|interrupted)
    |(?:at (?:the )?)?same dose|(?:a )?(?:la )?meme dose
    |derniere dose demain
    |(?:puis |then )?(?:repris(?:es?|e)?|resumed|restarted|reintroduite?s?)
    |se poursuit|se poursuivent"""
)
_STILL = r"(?:(?:is|are|est|sont|reste|also|now|toujours) )*"
REFUSED = re.compile(
    _TAIL + _BE + f"(?:(?:{_REFUSALS})\\b|{_DENIALS})"
    r"|^ ?:? ?(?:d'[a-z]+ )?: ?(?:non|no)\b(?! \w+[ea]ble)|^ ?\(?c\.?i\b(?= ?[(:,.]| [a-z(])"
    r"|^ (?:non|not)(?= ?(?:[,;.)]|$))(?!, plus depuis)|^[,:] (?:non|not)(?= ?[,;.)])"
    r"|^ ?[:,(]? ?(?:(?:was|has|had|is|were|a|ont|n'a|n'ont|n'avait) )?(?:never|jamais)\b"
    r"(?! (?:been |ete )?(?:arret|interr|stop|missed|manqu|suspen|resum|restart|repris|redonn|coup|oubli|rien"
    r"|recidiv|before|since|depuis|plus|of |de (?!la vie)|d'))"
    r"|^ ?[-–(:,]{0,2} ?allerg(?:ic|ique|y|ie)s?\b(?! (?:to|a|au|aux)\b)"
)
OVER = re.compile(
    f"{_TAIL}{_BE}(?:{_OVER})\\b"
    r"|^,? (?:is |was |has |had |then |soon )?"
    r"(?:no longer(?! (?:an |on |in |has |have |rel|app|cons|poss|feas|just|indic|need|avail))"
    r"|gave way|given way|let go|laid down|phased out|taken away|taken off|ran out)\b"
    r"|^[ ,:–-]{0,3}stop(?:s|pe)?\b(?= ?(?:now|today|here|ce jour|aujourd'hui|ici|$|[.;,)]))"
)
GOES_ON = re.compile(f"{_TAIL}{_STILL}(?:{_GOES_ON})\\b")
#: Most clauses hold none of these words: one look for them all spares three for each.
ANY = re.compile(
    rf"\b(?:{_REFUSALS}|{_OVER}|{_GOES_ON}|c\.?i|never|jamais|stops?|stoppe|allerg\w+|non|not|longer"
    rf"|way|let go|laid down|phased out|taken away|taken off|ran out)\b|\b(?:{_DENIALS})|: ?no"
)
#: A condition, a time or another subject between them takes the predicate away: `surgery unless she declines`.
PARTED = re.compile(
    _joined(r"""\b(?:if|si|s'il|s'ils|unless|sauf|until|avant|before|when|quand|lorsque|because|car|pour|for|after
    |apres|as|and|et|une fois|once|whose|dont l[ea]s?|showed?|montr\w+|with|avec|mais|but|malgre|despite)\b""")
)
