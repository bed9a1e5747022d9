"""French cues for events of any kind, beside the shared ones; and the shared ones that mean something else there.

A phrase that ends in `de` or `à` stands for its forms with an article too (`d'`, `du`, `des`, `au`, `aux`).
"""

#: Shared phrases left out: verbs with `ne … pas` are read as predicates, tumours' words mean less in general medicine.
FRENCH_LEFT_OUT = """est possible|sont possibles|n'était pas|n'est pas|ne sont pas|n'étaient pas|hors|éviter
    |éviter la|éviter le|éviter les|éviter l'|à éviter|ne pas|ne présente pas|ne présentait pas|ne retrouve pas
    |ne retrouvait pas|ne montre pas|ne montrait pas|n'a pas montré|n'a pas retrouvé|ne révèle pas|n'a pas révélé
    |ne note pas|ne justifie pas|n'a pas nécessité|ne nécessite pas|n'objective pas|n'a pas objectivé
    |n'a pas mis en évidence|ne met pas en évidence|pas d'augmentation|pas de changement|pas de modification
    |sans changement|sans modification|sans particularité|sans complication|sans incident|sans anomalie
    |sans retard|pas d'évolution|non-fumeur|non opérée|non opéré|non traité|non traitée|non connu|si|réservé à
    |réservée à|libre de tout|patient|patiente|il|elle|je|nous|on note|avec|sous|inutile|impossible|pas possible
    |négatif|négative|négatifs|négatives|est négatif|est négative|sont négatifs|sont négatives|discuter|abandonné
    |abandonnée|abandonnés|sans signe de|hémocultures négatives|évolution|sans évidence de|sans argument pour
    |sans notion de|connu|connue|connus|secondaire à|lié à|liée à|à exclure|à éliminer|échec|niés|nié|niée
    |du fait de|soit|récusée|récusé|suspicion"""

