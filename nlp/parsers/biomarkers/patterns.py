"""How reports write a biomarker's value, in folded text. Each pattern is anchored and bounded."""

import re

#: Between a marker and its value: assay, clone, score's name, verb.
FILLER = re.compile(
    r"(?:[ \n]{0,2}(?:\((?!\d{1,3} ?%|[0-3] ?\+|\+|-)[^()\n%]{1,30}\)|[:=,](?=[ \n])|[:=]"
    r"|,? ?clone [a-z0-9\-/]{2,9}|22c3|28-8|sp142|sp263|e1l3n|73-10|qr1"
    r"|d5f3|1a4|4b5|tps|cps|ic score|ic|tc|score|scores|combine|combined positive score"
    r"|tumou?r proportion score|allred|h-score|ihc|fish|cish|pcr|ngs"
    r"|exon \d{1,2}|exon|status|statut|proteine|protein|expression|marquage|staining|immunostain"
    r"|immunomarquage|gene|somatique|germinal|germline|tumoral|constitutionnel(?:le)?|constitutional|"
    r"tumorale|preoperatoire|pre-operatoire|pretherapeutique|initiale?|serique|serum|plasmatique"
    r"|total|totale|nadir|level|taux|dosage|index|indice|cette fois|this time|desormais|"
    r"de proliferation|proliferation|labelling|labeling|estime|estimated|evalue|mesure|au diagnostic"
    r"|at diagnosis|ce jour|today|actuel|actuelle|"
    r"a|at|of|de|is|was|est|sont|etait|are|were|the|revenue?s?|came back|le|ce|nucleaire|nuclear"
    r"|diffuse?|membranaire|forte?|strong|strongly|faible|weak|weakly|"
    r"pattern|sur le|stable|eleve|elevee|en hausse|en baisse|monte|remonte|baisse|passe|found"
    r"|on biopsy|by ihc|en ihc|par ihc|par fish|by fish|focal|focally|"
    r"-[a-z]{2,7}\d{0,2}[a-z]?\d?(?= ?(?:fusion|rearrang|transloc))|as expected|as one would expect|comme attendu|"
    r"moderate|moderee?|variant|pathogenic|pathogene|classe|class|v|also|aussi|egalement|both|tous"
    r"|tous deux|les deux|all|toutes|entirement|entierement|"
    r"clairement|clearly|fortement|nettement|normalisee?|normal|augmentee?|montent|isoformes?|clones?"
    r"|cellules?|tumorales?|tumou?r cells)(?![a-z]))"
    r"{1,5}"
)

