-- MedicationAdministration: a drug that was given.
-- The drug is a CodeableConcept, or a Medication by reference or contained.
INSERT INTO fact BY NAME
SELECT v.resource_key, subject, encounter, assertion, 'Drug' AS domain,
       coalesce(v.system, m.system) AS system, coalesce(v.code, m.code) AS code, coalesce(v.display, m.display) AS display,
       coalesce(v.preferred, m.preferred) AS preferred, coalesce(v.text, m.text, medication_display) AS text,
       coalesce(effective, effective_start) AS start, effective_end AS "end", {available_at} AS available_at,
       CAST(dose AS DOUBLE) AS quantity, sig, route, dose_unit, 32818 AS type_concept_id
FROM medicationadministration v LEFT JOIN known_medication m ON m.resource_key = v.medication;

INSERT INTO medomics.relation BY NAME
SELECT resource_key, object AS object_key, element FROM medicationadministration_relation
WHERE object IS NOT NULL AND assertion IN ('present', 'historical');
