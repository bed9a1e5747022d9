"""English cues for events of any kind, beside the shared ones; and the shared ones that mean something else there."""

#: Shared phrases left out: verbs with `not` are read as predicates, tumours' words mean less in general medicine.
ENGLISH_LEFT_OUT = """cause of|causes of|cause for|as the cause of|source of|origin of|as an etiology for|reason for
        |not|is not|was not|were not|are not|isn't|wasn't|cannot|didn't|doesn't|don't|not show|not have|not reveal
        |not demonstrate|not see|not had|not appear|not feel|not known to have|not associated with|non|never
        |did not show|does not show|did not reveal|does not reveal|did not demonstrate|does not demonstrate
        |not exclude|resolution of|no cause of|patient was not|should|appears|appear|thought|if|whether|unless
        |in the case of|without difficulty|without complication|without complications|no further treatment
        |no new complaints|no smoking|no increase|no change|no significant change|no interval change
        |no significant interval change|non-smoker|non smoker|non-smokers|non smokers|never smoker|never smokers
    |never-smoker|never-smokers|never drinker|not previously|not certain if|not certain whether
        |question answered|which|who|favour|favor|reserved for|not consistent with|not suggestive of
        |not thought to have|was not known to have|is not known to have|not in|not for|with no|has no|had no
        |there is no|there was no|there were no|there are no|is negative|was negative|were negative|are negative
        |was equivocal|could be|is possible|are possible|tests were negative|not require|in remission|is considered
        |could be considered|absent|has had"""

