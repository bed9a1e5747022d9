-- Patient: the person, birth and death. No name, address or number is read.
INSERT INTO cdm.person BY NAME
SELECT resource_key AS person_id, coalesce(g.concept_id, 0) AS gender_concept_id,
       coalesce(year(fhir_time(birth_date)), 0) AS year_of_birth,
       CASE WHEN fhir_precision(birth_date) <> 'year' THEN month(fhir_time(birth_date)) END AS month_of_birth,
       CASE WHEN fhir_precision(birth_date) = 'day' THEN day(fhir_time(birth_date)) END AS day_of_birth,
       CASE WHEN fhir_precision(birth_date) = 'day' THEN fhir_time(birth_date) END AS birth_datetime,
       coalesce(r.concept_id, 0) AS race_concept_id, coalesce(e.concept_id, 0) AS ethnicity_concept_id,
       care_site AS care_site_id, provider AS provider_id,
       gender AS gender_source_value, 0 AS gender_source_concept_id,
       race AS race_source_value, 0 AS race_source_concept_id,
       ethnicity AS ethnicity_source_value, 0 AS ethnicity_source_concept_id
FROM patient
LEFT JOIN code_concept g ON g.set_name = 'gender' AND g.code = gender
LEFT JOIN code_concept r ON r.set_name = 'race' AND r.code = race
LEFT JOIN code_concept e ON e.set_name = 'ethnicity' AND e.code = ethnicity;

INSERT INTO cdm.death BY NAME
SELECT resource_key AS person_id, CAST(fhir_time(deceased_at) AS DATE) AS death_date,
       CASE WHEN fhir_precision(deceased_at) = 'second' THEN fhir_time(deceased_at) END AS death_datetime,
       32817 AS death_type_concept_id
FROM patient WHERE fhir_time(deceased_at) IS NOT NULL;

INSERT INTO medomics.event BY NAME
SELECT resource_key AS subject_id, fhir_time(birth_date) AS time, 'MEDS_BIRTH' AS code, 'present' AS assertion,
       fhir_precision(birth_date) AS time_precision, fhir_latest(birth_date) AS available_at, 1.0 AS confidence,
       'person' AS source_table, resource_key AS source_id
FROM patient WHERE fhir_time(birth_date) IS NOT NULL
UNION ALL BY NAME
SELECT resource_key AS subject_id, fhir_time(deceased_at) AS time, 'MEDS_DEATH' AS code, 'present' AS assertion,
       fhir_precision(deceased_at) AS time_precision, fhir_latest(deceased_at) AS available_at, 1.0 AS confidence,
       'death' AS source_table, resource_key AS source_id
FROM patient WHERE fhir_time(deceased_at) IS NOT NULL
UNION ALL BY NAME
SELECT resource_key AS subject_id, 'GENDER//' || gender AS code, 'present' AS assertion, 'day' AS time_precision,
       1.0 AS confidence, 'person' AS source_table, resource_key AS source_id
FROM patient WHERE gender IS NOT NULL;

INSERT INTO medomics.source_row
SELECT resource_key, unnest(['person', 'death']), resource_key FROM patient;