#: Units of markers in blood, and of the burden of mutations.
UNIT = (
    r"(?:ng/ml|ug/l|mcg/l|microg/l|microgrammes?/l|ui/l|iu/l|u/l|ku/l|kui/l|mui/ml|miu/ml|mu/ml|ui/ml|iu/ml|u/ml|ku/ml"
    r"|pg/ml|ng/l|pmol/l|nmol/l|g/l|mg/l|mg/dl|ng/dl|ug/ml|mut(?:ations)?/mb|mut/mb)"
)
NUMBER_UNIT = re.compile(
    r"[ \n]{0,3}(?:environ |about |around |approximately |> ?|< ?|≥ ?|≤ ?"
    rf"|~ ?)?(?P<number>\d{{1,3}}(?:[  ]\d{{3}})+|\d{{1,7}}(?:[.,]\d{{1,3}})?)\s{{0,2}}(?P<unit>{UNIT})(?![a-z])"
)
BARE_NUMBER = re.compile(r"[ \n]{0,3}(?P<number>\d{1,6}(?:[.,]\d{1,3})?)(?![\d/]|[ ]?%|[ ]?[a-z]|[.,]\d|\+)")
#: A combined positive score, which words may follow: `PD-L1 CPS 22 on the resection`.
COMBINED_SCORE = re.compile(
    r"(?<=cps)[ =:]{0,3}(?:de |of |a )?(?P<number>\d{1,3})(?![\d/+]|[.,]\d| ?%| ?(?:m[gml]|mut)\b)"
)
PERCENT = re.compile(
    r"[ \n]{0,3}\(?(?P<sign>[<>≥≤]|inferieur a|superieur a"
    r"|less than)? ?(?P<number>\d{1,3}(?:[.,]\d)?)(?: ?(?:-|a|to|–) ?(?P<upper>\d{1,3}))? ?%"
)
SCORE = re.compile(r"[ \n]{0,3}\(?(?:score )?(?P<score>[0-3] ?\+|0(?![\d/%]|[.,]\d| ?%)|zero(?![a-z]))")
SIGN = re.compile(r" ?\(?(?P<sign>\+{1,3}|-|−)(?![\w\d]|>)\)?")
PROTEIN = re.compile(
    r"[ \n,(:]{0,3}(?:(?:exon \d{1,2}|mutee?s?|mutation|mutated|variant|mutant|a |de |du |type |codon"
    r"|substitution|:|positive for|with|en|-)[ \n:,(]{1,2}){0,4}"
    r"(?:p\.? ?\(?)?(?P<change>[acdefghiklmnpqrstvwy]\d{1,4}(?:[acdefghiklmnpqrstvwy*](?![a-z0-9])"
    r"|_[a-z]\d{1,4}(?:del|ins|dup)[a-z]{0,6}|fs(?:\*\d{0,3})?|del|dup)"
    r"|[a-z]{3}\d{1,4}(?:ala|arg|asn|asp|cys|gln|glu|gly|his|ile|leu|lys|met|phe|pro|ser|thr|trp|tyr"
    r"|val|ter|fs|del))(?![a-z0-9])"
)
#: Behind what a gene may bear (`rearrangement`, `mutation`): it was looked for and is not there.
DENIED = (
    r"(?: (?:testing|test|tests|analysis|studies|screening|status))?(?: ?[:=(-] ?| )"
    r"(?:(?:was|is|were|are|est|sont|etait|etaient) )?"
    r"(?:(?:not|un|non|pas)[- ]?(?:detect|retrouv|identif|found|present|seen|vue?|observ|mise?s? en evidence"
    r"|demonstrat)[a-z]*"
    r"|negati(?:ve?s?|fs?)(?! (?:for|pour))|neg(?![a-z])\.?|absente?s?|absence(?! (?:de|d'|of))|undetectable"
    r"|none(?: detected| identified| found| seen)?|non?(?= ?(?:[,;)\n]|\.(?! ?\d)|$)))"
)
#: Value words after a marker, first match wins.
AFTER_WORDS: tuple[tuple[str, str], ...] = (
    ("no mutation", r"(?:no (?:pathogenic |reportable )?(?:variants?|alterations?)|non-? ?carriers?|not a carrier"
        r"|sans mutation|no mutations?|pas de mutation|absence de mutation|without mutations?"
        r"|not mutated|non mutee?s?|pas mutee?s?"
                r"|n'(?:est|etant|etait|etaient|ayant) pas mutee?s?|ne sont pas mutee?s?|(?:is|are|was"
                r"|were) not mutated|wild(?:[- ]?types?)?"
                    r"|(?:(?:de |of )?(?:type|statut|profil|phenotype) )?sauvages?|wt|germline negative|unmutated"
                        rf"|(?:mutations?|variants?|alterations?){DENIED})"),
    ("not amplified", r"(?:non amplifiee?s?|pas amplifiee?|not amplified|non-amplified|unamplified|sans amplification"
        rf"|no amplification|pas d'amplification|amplification{DENIED})"),
    ("not rearranged", r"(?:non rearrangee?s?|pas rearrangee?|not rearranged|sans rearrangement|no rearrangements?"
        r"|no fusions?|pas de rearrangement|pas de fusion|non transloquee?s?|not translocated"
            rf"|(?:gene )?(?:rearrangement|fusion|translocation)s?{DENIED})"),
    ("normal", r"(?:(?:germline |constitutional |somatic |in blood )?normale?s?"
        r"(?! (?:level|range|limit|value|taux|valeur|karyotype|expression|tissue|cells?|pattern)))"),
    ("lost", r"(?:(?:complete |total |totale |isolated |combined )?"
        r"(?:perdue?s?|lost|absents?|absente?s?|deficient|deficiente?|eteinte?s?"
        r"|loss of (?:nuclear )?expression|loss(?! of function)|perte(?: d'expression| nucleaire)?"
            r"|defaut d'expression|non exprimee?s?|not expressed))"),
    ("retained", r"(?:conservee?s?|retained|intacte?s?|preservee?s?|preserved|maintenue?s?|maintained|present"
        r"|presente?s?|exprimee?s?|expressed|normalement exprimee?s?|sans perte d'expression|no loss)"),
    ("negative", r"(?:negatifs?|negatives?|neg(?![a-z])\.?|not detected|non detectee?s?|undetected|negativite"
        r"|indetectables?|undetectable|normal karyotype)"),
    ("equivocal", r"(?:(?:amplification )?equivoques?|equivocal|ambigu|indetermine|borderline|limite)"),
    ("amplified", r"(?:amplifiee?s?|amplified|amplification|amp(?![a-z])\.?)"),
    ("rearranged", r"(?:rearrangee?s?|rearranged|rearrangements?|fusionnee?|fusions?|transloquee?|translocation"
        r"|translocated)"),
    ("mutated", r"(?:mutee?s?|mutated|mutants?|mutations?|mut(?![a-z])|carriers?|porteuse|porteur"
        r"|pathogenic variant|variant pathogene|pathogene|alterations?|delet(?:ion|ee|e|ed)|deletions?"
            r"|insertions?|aberrant|itd|activating|activatrice|skip(?:ping|ped)?(?: mutation| variant| alteration)?"
            r"|ex(?:on)? ?\d{1,2}[ -]?(?:del|ins|dup|skip)\w*|del ?19)"),
    ("positive", r"(?:positifs?|positives?|pos(?![a-z])\.?|positivite|surexprimee?s?|overexpressed|surexpression"
        r"|overexpression|detectee?s?|detected|expresse|\+{1,3}(?!\d))"),
)  # fmt: skip
AFTER = [(value, re.compile(r"[ \n\-,(:]{0,3}" + pattern + r"(?![a-z])")) for value, pattern in AFTER_WORDS]

