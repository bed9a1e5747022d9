-- Condition: a diagnosis or problem, from onset to abatement.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, 'Condition' AS domain, system, code, display, preferred,
       text, coalesce(onset, onset_start, recorded) AS start, coalesce(abatement, abatement_end, onset_end) AS "end",
       {available_at} AS available_at, verification AS status_text,
       CASE category WHEN 'problem-list-item' THEN 32840 ELSE 32817 END AS type_concept_id
FROM condition;

-- A stage that stands in the diagnosis itself gets the code that coded reports use too.
INSERT INTO fact BY NAME
WITH spelt AS (
    SELECT c.*, list_filter(list_transform([v.value, stage_display, stage_text, stage_code], lambda w: tnm_category(w, NULL)),
                            lambda w: w IS NOT NULL)[1] AS tnm,
           list_filter(list_transform([v.value, stage_display, stage_text, stage_code], lambda w: stage_group(w)),
                       lambda w: w IS NOT NULL)[1] AS stage
    FROM condition_once c LEFT JOIN stage_value v ON v.system = c.stage_system AND v.code = c.stage_code
    WHERE stage_text IS NOT NULL OR stage_display IS NOT NULL OR stage_code IS NOT NULL
)
SELECT resource_key, subject, encounter, provider, assertion, 'Condition' AS domain, 'value' AS role,
       CASE WHEN tnm IS NULL THEN 'urn:medomics:stage' ELSE 'urn:medomics:tnm' END AS system,
       coalesce(tnm, stage) AS code, coalesce(stage_display, stage_text) AS display,
       coalesce(recorded, onset, onset_start) AS start, {available_at} AS available_at
FROM spelt WHERE coalesce(tnm, stage) IS NOT NULL;
