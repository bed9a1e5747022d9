-- where observation_component: system = 'http://loinc.org' AND code = '48018-6'
-- A genomic variant names its gene and change in components: one BIOMARKER event with the change as its text,
-- that of the DNA before that of the protein.
INSERT INTO fact BY NAME
SELECT g.resource_key, g.subject, g.encounter, g.provider, g.assertion, observation_domain(g.category) AS domain,
       'value' AS role, 'urn:medomics:biomarker' AS system, g.value_display AS code,
       coalesce(arg_min(coalesce(p.value_code, p.value_text), list_position(['48004-6', '81290-9', '48005-3'], p.code)),
                'mutated') AS value_text,
       coalesce(g.effective, g.effective_instant, g.effective_start) AS start, any_value(coalesce(fhir_latest(g.issued), fhir_latest(g.effective))) AS available_at
FROM (SELECT *, coalesce(value_string, value_display, value_concept) AS value_text FROM observation_component) g
LEFT JOIN (SELECT *, coalesce(value_string, value_display, value_concept) AS value_text FROM observation_component) p
       ON p.resource_key = g.resource_key AND p.system = 'http://loinc.org' AND p.code IN ('48005-3', '81290-9', '48004-6')
WHERE g.system = 'http://loinc.org' AND g.code = '48018-6' AND g.value_display IS NOT NULL
GROUP BY ALL;
