"""Headings by the kind of section that they open, French and English, in our own words."""

import re

#: Words that give the kind of a section away inside a longer label. The order decides.
KEYWORDS = {
    "family": re.compile(
        r"\b(?:familia\w+|family|maternelle?s?|paternelle?s?|maternal|paternal|genealog\w+|pedigree)\b"
    ),
    "plan": re.compile(
        r"\b(?:decisions?|propos\w+|recommand\w+|recommend\w+|conduite|plan|outcome|consensus|agreed"
        r"|action|actions|strategie|projet|reponse de la|reponse du|mdt|view"
        r"|prise en charge|a prevoir|next steps?|management|options?|programme"
        r"|what (?:next|now)|next|on fait quoi|que faire|ce que (?:je|j'|nous|l'on|on))\b"
        r"(?! (?:reponse|response|remission))"
    ),
    "history": re.compile(
        r"\b(?:antecedents?|atcd|comorbidit\w+|comorbidities|pmh\w?|past (?:medical"
        r"|surgical) history)\b"
    ),
    "medication": re.compile(
        r"\b(?:medications?|medicaments|traitements? (?:habituels?|en cours|actuels?"
        r"|personnels?))\b"
    ),
    "conclusion": re.compile(r"\b(?:conclusion|impression|synthese)\b"),
}

HEADINGS: dict[str, str] = {
    "history": """antécédents|ATCD|ATCDs|antécédents personnels|antécédents médicaux
        |antécédents médico-chirurgicaux|antécédents chirurgicaux|autres antécédents
        |antécédents et comorbidités|comorbidités|comorbidité|terrain|past medical history
        |past|past history|PMH|PMHx|terrain et antécédents|comorbid|comorbidity
        |medical history|background|comorbidities|other problems
        |past surgical history|surgical history|other medical history|antécédents notables|AP|ATCDP|antécédents perso
        |autres problèmes""",
    "family": """arbre généalogique|généalogie|family tree|pedigree|ATCD fam|atcds familiaux|AF|ATF
        |familiaux|antécédents familiaux|ATCD familiaux|ATCDF|histoire familiale|hérédité
        |family history|FHx|FH|family hx|contexte familial|antécédents carcinologiques familiaux""",
    "plan": """décision|décisions|décision de la RCP|conduite|conduite à tenir|CAT|plan|projet
        |projet thérapeutique|proposition|propositions|proposition thérapeutique
        |proposition de la RCP|recommandation|recommandations|recommendation|recommendations|avis
        |avis collégial|avis de la RCP|avis du comité|programme|à faire|to do|à prévoir
        |prise en charge proposée|traitement proposé|traitement envisagé|traitement prévu|options
        |options exposées|options proposées|next steps|management plan|management|disposition
        |suite|suites à donner|plan of care|plan du comité|plan du comité des tumeurs
        |plan thérapeutique|treatment plan|proposed treatment|follow up|follow-up|suivi
        |suivi proposé|orientation|conclusion de la RCP|conduite proposée|decision|proposal
        |board decision|consensus|outcome of discussion|recommended|advice|planned treatment|PEC
        |prise en charge|proposition de prise en charge|décision thérapeutique|décision collégiale
        |stratégie|stratégie thérapeutique|attitude|attitude thérapeutique|prescription
        |prescriptions|recommandations de la RCP|MDT outcome|MDT decision|outcome|actions
        |action points|discharge plan|follow-up plan|next step|disposition and plan
        |assessment and plan|impression and plan|plan and recommendations|indication retenue
        |traitement retenu|stratégie retenue|option retenue|unanimous|unanime|à l'unanimité
        |accord de la RCP|A/P|A & P|P|recs|rec|dispo|à venir
        |question|questions|question posée|questions posées|questions au comité|question to the board
        |imp/plan|impression/plan|assessment/plan|to be done|recommandation de la RCP""",
    "indication": """indication|indications|renseignements|renseignements cliniques|motif
        |motif d'hospitalisation|raison|clinical information|clinical details|clinical data
        |clinical history|contexte|contexte clinique|contexte transmis|reason for exam
        |reason for referral|reason|clinical indication|motif de consultation""",
    "comparison": "comparaison|comparison|comparatif|examens antérieurs|prior|prior studies",
    "technique": "technique|protocole|séquences|protocol|procedure technique|technique d'examen",
    "findings": """résultats|résultat|constatations|findings|description|microscopic|microscopie|macroscopie
        |gross|gross description|macroscopic|microscopic description|examen clinique|examen
        |clinique|clinical examination|physical examination|on examination|examination|lecture
        |compte rendu|imagerie|imaging|bilan|biologie""",
    "conclusion": """conclusion|conclusions|impression|au total|synthèse|en résumé|final diagnosis|diagnosis
        |diagnoses|diagnostic|diagnostics|opinion|interpretation|interprétation|summary|assessment""",
    "story": """story|oncological story|rappel de l'histoire|summary of case|case summary|interval history
        |histoire clinique|histoire de la maladie|histoire oncologique|histoire carcinologique
        |rappel|rappel clinique|rappel hématologique|historique|résumé|history|oncologic history
        |oncological history|history of present illness|HPI|histoire récente|résumé du dossier
        |situation|updated history|treatment so far|past treatment|prior treatment
        |traitements antérieurs|traitement antérieur|lignes antérieures|oncology history
        |cancer history|parcours""",
    "medication": """traitement habituel|traitements habituels|traitement en cours|traitements en cours
        |traitement actuel|médicaments|médication|medications|current medications|meds|drugs
        |ordonnance de sortie|traitement de sortie|traitements de sortie|discharge medications
        |medications on discharge|medications at discharge|regular medications
        |traitement personnel|home medications|co-médication|co-medications|comédications|comed|co-med|Rx
        |traitement d'entrée|traitement à l'entrée|traitements à domicile|médication à domicile|rx à domicile
        |traitement de fond|médicaments à domicile|medication|drug history|DH|DHx|current treatment
        |traitements associés|médication actuelle|profil pharmacologique|traitement à domicile""",
    "treatment": """traitement|treatment|treatments|traitements|therapy|procedure|intervention|opération
        |operation""",
    "comment": "commentaire|commentaires|comment|comments|note|nota|discussion",
    "biomarker": """moléculaire|biologie moléculaire|immunohistochimie|IHC|immunohistochemistry
        |ancillary studies|molecular|marqueurs|markers|tumour markers|tumor markers|biomarqueurs
        |biomarkers""",
    "allergy": "allergies|allergie|allergy|intolérances",
}
