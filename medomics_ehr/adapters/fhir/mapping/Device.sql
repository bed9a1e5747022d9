-- Device: an implanted or used device of a patient. Serial and lot numbers are not read.
INSERT INTO fact BY NAME
SELECT resource_key, subject, assertion, 'Device' AS domain, system, code, display, preferred, text,
       manufactured AS start, {available_at} AS available_at, 32817 AS type_concept_id
FROM device;
