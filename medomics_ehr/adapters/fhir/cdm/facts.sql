-- From timed facts to what becomes of them: the best coding of each, its concept, the table its domain asks for.

-- Codings whose concept is an ancestor of another coding's of the same fact.
CREATE TABLE broader AS
SELECT DISTINCT t.resource_key, t.part, t.vocabulary, t.code
FROM timed t
JOIN code_map m ON m.vocabulary = t.vocabulary AND m.code = t.lookup
JOIN concept_above a ON a.ancestor = m.concept_id
JOIN code_map n ON n.concept_id = a.descendant
JOIN timed u ON u.resource_key = t.resource_key AND u.part = t.part AND u.role = t.role
     AND u.vocabulary = n.vocabulary AND u.lookup = n.code;

-- The best coding: one that maps to a standard concept, then by vocabulary, then the more specific, then the preferred,
-- then in source order.
CREATE TABLE chosen AS
SELECT t.position FROM timed t
LEFT JOIN (
    SELECT vocabulary, code, min(domain) AS standard FROM code_map WHERE concept_id > 0 GROUP BY ALL
) m ON m.vocabulary = t.vocabulary AND m.code = t.lookup
LEFT JOIN broader b
       ON b.resource_key = t.resource_key AND b.part = t.part AND b.vocabulary = t.vocabulary AND b.code = t.code
LEFT JOIN vocabulary_rank v ON v.vocabulary = t.vocabulary AND v.domain = t.domain
WHERE t.role = 'code' AND (t.start_time IS NOT NULL OR t.assertion = 'family')
QUALIFY row_number() OVER (
    PARTITION BY t.resource_key, t.part
    ORDER BY m.standard IS NULL, coalesce(v.rank, 99), b.code IS NOT NULL,
             NOT coalesce(t.preferred, false), t.position
) = 1;

-- Where the concept says of what, it is the value (value-as-concept pattern): of "family history of clinical finding"
-- (4167217) for a relative's disease, of "allergy to drug" (439224) for what one is allergic to.
CREATE TABLE routed AS
SELECT * EXCLUDE (mapped_id, mapped_value_id, mapped_domain, stated), coalesce(stated, mapped_id, 0) AS concept_id,
       CASE WHEN stated IS NULL THEN mapped_value_id ELSE nullif(mapped_id, 0) END AS value_concept_id,
       row_key(resource_key, part + 10000 * target) AS row_id,
       table_of(CASE WHEN stated IS NULL THEN coalesce(mapped_domain, domain) ELSE 'Observation' END) AS table_name,
       left(CASE WHEN code IS NULL THEN folded(text) ELSE code END, 50) AS source_value,
       CAST(start_time AS DATE) AS start_date, CAST(end_time AS DATE) AS end_date
FROM (
    SELECT c.*, m.concept_id AS mapped_id, m.value_concept_id AS mapped_value_id, m.domain AS mapped_domain,
           coalesce(m.source_concept_id, 0) AS source_concept_id, coalesce(m.target, 0) AS target,
           CASE WHEN c.assertion = 'family' THEN 4167217
                WHEN c.prefix = 'ALLERGY' AND m.domain NOT IN ('Condition', 'Observation') THEN 439224 END AS stated
    FROM timed c SEMI JOIN chosen USING (position)
    LEFT JOIN code_map m ON m.vocabulary = c.vocabulary AND m.code = c.lookup
);

INSERT INTO medomics.source_row SELECT resource_key, table_name, row_id FROM routed;
INSERT INTO medomics.pending_visit
SELECT encounter, table_name, row_id FROM routed
WHERE encounter IS NOT NULL AND visit_occurrence_id IS NULL AND assertion IN ('present', 'historical');

CREATE VIEW held AS SELECT * FROM routed
WHERE assertion IN ('present', 'historical') OR assertion = 'family' AND start_date IS NOT NULL;
