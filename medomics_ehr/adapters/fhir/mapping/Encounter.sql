-- Encounter: a visit, or a visit detail where it is part of another encounter.
INSERT INTO cdm.visit_occurrence BY NAME
SELECT resource_key AS visit_occurrence_id, subject AS person_id, coalesce(c.concept_id, 0) AS visit_concept_id,
       CAST(fhir_time(start) AS DATE) AS visit_start_date, fhir_instant(start) AS visit_start_datetime,
       CAST(coalesce(fhir_latest("end"), fhir_time(start)) AS DATE) AS visit_end_date,
       fhir_instant("end") AS visit_end_datetime,
       32827 AS visit_type_concept_id, provider AS provider_id, care_site AS care_site_id,
       class AS visit_source_value, 0 AS visit_source_concept_id,
       a.concept_id AS admitted_from_concept_id, admitted_from AS admitted_from_source_value,
       d.concept_id AS discharged_to_concept_id, discharged_to AS discharged_to_source_value
FROM encounter_once
LEFT JOIN code_concept c ON c.set_name = 'visit' AND c.code = class
LEFT JOIN code_concept a ON a.set_name = 'admitted_from' AND a.code = admitted_from
LEFT JOIN code_concept d ON d.set_name = 'discharged_to' AND d.code = discharged_to
WHERE part_of IS NULL AND assertion = 'present' AND fhir_time(start) IS NOT NULL;

DELETE FROM known_visit WHERE encounter_key IN (SELECT resource_key FROM encounter_once);
INSERT INTO known_visit
SELECT visit_occurrence_id, visit_occurrence_id, NULL, visit_start_datetime, visit_start_date FROM cdm.visit_occurrence;

-- A part of a part belongs to the visit at the top.
INSERT INTO known_visit
WITH RECURSIVE up AS (
    SELECT resource_key, part_of AS ancestor, 1 AS depth FROM encounter_once WHERE part_of IS NOT NULL
    UNION ALL
    SELECT up.resource_key, e.part_of, depth + 1 FROM up JOIN encounter_once e ON e.resource_key = up.ancestor
    WHERE e.part_of IS NOT NULL AND depth < 20
)
SELECT up.resource_key, k.visit_occurrence_id, up.resource_key, fhir_instant(e.start), CAST(fhir_time(e.start) AS DATE)
FROM up JOIN known_visit k ON k.encounter_key = up.ancestor JOIN encounter_once e ON e.resource_key = up.resource_key
WHERE assertion = 'present' AND fhir_time(e.start) IS NOT NULL;

INSERT INTO cdm.visit_detail BY NAME
SELECT resource_key AS visit_detail_id, subject AS person_id, coalesce(c.concept_id, 0) AS visit_detail_concept_id,
       CAST(fhir_time(start) AS DATE) AS visit_detail_start_date, fhir_instant(start) AS visit_detail_start_datetime,
       CAST(coalesce(fhir_latest("end"), fhir_time(start)) AS DATE) AS visit_detail_end_date,
       fhir_instant("end") AS visit_detail_end_datetime, 32827 AS visit_detail_type_concept_id,
       provider AS provider_id, care_site AS care_site_id, class AS visit_detail_source_value,
       0 AS visit_detail_source_concept_id,
       CASE WHEN part_of <> k.visit_occurrence_id THEN part_of END AS parent_visit_detail_id, k.visit_occurrence_id
FROM encounter_once
JOIN known_visit k ON k.encounter_key = resource_key
LEFT JOIN code_concept c ON c.set_name = 'visit' AND c.code = class
WHERE part_of IS NOT NULL AND assertion = 'present' AND fhir_time(start) IS NOT NULL;

INSERT INTO medomics.event BY NAME
SELECT subject AS subject_id, fhir_time(start) AS time, 'VISIT//' || coalesce(class, 'unknown') AS code,
       fhir_latest("end") AS "end", assertion, coalesce(fhir_precision(start), 'second') AS time_precision,
       {available_at} AS available_at, 1.0 AS confidence,
       CASE WHEN part_of IS NULL THEN 'visit_occurrence' ELSE 'visit_detail' END AS source_table,
       resource_key AS source_id
FROM encounter_once WHERE fhir_time(start) IS NOT NULL
UNION ALL BY NAME
SELECT subject AS subject_id, fhir_time(start) AS time, event_code(s.short, code, text) AS code,
       fhir_latest("end") AS "end", assertion, coalesce(fhir_precision(start), 'second') AS time_precision,
       {available_at} AS available_at, 1.0 AS confidence,
       CASE WHEN part_of IS NULL THEN 'visit_occurrence' ELSE 'visit_detail' END AS source_table,
       resource_key AS source_id
FROM encounter LEFT JOIN code_system s ON s.url = coalesce(system, '')
WHERE fhir_time(start) IS NOT NULL AND (code IS NOT NULL OR text IS NOT NULL);

INSERT INTO medomics.code_display
SELECT event_code(s.short, code, text), unnest([display, text])
FROM encounter LEFT JOIN code_system s ON s.url = coalesce(system, '')
WHERE code IS NOT NULL OR text IS NOT NULL;

INSERT INTO medomics.source_row
SELECT resource_key, unnest(['visit_occurrence', 'visit_detail']), resource_key FROM encounter_once
WHERE fhir_time(start) IS NOT NULL;