_OF = (
    r"(?: (?:de la|de l'|de|du|des|d'|of|the|for|in|le|la|les|pour|expression|gene|genes|nuclear"
    r"|nucleaire|proteine|proteines|activatrice|pathogene|pathogenic|germinale|somatique|germline"
    r"|somatic|a|an|et|dans|l'|(?:l')?exon \d{1,2})){0,5}[ ']?\n?$"
)
#: Value words before a marker, anchored at its start.
BEFORE_WORDS: tuple[tuple[str, str], ...] = (
    ("no mutation", r"(?:(?:does|do|did) not carry|n't carry|non-? ?carriers?|ne porte(?:nt)? pas"
        r"|pas de mutation|absence de mutation|sans mutation|no mutations?|aucune mutation"
        r"|no pathogenic variants?|pas de variant pathogene|without mutation"
            r"|recherche de mutation negative|non porteuse|not a carrier|ni mutation"
                r"|n'est pas porteuse d'une mutation)"),
    ("not amplified", r"(?:pas d'amplification|absence d'amplification|sans amplification|no amplification)"),
    ("not rearranged", r"(?:pas de rearrangement|absence de rearrangement|sans rearrangement|no rearrangements?"
        r"|pas de fusion|no fusion|pas de translocation|ni rearrangement|ni fusion)"),
    ("retained", r"(?:pas de perte(?: d'expression)?|sans perte d'expression|expression conservee"
        r"|conservation(?: de l'expression)?|retained expression|retained nuclear|no loss"
            r"|intact expression|retained|intact|preserved expression|expression maintenue"
                r"|maintien de l'expression)"),
    ("lost", r"(?:perte(?: d'expression| nucleaire| isolee| complete)?(?: d'expression)?|loss|extinction"
        r"|deficit(?: d'expression)?|absence d'expression|defaut d'expression|lost)"),
    ("amplified", r"(?:amplification|amplified)"),
    ("rearranged", r"(?:rearrangement|fusion|translocation|rearranged)"),
    ("mutated", r"(?:carr(?:y|ies|ied|ying)|harbou?r(?:s|ing|ed)?|porte|portent|portant"
        r"|mutations?|muted|mutee?|mutated|variant pathogene|pathogenic variant|porteuse d'une mutation"
        r"|porteuse|porteur|carrier|alteration"
        r"|(?:deletion|insertion|duplication|saut)s?(?= (?:de |dans |sur |in |of )?(?:l')?exon))"),
    ("negative", r"(?:negatifs? pour|negatives? pour|negative for|negativite|n'expriment? pas"
        r"|do(?:es)? not express|negative)"),
    ("positive", r"(?:positifs? pour|positives? pour|positive for|positivite|expriment?(?: fortement)?|exprimant"
        r"|expresses|expressing|surexpression|overexpression|marquage positif|expression)"),
)  # fmt: skip
BEFORE = [(value, re.compile(r"(?<![a-z])" + pattern + _OF)) for value, pattern in BEFORE_WORDS]

