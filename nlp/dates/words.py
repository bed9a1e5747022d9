"""Names of months, days, numbers and units in French and English, folded."""

MONTHS = {
    1: "janvier janv january jan", 2: "fevrier fevr fev february feb", 3: "mars march mar", 4: "avril avr april apr",
    5: "mai may", 6: "juin june jun", 7: "juillet juil july jul", 8: "aout august aug",
    9: "septembre sept september sep", 10: "octobre october oct", 11: "novembre november nov",
    12: "decembre december dec",
}  # fmt: skip
MONTH_NUMBER = {name: number for number, names in MONTHS.items() for name in names.split()}

WEEKDAYS = ["lundi monday", "mardi tuesday", "mercredi wednesday", "jeudi thursday", "vendredi friday",
            "samedi saturday", "dimanche sunday"]  # fmt: skip
WEEKDAY_NUMBER = {name: number for number, names in enumerate(WEEKDAYS) for name in names.split()}

_NUMBERS = [
    "un une a an one", "deux two", "trois three", "quatre four", "cinq five", "six", "sept seven", "huit eight",
    "neuf nine", "dix ten", "onze eleven", "douze twelve", "treize thirteen", "quatorze fourteen", "quinze fifteen",
    "seize sixteen", "seventeen", "eighteen", "nineteen", "vingt twenty",
]  # fmt: skip
NUMBER_WORDS = {name: number for number, names in enumerate(_NUMBERS, start=1) for name in names.split()}
NUMBER_WORDS |= {"trente": 30, "thirty": 30, "quarante": 40, "forty": 40, "cinquante": 50, "fifty": 50,
                 "soixante": 60, "sixty": 60, "quelques": 0, "plusieurs": 0, "several": 0, "few": 0,
                 "demi": 0, "couple": 2, "dizaine": 10, "quinzaine": 15, "dix-sept": 17, "dix-huit": 18,
                 "dix-neuf": 19}  # fmt: skip

UNIT_LETTER = {
    "an": "Y", "ans": "Y", "annee": "Y", "annees": "Y", "year": "Y", "years": "Y", "yr": "Y", "yrs": "Y", "a": "Y",
    "mois": "M", "month": "M", "months": "M", "semaine": "W", "semaines": "W", "week": "W", "weeks": "W", "wk": "W",
    "wks": "W", "sem": "W", "jour": "D", "jours": "D", "journee": "D", "day": "D", "days": "D", "j": "D",
    "heure": "H", "heures": "H", "hour": "H", "hours": "H", "h": "H", "minute": "T", "minutes": "T", "min": "T",
    "mn": "T", "seconde": "S", "secondes": "S", "second": "S", "seconds": "S", "decennie": "E", "decade": "E",
    "decades": "E", "decennies": "E",
}  # fmt: skip

MONTH = "|".join(sorted(MONTH_NUMBER, key=len, reverse=True))
WEEKDAY = "|".join(WEEKDAY_NUMBER)
NUMBER = r"\d{1,3}|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
