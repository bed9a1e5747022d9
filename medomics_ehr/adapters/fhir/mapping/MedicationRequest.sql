-- MedicationRequest: a prescription; under the permissive policy an order counts as a prescription that was made.
-- The drug is a CodeableConcept, or a Medication by reference or contained.
INSERT INTO fact BY NAME
SELECT v.resource_key, subject, encounter, provider, assertion, 'Drug' AS domain,
       coalesce(v.system, m.system) AS system, coalesce(v.code, m.code) AS code, coalesce(v.display, m.display) AS display,
       coalesce(v.preferred, m.preferred) AS preferred, coalesce(v.text, m.text, medication_display) AS text,
       coalesce(authored, valid_start) AS start, valid_end AS "end", {available_at} AS available_at,
       CAST(quantity AS DOUBLE) AS quantity, TRY_CAST(days_supply AS INTEGER) AS days_supply,
       TRY_CAST(refills AS INTEGER) AS refills, stop_reason, sig, route, dose_unit,
       CASE WHEN reported THEN 32865 ELSE 32838 END AS type_concept_id
FROM medicationrequest v LEFT JOIN known_medication m ON m.resource_key = v.medication;
