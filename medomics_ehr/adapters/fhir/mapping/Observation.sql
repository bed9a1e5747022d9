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

INSERT INTO medomics.relation BY NAME
SELECT resource_key, object AS object_key, element FROM observation_relation
WHERE object IS NOT NULL AND assertion IN ('present', 'historical');
