-- Procedure: what was done. A planned or refused one is an event, never a row of the CDM.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, 'Procedure' AS domain, system, code, display, preferred,
       text, coalesce(performed, performed_start) AS start, performed_end AS "end", {available_at} AS available_at,
       32817 AS type_concept_id
FROM procedure;

-- Radiotherapy as mCODE summarises it: each volume's dose is a measurement, modality and technique are further codes.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, 'Measurement' AS domain, 1 + 2 * part + item AS part,
       'urn:medomics:radiotherapy' AS system, ['total-dose', 'fractions'][item + 1] AS code,
       ['total dose delivered', 'fractions delivered'][item + 1] AS display,
       CASE item WHEN 0 THEN CAST(dose AS DOUBLE) ELSE CAST(fractions AS DOUBLE) END AS value_number,
       CASE item WHEN 0 THEN dose_unit END AS unit_code, coalesce(performed_end, performed, performed_start) AS start,
       {available_at} AS available_at, 32817 AS type_concept_id
FROM procedure_dose, (VALUES (0), (1)) AS items(item)
WHERE CASE item WHEN 0 THEN dose IS NOT NULL ELSE fractions IS NOT NULL END;

INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, 'Procedure' AS domain, 'value' AS role, system, code, display,
       coalesce(performed, performed_start) AS start, performed_end AS "end", {available_at} AS available_at
FROM procedure_modality;

INSERT INTO medomics.relation BY NAME
SELECT resource_key, object AS object_key, element FROM procedure_relation
WHERE object IS NOT NULL AND assertion IN ('present', 'historical');
