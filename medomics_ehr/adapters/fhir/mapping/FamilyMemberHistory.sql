-- FamilyMemberHistory: each relative's condition, asserted `family`: an event, and where it is dated an observation
-- "family history of". The event's text says which relative, its number the relative's age at onset. No name is read.
INSERT INTO fact BY NAME
SELECT resource_key, subject, 'family' AS assertion, 'Observation' AS domain, part, system, code,
       display, preferred, text, "date" AS start, {available_at} AS available_at,
       CAST(onset_age AS DOUBLE) AS value_number, CASE WHEN onset_age IS NOT NULL THEN onset_unit END AS unit_code,
       coalesce(relative, relative_code) AS value_text, 32817 AS type_concept_id
FROM familymemberhistory_condition;
