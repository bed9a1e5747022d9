-- Medication: kept beside the CDM for those that refer to it.
INSERT INTO medomics.medication BY NAME
SELECT resource_key, system, code, display, text, preferred FROM medication;

INSERT INTO known_medication BY NAME
SELECT resource_key, system, code, display, text, preferred FROM medication;

INSERT INTO medomics.source_row
SELECT DISTINCT resource_key, 'medication', resource_key FROM medication;
