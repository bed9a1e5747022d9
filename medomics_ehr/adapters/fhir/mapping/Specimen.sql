-- Specimen: what was sampled, when and where.
INSERT INTO fact BY NAME
SELECT resource_key, subject, assertion, 'Specimen' AS domain, system, code, display, preferred,
       text, coalesce(collected, collected_start, received) AS start, {available_at} AS available_at,
       CAST(quantity AS DOUBLE) AS quantity, unit, site AS route, 32817 AS type_concept_id
FROM specimen;

INSERT INTO medomics.relation BY NAME
SELECT resource_key, object AS object_key, element FROM specimen_relation
WHERE object IS NOT NULL AND assertion IN ('present', 'historical');
