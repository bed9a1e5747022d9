"""English assertion cues."""

ENGLISH: dict[str, str] = {
    "absent.before": """not ordered|have not ordered|no need for|declined by patient :|declined by the patient :
        |speaks against|argues against|clean for|negative :|nobody with|no one with|none with|no
        |no evidence of|no evidence for
        |no past medical history of|no significant past medical history of|no medical history of|never treated for
        |no sign of|no signs of|no history of
        |no personal history of|no prior history of|no known history of|no new|no further
        |no other|no convincing evidence of|no definite|no suspicious
        |no radiographic evidence of|no mammographic evidence of|no clinical evidence of
        |no indication for|no indication of|no suggestion of|no suspicion of|no role for
        |without|w/o|w/o any|w/o evidence of|without any|without evidence of|without sign of|denies|denied|denying
        |denies any|denied any|negative for|was negative for|were negative for
        |is negative for|absence of|free of|free from|clear of|rather than|never had|never
        |nor|neither|lack of|lacks|lacked|ruled out for|rules out|rule her out for
        |rule him out for|excludes|exclude as|excluded|has excluded|fails to reveal
        |failed to reveal|did not show|does not show|did not reveal|does not reveal
        |did not demonstrate|does not demonstrate|did not have|does not have|doesn't have
        |didn't have|do not have|has not had|had not had|did not exhibit
        |did not complain of|does not appear to have|not show|not have|not reveal
        |not demonstrate|not see|without demonstrable|no longer has|no longer have
        |no complaints of|not complain of|not had|not known to have|not appear|not feel
        |not associated with|no cause of|no demonstrable|no abnormal|no focal
        |no significant|no acute|no obvious|nothing to suggest|nothing suspicious for
        |nothing to indicate|unremarkable for|instead of|advised against|hold off|avoid
        |omit|withhold|not for|no plans for|no plan for|no need for|contraindication to
        |declined|declines|refused|refuses|did not receive|has not received
        |not a candidate for|not eligible for|not consistent with|not suggestive of
        |no suspicious change|patient was not|with no|has no|had no|there is no
        |there was no|there were no|there are no|ruled the patient out for|absent
        |resolution of|not in|none of|nil|not fit for|unfit for|not suitable for
        |unsuitable for|not keen on|no place for|ineligible for|does not require
        |do not require|did not require|does not need|not require|without need for
        |not planned for|no evidence to suggest|nothing for|argues against|arguing against
        |is not known to have|was not known to have|are not known to have|neg for
        |argued against|not thought to have|no cause for concern about|not convinced by
        |margins negative for|nodes negative for|cytology negative for
        |cultures negative for""",
    "absent.before.next": "non",
    "absent.before.near": "not|is not|was not|were not|are not|isn't|wasn't|cannot|didn't|doesn't|don't",
    "absent.before.allergen": """allergy :|allergies :|drug allergies :|known allergies :|medication allergies :
        |allergic to|allergy to|allergies to""",
    "absent.after": """: never|- no|not there|no longer there|proved wrong|proven wrong|did not occur|never occurred
        |did not develop|was refuted|refuted|disproved
        |excluded|is excluded|was excluded|has been excluded|been excluded
        |subsequently excluded|ruled out|is ruled out|was ruled out|were ruled out
        |has been ruled out|have been ruled out|been ruled out|are ruled out|not found
        |not seen|was not seen|were not seen|is not seen|not identified|was not identified
        |were not identified|not demonstrated|not present|is not present|was not present
        |not detected|not visualized|not visualised|not appreciated|not noted|not evident
        |absent|is absent|was absent|are absent|were absent|not indicated|is not indicated
        |contraindicated|is contraindicated|declined|was declined|refused|was refused
        |has declined it|withheld|was withheld|not substituted|was not substituted
        |not given|was not given|not done|not performed|was not performed|not recommended
        |is not recommended|not favoured|not favored|not advised|not advised at present
        |not appropriate|not offered|is negative|was negative|were negative|are negative
        |tests were negative|came back negative|looked for and not found|has no place
        |has no role|not confirmed|was not confirmed|omitted|was omitted|not required
        |unlikely to be present|has been negative|no longer present
        |not tolerated well enough|was free|non-contributory|not suspected|was not found
        |were not found|have been excluded|resolved completely and absent|it is not
        |not an option|not used|no indication|there is currently no indication
        |there is no indication|currently no indication|not needed|is not needed
        |not necessary|not warranted|is not warranted|was not offered|not suitable
        |is not suitable|unsuitable|not felt to be appropriate|not pursued|was not pursued
        |not felt to be indicated|was not felt to be indicated|not being considered
        |not considered|was turned down|turned down|is not an option|was not an option
        |no longer an option|is best avoided|best avoided|to be avoided|should be avoided
        |not feasible|is not feasible|was felt to be excluded|felt to be excluded
        |declined by|not tested for|does not apply|do not apply|would not be helpful
        |would not help|not helpful|unnecessary|is unnecessary|not borne out|not advisable
        |not possible|not wanted|did not materialise|has been abandoned|was abandoned
        |abandoned|advised against|i advised against|we advised against|i would avoid
        |would be unwise|not for him|not for her|he would rather not|she would rather not
        |not keen|is not keen|was against it|said no|deferred indefinitely
        |is deferred indefinitely|not thought useful|futile|would be futile
        |was felt to be futile|is of no benefit|of no benefit|has nothing to offer
        |has little to offer|was considered but not needed|adds nothing
        |not available|is not available|not funded|is not funded|would be hazardous|is hazardous
        |hazardous|would be dangerous|is not relevant|are not relevant
        |denied|is denied|were denied|was never given|never given
        |cancelled|was cancelled|canceled|never started|was not started|not started|would add nothing
        |was not wanted""",
    "possible.before": """to my eye|i think this is|i think it is|i take it for
        |?|possible|possibly|probable|probably|likely|most likely|suspicious for
        |suspicious of|highly suspicious for|highly suspicious of|suspicion of
        |suspicion for|suspected|suspect|suspecting|concern for|concerning for
        |concerns for|concerned about|worrisome for|worried about|cannot exclude
        |cannot rule out|can not exclude|cannot be certain of|could not exclude
        |could not rule out|does not exclude|does not rule out|doesn't rule out
        |not rule out|not exclude|may represent|may be|might be|might represent
        |may reflect|could represent|could be|could reflect|query|queried|r/o|rule out
        |to rule out|ruling out|evaluate for|evaluation for|evaluation of possible
        |assess for|question of|questionable|question|differential|differential diagnosis
        |differential includes|differential considerations include|versus|vs|suggestive of
        |suggesting|suggests|suggest|suggested|presumed|presumptive|thought to be
        |thought to represent|felt to be|appears to be|appear to be|appears|seems|seem|if
        |in case of|in the event of|in keeping with|most in keeping with|favour|favor
        |favoured|favored|favouring|favoring|raises the possibility of|possibility of
        |raises concern for|raising concern for|raise the question of|potential
        |potentially|risk of|at risk for|at risk of|for risk of|chance of|screen for
        |screening for|monitor for|look for|to look for|to exclude|exclude|unclear whether
        |whether|perhaps|equivocal for|indeterminate for|doubts that|unlikely|less likely
        |prophylaxis for|prevent|prevention of|to prevent|watch for|should|worry of
        |be alert to|be ruled out for|to evaluate for|impression of possible|i think
        |thought|i suspect|compatible with possible|most consistent with|most compatible with
        |likely representing|probably representing|felt to represent|may well be|may well represent
        |reserved for
        |in the case of
        |wondered about|wonders about|wonder about|raised the question of
        |raises the question of|concern about|concerned for|would be worried about
        |could conceivably be|not to miss|looks like|hint of|hints at""",
    "possible.after.disease": "prophylaxis|precautions|advice|advice given|prevention",
    "possible.after": """is the first thought|is my first thought|is a thought|by odds
        |until proven otherwise|until proved otherwise|until shown otherwise|until otherwise proven
        |to be thought of|to be borne in mind|suggested|is suggested|was suggested|to be kept in mind
        |nobody would say|nobody can say|?|versus
        |cannot be excluded|can not be excluded|could not be excluded
        |cannot be ruled out|could not be ruled out|can not be ruled out
        |cannot be entirely excluded|cannot be dismissed|not ruled out|is not ruled out
        |not excluded|is not excluded|has not been ruled out|have not been ruled out
        |has not been excluded|not been excluded|is possible|are possible|is likely
        |is probable|is suspected|was suspected|are suspected|suspected|to be excluded
        |to be ruled out|must be ruled out|should be ruled out|should be excluded
        |pending|is pending|remains possible|is in the differential|is considered
        |is a consideration|less likely|is unlikely|unlikely|is less likely|questioned
        |was questioned|was queried|had been queried|queried|is questioned|is raised|vs
        |not entirely excluded|is a possibility|is a concern|but cannot dismiss it
        |cannot dismiss it|could be considered|to be confirmed|awaiting confirmation
        |awaited|not fully excluded|thought possible|possible|is favored|is favoured
        |is not certain|not certain|suspicious""",
    "family.before": """father|mother|sister|sisters|brother|brothers|aunt|aunts|uncle|uncles|cousin
        |cousins|grandfather|grandmother|grandparent|grandparents|grandson|granddaughter
        |son|daughter|twin|sibling|siblings|parent|parents|family history of
        |family history|family|familial|maternal|paternal|relative|relatives|niece
        |nephew|husband|wife|spouse|fhx|father's|mother's|sister's|brother's|donor
        |half-sister|half-brother|stepmother|stepfather|mum|mam|mom|mummy|dad|daddy|aunty|auntie|gran|granny|grandma
        |grandpa|grandad|nana|great-aunt|grand-aunt|great-uncle|great-grandmother|great-grandfather""",
    "family.after": """in her mother|in his mother|in her father|in his father|in her sister
        |in his sister|in her brother|in his brother|in an aunt|in a cousin|in an uncle
        |in the family|in her aunt|in his aunt|in a sister|in a brother|in a grandmother
        |in a grandfather|in her grandmother|in his grandmother|(mother)|(father)
        |(sister)|(brother)|(aunt)|(uncle)|(grandmother)|(grandfather)
        |runs in the family|in her maternal|in his maternal|in her paternal
        |in his paternal|in a maternal|in a paternal|in relatives|in two aunts""",
    "historical.before.list": """history of|h/o|hx of|past history of|past medical history of
        |past medical history significant for|past medical history is significant for
        |past medical history includes|past medical history|past surgical history
        |medical history of|medical history significant for|known history of
        |with a history of|remote history of|history significant for
        |history is significant for|history remarkable for|significant for a history of
        |past history|prior history of|long history of|longstanding history of|history
        |hx|status post|s/p|prior|previous|pmh|pmhx|psh""",
    "historical.before.therapy": """after|following|received|has received|had received|was given
        |were given|completed
        |has completed|finished|failed|after failure of|progressed on|progression on
        |pretreated with|previously treated with|treated with|was treated with|post
        |intolerant of|intolerance to|relapsed after|underwent|used to take|used to be on
        |stopped :|discontinued :|used to receive|formerly on|previously on|came off|was taken off
        |no longer takes
        |no longer on|had been on|was previously on|has come off|been off|off|d/c'd|dc'd|d/c|weaned off
        |discontinued from""",
    "historical.before": """childhood history of|previously|old|former|formerly|childhood|treated for
        |was treated for|remote|cured of|survivor of|in remission from|had had|underwent
        |has undergone|had undergone""",
    "historical.after.therapy": """stopped|was stopped|were stopped|discontinued|was discontinued
        |were discontinued
        |completed|was completed|were completed|finished|until
        |was begun but had to be stopped|had to be stopped|held permanently|ceased
        |has been stopped|was dropped|were dropped|have been stopped|has been discontinued|has finished
        |has been completed""",
    "historical.after.disease": """had been treated|had been removed|had been resected|had been excised
        |had been diagnosed|had required|had led to""",
    "historical.before.next": "resolved|since resolved",
    "historical.after": """of infancy|outgrown|since relieved|both done|thing of the past|burned out|burnt out|as a boy
        |as a girl|as a student|as a teenager
        |long gone|dead and buried|in the seventies|in the eighties|in the nineties|in the sixties|in youth
        |in his youth|in her youth
        |resolved|has resolved|now resolved|cured|both over|now over|all over|as child|as a kid
        |in infancy|in the past|years ago|in childhood
        |as a child|year ago|months ago|month ago|weeks ago|many years ago|last year
        |in the remote past|in the past year|several years ago|status post|years prior
        |years previously|in his youth|in her youth|during childhood|during a prior
        |on a previous admission|at that admission|at that time|back in|since corrected
        |in remission|remotely|long ago|which settled|which resolved
        |previously not tolerated|not tolerated|poorly tolerated|was cured|cleared
        |now cleared|cured in|has cleared|healed|now healed|settled|has settled|burnt out
        |some years back|years back|the other year|last winter|last spring|last summer
        |last autumn|in the spring|now back to baseline|back to baseline|since recovered
        |fully recovered|has recovered|recovered|since then resolved|full recovery
        |with full recovery|complete recovery|without sequelae|no sequelae|fully resolved
        |has since resolved|have resolved|went away|did resolve|successfully treated|operated on in""",
    "planned.before": """outstanding :|not yet :|we await|await|we shall repeat|shall repeat
        |wishes to have|wishes for|would like|is keen on|is keen to have|opts for|has opted for
        |plan|plan for|plans for|planned|planning|planned for|we plan|recommend|recommends
        |recommended|we recommend|i recommend|recommendation for|suggest|suggested
        |suggest repeat|we suggest|propose|proposes|i propose|we propose|proposed|offer
        |offered|we offered|consider|considering|considered for|consideration of
        |for consideration of|will|will be|will start|will receive|will have|to start
        |to begin|start|starting|start on|would|to be|to undergo|scheduled|scheduled for
        |schedule|arrange|arranged|booked|book|request|requested|order|ordered|awaiting
        |candidate for|eligible for|eligible|proceed to|proceed with|proceeding to|next|if|unless
        |should|alternatively|options include|switch to|change to|refer for|referred for
        |needs|requires|repeat|follow-up|advise|advised|in favour of|to discuss|discuss
        |discussed|kept for|reserve|decided to|decision to|opted for|agreed for
        |have offered|has been offered|was offered|were offered|offered her|offered him
        |is for|for consideration|going to have|going to receive|going to start
        |due to start|due to have|due for|consented for|consented to|has agreed to
        |agreed to proceed with|listed for|waiting list for|work up for|workup for
        |plan is for|plan is to|the plan is|aim for|aiming for|refer to|referral to
        |referral for|should have|should receive|should start|can start|could start
        |may start|can proceed to|favours|favors|proposal of|aim to|intend to|hope to
        |would favour|would favor|favour|favor|my choice|agreed to|would benefit from
        |to follow with|with a view to|in anticipation of|may need|could be treated with
        |mobilise with|mobilize with|conditioning with|possible|deferred|defer|postpone
        |tentatively|talk about|talked about|asked about|asks about|discussion about
        |discussion of|conversation about|went through|explained|raised|upon progression
        |possibility of starting|referred re|seen re|referred for consideration of
        |here to discuss|here for|come back to|move on to|moving to|move to
        |followed in due course by|just-in-case|just in case|anticipatory|have in reserve
        |we would turn to|would turn to|fall back on|would fall back on|would go on to
        |would move to|would move on to|to be followed by|will be followed by|put her on
        |put him on|signed up for|bridge to|bridging to
        |deserves|merits|would merit""",
    "planned.after": """pencilled in|pencilled for|pencilled|penciled in|slot held
        |has been asked for|have been asked for|has been ordered|have been ordered|still due
        |on the list
        |awaited|is awaited|are awaited|still outstanding|will be initiated
        |is planned|planned|to be planned|is recommended|recommended|was recommended
        |is suggested|is advised|advised|to be discussed|to be arranged|is scheduled
        |scheduled|is booked|booked|to follow|will follow|will be given|will be added
        |would be added|will be started|will be performed|will be arranged|will be done
        |to be done|to be performed|to be started|to begin|to start|to be resumed
        |is proposed|proposed|is considered|to be considered|being considered|is an option
        |would be considered|would be kept|kept for later|could be considered|is my choice
        |is indicated|indicated|requested|ordered|pending|afterwards|if responding
        |as fallback|at progression|on progression|upon progression|is due|to be offered
        |to be added|to be considered for|is being planned|will commence|commencing
        |to commence|due|starting|starts|in the future|for later|beforehand|only if
        |only after|after delivery|was discussed as an option|may be considered
        |can be considered|next week|tomorrow|should be considered|would be offered
        |will be offered|has been offered|if|arranged|has been arranged|was arranged
        |have been arranged|with all future cycles|with future cycles|in future cycles
        |with subsequent cycles|with each subsequent cycle|with all subsequent cycles
        |from next cycle|from the next cycle|going forward|from now on|has been requested
        |has been booked|was booked|was requested|organised|has been organised|organized
        |will be revisited|will be reconsidered|to be reconsidered|to be revisited
        |favoured|favored|preferred|is favoured|is favored|is preferred|tonight
        |this evening|could be offered|can be offered|might be offered|as soon as possible
        |in due course|on the cards|remains an option|remains a possibility
        |is not ruled out|thereafter|to be obtained|is the next step|would be next|is next
        |once recovered|after recovery|before starting|should settle|failing that|listed|is listed|kept in reserve
        |held in reserve|is in reserve|in reserve""",
    "stop": """merely|only a|just a|simply|but|however|although|though|except|except for|apart from|aside from
        |nevertheless
        |whereas|yet|still|because|since|secondary to|due to|other than|which|who|cause of
        |causes of|cause for|as the cause of|source of|origin of|as an etiology for
        |reason for|otherwise|despite|in spite of|given the|related to|as a result of
        |besides|because of|owing to|in view of|on account of|given his|given her
        |as a consequence of|for fear of|given that|given their""",
    "positive": """presence of|shows|showed|showing|demonstrates|demonstrated|reveals|revealed|new
        |stable|unchanged|known|on|currently|with|persistent|persistence of|found
        |confirmed|consistent with|there is|there are|he|she|patient|the patient|i|we
        |increasing|progressive|was noted|were noted|is noted""",
    "neutral": """not to stop|do not stop|not to interrupt
        |as planned|as expected|as scheduled|as agreed|year old|years old|year-old
        |will recall|will remember|will note|will know
        |no increase|no change|no significant change|no interval change
        |no significant interval change|not only|not necessarily|no doubt
        |without difficulty|without complication|without complications|without contrast|w/o contrast
        |w/o difficulty|w/o complication|w/o complications
        |with and without|not certain if|not certain whether|non small cell|non-small cell
        |non hodgkin|non-hodgkin|non-hodgkin's|nonspecific|non-muscle invasive
        |non-seminomatous|non-alcoholic|non-smoker|non-smokers|never smoker|never smokers|never-smoker|never-smokers
        |never smoked|never-smoked|never smoking|never a smoker|never drinker|never treated|never been treated
        |not assigned|no further treatment
        |if possible|if needed|no longer on|not resectable|not to be resectable
        |gram negative|gram-negative|no new complaints|not extend|on the right|on the left
        |on imaging|on examination|on exam|on ct|on mri|on admission|post-op day
        |question answered|family physician|family doctor|family practice|no charge
        |history and physical|family meeting|no smoking|before and after|mother of
        |father of|with her husband|with his wife|high risk|low risk|intermediate risk
        |risk factor|risk factors|not previously|likely benign|most likely benign
        |present history|of this year|history of present illness|cytology negative
        |margins negative|negative margins|cultures negative|blood cultures negative
        |negative cytology|cytology was negative|cytology is negative|explained that
        |explained to|node negative|nodes negative|nodes were negative|node was negative
        |lymph node negative|triple negative|receptor negative|culture negative""",
    "absent.after.disease": "serology negative|serology neg|serologies negative",
    "absent.before.disease": "ruled out|has ruled out|was negative for|to dismiss",
}
