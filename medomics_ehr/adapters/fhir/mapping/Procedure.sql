-- Procedure: what was done. A planned or refused one is an event, never a row of the CDM.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, 'Procedure' AS domain, system, code, display, preferred,
       text, coalesce(performed, performed_start) AS start, performed_end AS "end", {available_at} AS available_at,
       32817 AS type_concept_id
FROM procedure;

INSERT INTO medomics.relation BY NAME
SELECT resource_key, object AS object_key, element FROM procedure_relation
WHERE object IS NOT NULL AND assertion IN ('present', 'historical');
