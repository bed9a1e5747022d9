-- Observation: a measurement or observation, its coded value, and its components as rows of their own. A panel that
-- holds only components (blood pressure) has no row: its code is one more event of the first component.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, observation_domain(category) AS domain,
       system, code, display, preferred, text, coalesce(effective, effective_instant, effective_start) AS start, effective_end AS "end", {available_at} AS available_at,
       coalesce(value_number, value_integer) AS value_number, comparator, unit, unit_code, range_low, range_high, absent_reason, interpretation,
       value_system, value_code, value_display,
       coalesce(value_string, value_display, value_concept, value_time, CAST(value_boolean AS VARCHAR)) AS value_text,
       CASE category WHEN 'laboratory' THEN 32856 WHEN 'survey' THEN 32862 ELSE 32817 END AS type_concept_id,
       CASE WHEN has_components AND value_number IS NULL AND value_string IS NULL AND value_code IS NULL AND value_integer IS NULL
            THEN 'value' ELSE 'code' END AS role
FROM observation;

INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, observation_domain(category) AS domain,
       system, code, display, preferred, text, coalesce(effective, effective_instant, effective_start) AS start, effective_end AS "end", {available_at} AS available_at,
       part + 1 AS part, coalesce(value_number, value_integer) AS value_number, comparator, unit, unit_code, range_low, range_high, absent_reason, interpretation,
       value_system, value_code, value_display,
       coalesce(value_string, value_display, value_concept, value_time, CAST(value_boolean AS VARCHAR)) AS value_text,
       CASE category WHEN 'laboratory' THEN 32856 WHEN 'survey' THEN 32862 ELSE 32817 END AS type_concept_id
FROM observation_component;

-- A diagnosis given as the value of an observation is found under its own code.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, observation_domain(category) AS domain, 'value' AS role,
       system, code, display, preferred, coalesce(effective, effective_instant, effective_start) AS start, effective_end AS "end", {available_at} AS available_at
FROM observation_value;

-- Oncology: stage components, stage groups and performance status get the codes that coded reports use too.
INSERT INTO fact BY NAME
WITH stated AS (
    SELECT o.*, s.axis, s.prefix,
           [v.value, CASE WHEN o.value_system = 'http://cancerstaging.org' THEN value_code END, value_display,
            value_concept, value_string] AS words
    FROM observation o
    LEFT JOIN staging s ON s.system = o.system AND s.code = o.code
    LEFT JOIN stage_value v ON v.system = o.value_system AND v.code = o.value_code
    WHERE s.axis IS NOT NULL OR o.value_system = 'http://cancerstaging.org'
    QUALIFY row_number() OVER (PARTITION BY resource_key ORDER BY s.axis NULLS LAST) = 1
), spelt AS (
    SELECT *, CASE WHEN axis IS DISTINCT FROM 'group' THEN
                   list_filter(list_transform(words, lambda w: tnm_category(w, prefix)), lambda c: c IS NOT NULL)[1] END AS tnm,
           CASE WHEN axis = 'group' OR axis IS NULL THEN
                list_filter(list_transform(words, lambda w: stage_group(w)), lambda c: c IS NOT NULL)[1] END AS stage
    FROM stated
)
SELECT resource_key, subject, encounter, provider, assertion, observation_domain(category) AS domain, 'value' AS role,
       CASE WHEN tnm IS NULL THEN 'urn:medomics:stage' ELSE 'urn:medomics:tnm' END AS system,
       coalesce(tnm, stage) AS code, coalesce(value_display, value_concept) AS display,
       coalesce(effective, effective_instant, effective_start) AS start, {available_at} AS available_at
FROM spelt WHERE coalesce(tnm, stage) IS NOT NULL;

INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, observation_domain(category) AS domain, 'value' AS role,
       'urn:medomics:ecog' AS system, CAST(TRY_CAST(coalesce(value_integer, value_number) AS INTEGER) AS VARCHAR) AS code,
       coalesce(effective, effective_instant, effective_start) AS start, {available_at} AS available_at
FROM observation_once
WHERE system = 'http://loinc.org' AND code IN ('89247-1', '89262-0')
  AND coalesce(value_integer, value_number) BETWEEN 0 AND 5;

-- A genomic variant names its gene and change in components: one BIOMARKER event with the change as its text.
INSERT INTO fact BY NAME
SELECT g.resource_key, g.subject, g.encounter, g.provider, g.assertion, observation_domain(g.category) AS domain,
       'value' AS role, 'urn:medomics:biomarker' AS system, g.value_display AS code,
       coalesce(any_value(coalesce(p.value_code, p.value_text)), 'mutated') AS value_text,
       coalesce(g.effective, g.effective_instant, g.effective_start) AS start, any_value(coalesce(fhir_latest(g.issued), fhir_latest(g.effective))) AS available_at
FROM (SELECT *, coalesce(value_string, value_display, value_concept) AS value_text FROM observation_component) g
LEFT JOIN (SELECT *, coalesce(value_string, value_display, value_concept) AS value_text FROM observation_component) p
       ON p.resource_key = g.resource_key AND p.system = 'http://loinc.org' AND p.code IN ('48005-3', '81290-9', '48004-6')
WHERE g.system = 'http://loinc.org' AND g.code = '48018-6' AND g.value_display IS NOT NULL
GROUP BY ALL;

INSERT INTO medomics.relation BY NAME
SELECT resource_key, object AS object_key, element FROM observation_relation
WHERE object IS NOT NULL AND assertion IN ('present', 'historical');