ENGLISH: dict[str, str] = {
    "absent.before": """nothing|was ruled out for|were ruled out for|been ruled out for|is ruled out for|none|nobody
        |no evidence to support|no evidence to indicate|insufficient evidence to support|nothing to support
        |thus ruling out|thereby ruling out|effectively ruling out|effectively excluding|thus excluding
        |thereby excluding|no reason to suspect|no features of|no features to suggest|no features suggestive of
        |no finding of|no findings of|no findings to suggest|no findings suggestive of|no symptoms of
        |no symptoms suggestive of|no signs or symptoms of|no trace of|no episodes of|no episode of|no previous
        |no prior|no past history of|no known|no recent|no need of|no report of|no reports of|no recurrence of
        |no documented|no documentation of|no mention of|no associated|no accompanying|no apparent|no clear|no overt
        |no gross|no detectable|no palpable|no visible|no additional|no more|no longer had|no longer needed
        |no longer required|failed to show|failed to demonstrate|failed to identify|failed to detect|failed to find
        |failed to disclose|fails to show|fails to demonstrate|failure to demonstrate|failure to identify
        |unable to demonstrate|unable to identify|unable to confirm|unable to detect|unable to find
        |unable to document|could not identify|exclusion of|was excluded from|excluding|excluded the presence of
        |ruled out the presence of|devoid of|lacking|in the absence of|in absence of|negative with respect to
        |negative as to|neg|nonreactive for|asymptomatic for|against a diagnosis of|denying any|denies having
        |denied having|denies any history of|denied any history of|denies history of|denied a history of
        |denied use of|denies use of|refused to undergo|declined to undergo|never experienced|never developed
        |never underwent|never received|never took|never used|never smoked|insufficient evidence for
        |insufficient evidence of|little evidence of|no evidence for a|lack of evidence of|lack of evidence for
        |unaware of|unaware of any|without signs of|without symptoms of|without complaints of|without history of
        |without a history of|without any history of|without recurrence of|without need of|in lieu of|no one|w/o
        |w/out|nontender without|disproves|disproved|no reported|no complaint of|not to have|not to have any
        |not having|not having any|not having had|inconsistent with|not consistent with|not compatible with
        |not suggestive of|not indicative of|no concern for|cleared of|noncontributory for|non-contributory for
        |pertinent negatives include|pertinent negatives are|pertinent negatives :|negative x3 for|negative x 3 for
        |negative x2 for|negative x 2 for|negative times three for|negative times two for|negative times 3 for
        |negative times 2 for|negatives for|doubt|r/o'd|nobody reported|no one reported|ruled him out for
        |ruled her out for|ruled them out for|ruled patient out for|ruled the patient out|rules the patient out for
        |ruled out against|did rule out|did rule out for|can rule out|can rule out for|could rule out
        |adequate to rule out|sufficient to rule out|enough to rule out|able to rule out|has ruled out|had ruled out
        |have ruled out|having ruled out|which ruled out|and ruled out|that ruled out|successfully ruled out
        |safely ruled out""",
    "absent.before.clause": """no evidence that|no proof that|no indication that|no suggestion that|no sign that
        |not think that|not think this is|not think this represents|not think it is|not think he has
        |not think she has|not believe that|not believe this is|not believe it is|not believe he has
        |not believe she has|not feel that|not feel this is|not feel he has|not feel she has""",
    "absent.before.near": """(-)|without|without any|without a|without an|without evidence of|w/o""",
    "absent.before.next": """non|absent|negative""",
    "absent.after": """(-)|negative bilaterally|absent bilaterally|negative throughout|negative on both sides
        |pain free|pain-free|seizure free|seizure-free|symptom free|symptom-free|fever free|fever-free|disease free
        |disease-free|angina free|angina-free|headache free|headache-free|absent|not observed|not elicited
        |was sterile|were sterile|remained sterile|negative|undetectable|nondetectable|not detectable|was not there
        |were withheld|deemed unnecessary|was deemed unnecessary|were deemed unnecessary|not deemed necessary
        |was considered unnecessary|could be avoided|was avoided|were avoided|not otherwise found|none was found
        |none were found|none was seen|none were seen|none was detected|none found|none|nil|never occurred
        |never documented|was never documented|never found|never seen|never demonstrated|could be ruled out
        |could be excluded|were excluded|was effectively excluded|was effectively ruled out|failed to appear
        |was lacking|were lacking|was gone|were gone|is gone|are gone|was unavailable|were unavailable
        |being unavailable|was missing|failed to develop|did not occur|did not recur|not reported|no longer visible
        |no longer seen|no longer detectable|no longer palpable|no longer required|no longer needed|was not felt
        |unremarkable for|unable to be performed|could not be performed|could not be obtained
        |could not be demonstrated|could not be identified|could not be found|could not be detected
        |could not be seen""",
    "possible.before": """suspected to be|was suspected to be|were suspected to be|is suspected to be
        |suspected to have|was suspected to have|were suspected to have|suspected of having|was suspected of having
        |suspected of|appeared to|appears to|appear to|seemed to|seems to|seem to|believed to|was believed to
        |were believed to|thought to|was thought to|were thought to|is thought to|presumed to|was presumed to
        |were presumed to|was deemed likely|was considered likely|was thought likely|deemed likely
        |first impression was|of uncertain|is likely|was likely|are likely|were likely|is probably|was probably
        |are probably|were probably|is possibly|was possibly|is presumably|was presumably|is most likely
        |was most likely|presumably|is perhaps|was perhaps|working diagnosis was|working diagnosis is
        |provisional diagnosis was|presumptive diagnosis was|tentative diagnosis was|preliminary diagnosis was
        |suspected diagnosis was|presumed diagnosis was|initial impression was|clinical impression was
        |clinical suspicion was|differential diagnosis was between|differential diagnoses such as
        |potential causes were|potential causes included|potential causes include|possible causes were
        |possible causes included|possible causes include|reminiscent of|resembling|resembled|evoking|evoked
        |evocative of|potentially|tentatively|tentative|putative|purported|on suspicion of|under suspicion of
        |screened for possible|consistent with|compatible with|was consistent with|indicative of|indicating
        |in line with|points to|pointing to|impression of|apparently|appeared to be|presumably|was thought to be
        |believed to be|appears to represent|appeared to represent|appearing to be|seemed|seemingly
        |thought to be due to|was thought to be due to|thought to be caused by|thought to be secondary to
        |thought to result from|thought to have|were thought to be|was believed to be|believed to be due to
        |considered to be|considered as|felt to be due to|was felt to be|was felt to represent
        |suspicious appearance of|suspicions of|suspicion was raised of|raised suspicion of|raised suspicion for
        |raising suspicion of|raising suspicion for|raising the possibility of|raised the possibility of
        |raised concern for|raised concerns of|raising concerns about|concern of|fear of|for fear of|feared|fearing
        |in fear of|consideration of|considering the possibility of|considered|was considered to be
        |considered the possibility of|hypothesis of|hypothesized|postulated|speculated|presumed to be
        |presumed to have|assumed to be|presumably due to|likely due to|likely secondary to|likely represents
        |likely represented|may have been|might have been|could have been|may have|might have|may suggest
        |might suggest|may indicate|might indicate|could indicate|may correspond to|could correspond to
        |could be explained by|may be explained by|might be explained by|can be explained by|may be due to
        |might be due to|could be due to|may be related to|might be related to|could be related to|possibly due to
        |may be secondary to|could be secondary to|probable diagnosis of|plausible|working diagnosis of
        |provisional diagnosis of|presumptive diagnosis of|tentative diagnosis of|clinical suspicion of
        |high suspicion of|low suspicion for|low suspicion of|high suspicion for|high index of suspicion for
        |index of suspicion for|differential diagnosis included|differential diagnoses included
        |differential diagnosis includes|differential diagnoses include|differential included|features suggestive of
        |findings suggestive of|suggestive for|pointing towards|pointed to|points towards|pointed towards|in favor of
        |in favour of|in order to exclude|in order to rule out|in an attempt to rule out|in search of|looking for
        |to search for|to screen for|workup for|work-up for|to assess for|to check for|to detect|to avoid
        |in order to avoid|in order to prevent|to minimize the risk of|to reduce the risk of|to decrease the risk of
        |to lower the risk of|the risk of|a risk of|risk for|risks of|increased risk of|increased risk for
        |high risk of|high risk for|at high risk for|at high risk of|at increased risk for|at increased risk of
        |predisposed to|susceptible to|threat of|threatened|impending|prophylaxis against|as prophylaxis against
        |as prophylaxis for|protection against|preventive treatment of|likelihood of|probability of|chances of
        |odds of|potential for|maybe|apparent|conceivably|doubtful|unlikely to be|improbable
        |cannot definitively exclude|not exclude|unable to exclude|unable to rule out|without excluding
        |pending exclusion of|inconclusive for|inconclusive as to|uncertain for|questionably|borderline for
        |as for possible|warned of|warned about|counseled about|educated about|alert for|monitored for|monitoring for
        |observe for|return for|return precautions|precautions|signs of possible|contemplated|allegedly|supposed
        |supposedly|arguably|as if""",
    "possible.before.clause": """remains possible that|remained possible that|seems possible that|seems likely that
        |seemed likely that|appears likely that|appeared likely that|was likely that|if|whether|unless|provided that
        |assuming that|supposing that|in case|lest|even if|as if|possible that|likely that|probable that
        |is likely that|was likely that|is possible that|was possible that|is probable that|was probable that
        |is unlikely that|was suspected that|is suspected that|was thought that|was believed that|suspected that
        |unlikely that|suspicion that|thought that|believed that|felt that|possibility that|conceivable that
        |hypothesized that|suggesting that|suggests that|suggested that|presumed that|assumed that|speculated that
        |postulated that|concern that|hypothesize that|hypothesise that|hypothesised that|speculate that
        |postulate that|assume that|presume that|suspect that|suspects that|surmise that|surmised that|suppose that
        |supposed that|fear that|unclear whether|unclear if|not known whether|uncertain whether|unknown whether
        |we think that|we believe that|may|might""",
    "possible.after": """was the most likely diagnosis|is the most likely diagnosis|was the most probable diagnosis
        |is the most probable diagnosis|was the likely diagnosis|was the presumed cause|was the suspected cause
        |was the working diagnosis|was our working diagnosis|was the presumptive diagnosis
        |was the provisional diagnosis|on our differential|presumed to be the cause|believed to be the cause
        |felt to be the cause|was presumed to be the cause|was believed to be the cause|was felt to be the cause
        |was thought to be the cause|is thought to be the cause|is believed to be the cause
        |were thought to be the cause|thought to be the cause|thought to be responsible|presumed to be responsible
        |believed to be responsible|considered to be the cause|considered the cause|thought to be the culprit
        |is postulated|has been postulated|is hypothesized|is presumed|is assumed|has been suggested
        |on the differential|on the differential diagnosis|was feared|were feared|is feared|feared|was entertained
        |were entertained|was considered|were considered|were also considered|was also considered
        |possibility was raised|suspicion was raised|question was raised|concern was raised|diagnosis was raised
        |hypothesis was raised|concerns were raised|possibilities were raised|was contemplated|was hypothesized
        |was postulated|was presumed|were presumed|presumed|was assumed|was thought likely|was likely|were likely
        |was considered likely|was considered possible|was considered unlikely|were considered unlikely
        |was deemed unlikely|was deemed likely|seemed likely|seems likely|seemed unlikely|seems unlikely
        |seemed possible|appears likely|appeared likely|appears unlikely|was probable|remained possible
        |remains a possibility|remained a possibility|was still a concern|is still a concern|was a concern
        |remained a concern|improbable|was improbable|were improbable|is improbable|doubtful|was doubtful|is doubtful
        |was also in the differential|in the differential diagnosis|in the differential|were in the differential
        |was questionable|questionable|uncertain|is uncertain|remains uncertain|remained uncertain|remains unclear
        |remained unclear|is unclear|was unclear|remains to be determined|is debatable|cannot be completely excluded
        |could not be completely excluded|cannot be completely ruled out|cannot be definitively excluded
        |cannot be fully excluded|could not be entirely excluded|not definitively excluded|cannot be discarded
        |could not be discarded|should be considered|must be considered|has to be considered|needs to be considered
        |needs to be excluded|had to be excluded|must be excluded|should be excluded|has to be excluded
        |must be ruled out|should be ruled out|needs to be ruled out|has to be ruled out|had to be ruled out
        |to be ruled out|to be excluded|was to be excluded|was not excluded|should be suspected|must be suspected
        |is conceivable|was conceivable|most likely|probably|likely|apparently|was evoked|remains hypothetical
        |is hypothetical""",
    "planned.before": """plan|plan for|plans for|plans to|planned for|planning for|planned to|is planned to|recommend
        |recommends|recommended|recommendation for|suggest follow-up|advised to|was advised to|were advised to|advise
        |propose|proposed|scheduled for|scheduled to|listed for|is scheduled for|was scheduled for|awaiting
        |is awaiting|candidate for|eligible for|consider|is considering|consideration for|is going to
        |needs to undergo|needs to have|due to undergo|was offered|is offered|refer for|referral for|plan:|arrange
        |obtain|schedule|follow up with|instructions to|instructed to|was instructed to|were instructed to
        |encouraged to|should|intended to|intend to|intends to|intention to|elective""",
    "planned.before.next": """planned|scheduled|proposed|elective|upcoming|future""",
    "planned.after": """is planned|was planned|are planned|were planned|is scheduled|was scheduled|is recommended
        |was recommended|are recommended|is advised|was advised|was suggested|is suggested|was proposed|is proposed
        |were proposed|would be an option|is an option|may be an option|to be arranged|to be scheduled
        |to be performed|to be done|to follow|is pending|pending|will be performed|will be done|will be offered
        |will be arranged|was offered|is offered|were offered|is awaited|are awaited|should be performed
        |should be done|should be avoided|will follow|was discussed|is under consideration|was under consideration
        |next month|next week|next year|tomorrow""",
    "historical.before.list": """clinical history of|multiple admissions for|numerous admissions for
        |several admissions for|frequent admissions for|multiple hospitalizations for|previous admissions for
        |prior admissions for|multiple medical problems including
        |multiple medical problems including but not limited to|multiple medical problems such as
        |medical problems include|medical problems including|medical problems :|past medical problems include
        |other medical problems include|chronic medical problems include|chronic medical conditions include
        |medical conditions include|comorbidities including|comorbid conditions include
        |medical comorbidities including|other comorbidities include|prior diagnosis of|previous diagnosis of
        |psychiatric history includes|psychiatric history significant for|cardiac history includes
        |cardiac history significant for|cardiac history notable for|medical hx|past medical hx|surgical hx
        |history of|h/o|hx of|hx|past history of|past history|past medical history of
        |past medical history significant for|past medical history is significant for
        |past medical history was significant for|past medical history includes|past medical history included
        |past medical history notable for|past medical history is notable for|past medical history was notable for
        |past medical history remarkable for|past medical history|past surgical history|past surgical history of
        |past surgical history includes|past surgical history significant for|surgical history|surgical history of
        |surgical history included|surgical history includes|medical history|medical history of
        |medical history included|medical history includes|medical history significant for
        |medical history was significant for|medical history was notable for|medical history was remarkable for
        |medical history notable for|known history of|with a history of|remote history of|history significant for
        |history is significant for|history was significant for|history remarkable for|history notable for
        |history was notable for|history was positive for|history positive for|history is positive for
        |history includes|history included|ophthalmic history included|obstetric history included
        |significant for a history of|prior history of|previous history of|long history of|longstanding history of
        |long-standing history of|personal history of|status post|s/p|history|pmh|pmhx|psh|pshx|past hx
        |apart from a history of|antecedents of|previously diagnosed with|previously treated for|childhood history of
        |a history|known to have had|known case of|background of|history of prior|history of previous
        |comorbidities included|comorbidities include|background history of""",
    "historical.before": """prior|previous|old|former|childhood|remote|past|earlier|antecedent|had had
        |had previously had|had previously undergone|has previously had|had undergone|has undergone
        |had been hospitalized for|had been hospitalised for|had been treated for|was treated for in
        |treated in the past for|had been diagnosed with|had suffered from|had suffered|had experienced|survivor of
        |cured of|recovered from|sequelae of|in remission from|healed|known to have|is known to have
        |was known to have|known to have had|used to|used to have|years out from|months out from|years post
        |months post|years status post|months status post""",
    "historical.before.over": "resolved|resolution of",
    "historical.before.clause": "previously|formerly|remotely|had previously|has previously|in the past",
    "historical.before.began": """years after|months after|years following|months following|baseline|underlying
        |long-term|carries a diagnosis of|carries the diagnosis of|with an established diagnosis of
        |followed for many years for|followed for years for|longstanding|long-standing|long standing|lifelong|chronic
        |known|preexisting|pre-existing""",
    "historical.after.over": """resolved|had resolved|was resolved|have resolved|subsided|had subsided|now resolved
        |since resolved|has resolved|which resolved|which has resolved|resolved in""",
    "historical.after": """previously|in the past|by history|in the distant past|in the remote past|years ago
        |year ago|months ago|in childhood|as a child|as an infant|as a teenager|as a young adult|in infancy
        |in adolescence|during childhood|in his youth|in her youth|in his childhood|in her childhood|many years ago
        |several years ago|a few years ago|long ago|last year|last month|last winter|last summer|last spring
        |last autumn|last fall|the year before|the previous year|years earlier|years before|years prior
        |years previously|months earlier|months prior|months previously|remotely|at the age of|at age|in remission
        |on a previous admission|on prior admission|at last admission|on last admission|back in|status post
        |in earlier life|in previous pregnancies|in a previous pregnancy""",
    "stop": """c/o|complains of|complained of|complaining of|presented with|presents with|presenting with
        |positive for|who|which|with the exception of|save for""",
    "neutral": """surgically absent|earlier visit|earlier visits|earlier examination|earlier study|earlier studies
        |relative afferent|relative contraindication|relative contraindications|relative hypotension
        |relative risk|relative bradycardia|relative sparing|relative lymphocytosis|relative excess|relative lack
        |relative increase|relative decrease|nothing by mouth|lack of appetite|lack of sleep|lack of energy
        |lack of interest|lack of concentration|acute on chronic|acute-on-chronic|exacerbation of chronic
        |clinical history|history was reviewed|history reviewed|past the|previously placed|previously inserted
        |previously implanted|previously scheduled|previously prescribed|previously described|previously noted
        |previously seen|previously mentioned|previously reported|history of presenting illness
        |history of the present illness|history taking|history and examination|natural history|prior to|previous to
        |prior study|prior studies|prior exam|prior examination|previous study|previous exam|previous examination
        |previous studies|case history|history was obtained|history obtained|history from|poor historian
        |without doubt|no matter|social history|family history was|previously healthy|previously well|previously fit
        |past few|past several|past two|past three|past month|past week|past year|past 24
        |past medical history was unremarkable|month-old|old man|old woman|old male|old female|old boy|old girl
        |old patient|with no known cause|negative control|rh negative|as if|no later than|no less than|whether or not
        |medical history was unremarkable|medical history was otherwise unremarkable|likely to benefit|in question
        |out of question|negative pressure|day old|days old|weeks old|months old|non-invasive|noninvasive
        |non-contrast|non-steroidal|nonsteroidal|non-specific|non-union|non-st|without further delay|may 1|may 2
        |in may|of may|early may|late may|since may""",
}
