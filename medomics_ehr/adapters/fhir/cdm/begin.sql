-- Macros and intermediate tables of one batch. The types' statements read views and fill `fact`, `document` or the CDM.

-- FHIR dateTime as a local timestamp: the earliest instant that a partial date names.
CREATE MACRO fhir_time(t) AS CASE length(t)
    WHEN 4 THEN try_cast(t || '-01-01' AS TIMESTAMP)
    WHEN 7 THEN try_cast(t || '-01' AS TIMESTAMP)
    WHEN 10 THEN try_cast(t AS TIMESTAMP)
    ELSE CAST(try_cast(t AS TIMESTAMPTZ) AS TIMESTAMP) END;
CREATE MACRO fhir_precision(t) AS CASE length(t) WHEN 4 THEN 'year' WHEN 7 THEN 'month' WHEN 10 THEN 'day' ELSE
    CASE WHEN t IS NOT NULL THEN 'second' END END;
-- The instant, where the source states one; a date alone is none.
CREATE MACRO fhir_instant(t) AS CASE WHEN length(t) > 10 THEN CAST(try_cast(t AS TIMESTAMPTZ) AS TIMESTAMP) END;
-- The latest instant that a partial date names.
CREATE MACRO fhir_latest(t) AS CASE length(t)
    WHEN 4 THEN try_cast(t || '-12-31 23:59:59.999999' AS TIMESTAMP)
    WHEN 7 THEN try_cast(t || '-01' AS TIMESTAMP) + INTERVAL 1 MONTH - INTERVAL 1 MICROSECOND
    WHEN 10 THEN try_cast(t || ' 23:59:59.999999' AS TIMESTAMP)
    ELSE CAST(try_cast(t AS TIMESTAMPTZ) AS TIMESTAMP) END;

-- Key of a resource's further rows: its own key for the first, a digest of key and part for the others.
CREATE MACRO row_key(k, part) AS CASE WHEN part = 0 THEN k ELSE
    CAST(md5_number_lower(k || '#' || part) >> 1 AS BIGINT) END;

CREATE MACRO icd_dotted(c) AS CASE WHEN regexp_matches(upper(c), '^[A-Z][0-9][0-9A-Z][0-9A-Z]+$')
    THEN upper(c[1:3]) || '.' || upper(c[4:]) ELSE upper(c) END;
CREATE MACRO folded(t) AS trim(regexp_replace(strip_accents(lower(t)), '\s+', ' ', 'g'));
CREATE MACRO event_code(short, c, t) AS CASE
    WHEN c IS NULL THEN 'TEXT//' || folded(t)
    WHEN short = 'ICD10' THEN 'ICD10//' || icd_dotted(c)
    ELSE coalesce(short, 'LOCAL') || '//' || c END;

-- A stage group in a text, as coded reports spell it: "Stage IIIA", "stade 3a" or "IIIA" alone give IIIA.
CREATE MACRO roman(g) AS CASE WHEN g = '' THEN NULL WHEN g[1] BETWEEN '1' AND '4'
    THEN ['I', 'II', 'III', 'IV'][CAST(g[1] AS INTEGER)] || upper(g[2:]) ELSE upper(g) END;
CREATE MACRO stage_group(t) AS roman(coalesce(
    nullif(regexp_extract(t, '^\s*((?:IV|III|II|I|0|[1-4])(?:[A-Ea-e][0-9]?)?)\s*$', 1), ''),
    regexp_extract(t, '(?i)(?:stage|stade)\s+((?:IV|III|II|I|0|[1-4])(?:[A-E][0-9]?)?)(?:[^A-Za-z0-9]|$)', 1)));
