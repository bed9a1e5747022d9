-- What the source calls each code of the event stream.
INSERT INTO medomics.code_display
SELECT CASE WHEN prefix IS NULL THEN event_code(short, code, text)
            ELSE prefix || '//' || replace(event_code(short, code, text), '//', ':') END, unnest([display, text])
FROM (SELECT DISTINCT prefix, short, code, display, text FROM timed);
