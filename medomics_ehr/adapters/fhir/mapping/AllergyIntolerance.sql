-- AllergyIntolerance: an observation, unless its concept is of the domain Condition. What one is allergic to, a drug, is
-- the value of "allergy to drug". Its events read ALLERGY//SYSTEM:code, so that a drug one is allergic to is not
-- mistaken for a drug one takes.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, assertion, 'Observation' AS domain, 'ALLERGY' AS prefix,
       system, code, display, preferred, text, coalesce(onset, onset_start, recorded) AS start,
       {available_at} AS available_at, verification AS status_text, 32817 AS type_concept_id
FROM allergyintolerance;
