-- Facts with their times, visits and code systems.

-- A date that the source states only in part, or that is the visit's, is imputed and has the type "standard algorithm
-- from EHR", unless the patient reported the fact.
CREATE TABLE timed AS
SELECT f.* EXCLUDE (start, "end", type_concept_id, text, stated, stated_precision),
       coalesce(f.text, f.display) AS text,
       CASE WHEN stated IS NOT NULL AND stated_precision IN ('day', 'second') THEN type_concept_id
            WHEN type_concept_id IN (32862, 32865) THEN type_concept_id ELSE 32882 END AS type_concept_id, s.short,
       CASE WHEN s.short = 'ICD10' THEN icd_dotted(f.code) ELSE f.code END AS lookup, s.vocabulary,
       coalesce(stated, k.start_datetime, CAST(k.start_date AS TIMESTAMP)) AS start_time,
       CASE WHEN stated IS NULL THEN k.start_datetime WHEN length(f.start) > 10 THEN stated END AS start_datetime,
       CASE WHEN stated IS NOT NULL THEN stated_precision
            WHEN k.start_datetime IS NOT NULL THEN 'second' ELSE 'day' END AS precision,
       fhir_latest(f."end") AS end_time, fhir_instant(f."end") AS end_datetime,
       k.visit_occurrence_id, k.visit_detail_id
FROM (
    SELECT *, fhir_time(start) AS stated, fhir_precision(start) AS stated_precision, row_number() OVER () AS position
    FROM fact WHERE code IS NOT NULL OR text IS NOT NULL OR display IS NOT NULL
) f
LEFT JOIN code_system s ON s.url = coalesce(f.system, '')
LEFT JOIN known_visit k ON k.encounter_key = f.encounter;