-- A TNM category in a text, with the prefix of the observation where it has none of its own.
CREATE MACRO tnm_category(t, prefix) AS nullif(regexp_replace(regexp_replace(regexp_extract(t,
    '(?:^|[^A-Za-z0-9])([acmpruy]{0,4}[TNM](?:[0-4][A-Za-z0-9]{0,3}|is|[Xx])(?:\([^)]*\))?)(?:[^A-Za-z0-9]|$)', 1),
    '([TNM])x', '\1X'), '^([TNM])', coalesce(prefix, '') || '\1'), '');

CREATE MACRO observation_domain(category) AS
    CASE WHEN category IN ('laboratory', 'vital-signs') THEN 'Measurement' ELSE 'Observation' END;

CREATE MACRO table_of(domain) AS CASE domain
    WHEN 'Condition' THEN 'condition_occurrence' WHEN 'Drug' THEN 'drug_exposure' WHEN 'Measurement' THEN 'measurement'
    WHEN 'Procedure' THEN 'procedure_occurrence' WHEN 'Device' THEN 'device_exposure' WHEN 'Specimen' THEN 'specimen'
    ELSE 'observation' END;

CREATE TABLE fact (
    resource_key BIGINT, part INTEGER DEFAULT 0, role VARCHAR DEFAULT 'code', domain VARCHAR,
    prefix VARCHAR, subject BIGINT, encounter BIGINT, provider BIGINT,
    assertion VARCHAR, system VARCHAR, code VARCHAR, display VARCHAR, preferred BOOLEAN, text VARCHAR,
    start VARCHAR, "end" VARCHAR, available_at TIMESTAMP, type_concept_id INTEGER DEFAULT 32817,
    status_text VARCHAR, value_number DOUBLE, comparator VARCHAR, unit VARCHAR, unit_code VARCHAR,
    value_text VARCHAR, value_system VARCHAR, value_code VARCHAR, value_display VARCHAR,
    range_low DOUBLE, range_high DOUBLE, absent_reason VARCHAR, interpretation VARCHAR,
    quantity DOUBLE, days_supply INTEGER, refills INTEGER, sig VARCHAR, route VARCHAR, dose_unit VARCHAR,
    stop_reason VARCHAR, modifier VARCHAR
);
CREATE TABLE document (
    resource_key BIGINT, part INTEGER DEFAULT 0, subject BIGINT, encounter BIGINT, provider BIGINT, assertion VARCHAR,
    date VARCHAR, available_at TIMESTAMP, note_type VARCHAR, type_code VARCHAR, language VARCHAR, title VARCHAR,
    content_type VARCHAR, data VARCHAR, plain VARCHAR, status VARCHAR
);
-- Elements that link facts, with the concepts of the link and of its reverse.
CREATE TABLE relationship (element VARCHAR, relationship_concept_id INTEGER, reverse_concept_id INTEGER);
CREATE TABLE code_system (url VARCHAR, short VARCHAR, vocabulary VARCHAR);
CREATE TABLE code_concept (set_name VARCHAR, code VARCHAR, concept_id INTEGER, origin VARCHAR);
-- Which observations state a stage group or a TNM category, and qualifier codes with the category that they state.
CREATE TABLE staging (system VARCHAR, code VARCHAR, axis VARCHAR, prefix VARCHAR);
CREATE TABLE stage_value (system VARCHAR, code VARCHAR, value VARCHAR);
-- Source codes with the standard concepts that the loaded vocabulary maps them to; empty without a vocabulary.
CREATE TABLE code_map (
    vocabulary VARCHAR, code VARCHAR, source_concept_id INTEGER, concept_id INTEGER, domain VARCHAR, value_concept_id INTEGER,
    target INTEGER
);
CREATE TABLE vocabulary_rank (vocabulary VARCHAR, domain VARCHAR, rank INTEGER);
CREATE TABLE concept_above (ancestor INTEGER, descendant INTEGER);
-- Coded values and units with their concepts.
CREATE TABLE value_map (system VARCHAR, code VARCHAR, concept_id INTEGER);
CREATE TABLE unit_map (code VARCHAR, concept_id INTEGER, source_concept_id INTEGER);
