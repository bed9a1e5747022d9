-- ImagingStudy: the examination as a procedure, each series' modality as a code of its own.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, assertion, 'Procedure' AS domain,
       procedure_system AS system, procedure_code AS code, procedure_display AS display,
       coalesce(text, CASE WHEN procedure_code IS NULL THEN 'imaging study' END) AS text,
       started AS start, {available_at} AS available_at, 32817 AS type_concept_id
FROM imagingstudy_once;

INSERT INTO fact BY NAME
SELECT DISTINCT resource_key, subject, encounter, assertion, 'Procedure' AS domain, 'value' AS role, system, code,
       display, started AS start, {available_at} AS available_at
FROM imagingstudy WHERE code IS NOT NULL;

INSERT INTO medomics.image_occurrence BY NAME
SELECT row_key(resource_key, part + 1) AS image_occurrence_id, subject AS person_id,
       resource_key AS procedure_occurrence_id,
       CAST(fhir_time(coalesce(series_started, started)) AS DATE) AS image_occurrence_date, uid AS image_series_uid,
       code AS modality_source_value, coalesce(site_display, site_code) AS anatomic_site_source_value
FROM imagingstudy
WHERE uid IS NOT NULL AND fhir_time(coalesce(series_started, started)) IS NOT NULL AND assertion = 'present';
