-- DiagnosticReport: the report as a procedure-like event, its coded conclusions, and its text as a note.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, 'Observation' AS domain, system, code, display, preferred,
       text, coalesce(effective, effective_start, issued) AS start, effective_end AS "end",
       {available_at} AS available_at, 32817 AS type_concept_id
FROM diagnosticreport;

INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, assertion, 'Observation' AS domain, 'value' AS role,
       system, code, display, preferred, coalesce(effective, effective_start, issued) AS start,
       {available_at} AS available_at
FROM diagnosticreport_conclusion;

INSERT INTO document BY NAME
SELECT resource_key, part, subject, encounter, assertion, coalesce(effective, effective_start, issued) AS date,
       {available_at} AS available_at, coalesce(text, display, code) AS note_type, code AS type_code, language, title,
       content_type, data
FROM diagnosticreport_form;

INSERT INTO document BY NAME
SELECT resource_key, 1000 AS part, subject, encounter, assertion, coalesce(effective, effective_start, issued) AS date,
       {available_at} AS available_at, coalesce(text, display, code) AS note_type, code AS type_code, language,
       'text/plain' AS content_type, conclusion AS plain
FROM diagnosticreport_once WHERE conclusion IS NOT NULL;

INSERT INTO medomics.relation BY NAME
SELECT resource_key, object AS object_key, element FROM diagnosticreport_relation
WHERE object IS NOT NULL AND assertion IN ('present', 'historical');
