"""Words for times that hold no number: moments, stretches, seasons and how often, folded, as parts of a pattern.

ISO 24617-1 (TimeML) lists their heads as triggers of a TIMEX3: `now`, `recent`, `period`, `season`, `moment`.
"""

#: Points and stretches of time seen from the day of the report or of the story.
VAGUE = (
    r"actuellement|currently|now|recently|recemment|a ce jour|to date|maintenant|aujourd'hui|at present|nowadays"
    r"|presently|(?:de )?longue date|(?:dans|depuis|pendant) l'enfance|in childhood|since childhood|plus tard"
    r"|auparavant|ulterieurement|par la suite|immediatement(?: apres)?|aussitot|immediately|subsequently"
    r"|previously|precedemment|anterieurement|dernierement|prochainement|initialement|initially|autrefois|jadis"
    r"|(?:a|de) (?:cette epoque|l'epoque|ce moment(?:-la)?|cette date)|at (?:that|this|the same) (?:time|point"
    r"|moment)|a (?:court|moyen|long) terme|au long cours|long-?term|short-?term|(?:dans|par) le passe|in the past"
    r"|the future|(?:a|dans) l'avenir|ces derniers temps|lately|au moment|at the time|at this time"
    r"|dans un (?:premier|second|deuxieme) temps|quelque temps|peu de temps|un certain temps|longtemps"
    r"|for some time|a long time|simultanement|simultaneously|(?:l'|cet |en |l')?(?:hiver|automne)|(?:l'|cet "
    r"|en )ete|(?:le|au) printemps|in (?:winter|spring|summer|autumn|the fall)|(?:les |des |aux "
    r"|the )?annees (?:19|20)?\d0|the (?:19|20)\d0s|fin de grossesse|debut de grossesse"
    r"|(?:a |jusqu'a |des a )present|a l'instant|dans l'immediat|d'emblee|tardivement|precocement|tout de suite"
    r"|sur-le-champ|a distance(?! (?:du|de la|des|de l'|d'un))|sous peu|sine die|depuis quand|entre temps"
    r"|(?:avec|au fil du|au cours du) (?:le )?temps|(?:au|tout au) (?:tout )?debut|au depart|en dernier lieu"
    r"|(?:duree|periode) (?:indeterminee|non precisee|inconnue|variable|prolongee)|toute la (?:duree"
    r"|periode)|(?:cette|la meme) (?:periode|epoque|saison|duree)|a (?:cet|ces) instants?"
    r"|(?:menees? |nee?s? |accouche |accouchement |grossesses? |naissance )a terme|d'un jour a l'autre|un beau jour"
    r"|quelques instants|a tout moment|le moment venu|a cet age|au [xvi]{1,5}e siecle|une (?:nuit|soiree|matinee)"
    r"|so far|until now|up to now|later on|afterwards|thereafter|over time|with time|at once|at first|at the outset"
)
#: Adjectives and nouns that TimeML lists as triggers of a time, and the ages of life.
TRIGGERS = (
    r"actuel(?:le)?s?|recente?s?|recents|ulterieure?s?|precedente?s?|prochaine?s?|future?s?|current|recent|entre-?temps"
    r"|pendant ce temps|en meme temps|meanwhile|(?:longue|courte) duree|toute (?:la )?(?:nuit|journee|annee)"
    r"|(?:dans|en|de) (?:l'|le |la )(?:annee|mois|semaine|heure)(?! d)"
    r"|des lors|jusque-la|jusqu'alors|depuis (?:peu|toujours|lors)|il y a peu|naguere|bientot|(?:a|apres|avant) noel"
    r"|au (?:reveil|coucher|lever)|(?:en |(?:la )?fin de |(?:le )?debut de )(?:journee|matinee|soiree|semaine|nuit)"
    r"|(?:en |a la |au |la |le )?(?:debut|fin|milieu) (?:d'annee|de l'annee|du mois|de semaine|d'apres-midi)"
    r"|(?:le |du )siecle dernier|(?:a |de )l'age adulte|hebdomadairement|annuellement|mensuellement"
    r"|(?:depuis|dans|a|des|pendant|durant) (?:l'|la |le |son |sa )?(?:petite enfance|enfance|adolescence|naissance"
    r"|(?:plus |tres )?jeune age|jeunesse)|(?:en )?bas age|at birth|since birth|neonatale?s?"
    r"|l'(?:avant-veille|aube|aurore)|(?:au|du) petit matin|(?:a l'|l')aube|au crepuscule|(?:en |de |en pleine )nuit"
    r"|en periode \w+|(?:en |la |basse |haute )saison|saisonni(?:er|ere)s?|hiverna(?:l|le|les|ux)"
    r"|estiva(?:l|le|les|ux)|printani(?:er|ere)s?|automna(?:l|le|les|ux)|perannuel(?:le)?s?"
    r"|le [0-3]?\d du (?:mois|meme mois)|(?:pendant|durant) la semaine|au matin|a mi-[a-z]+|(?:le |du )?ramadan"
    r"|(?:a |de )paques|certains (?:jours|soirs|matins)|(?:les |aux )?memes jours|mi-(?:19|20)\d\d"
    r"|(?:les |des |aux )?(?:premiers?|derniers?) (?:instants?|moments?|temps)|le jour (?:de|du|d')"
    r"|dans les (?:jours|heures|semaines|mois|minutes|annees) qui(?: ont)? suiv\w+"
)
#: How often or for how long, without a number.
FREQUENCIES = (
    r"de temps (?:en temps|a autre)|(?:chaque|une autre) fois|quelquefois|parfois"
    r"|par moments?|par intermittence|par periodes?|le plus souvent|occasionnellement"
    r"|de facon (?:quotidienne|hebdomadaire|mensuelle|annuelle|reguliere|repetee)|a intervalles? regul(?:ier|iers)"
    r"|matin(?:,| midi,?)?(?: midi)? et soir|tri-?hebdomadaires?|pluri-?hebdomadaires?|bi-?mensuel(?:le)?s?"
    r"|bi-?annuel(?:le)?s?|bisannuel(?:le)?s?|journellement|au quotidien|en continu|tout au long de (?:l'annee"
    r"|la journee|la nuit|la vie|l'hospitalisation)|from time to time|occasionally|at times|every other day|year-round"
)
