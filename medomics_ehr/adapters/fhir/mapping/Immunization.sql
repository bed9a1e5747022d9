-- Immunization: a vaccine given is a drug exposure of one day.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, assertion, 'Drug' AS domain, system, code, display, preferred, text,
       occurred AS start, occurred AS "end", {available_at} AS available_at, CAST(dose AS DOUBLE) AS quantity,
       route, dose_unit, CASE WHEN primary_source = false THEN 32865 ELSE 32818 END AS type_concept_id
FROM immunization;
