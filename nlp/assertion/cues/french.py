"""French assertion cues."""

FRENCH: dict[str, str] = {
    "absent.before": """pas de|pas d'|absence d'argument pour|absence d'argument en faveur de|absence de signe de
        |absence d'élément en faveur de|pas d'argument pour|pas d'argument en faveur de|pas d'argument
        |pas d'évidence de|pas de signe de|pas de signes de|pas de trace de
        |pas d'élément pour|pas d'éléments pour|pas d'image de|pas d'élément en faveur de
        |pas d'antécédent de|pas d'antécédents de|pas d'antécédent|pas d'épisode de
        |pas de notion de|pas d'arguments pour|pas d'apparition de|pas de nouvelle
        |pas de nouveau|absence de|absence d'|en l'absence de|aucun|aucune|aucun signe de
        |aucun argument pour|aucun antécédent de|ni|jamais de|jamais eu de
        |jamais présenté de|indemne de|dépourvu de|négatif pour|négative pour|nég pour|nég. pour|nie
        |nie tout|nie toute|ne présente pas|ne présente pas de|ne présentait pas
        |n'a pas de|n'avait pas de|n'a jamais eu|ne retrouve pas|ne retrouvait pas
        |ne montre pas|ne montrait pas|n'a pas montré|n'a pas retrouvé
        |n'a pas mis en évidence|ne met pas en évidence|n'objective pas|n'a pas objectivé
        |ne révèle pas|n'a pas révélé|n'a révélé aucun|ne note pas|on ne note pas
        |sans argument pour|sans argument en faveur de|sans signe de|sans signes de
        |sans évidence de|sans notion de|a éliminé|élimine|éliminait|éliminant
        |a permis d'éliminer|permet d'éliminer|permettant d'éliminer|exclut|excluant
        |a exclu|a permis d'exclure|permet d'exclure|écarte|écartant|a écarté|infirme
        |à l'exclusion de|libre de tout|plutôt que|contre-indication à
        |contre-indication au|contre-indication à la|refus de|refuse|a refusé
        |ne souhaite pas|ne veut pas de|ne veut plus de|pas d'indication à
        |pas d'indication de|pas d'indication pour|pas lieu de|pas de place pour
        |ne relève pas de|ne nécessite pas|n'a pas nécessité|ne justifie pas
        |n'a jamais reçu|sans recours à|n'a plus de|plus d'|exempt de|exempte de|vierge de
        |on ne retrouve pas|on n'observe pas|n'y a pas de|n'y avait pas de|n'existe pas de
        |n'existait pas de|pas eu de|pas présenté de|pas montré de|pas retrouvé de
        |jamais documenté de|pas mis en évidence de|négativité de|négativité des
        |rien ne suggère|rien ne fait suspecter|rien en faveur de|rien pour|à éviter
        |renoncer à|récuse|récusée|éviter|éviter la|éviter le|éviter les|éviter l'|ne pas
        |surtout pas de|ne pas faire de|ne pas donner de|inutile de|pas question de
        |aucun élément orientant vers|aucun élément en faveur de|aucun élément pour
        |rien n'oriente vers|n'oriente pas vers
        |pas de prise de contraste pouvant faire craindre|pas candidat à|pas candidate à
        |non candidat à|non candidate à|n'est pas candidat à|n'est pas candidate à
        |pas éligible au|non éligible au|n'est pas éligible au|pas éligible pour|non éligible pour|inéligible au
        |pas éligible à|non éligible à|n'est pas éligible à|inéligible à|récusé pour
        |récusée pour|pas de bénéfice à|sans bénéfice à|aucun bénéfice à|pas d'intérêt à
        |argument contre|arguments contre|levé le doute sur|lève le doute sur|plaide contre|plaident contre""",
    "absent.before.near": """sans|sans aucun|sans aucune|sans autre|n'évoque pas|n'était pas|n'est pas
        |ne sont pas|n'étaient pas|hors|ne suggère pas""",
    "absent.before.next": "non|pas|ne pas|jamais",
    "absent.before.allergen": """allergie :|allergies :|allergies médicamenteuses :|allergie médicamenteuse :
        |allergie à|allergie à la|allergie à l'|allergie au|allergie aux|allergique à|allergique à la|allergique à l'
        |allergique au|allergique aux|allergies connues :|intolérances et allergies :|allergies et intolérances :""",
    "absent.after": """: jamais|: aucun|: aucune|: aucun signe|: non|non .|non à la|non au|non aux|n'en était pas un
        |n'en était pas une|n'en est pas un|n'en est pas une|n'en était pas|écarté par|écartée par|écartés par
        |étant écarté|étant écartée|porté à tort|portée à tort|réfuté|réfutée|réfutés|réfutées|démenti|démentie
        |absent|absente|absents
        |absentes|exclu|exclue|exclus|exclues|est exclu|est exclue
        |a été exclu|a été exclue|éliminé|éliminée|éliminés|éliminées|a été éliminé
        |a été éliminée|écarté|écartée|a été écarté|a été écartée|avait été écarté|infirmé
        |infirmée|non retrouvé|non retrouvée|non retrouvés|non vu|non vue|non visible
        |non visibles|non retenu|non retenue|n'a pas été retenu|n'a pas été retenue
        |n'est pas retenu|n'est pas retenue|n'est pas visible|n'est pas indiqué
        |n'est pas indiquée|pas indiqué|pas indiquée|non indiqué|non indiquée
        |contre-indiqué|contre-indiquée|contre-indiqués|contre-indiquées|refusé|refusée
        |mais refusée|refusés|décliné|déclinée|non proposé|non proposée|non réalisé
        |non réalisée|non réalisable|non fait|non faite|pas réalisé|pas réalisée
        |n'a pas été réalisé|n'a pas été réalisée|n'a pas été retrouvé
        |n'a pas été retrouvée|n'est pas retrouvé|n'est pas retrouvée|non documenté
        |non documentée|non mis en évidence|non mise en évidence|non confirmé
        |non confirmée|n'a pas été confirmé|n'a pas été confirmée|pas retrouvé
        |pas retrouvée|pas retrouvés|n'a pas été mis en évidence
        |n'a pas été mise en évidence|sérologie négative|sérologies négatives|est négatif
        |est négative|sont négatifs|sont négatives|revenu négatif|revenue négative
        |revenus négatifs|récusé|récusée|non souhaité|non souhaitée|n'est pas souhaité
        |non envisagé|non envisagée|non retenus|n'est pas proposé|n'est pas proposée
        |non nécessaire|à éviter|sont exclus|sont exclues|ont été exclus|ont été éliminés
        |ont été écartés|inexistant|inexistante|non identifié|non identifiée|non observé
        |non observée|n'est pas mis en évidence|n'est pas objectivé|non objectivé
        |pas visible|pas vu|pas vue|est levé|non administré|non administrée|non introduit
        |non débuté|n'a pas été débuté|n'a pas été posé|n'a pas été débutée|omis|omise
        |abandonné|abandonnée|n'est plus visible|n'est plus retrouvé|ne sera pas réalisée
        |ne sera pas réalisé|ne sera pas proposé|ne sera pas proposée|n'a pas d'indication
        |n'ont pas d'indication|pas d'indication|sans indication|non requis|non requise
        |pas nécessaire|pas requis|pas requise|n'est pas nécessaire|n'est pas requis
        |n'est pas requise|à proscrire|déconseillé|déconseillée|est déconseillé
        |est déconseillée|non recommandé|non recommandée|pas recommandé|pas recommandée
        |n'est pas recommandé|n'est pas recommandée|n'est pas justifié|n'est pas justifiée
        |non justifié|non justifiée|non envisageable|n'est pas envisageable
        |n'est pas envisagé|n'est pas envisagée|n'est plus indiqué|n'est plus indiquée
        |n'est plus envisageable|il la refuse|elle la refuse|il le refuse|elle le refuse
        |la refuse|le refuse|les refuse|il refuse|elle refuse|n'en veut pas
        |ne le souhaite pas|ne la souhaite pas|non éligible|n'est pas éligible
        |est à éviter|sont à éviter|n'a pas été proposé|n'a pas été proposée
        |n'a pas sa place|pas sa place|n'a plus sa place|non souhaitable|pas souhaitable
        |est contre-indiqué|est contre-indiquée|reste contre-indiqué|reste contre-indiquée
        |est refusé|est refusée|a été refusé|a été refusée|a été récusé|a été récusée
        |est récusé|est récusée|est écarté|est écartée|n'est pas d'indication
        |hors critères|hors AMM|hors indication|jugé inutile|jugée inutile
        |est jugée inutile|est jugé inutile|inutile|sans objet|sans intérêt
        |n'a pas d'intérêt|soulevée puis abandonnée|soulevé puis abandonné
        |n'est pas confirmé|n'est pas confirmée|ne semble pas à retenir
        |n'est pas à retenir|ne paraît pas à retenir|a été levé|je n'y suis pas favorable
        |je ne le propose pas|je ne la propose pas|ne me paraît pas indiqué
        |ne me paraît pas indiquée|ne paraît pas indiqué|ne paraît pas indiquée
        |ne semble pas indiqué|ne semble pas indiquée|ne me paraît pas souhaitable
        |pas favorable|n'y est pas favorable|a préféré s'abstenir|n'est pas possible
        |pas possible|impossible|non réalisables|est exclu de|est hors de propos
        |hors de propos|ne se justifie pas|ne s'impose pas|ne change rien
        |annulé|annulée|est annulé|est annulée|pas d'actualité|n'est pas d'actualité|plus d'actualité
        |est CI|sont CI|formellement CI
        |récusé par|récusée par|refusé par|refusée par|déclinée par|décliné par|sans bénéfice attendu
        |serait dangereux|serait dangereuse|trop risqué|trop risquée|nié|niée|niés|sans bénéfice|futile
        |jugé futile|jugée futile|non disponible|pas disponible
        |mis de côté|pas souhaité|pas souhaitée|pas retenu|pas retenue
        |pas proposé|pas proposée|pas envisagé|pas envisagée|pas fait|pas faite|abandonnés""",
    "absent.after.disease": "négatif|négative|négatifs|négatives",
    "possible.before.next": """prophylaxie|prophylaxie de|prophylaxie du|prophylaxie de la|prophylaxie des
        |prévention|prévention de|prévention du|prévention de la|prévention des""",
    "possible.before": """l'éventualité d'un|l'éventualité d'une|entrer dans le cadre d'un
        |entrer dans le cadre d'une|plutôt
        |en faveur de|en faveur d'
        |suspicion de|suspicion d'|suspicion|forte suspicion de|suspect de|suspecte de
        |suspects de|suspectes de|hautement suspect de|fait suspecter|faisant suspecter
        |suspecter|on suspecte|suspectant|possible|possibles|possiblement|probable
        |probables|probablement|vraisemblable|vraisemblablement|éventuel|éventuelle
        |éventuels|éventuelles|doute sur|douteux pour|évocateur de|évocatrice de
        |évocateurs de|évocatrices de|très évocateur de|évoquant|évoque|évoquent|évoquait
        |fait évoquer|faisant évoquer|font évoquer|faire évoquer|peut évoquer
        |pouvant évoquer|plutôt en faveur de|plaide pour|plaidant pour|oriente vers
        |orientant vers|à la recherche de|à la recherche d'|recherche de|recherche d'
        |rechercher|question de|question d'|ne peut exclure|ne peut pas exclure
        |ne peut éliminer|ne permet pas d'exclure|ne permet pas d'éliminer
        |ne permettant pas d'éliminer|on ne peut écarter|on ne peut exclure
        |on ne peut éliminer|ne peut écarter|sans pouvoir exclure|sans pouvoir éliminer
        |sans pouvoir écarter|ne suffit pas à exclure|ne suffit pas à éliminer
        |sans qu'on puisse éliminer|sans qu'on puisse exclure|sans éliminer|n'élimine pas
        |n'exclut pas|n'exclue pas|ne permet pas d'écarter|n'écarte pas|pour éliminer
        |afin d'éliminer|pour exclure|afin d'exclure|éliminer|exclure|écarter|à éliminer
        |à exclure|versus|vs|faire discuter|fait discuter|faisant discuter|font discuter
        |discuter|se discute|fait craindre|faisant craindre|craindre|crainte de|redouter|je redoute
        |on redoute|je crains|on craint|à moins que ce ne soit
        |s'il faut y voir|s'il s'agit d'|peut-on parler de
        |pourrait correspondre à|pourrait correspondre|pouvant correspondre à
        |pouvant correspondre|peut correspondre à|pouvant faire évoquer|hypothèse de
        |hypothèse d'|hypothèses|diagnostic différentiel|diagnostics différentiels
        |diagnostics évoqués|semble|semblant|semblerait|paraît|paraissant|si|en cas de
        |en cas d'|advenant|risque de|risque d'|d'allure|à type de probable|a priori
        |n'est pas sans évoquer|hésite entre|hésitent entre|hésitation entre
        |à différencier de|présomption de|présumé|présumée|apparenté à|pourrait être
        |pourrait s'agir de|pourrait s'agir d'|peut-être|doit faire rechercher
        |doit faire éliminer|suggère|suggérant|suggérait|suggestif de|suggestive de
        |suggestif d'|soupçon de|en attente de confirmation de|à confronter à
        |éventualité de|dépistage de|bilan de dépistage|traduisant possiblement
        |pourrait faire évoquer|inquiétant pour|menace de|au moindre signe de|non exclu
        |doute avec|dans l'hypothèse de|s'il existe|différentiel entre|on évoque
        |je pense à|on pense à|faisant penser à|a été évoqué|a fait évoquer
        |ont fait évoquer|a fait suspecter|doute sur un|doute sur une|pouvant traduire
        |peut traduire|devant faire évoquer|doit faire évoquer|à la crainte de
        |doit faire discuter|réservé à|réservée à|s'interroge sur|on s'interroge sur
        |fait poser la question d'|fait poser la question de|pose la question d'
        |pose la question de|peut faire craindre|a soulevé la question d'
        |a soulevé la question de""",
    "possible.after": """soupçonné|soupçonnée|soupçonnés|à évoquer en premier|plus probable qu'un
        |plus probable qu'une|est à chercher|sont à chercher
        |jusqu'à preuve du contraire|à écarter|?|versus|vs|possible|probable|peu probable
        |très probable|hautement probable
        |moins probable|suspecté|suspectée|suspectés|suspectées|à éliminer|à exclure
        |à rechercher|non exclu|non exclue|non exclus|non exclues|ne peut être exclu
        |ne peut être exclue|ne peut être éliminé|ne peut être éliminée
        |ne peut pas être exclu|ne peut pas être exclue|ne peut pas être éliminé
        |ne peut pas être éliminée|ne peut être écarté|ne peut être écartée
        |ne peut être formellement exclu|ne peut être formellement exclue
        |ne peut être formellement éliminé|ne peut être formellement éliminée
        |n'est pas exclu|n'est pas exclue|n'est pas éliminé|n'est pas éliminée
        |n'est pas formellement exclu|n'est pas formellement exclue|non formellement exclu
        |non formellement exclue|non formellement éliminé|non formellement éliminée
        |n'a pu être totalement exclu|n'a pu être totalement exclue|n'a pu être exclu
        |n'a pu être exclue|n'a pas pu être exclu|n'a pas pu être exclue
        |n'a pas pu être éliminé|n'a pas pu être éliminée|à confirmer
        |non confirmé à ce stade|évoqué|évoquée|évoqués|évoquées|vraisemblable
        |moins vraisemblable|reste possible|restent possibles|reste à éliminer|est discuté
        |est discutée|se discute|discuté|discutée|douteux|douteuse
        |paraît moins vraisemblable|paraît peu probable|est possible|est probable
        |sont possibles|est suspecté|est suspectée|est évoqué|est évoquée|est à craindre|à craindre
        |à redouter|plus vraisemblable que|plus probable que
        |reste à confirmer|en attente|en cours d'analyse|se confirme|est envisagé comme
        |au premier plan des hypothèses|n'est pas totalement exclu
        |n'est pas totalement exclue|n'est pas écarté|n'est pas écartée|non écarté
        |non écartée|non éliminé|non éliminée|non totalement exclu|non totalement exclue
        |n'y soit pas totalement ruled out|soit pas exclue|soit pas exclu
        |débutante possible|suspicion|ne pouvant être exclu|ne pouvant être exclue
        |ne pouvant être formellement exclu|ne pouvant être formellement exclue
        |ne pouvant être éliminé|ne pouvant être éliminée
        |ne pouvant être formellement éliminé|ne pouvant être formellement éliminée
        |ne pouvant être écarté|ne pouvant être écartée|reste envisageable
        |ne peut être totalement exclue|ne peut être totalement exclu|jugé probable
        |jugée probable|jugé peu vraisemblable|jugée peu vraisemblable|jugé peu probable
        |jugée peu probable|à vérifier|en cours d'exploration|non formellement éliminables
        |est à évaluer|à évaluer|reste à évaluer|à documenter|à préciser|à explorer|est à explorer|à réévaluer
        |est à réévaluer|est à confirmer|n'est pas formellement écarté
        |n'est pas formellement écartée|sous réserve""",
    "family.before": """père|mère|soeur|sœur|soeurs|frère|frères|oncle|oncles|tante|tantes|cousin|cousine
        |cousins|cousines|grand-père|grand-mère|grands-parents|grand-tante|grand-oncle
        |fils|sa fille|fille de la patiente|jumeau|jumelle|parent|parents|famille|familial
        |familiale|familiaux|antécédents familiaux|antécédent familial|ATCD familiaux
        |neveu|nièce|petite soeur|demi-soeur|demi-frère|apparenté|apparentés|conjoint
        |époux|épouse|mari|femme du patient|collatéraux|ascendants|fratrie|dans la famille
        |hérédité|fille :|fils :|enfants :|maman|papa|mamie|fille traitée|fille suivie
        |fille atteinte|fille opérée|fille porteuse|fille décédée""",
    "family.after": """chez sa mère|chez son père|chez sa soeur|chez son frère|chez la mère
        |chez le père|chez une tante|chez un oncle|chez sa tante|chez son oncle
        |chez sa grand-mère|chez son grand-père|chez une soeur|chez un frère
        |chez une cousine|chez la soeur|chez le frère|de sa mère|de son père|de sa soeur
        |de son frère|(mère)|(père)|(soeur)|(frère)|(tante)|(oncle)|dans la famille
        |(grand-mère)|(grand-père)|chez la grand-mère|chez un cousin|chez sa fille
        |chez son fils|familial|chez la mère de la patiente|côté maternel|côté paternel""",
    "historical.before.therapy": """au décours de|après échec de|en échec de|après échec d'|avait reçu|a reçu
        |ayant reçu|a bénéficié de|a bénéficié d'|préalablement traité par
        |traité initialement par|traitée initialement par|initialement traité par
        |progression sous|échec de|échec du|échec des|après progression sous|toxicité du
        |après|échappement sous|rechute après|récidive après|intolérance au|intolérance à
        |a eu|avait eu|a été traité par|a été traitée par|avait été traité par
        |avait été traitée par|opéré par|opérée par|a cessé|avait cessé|ne prend plus
        |ne reçoit plus|a arrêté|avait arrêté|prenait|était sous|a été sous|avait été sous
        |a interrompu|a stoppé|a suspendu|ai arrêté|ai stoppé|ai interrompu|ai suspendu|avons arrêté
        |avons stoppé|avons interrompu|avons suspendu|médicaments arrêtés :|traitements arrêtés :
        |arrêtés :|cessés :|stoppés :|interruption de
        |arrêt de|arrêt du|arrêt des|arrêt de la|avait bénéficié de
        |avait bénéficié d'|a été opéré d'|a été opérée d'|a eu une|a eu un
        |avait conduit à|avait motivé""",
    "historical.before": """ancien
        |ancienne|anciens|anciennes|histoire de|histoire d'|opéré d'|opérée d'|opéré de
        |opérée de|traité pour|traitée pour|traité auparavant par|guéri de|guérie de
        |guéri d'|guérie d'|séquelle de|séquelles de|séquellaire de|a présenté
        |avait présenté|notion de|autrefois|jadis|antérieurement|sevré de|sevré des|sevré du
        |sevrée de|sevrée des|sevrée du|status post
        |s/p|suivi jusqu'en|ex""",
    "historical.after.therapy": """stoppé|stoppée|stoppés|stoppées|arrêté|arrêtée|arrêtés|arrêtées|interrompu
        |interrompue|interrompus|cessé|cessée|terminé|terminée|terminés|terminées|achevé
        |achevée|jusqu'en|jusqu'à|a été stoppé|a été stoppée|a été arrêté|a été arrêtée
        |en échec|échec|échecs|a été interrompu|a été interrompue|a été suspendu|a été suspendue
        |ont été arrêtés|ont été stoppés""",
    "historical.after.disease": """avait conduit à|avait été traité|avait été traitée|avait été opéré|avait été opérée
        |avait été diagnostiqué|avait été diagnostiquée|avait été pris en charge|avait été prise en charge
        |avait nécessité|avait justifié|avait été retiré|avait été retirée|avait été réséqué|avait été réséquée""",
    "historical.after": """transitoire à l'époque|de l'enfance guéri|opérée des deux côtés|opéré des deux côtés
        |derrière lui|derrière elle|de l'histoire ancienne
        |guéri|guérie|guéris|guéries|résolu|résolue|résolus|résolutif|résolutive
        |considéré comme guéri|de l'enfance|du nourrisson|du petit enfant|dans l'enfance|séquellaire|en rémission|sevré
        |sevrée|antérieur|antérieure|antérieurs|antérieures|suspendu|suspendue
        |a dû être arrêté|a dû être interrompu|corrigé depuis|corrigée depuis|corrigé|corrigée
        |régularisé|régularisée|résorbé|résorbée|ayant cédé|a cédé
        |rétrocédé|dans l'adolescence|à l'adolescence|dans la jeunesse|dans sa jeunesse|en bas âge
        |il y a longtemps|non toléré|non tolérée|mal toléré|mal tolérée|régressif
        |régressive|guéri en|guérie en|guérie depuis|guéri depuis|réduit|réduite|cicatrisé
        |cicatrisée|amendé|amendée|est guéri|est guérie|traité et guéri|traitée et guérie
        |l'hiver passé|l'hiver dernier|l'été dernier|l'été passé|l'an passé
        |l'automne dernier|il y a des années|il y a plusieurs années
        |il y a quelques années|à l'époque|a été levée médicalement|levée médicalement
        |résolue sous traitement|drainé|drainée|drainés|normalisé|normalisée
        |sans récidive depuis|sans rechute depuis|ancienne|ancien|anciens|anciennes
        |a disparu|disparu|disparue|récupération complète|récupérée|récupéré
        |résolution complète|normalisation complète|sans séquelle|sans séquelles
        |d'évolution résolutive|traité avec succès|traitée avec succès|opérée en|opéré en
        |désormais résolu|désormais résolue|a guéri|ont guéri
        |spontanément résolutif|spontanément résolutive|contrôlé depuis|réopéré|réopérée""",
    "planned.before": """reste à faire|restent à faire|rendez-vous pris pour|rdv pris pour|rv pris pour
        |souhaite|souhaite une|souhaiterait|désire|voudrait|préférerait|aimerait|opte pour
        |a opté pour|prévoir|prévoit|à prévoir|proposer|propose|on propose|nous proposons|je propose
        |proposons|est proposé|est proposée|il est proposé|proposition de|proposition d'
        |recommande|recommandons|nous recommandons|on recommande|recommandé|envisager
        |envisage|nous envisageons|on envisage|prochain|prochaine|programmer|programmé
        |programmée|organiser|organisation de|organisation d'|demande de|demander
        |demandons|demandé|prévu|prévue|prévus|prévues|prévue pour|mise en place de
        |mise en route de|introduction de|introduction d'|introduire|à débuter|débuter
        |débutera|débuteront|débutons|début de|début d'|début prévu|indication de
        |indication d'|indication à|indication à un|retenir|retient|à compléter par
        |compléter par|complément par|puis réévaluation|si|sinon|à défaut|en cas de
        |en cas d'|dès demain|dès que|switch à|switch pour|relais par|en vue de|en vue d'
        |poursuite par|on fera|option|options|deux options|discuter|à discuter|rediscuter
        |soit|plutôt|passage à|préférons|nous préférons|rechallenge par|éligible à
        |éligible au|éligible aux|éligible pour|éligible
        |candidat à|candidate à|en attente de|attend|avis pour|réaliser|faire|refaire
        |contrôler|contrôle par|surveillance par|surveillance ensuite par|ajouter|ajout de
        |nous optons pour|on opte pour|décision de|décision d'|accord pour|projet de
        |projet d'|à partir de|planification|consolidation par|maintenance par
        |entretien par|ultérieurement|secondairement|à terme|penche pour|changer pour
        |relayer par|rendez-vous de|rdv de|revoir avec|avec contrôle par|ai proposé
        |avons proposé|a été proposé|a été proposée|lui propose|lui ai proposé
        |le principe de|le principe d'|envisageons|débuterons|prévoyons|va bénéficier de
        |va bénéficier d'|va débuter|va recevoir|va être opéré|va être opérée|doit débuter
        |doit être opéré|doit être opérée|commencera|il faudra|nécessitera|sera opéré
        |sera opérée|seront suivis de|recommandons de|consentement pour|a consenti à
        |décidé de|décide de|il est décidé|on retient|la RCP propose|la RCP retient
        |est décidé|est décidée|avis favorable pour|favorable à|à confirmer par
        |à contrôler par|à caractériser par|à explorer par|à documenter par|à préciser par|confirmation par
        |exploration par|nécessitant une|nécessitant un|justifiant une|justifiant un
        |à compléter d'|compléter avec|nous prévoyons|on prévoit|il est prévu|est prévu de
        |sera traité par|sera traitée par|traitement proposé par|nous envisagerons
        |nous discuterons|pourra bénéficier de|pourra bénéficier d'|devra bénéficier d'
        |doit bénéficier de|doit bénéficier d'|bénéficiera de|bénéficiera d'|recevra
        |débuteront|à initier|initier|instaurer|reprise de|reprendre|reprendra
        |mettre en route|nous retenons|je retiens|est retenue une|est retenu un
        |rediscuter de|rediscuter du|nous rediscuterons|on rediscutera|nous orientons vers
        |je programme|j'ai programmé|je demande|j'ai demandé|je prescris|avant toute
        |parlé de|parlé du|évoqué une|évoqué un|abordé|discussion autour de
        |information sur|expliqué|exposé|réfléchir à|place de|place d'|place du
        |adressé pour|adressée pour|vu pour|vue pour|RC :|raison de consultation :
        |venu pour|venue pour|elle aura une|il aura une|aura un|aura une|prophylaxie par
        |couverture par|prescriptions anticipées|prescription anticipée|anticipée de|anticipées :
        |se discute de|se discutera|à défaut de|en relais de|nous irons vers|on ira vers
        |il conviendra de|il conviendrait de|il convient de|reste à|aurions recours à
        |auront recours à|aura recours à|avoir recours à|faire appel à|je propose une
        |place à|inscrit pour|inscrite pour|date retenue pour""",
    "planned.after": """à commencer|à prévoir|à programmer|à organiser|à débuter|à discuter|à rediscuter|à proposer
        |à envisager|à réaliser|à faire|à compléter|à poursuivre ultérieurement|prévu
        |prévue|prévus|prévues|est prévu|est prévue|programmé|programmée|proposé|proposée
        |proposés|est proposé|est proposée|envisagé|envisagée|est envisagé|est envisagée
        |n'est envisagée que|souhaitable|recommandé|recommandée|recommandés|est recommandé
        |est recommandée|indiqué|indiquée|est indiqué|est indiquée|demandé|demandée
        |est demandé|à demander|en attente|sera débuté|sera débutée|sera réalisé
        |sera réalisée|sera proposé|sera proposée|sera discuté|sera discutée
        |dans un second temps|ensuite|ultérieurement|à venir|si|pour compléter
        |en complément|complémentaire|à confirmer|en seconde intention|en 2e ligne
        |en deuxième ligne|sera effectué|sera effectuée|sera introduit|sera repris
        |débutera|sera rediscuté|sera rediscutée|est discuté|est discutée
        |peut être proposé|peut être proposée|pourra être proposé|pourra être proposée
        |pourrait être proposé|offert|offerte|à reprendre|à introduire|à mettre en place
        |avant toute décision|dès demain|demain|lundi prochain|la semaine prochaine
        |de contrôle|est retenu|est retenue|retenu|retenue|validé|validée|est décidé
        |est décidée|décidé|décidée|a été proposé|a été proposée|ont été proposés
        |lui a été proposé|lui a été proposée|a été discuté|a été discutée|commencera
        |suivra|suivront|est à prévoir|reste à faire|reste à programmer|sera réalisé
        |seront réalisés|seront réalisées|sera programmé|sera programmée|sera fait
        |sera faite|semestriel|semestrielle|trimestriel|trimestrielle|annuel|annuelle
        |lors des cycles suivants|lors des prochains cycles|lors des cures suivantes
        |aux cycles suivants|pour les cycles suivants|pour les cures suivantes
        |aux prochaines cures|désormais|conseillé|conseillée|est conseillé|est conseillée
        |suggéré|suggérée|est suggéré|est suggérée|après avis|est à discuter
        |est à programmer|reste à discuter|rediscuté|rediscutée|est programmé
        |est programmée|est fixé|est fixée|a été programmé|a été programmée
        |reste à obtenir|à obtenir|reste à réaliser|fixé|fixée|fixés|ce soir
        |dès que possible|prochainement|sous huitaine|à court terme|envisageable
        |est envisageable|seul envisageable|n'est pas exclu|n'est pas exclue
        |n'est pas formellement exclu|n'est pas formellement exclue|sera donné|sera donnée
        |sera administré|sera administrée|sera organisé|sera organisée|est attendu
        |est attendue|au terme du traitement|en fin de traitement|à distance""",
    "stop": """seulement|simplement|juste|en dehors d'|en dehors du|en dehors des|à l'exception d'|mais|cependant
        |toutefois
        |néanmoins|hormis|sauf|excepté|en dehors de|à part
        |alors que|tandis que|par contre|en revanche|bien que|quoique|car|puisque|malgré
        |pourtant|à l'exception de|or|secondaire à|lié à|liée à|en rapport avec
        |compte tenu de|compte tenu|en raison de|du fait de|évocateur d'une autre cause
        |par ailleurs|d'où|donc|vu la|vu le|vu les|vu l'|au vu de|eu égard à|étant donné
        |vu son|vu sa|vu ses""",
    "positive": """présence de|présence d'|mise en évidence de|mise en évidence d'|apparition de
        |apparition d'|nouveau|nouvelle|nouvelles|persistance de|persistance d'
        |on retrouve|on note|on poursuit|stable|stables|stabilité|connu|connue|connus
        |sous|traité par|traitée par|montre|montrent|retrouve|avec|associé à|associée à
        |majoration|progression|augmentation|confirmé|confirmée|découverte|porteur de
        |patient|patiente|il|elle|je|nous""",
    "neutral": """jamais fumeur|jamais fumeuse|jamais fumé|n'ayant jamais fumé|n'a jamais fumé
        |ne pas arrêter|ne pas interrompre|ne pas suspendre
        |pas d'augmentation|pas de changement|pas de modification|sans changement
        |sans modification|sans doute|pas seulement|non seulement|sans particularité
        |sans délai|sans complication|non à petites cellules|non petites cellules
        |non hodgkinien|non hodgkiniens|non hodgkin|non épidermoïde|non-fumeur
        |non seminomateuse|non séminomateux|non séminomateuse|non spécifique
        |non spécifiques|non muqueuse|non alcoolique|non insulinodépendant
        |non insulino-dépendant|non résécable|non opérable|non métastatique
        |pas d'évolution|ni plus ni moins|non traité|non traitée|non contributif
        |sans retard|sans relecture|sans incident|sans anomalie|jusqu'à présent
        |si possible|le plus tôt possible|aussitôt que possible|si bien que|par la mère
        |par la grand-mère|par le père|par la soeur|par son fils|par sa fille|par son mari
        |à risque|à haut risque|haut risque|à bas risque|faible risque
        |risque intermédiaire|à faible risque|facteur de risque|facteurs de risque
        |bien que possible|non opérée|non opéré|sans injection|sans contraste
        |sans et avec injection|sans et après injection|ancien fumeur|ancienne fumeuse
        |non connu|non diabétique insulino|pas cette fois|mise en place|médecin de famille
        |situation familiale|famille informée|mère de|père de|post-thérapeutique
        |plutôt bien|plutôt mal|comme prévu|comme convenu|comme programmé|ni toxique|avec et sans
        |cytologie négative|cytologies négatives|marges négatives
        |hémocultures négatives|ECBU négatif|prélèvements négatifs|expliqué que
        |ganglions négatifs|ganglion négatif|triple négatif|triple négative
        |récepteurs négatifs""",
    "historical.before.list": """antécédent de|antécédent d'|antécédents de|antécédents d'|ATCD de|ATCD d'
        |dans ses antécédents|dans les antécédents|parmi ses antécédents
        |aux antécédents de
        |aux antécédents d'|antécédents notables :|on relève dans ses antécédents""",
}
