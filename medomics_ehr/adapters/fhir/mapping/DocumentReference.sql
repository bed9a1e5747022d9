-- DocumentReference: its text, in base64, becomes a note; the words lie in medomics.note_text only.
INSERT INTO document BY NAME
SELECT resource_key, part, subject, encounter, provider, assertion,
       coalesce(period_start, "date", created) AS date, {available_at} AS available_at,
       coalesce(type_text, type_display, type_code) AS note_type, type_code, language, title, content_type, data,
       status
FROM documentreference;
