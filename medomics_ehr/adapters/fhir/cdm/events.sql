-- The event stream: one event for each source coding; the codings of a fact share the row that it became.
INSERT INTO medomics.event BY NAME
SELECT t.subject AS subject_id, t.start_time AS time,
       CASE WHEN t.prefix IS NULL THEN event_code(t.short, t.code, t.text)
            ELSE t.prefix || '//' || replace(event_code(t.short, t.code, t.text), '//', ':') END AS code,
       t.value_number AS numeric_value, coalesce(t.value_text, t.absent_reason) AS text_value, t.end_time AS "end",
       t.assertion, t.precision AS time_precision, t.available_at, 1.0 AS confidence,
       CASE WHEN t.value_number IS NOT NULL THEN coalesce(t.unit_code, t.unit) END AS unit,
       r.table_name AS source_table, r.row_id AS source_id
FROM timed t
JOIN (SELECT *, min(part) OVER (PARTITION BY resource_key) AS first_part FROM routed WHERE target = 0) r
     ON r.resource_key = t.resource_key AND r.part = CASE t.role WHEN 'value' THEN r.first_part ELSE t.part END
WHERE t.start_time IS NOT NULL OR t.assertion = 'family';
