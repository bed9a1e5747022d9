"""Words that measure the past: a distance of two weeks or more, a year, an earlier stay, what has lasted since."""

from __future__ import annotations

import re

from nlp.dates.words import MONTH, NUMBER

_COUNT = (
    rf"(?:(?:{NUMBER}) ?(?:-|to|or|a|ou) ?)?(?:{NUMBER}|several|many|some|few|a few|a couple of|couple of"
    r"|plusieurs|quelques|numerous|de nombreuses)"
)
_LONG = r"(?:years?|yrs?|months?|mos?|decades?|ans?|annees?|mois)"
_WEEKS = r"(?:weeks?|wks?|semaines?)"
_ROUGHLY = r"(?:(?:over|about|approximately|some|nearly|almost|more than|at least|plus de|environ) )?"
#: The stay from which a distance is counted: `six weeks prior to admission`.
_TO_THE_STAY = (
    r"(?: to (?:his |her |the |this |current )?(?:admission|presentation|arrival|visit|hospitali[sz]ation|evaluation"
    r"|transfer|operation|surgery))?"
)
#: An earlier stay, and an earlier test that showed what it showed.
_EARLIER_STAY = (
    r"\b(?:on|during|at|in) (?:an? |his |her |their |the )?(?:last|previous|prior|earlier) (?:admission"
    r"|hospitali[sz]ation|visit|hospital stay|stay|pregnancy|delivery)\b"
    r"|\blors d(?:e |'une |'un )(?:la |sa |son )?(?:derniere |precedente? )(?:hospitalisation|grossesse|consultation"
    r"|sejour)\b"
    r"|(?<!to )(?<!with )(?<!from )(?<!since )\b(?:(?:the|an?|his|her) )?(?:prior|previous|earlier)(?: [a-z-]+){1,5}?"
    r" (?:had |have )?(?:showed|shown|revealed|demonstrated|disclosed|documented|identified)\b"
)
#: A distance into the past of two weeks or more, or a time of life that is over.
AGO = re.compile(
    rf"\b{_ROUGHLY}(?:{_COUNT}[ -]{_LONG}|(?!1 |one |a ){_COUNT}[ -]{_WEEKS})"
    rf" (?:ago|earlier|prior|previously|before(?! (?:and|or))|back|auparavant|plus tot|avant)\b{_TO_THE_STAY}"
    r"|\b(?:1[4-9]|[2-9]\d|\d{3}) (?:days|jours) (?:ago|earlier|prior|auparavant|plus tot)\b|\bat that time\b"
    rf"|\bil y a (?:environ |plus de |pres de )?(?:{_COUNT} {_LONG}|(?!une |1 ){_COUNT} {_WEEKS})\b"
    r"|\b(?:at|a) (?:the |l')?age (?:of |de )?\d{1,2}\b|\b(?:at|when|while) (?:he|she) was (?:a child|young|\d{1,2})\b"
    r"|\blast (?:year|month|winter|spring|summer|fall|autumn)\b|\ble mois dernier\b"
    r"|\bl'an dernier\b"
    r"|\bl'annee (?:derniere|passee)\b|\b(?:as a|when a|in) (?:child|teenager|infant)\b"
    r"|\bin (?:his|her) (?:childhood|youth|teens)\b"
    r"|\bin (?:his|her) (?:early |late |mid[- ])?(?:twenties|thirties|forties|fifties|[2-6]0s)\b"
    rf"|{_EARLIER_STAY}"
    r"|\b(?:in the (?:remote |distant )?past|remotely|years back|dans (?:le passe|l'enfance|sa jeunesse))\b"
)
YEAR = re.compile(
    r"\b(?:in|en|since|depuis|back in|circa|of)(?: the)?(?: (?:early|late|mid|about))? ?-?"
    rf"(?:(?:{MONTH})\.?,?(?: of| de)? )?(?:19|20)\d\d(?:'?s)?\b"
    r"|\b(?:in|since|back in) (?:early |late |mid[- ]?)?\*\*date\[(?:[a-z]{3,9} )?(?:19|20)\d\d\]"
    r"|\((?:19|20)\d\d\)|(?<=[a-z] )(?:19|20)\d\d(?=[.,;)])|\b(?:in|since) (?:0?[1-9]|1[0-2])/(?:19|20)?\d\d\b"
)
#: A state that has lasted for two weeks or more.
BEGAN = re.compile(
    rf"\b{_COUNT}[ -](?:{_LONG}|{_WEEKS})(?:'s?)? (?:long )?(?:history|duration|course|of)\b"
    rf"|\b(?:for|over|during|in|depuis|pendant|durant)(?: the)?(?: (?:past|last|previous|les))?"
    rf" {_ROUGHLY}{_COUNT} (?:{_LONG}|{_WEEKS})\b|\b(?:x|times) ?{_COUNT} (?:{_LONG}|{_WEEKS})\b"
    r"|\b(?:for|over) (?:many |several |the )?(?:years|months|decades)\b|\bfor (?:quite )?(?:some|a long) time\b"
    rf"|\b(?:lasting|of) {_COUNT} (?:{_LONG}|{_WEEKS})(?:'s?)?(?: duration)?\b"
    r"|\bsince (?:the age of|age) \d{1,2}\b|\bsince (?:last|the previous) (?:year|month|winter|spring|summer|fall"
    r"|autumn)\b|\b(?:since (?:childhood|birth|infancy)|depuis (?:l'enfance|la naissance|toujours))\b"
)
ONE_WEEK = re.compile(r"\b(?:1|one|a|une)[ -](?:week|wk|semaine)\b")
#: What a year is compared with, which is no past: `unchanged from 2003`.
COMPARED = re.compile(r"\b(?:unchanged|stable|compared|comparison|similar|stabilite|inchangee?s?)\b[^.;,]{0,15}$")
#: What a patient has before what he comes with: `a man with diabetes who presents with chest pain`.
BACKGROUND = re.compile(
    r"\b(?:man|woman|male|female|gentleman|lady|patient|boy|girl|y/o|y\.o\.|yo|old|m|f) with (?P<held>[^.;:]{3,120}?)"
    r"(?:,? (?:who|now|he|she|and))?(?: (?:is|was|now|today|recently|initially|also|then))? (?:presents|presented"
    r"|presenting|comes|came|admitted|brought|referred|transferred|seen)\b[^.;:]{0,40}?"
    r" (?:with|for|complaining|because|after|due)\b"
)