#: Between two markers that share a value.
JOINER = re.compile(
    r"[ \n]{0,3}(?:,|/|\+|;|-|et|and|ou|or|ni|nor|&|, et|, and|puis|comme|ainsi que"
    r"|as well as)?[ \n]{0,3}(?:(?:le|la|les|l'|de|d'|the|of|both) ?)?(?:\([^()\n]{1,20}\) ?)?"
)
LAST_JOINER = re.compile(r"\b(?:et|and|ou|or|ni|nor)\b|&")
NO_BEFORE = re.compile(
    r"(?<![a-z])(?:no|not? (?:have|show)|pas de|pas d'|sans|absence de|absence of|without|ni|aucune?|non)[ ']?"
    r"(?:(?:targetable|actionable|activating|known|activatrice) )?"
    r"(?:(?:mutation|variante?|alteration)s? (?:activatrice )?"
    r"(?:(?:de |d[ue] |d'|of |in )?(?:the |l[ea] |l'|gene )?)?)?$"
)
#: Behind a change: it was looked for and is not there. What denies another gene, or something else, denies no change.
NO_CHANGE = re.compile(
    r"[ :(=]{0,4}(?:, ?(?=(?:mutation|variante?) ))?"
    r"(?:(?:la |the )?(?:mutation|variante?|alteration|status|statut) ?:? ?)?"
    r"(?:(?:was|is|est|etait|:) ?)?"
    r"(?:(?:not|un|non|pas)[- ]?(?:detect|retrouv|identif|found|present|seen|vue?|observ|mute|mutated)\w*"
    r"|negati(?:ve?s?|fs?)|neg(?!a)\.?|absente?s?|absence|undetectable|wild(?:[- ]?type)?|sauvages?|wt"
    r"|non?(?= ?(?:[,;)\n]|\.(?! ?\d)|$)))"
    r"(?![a-z])(?! ?(?:for|pour|de|d'|of|in|chez|dans)\b)(?! [a-z]+\d)"
)
#: Behind a change, at the end of its clause: nothing is known of it yet.
NOT_KNOWN = re.compile(
    r" ?[:(=]? ?(?:pending|en attente|en cours|awaited|to follow|non faite?s?|not done|non realisee?s?|non connue?s?"
    r"|inconnue?s?|unknown|not known|not tested|non testee?s?|non recherchee?s?|requested|demandee?s?)"
    r"(?= ?(?:[,;.)\n]|$))"
)
PENDING = re.compile(
    r"[ \n:,(]{0,3}(?:pending|en attente|en cours|a suivre|awaited|to follow|non faite?|not done"
    r"|non realisee?|a demander|requested|demandee?)"
)
