-- Condition: a diagnosis or problem, from onset to abatement.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, 'Condition' AS domain, system, code, display, preferred,
       text, coalesce(onset, onset_start, recorded) AS start, coalesce(abatement, abatement_end, onset_end) AS "end",
       {available_at} AS available_at, verification AS status_text,
       CASE category WHEN 'problem-list-item' THEN 32840 ELSE 32817 END AS type_concept_id
FROM condition;
