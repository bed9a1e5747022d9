"""Whether a cue reaches a finding, beyond what words bound: exams that show, brackets, nearer neighbours."""

from __future__ import annotations

from itertools import pairwise

from nlp.assertion.scope import Scope
from nlp.candidates import Candidate
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: Words before the exam that shows, or does not show, a finding.
SHOWN_BY = frozenset(["sur", "au", "aux", "on", "at", "par", "by", "a"])


#: Words of healing, which speak of diseases alone.
CURED = word_set(
    "gueri guerie gueris gueries resolu resolue resolus resolutif resolutive resolution cured resolved healed settled"
    " cleared recovered recovery cicatrise cicatrisee amende amendee drained draine drainee recuperation remission"
    " regressif regressive sequelle sequelles disparu disparue baseline"
)


#: Verbs of one subject: `a single dose of infliximab, and nivolumab was abandoned`.
_ONE = frozenset(["is", "was", "has", "est", "a"])


def reaches_too_far(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """Whether a scope over a candidate ends before it all the same.

    Denials end before the exam that shows them (`pas de X sur le scanner`) and before a reason in brackets.
    """
    if scope.after and scope.assertion == "historical" and scope.reach == "therapy":
        return _another_is_nearer(reading, candidate, scope) or _has_its_object(reading, scope)
    if _is_cure_of_a_disease(reading, candidate, scope):
        return True
    if scope.after and scope.assertion == "absent" and _a_statement_is_between(reading, candidate, scope):
        return True
    if scope.assertion == "possible" and scope.after and _doubts_a_therapy(reading, candidate, scope):
        return True
    if scope.after and scope.reach == "disease":
        return _is_parted(reading, candidate, scope)
    if scope.after and scope.assertion == "historical" and candidate.kind == "diagnosis":
        return _speaks_of_another(reading, candidate, scope)
    if scope.assertion != "absent" or scope.after:
        return False
    words = reading.words
    if _denies_something_else(reading, candidate, scope):
        return True
    if candidate.kind == "exam":
        place = words[max(scope.first, candidate.first - 3) : candidate.first]
        return any(word in SHOWN_BY for word in place) and len(place) > 0
    between = words[scope.first : candidate.first]
    if candidate.kind in ("diagnosis", "morphology") and "(" in between:
        opening = scope.first + between.index("(")
        least = max(reading.sentence(candidate.first).first, scope.cue - SUBJECT)
        return any(c.kind in ("treatment", "drug") and least <= c.first < opening for c in reading.candidates)
    return False


#: The subject of a denial stands this many tokens before it at most: `a second transplant is not sensible (COPD)`.
SUBJECT = 4
#: Words that weigh one treatment against another.
WEIGHED = ("versus", "vs", "discut", "discuss", "debat")


def _doubts_a_therapy(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """`cancer du sein : discuté capécitabine versus vinorelbine`: treatments are weighed, not the disease."""
    cue = reading.words[scope.cue_end - 1]
    if candidate.kind not in ("diagnosis", "morphology") or not cue.startswith(WEIGHED):
        return False
    return any(
        c.kind in ("drug", "treatment")
        and (candidate.last <= c.first < c.last == scope.cue or 0 <= c.first - scope.cue_end <= 2)
        for c in reading.candidates
    )


#: What a treatment or a response may lack: `pas de réponse au TPF` denies no TPF.
_EFFECTS = word_set(
    "reponse response effet effect efficacite efficacy toxicite toxicity tolerance complication"
    " complications incident progression evolution modification changement change interruption"
)


#: Words after a comma that go on with what is done: `pas d'IPC, surveillance IRM`.
_FURTHER = word_set("surveillance suivi controle poursuite reprise follow-up monitoring")


#: Words that go on with a denied list, and words that say what somebody has: `no diabetes, gout on allopurinol`.
_LISTED = frozenset(["ni", "nor", "or", "ou", "de", "d", "no", "not"])
_HELD = word_set(
    "sous on tranquille legere leger moderee modere mild moderate known connu connue stable treated traitee traite"
)


def _denies_something_else(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """`pas de réponse au TPF`, `pas de tumeur résiduelle, réponse complète`: what is denied is what stands before."""
    between = reading.words[scope.cue_end : candidate.first]
    if candidate.kind == "response":
        return "," in between and not {"ni", "nor", "or", "ou"} & set(between)
    last = between[len(between) - between[::-1].index(",") :] if "," in between else []
    if candidate.kind in ("exam", "drug", "treatment") and _FURTHER & set(last):
        return True
    if candidate.kind == "diagnosis" and "," in between and not _LISTED & set(last):
        return not _HELD.isdisjoint(reading.words[candidate.last : candidate.last + 2])
    if candidate.kind not in ("drug", "treatment"):
        return False
    if candidate.value == "surveillance":
        return "," in between
    return bool(_EFFECTS & set(between[:3]))


def _is_cure_of_a_disease(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """`infection traitée par ceftriaxone, guérie`: what is cured is not the drug."""
    if not scope.after or scope.assertion != "historical" or candidate.kind not in ("drug", "treatment"):
        return False
    return bool(CURED & set(reading.words[scope.cue : scope.cue_end]))


def _another_is_nearer(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """`ramipril, metformine arrêtée`: what stopped is the last of the list, unless the cue is plural or joins them."""
    if reading.words[scope.cue_end - 1].endswith("s"):
        return False
    following = [c for c in reading.candidates if c.kind == candidate.kind and candidate.last <= c.first < scope.cue]
    return any("," in reading.words[candidate.last : c.first] for c in following)


_ARTICLES = frozenset(["le", "la", "l", "les", "the", "son", "sa", "ses", "her", "his"])


def _has_its_object(reading: Reading, scope: Scope) -> bool:
    """`prend du bisoprolol et a interrompu le Xarelto`: the verb has an object of its own behind it."""
    end = scope.cue_end
    if end >= len(reading) or reading.words[end] not in _ARTICLES:
        return False
    return any(c.kind in ("drug", "treatment") and end < c.first <= end + 2 for c in reading.candidates)


def _is_parted(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """`mélanome, ganglion sentinelle négatif`: what is negative is the nearest thing named."""
    between = [c for c in reading.candidates if candidate.last <= c.first < scope.cue]
    joined = reading.words[scope.cue_end - 1].endswith("s") and all(c.kind == candidate.kind for c in between)
    return scope.cue - candidate.last > 4 or bool(between and not joined)


def _speaks_of_another(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """`cirrhose, hépatite C guérie`: one disease is cured, the last of the list, unless the cue is plural."""
    if reading.words[scope.cue_end - 1].endswith("s") or {"et", "and"} & set(reading.words[candidate.last : scope.cue]):
        return False
    cure = CURED & set(reading.words[scope.cue : scope.cue_end])
    kinds = ("diagnosis",) if cure else ("diagnosis", "drug", "treatment")
    return any(c.kind in kinds and candidate.last <= c.first < scope.cue for c in reading.candidates)


def _a_statement_is_between(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """A comma and a conjunction, then another treatment: what is denied is that one alone."""
    if candidate.kind not in ("drug", "treatment") or not _ONE & set(reading.words[scope.cue : scope.cue_end]):
        return False
    between = reading.words[candidate.last : scope.cue]
    named = any(c.kind == candidate.kind and candidate.last <= c.first < scope.cue for c in reading.candidates)
    return named and any(a == "," and b in ("and", "et") for a, b in pairwise(between))
