-- Documents with text become notes: their words go to medomics.note_text, the CDM's note keeps the rest.

CREATE TABLE noted AS
SELECT d.*, row_key(resource_key, part) AS note_id, fhir_time(d.date) AS note_time,
       coalesce(plain, try(decode(from_base64(data)))) AS words, k.visit_occurrence_id, k.visit_detail_id
FROM document d LEFT JOIN known_visit k ON k.encounter_key = d.encounter
WHERE (plain IS NOT NULL OR content_type IS NULL OR content_type LIKE 'text/%') AND assertion = 'present';

INSERT INTO medomics.note_text BY NAME
SELECT note_id, subject AS subject_id, note_time AS note_date, available_at, folded(note_type) AS note_type,
       lower(language[1:2]) AS language, title, CASE WHEN content_type LIKE 'text/html%'
           THEN trim(regexp_replace(words, '<[^>]*>', ' ', 'g')) ELSE words END AS text, sha256(words) AS sha256
FROM noted WHERE trim(words) <> '' AND note_time IS NOT NULL;

INSERT INTO cdm.note BY NAME
SELECT note_id, subject AS person_id, CAST(note_time AS DATE) AS note_date, fhir_instant(date) AS note_datetime,
       32831 AS note_type_concept_id, 0 AS note_class_concept_id, left(note_type, 250) AS note_title, '' AS note_text,
       32678 AS encoding_concept_id,
       CASE lower(language[1:2]) WHEN 'fr' THEN 4180190 WHEN 'en' THEN 4180186 ELSE 0 END AS language_concept_id,
       provider AS provider_id, visit_occurrence_id, visit_detail_id, CASE status WHEN 'superseded' THEN status ELSE left(type_code, 50) END AS note_source_value
FROM noted WHERE trim(words) <> '' AND note_time IS NOT NULL;

INSERT INTO medomics.source_row
SELECT resource_key, 'note', note_id FROM noted WHERE trim(words) <> '' AND note_time IS NOT NULL;

INSERT INTO medomics.pending_visit
SELECT encounter, 'note', note_id FROM noted
WHERE encounter IS NOT NULL AND visit_occurrence_id IS NULL AND trim(words) <> '' AND note_time IS NOT NULL;
