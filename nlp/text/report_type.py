"""The type of a report, guessed from its heading where the source does not give it."""

from __future__ import annotations

import re

from nlp.text.fold import fold

#: How many characters of a report are its heading.
HEADING = 400
_TYPES = (
    ("operative", re.compile(r"operative report|compte[- ]rendu operatoire|\bcro\b|operation note|date of operation"
        r"|protocole operatoire|note operatoire")),
    ("pathology", re.compile(r"patholog(?:y|ie|ique)\b|anatomo|anapath|histolog|specimen|prelevement|biopsy report"
        r"|cytolog"
        r"|piece de")),
    ("board", re.compile(r"\brcp\b|reunion de concertation|tumou?r board|comite (?:du diagnostic|des tumeurs)|\bmdt\b"
        r"|multidisciplin")),
    ("discharge", re.compile(r"discharge summary|compte[- ]rendu d'hospitalisation|lettre de (?:sortie|liaison)"
        r"|courrier de sortie|resume de (?:sortie|depart)|a sejourne|hospitalis")),
    ("radiotherapy", re.compile(r"radiotherap|radio-oncolog|radiation oncolog|fin de traitement"
        r"|treatment completion")),
    ("imaging", re.compile(r"radiolog|imagerie|scanner|\birm\b|\bmri\b|\bct\b|\btdm\b|mammogra|tep|pet-?ct|echograph"
        r"|ultrasound|scintigra|nuclear medicine")),
    ("letter", re.compile(r"\bcher|\bchere|dear|confrere|mon cher|madame, monsieur")),
    ("consultation", re.compile(r"consultation|suivi|clinic|visit|follow-?up")),
)  # fmt: skip


def guess_report_type(text: str) -> str:
    """`pathology`, `operative`, … or "" where the heading says nothing.

    >>> guess_report_type("COMPTE RENDU OPÉRATOIRE du 3 mars"), guess_report_type("")
    ('operative', '')
    """
    heading = fold(text[:HEADING])
    return next((name for name, pattern in _TYPES if pattern.search(heading)), "")