FRENCH: dict[str, str] = {
    "absent.before": """exclusion de|exclusion d'|exclusion du|exclusion des|aucun antécédent de|aucune notion de
        |pas de notion de|pas d'histoire de|pas de symptôme de|pas de symptômes de|pas de signes cliniques de
        |pas de signe clinique de|aucun signe de|aucun symptôme de|aucun élément de|aucun argument en faveur de
        |aucun élément en faveur de|pas d'élément en faveur de|pas d'éléments en faveur de
        |sans élément en faveur de|sans argument en faveur de|aucune évidence de|aucune trace de|aucun cas de
        |ne se plaint pas de|ne se plaignait pas de|ne rapporte pas de|ne rapportait pas de|ne signale pas de
        |ne signalait pas de|n'a pas de|n'avait pas de|absence totale de|absence complète de|en l'absence de
        |devant l'absence de|malgré l'absence de|manque de|défaut de|dénué de|dénuée de|dépourvue de|exempt de
        |exempte de|indemne de|indemnes de|indemne de tout|indemne de toute|exempts de|vierge de|vierge de tout
        |négatifs pour|négatives pour|négatif pour les|négative pour les|niait|niait tout|niait toute|niant
        |niant tout|niant toute|n'évoquant pas|éliminaient|a permis d'écarter|permet d'écarter
        |permettait d'éliminer|permettait d'exclure|permettait d'écarter|permettant d'exclure|permettant d'écarter
        |permettaient d'éliminer|permettaient d'exclure|permettaient d'écarter|ont permis d'éliminer
        |ont permis d'exclure|ont permis d'écarter|excluait|excluaient|écartait|écartaient|infirmait|infirmant
        |ont éliminé|ont exclu|ont écarté|avait éliminé|avait exclu|avait écarté|l'exclusion de|faute de
        |n'est pas en faveur de|n'était pas en faveur de|pas en faveur de|ne plaide pas en faveur de
        |ne plaidait pas en faveur de|n'évoquait pas|n'évoquait|n'évoque|ne suggérait pas|rien n'évoque
        |rien n'évoquait|rien ne permettait d'affirmer|rien ne permet d'affirmer|ne permettait pas d'affirmer
        |ne permet pas d'affirmer|n'a pas permis d'affirmer|n'a pas permis de retrouver
        |n'a pas permis d'identifier|n'a pas permis de mettre en évidence|sans pouvoir mettre en évidence
        |sans qu'il soit retrouvé de|sans mise en évidence de|sans objectiver de|sans retrouver de|sans montrer de
        |sans révéler de|a refusé la|a refusé le|a refusé l'|a refusé une|a refusé un|a refusé toute|a refusé tout
        |refusait|refusant|refus de|abstention de|s'est abstenu de|renoncé à|contre-indiquant|contre-indique
        |contre-indiquait|n'avait pas connaissance de|sans antécédent de|sans antécédents de|sans histoire de
        |sans notion de|jamais présenté de|jamais eu de|jamais reçu de|personne|à l'exclusion de|non candidat à
        |pas d'indication à|pas d'indication de|pas de|pas le moindre|pas la moindre|sans la moindre
        |sans le moindre|point de|guère de|jamais de|jamais d'|plus de|ni de|ni d'|nul|nulle|rien d'évocateur de
        |pas non plus de|non plus de|pas d'autre|pas d'autres|sans aucun signe de|aucun autre|aucune autre""",
    "absent.before.near": """sans signe de|sans signes de|sans évidence de|sans argument pour|sans notion de
        |sans trace de|sans nouvelle|sans nouveau|sans recours à""",
    "absent.before.next": """ne pas""",
    "absent.after": """était stérile|étaient stériles|est restée stérile|sont restées stériles|sont stériles
        |indosable|indosables|indétectable|indétectables|négatif|négative|négatifs|négatives|est revenu négatif
        |est revenue négative|sont revenus négatifs|sont revenues négatives|étant négatif|étant négative
        |étant négatifs|étant négatives|s'est révélé négatif|s'est révélée négative|se sont révélés négatifs
        |se sont révélées négatives|s'est avéré négatif|s'est avérée négative|s'avérait négatif|s'avérait négative
        |est restée négative|est resté négatif|est absent|est absente|était absent|était absente|étaient absents
        |étaient absentes|faisait défaut|faisaient défaut|n'a pu être objectivé|n'a pu être objectivée
        |n'a pu être mis en évidence|n'a pu être mise en évidence|n'a pu être réalisé|n'a pu être réalisée
        |a été évité|a été évitée|ont été évités|a été jugé inutile|a été jugée inutile|était inutile|est inutile
        |a été contre-indiqué|a été contre-indiquée|était contre-indiqué|était contre-indiquée
        |étaient contre-indiqués|a été nié|a été niée|non palpable|non palpables|non perçu|non perçus|non ressenti
        |non constaté|non constatée|non décelé|non décelée|non détecté|non détectée|non pratiqué|non pratiquée
        |non effectué|non effectuée|non prescrit|non prescrite|a été infirmé|a été infirmée|était infirmé
        |était infirmée|a pu être éliminé|a pu être éliminée|a pu être écarté|a pu être écartée|a pu être exclu
        |a pu être exclue|ont pu être éliminés|ont pu être écartés|était éliminé|était éliminée|était écarté
        |était écartée|était exclu|était exclue|étaient éliminés|étaient exclus|étaient écartés|abandonnée
        |abandonné""",
    "possible.before": """laisse penser à|laissait penser à|laissant penser à|ont été évoqués :|ont été évoquées :
        |étaient évoqués :
        |sont évoqués :|ont été discutés :|diagnostics différentiels sont|diagnostics différentiels étaient
        |diagnostics différentiels comprennent|diagnostics différentiels comprenaient|a suspecté|avons suspecté
        |ont suspecté|avait suspecté|a évoqué|avons évoqué|ont évoqué|a redouté|avons redouté|a pensé à|avons pensé à
        |ont pensé à|doute persiste sur|doute persistait sur|doute quant à|doute sur|simulait|simulant
        |mimait|mimant|ressemblait à|ressemblant à|compatible avec|compatibles avec|concordant avec|cadrant avec
        |conforté par
        |plaide en faveur de|orientant vers|orientait vers|orienté vers|faisait suspecter|faisait évoquer
        |a fait suspecter|laissait présager|laisse présager|semblait|semblaient|afin de rechercher|éventuellement
        |apparemment|suspicion de|forte suspicion de|suspicion clinique de|suspectait|suspectaient|on suspectait
        |nous suspections|nous avons suspecté|ont fait suspecter|fit suspecter|faisaient suspecter|faire suspecter
        |évoquaient|faisaient évoquer|fit évoquer|nous a fait évoquer|évoquer|évoqué le diagnostic de|évocateur de
        |évocatrice de|évocateurs de|évocatrices de|tableau évocateur de|aspect évocateur de|d'aspect évocateur de
        |très évocateur de|suggestif de|suggestive de|suggestifs de|suggestives de|suggéraient|laissant suspecter
        |laissait suspecter|laissant penser à|laissait penser à|faisant penser à|faisait penser à|fait penser à
        |a fait penser à|pensait à|nous pensions à|orientaient vers|a orienté vers|plaidait pour|plaidaient pour
        |plaidait en faveur de|plaidaient en faveur de|plaidant en faveur de|en faveur de|plutôt en faveur de
        |était en faveur de|étaient en faveur de|en rapport possible avec|pouvant cadrer avec
        |semblait correspondre à|semblaient correspondre à|semble correspondre à|pouvant correspondre à
        |pouvait correspondre à|pouvant être en rapport avec|traduisant probablement|hypothèse de|l'hypothèse de
        |hypothèse diagnostique de|soulève l'hypothèse de|soulevait l'hypothèse de|posait la question de
        |pose la question de|faisant poser la question de|faisait discuter|faisaient discuter|a fait discuter
        |ont fait discuter|discuter|discutait|à discuter avec|devant faire discuter
        |diagnostic différentiel comportait|le diagnostic présumé de|diagnostic de présomption
        |diagnostic probable de|diagnostic présomptif de|supposé|supposée|douteux|douteuse|douteuses
        |faisait craindre|faisaient craindre|faire craindre|a fait craindre|craignant|craignait|on craignait
        |par crainte de|crainte de|la crainte de|redoutait|redoutant|on redoutait|on pouvait redouter
        |inquiétude de|peur de|risque de|le risque de|à risque de|un risque de|risque élevé de|risque important de
        |risque potentiel de|en raison du risque de|éviter|pour éviter|afin d'éviter|évitant|prévenir
        |pour prévenir|afin de prévenir|prévention de|en prévention de|à titre préventif de|prophylaxie de
        |limiter le risque de|diminuer le risque de|réduire le risque de|pour rechercher|à la recherche de
        |recherche de|en quête de|afin d'écarter|pour écarter|dans le but d'éliminer|visant à éliminer
        |on ne peut affirmer|ne peut affirmer|sans exclure|sans écarter|ne pouvait exclure|ne pouvait éliminer
        |ne pouvait écarter|ne pouvait pas exclure|ne pouvait pas éliminer|ne permettait pas d'exclure
        |ne permettait pas d'éliminer|ne permettait pas d'écarter|n'excluait pas|n'éliminait pas|n'écartait pas
        |menace de|imminence de|en cas de|lors d'un éventuel|dans l'éventualité de|dans l'hypothèse de
        |éventualité de|possibilité de|la possibilité de|probabilité de|peu probable|peu vraisemblable|improbable
        |rend peu probable|rendait peu probable|rendait improbable|rend improbable|rendant improbable
        |rendant peu probable|rendait peu vraisemblable|semblent|paraissait|paraissaient|suspect de|suspecte de
        |suspects de|suspectes de|suspicion|dans la crainte de|au risque de|consignes de surveillance
        |surveillance de l'apparition de|guetter|surveiller l'apparition de""",
    "possible.before.clause": """si|s'il|s'ils|même si|au cas où|à moins que|à moins de|à condition que|pourvu que
        |de peur que|de crainte que|il est possible que|il est probable que|il est possible qu'
        |il est probable qu'|il est vraisemblable que|il est vraisemblable qu'|il semble que|il semble qu'
        |il semblait que|il semblait qu'|il se peut que|il se pourrait que|on peut supposer que|nous supposons que
        |nous pensons que|on pense que|probable que|possible que|on ignore si|ignore si|ne sait pas si
        |l'hypothèse que|laissant penser que|suggérant que|suggère que|on ne peut exclure que
        |il n'est pas exclu que|il est peu probable que|supposer que""",
    "possible.after": """ne pouvait être exclu|ne pouvait être exclue|ne pouvait être éliminé
        |ne pouvait être éliminée|ne pouvait être écarté|ne pouvait être écartée|a été suspecté|a été suspectée
        |était suspecté|était suspectée|fut suspecté|fut suspectée|a été évoqué|a été évoquée|ont été évoqués
        |ont été évoquées|était évoqué|était évoquée|fut évoqué|fut évoquée|étaient évoqués|étaient évoquées
        |a été soulevé|a été soulevée|soulevé|soulevée|était soulevée|a été avancé|a été avancée|avancée
        |est avancée|a été discuté|a été discutée|était discuté|était discutée|ont été discutés|ont été discutées
        |a été envisagé comme|a été considéré comme|présumé|présumée|supposé|supposée|était probable
        |était vraisemblable|était peu probable|était improbable|paraissait probable|paraissait possible
        |paraissait peu probable|paraissait peu vraisemblable|paraît probable|paraît possible
        |paraît peu vraisemblable|semble probable|semble possible|semblait probable|semblait possible
        |semble peu probable|semblait peu probable|restait possible|restait probable|reste probable
        |restait à craindre|reste à craindre|à craindre|était à craindre|est à redouter|était redouté
        |était redoutée|craint|crainte|était craint|doit être envisagé|doit être envisagée|doivent être envisagés
        |doit être évoqué|doit être évoquée|doit être suspecté|doit être suspectée|doit être éliminé
        |doit être éliminée|doit être exclu|doit être exclue|devait être éliminé|devait être éliminée|à éliminer
        |à exclure|à écarter|restait à éliminer|reste incertain|reste incertaine|restait incertain
        |restait incertaine|incertain|incertaine|reste hypothétique|hypothétique|improbable|par présomption
        |a priori|n'a pu être ni confirmé ni infirmé|n'a pu être ni confirmée ni infirmée
        |n'a pas pu être formellement exclu|éventuel|éventuelle|au premier plan|en premier lieu""",
    "planned.before": """prévoir|prévoit|il est prévu|est prévu de|proposer|on propose|nous proposons
        |a été proposé de|lui a été proposé de|est programmé|programmé pour|programmée pour|il a été conseillé de
        |conseillé de|recommandé de|il est recommandé de|il est conseillé de|recommande|recommandait|envisage
        |on envisage|envisageait|devra|devront|devrait|devraient|doit bénéficier de|bénéficiera de|candidat à
        |candidate à|en attente de|en attente d'|dans l'attente de|en vue de|en prévision de|projet de
        |à compléter par|rendez-vous pour|rdv pour|à prévoir :|CAT :|conduite à tenir :|à faire :|consigne de
        |il faudra|il faut|est candidat à|prochain|prochaine|à venir|pourra bénéficier de|a consenti à
        |d'accord pour""",
    "planned.after": """est prévu|est prévue|était prévu|était prévue|prévu|prévue|prévus|prévues|est programmé
        |est programmée|était programmé|était programmée|programmé|programmée|a été programmé|a été programmée
        |est proposé|est proposée|lui est proposé|lui est proposée|a été proposé|a été proposée|était proposé
        |était proposée|est envisagé|est envisagée|était envisagé|était envisagée|a été envisagé|a été envisagée
        |envisagé|envisagée|est recommandé|est recommandée|était recommandé|était recommandée|recommandé
        |recommandée|est souhaitable|souhaitable|à prévoir|à programmer|à organiser|à discuter|à envisager
        |à réaliser|à faire|à refaire|à contrôler|en attente|est à discuter|est conseillé|est conseillée
        |est en attente|est indiqué|est indiquée""",
    "historical.before.list": """antécédent de|antécédents de|antécédent|antécédents|atcd de|atcd|atcds
        |dans ses antécédents|dans les antécédents|parmi ses antécédents|parmi les antécédents|aux antécédents de
        |aux antécédents|ayant pour antécédents|ayant pour antécédent|ayant comme antécédents
        |ayant comme antécédent|a pour antécédents|a pour antécédent|avait pour antécédents|avait pour antécédent
        |avait comme antécédents|avait comme antécédent|a comme antécédent|a comme antécédents
        |antécédents médicaux|antécédents chirurgicaux|antécédents personnels|antécédents notables
        |ses antécédents comportaient|ses antécédents comprenaient|ses antécédents sont marqués par
        |antécédents sont marqués par|antécédents étaient marqués par|dans ses antécédents on retient
        |dans ses antécédents on note|dans ses antécédents on retrouve|histoire ancienne de
        |dans ses antécédents, on retient|dans ses antécédents, on note|dans ses antécédents, on retrouve
        |avait été opéré de|avait été opérée de|opéré de|opérée de|opéré pour|opérée pour""",
    "historical.before": """ancien|ancienne|anciens|anciennes|ex|notion de|notion ancienne de|séquelle de
        |séquelles de|séquellaire de|guéri de|guérie de|traité auparavant pour|traitée auparavant pour
        |avait été hospitalisé pour|avait été hospitalisée pour|avait déjà présenté|avait déjà eu
        |avait souffert de|précédent|précédente|précédents|précédentes|à la suite d'un ancien""",
    "historical.before.clause": "autrefois|jadis|antérieurement|précédemment",
    "historical.before.began": """longue histoire de|longue date""",
    "historical.after.over": """résolu|résolue|résolus|résolues|disparu|disparue|disparus|disparues|guéri|guérie
        |guéris|guéries|résolutif""",
    "historical.after": """dans l'enfance|de l'enfance|pendant l'enfance|durant l'enfance|dans la petite enfance
        |dans l'adolescence|à l'adolescence|dans sa jeunesse|dans la jeunesse|en bas âge|à l'âge de|il y a longtemps
        |il y a plusieurs années|il y a quelques années|il y a des années|ans auparavant|ans plus tôt|ans avant
        |années auparavant|années plus tôt|années avant|mois auparavant|mois plus tôt|l'année précédente
        |l'année d'avant|l'an passé|l'an dernier|l'hiver dernier|l'été dernier|ancien|ancienne|anciens|anciennes
        |sevré|sevrée|antérieur|antérieure|antérieurs|antérieures|dans le passé|séquellaire|séquellaires|en rémission
        |lors d'une précédente grossesse|lors d'une grossesse précédente|lors d'une précédente hospitalisation
        |précédemment|préalable|préalables""",
    "stop": """en dehors de|à l'exception de|mais aussi|positif pour|positifs pour|positive pour|positives pour
        |se plaint de|se plaignait de|devant|d'origine""",
    "neutral": """sans doute aucun|ne fait aucun doute|ne faisait aucun doute|aucun doute|pas uniquement
        |plus de la moitié|de plus en plus|plus ou moins|au plus|plus tard|plus tôt|non plus
        |histoire de la maladie|si besoin|aussi|en plus de|de plus|anticorps négatif|gram négatif|gram négatifs
        |rhésus négatif|pression négative|non invasive|non invasif|non stéroïdien|non stéroïdiens
        |anti-inflammatoires non stéroïdiens|non injecté|non injectée|pas à pas|depuis plus de|pendant plus de
        |bas risque|mis en place|plus haut|plus bas|plus d'une semaine|plus de détails|ainsi que
        |sans rapport sexuel|en antécédent|le plus|la plus|les plus|culture négative|cultures négatives""",
}
