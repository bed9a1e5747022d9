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
