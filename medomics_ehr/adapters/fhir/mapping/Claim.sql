-- Claim of a hospital (French PMSI): its own coded diagnoses with their position, and its acts.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, assertion, 'Condition' AS domain, part, system, code, display, preferred, text,
       coalesce(billable_start, created) AS start, billable_end AS "end", {available_at} AS available_at,
       CASE lower(position) WHEN 'dp' THEN 'principal' WHEN 'dr' THEN 'related' WHEN 'da' THEN 'associated'
            WHEN 'das' THEN 'associated' ELSE position END AS status_text,
       32855 AS type_concept_id
FROM claim_diagnosis;

-- A CCAM code of a claim carries phase and activity: NZFA010 with activities 1 (surgeon) and 4 (anaesthetist) is one act.
INSERT INTO fact BY NAME
WITH act AS (
    SELECT *, regexp_extract(code, '^([A-Z]{4}[0-9]{3})[^A-Za-z0-9]*([0-9])([0-9])', ['base', 'phase', 'activity']) AS ccam
    FROM claim_procedure
)
SELECT resource_key, subject, encounter, assertion, 'Procedure' AS domain, 1000 + min(part) AS part, system,
       CASE WHEN ccam.base <> '' THEN ccam.base ELSE code END AS code, any_value(display) AS display,
       any_value(text) AS text, coalesce("date", billable_start, created) AS start,
       any_value({available_at}) AS available_at,
       CASE WHEN ccam.base <> '' THEN 'phase ' || ccam.phase || ' activity ' ||
            string_agg(DISTINCT ccam.activity, ',' ORDER BY ccam.activity) END AS modifier,
       32855 AS type_concept_id
FROM act
GROUP BY resource_key, subject, encounter, assertion, system, CASE WHEN ccam.base <> '' THEN ccam.base ELSE code END, ccam.base,
         ccam.phase, coalesce("date", billable_start, created);
