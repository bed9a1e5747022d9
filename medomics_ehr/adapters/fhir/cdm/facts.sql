-- From facts to rows: times, the best coding of each fact, its concept, the table its domain asks for, the events.

-- A date that the source states only in part, or that is the visit's, is imputed and has the type "standard algorithm
-- from EHR", unless the patient reported the fact.
CREATE TABLE timed AS
SELECT f.* EXCLUDE (start, "end", type_concept_id, text, stated, stated_precision),
       coalesce(f.text, f.display) AS text,
       CASE WHEN stated IS NOT NULL AND stated_precision IN ('day', 'second') THEN type_concept_id
            WHEN type_concept_id IN (32862, 32865) THEN type_concept_id ELSE 32882 END AS type_concept_id, s.short,
       CASE WHEN s.short = 'ICD10' THEN icd_dotted(f.code) ELSE f.code END AS lookup, s.vocabulary,
       coalesce(stated, k.start_datetime, CAST(k.start_date AS TIMESTAMP)) AS start_time,
       CASE WHEN stated IS NULL THEN k.start_datetime WHEN length(f.start) > 10 THEN stated END AS start_datetime,
       CASE WHEN stated IS NOT NULL THEN stated_precision
            WHEN k.start_datetime IS NOT NULL THEN 'second' ELSE 'day' END AS precision,
       fhir_latest(f."end") AS end_time, fhir_instant(f."end") AS end_datetime,
       k.visit_occurrence_id, k.visit_detail_id
FROM (
    SELECT *, fhir_time(start) AS stated, fhir_precision(start) AS stated_precision, row_number() OVER () AS position
    FROM fact WHERE code IS NOT NULL OR text IS NOT NULL OR display IS NOT NULL
) f
LEFT JOIN code_system s ON s.url = coalesce(f.system, '')
LEFT JOIN known_visit k ON k.encounter_key = f.encounter;

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
SELECT * FROM timed WHERE position IN (
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
    ) = 1
);

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
    FROM chosen c LEFT JOIN code_map m ON m.vocabulary = c.vocabulary AND m.code = c.lookup
);

INSERT INTO medomics.source_row SELECT resource_key, table_name, row_id FROM routed;
INSERT INTO medomics.pending_visit
SELECT encounter, table_name, row_id FROM routed
WHERE encounter IS NOT NULL AND visit_occurrence_id IS NULL AND assertion IN ('present', 'historical');

CREATE VIEW held AS SELECT * FROM routed
WHERE assertion IN ('present', 'historical') OR assertion = 'family' AND start_date IS NOT NULL;

INSERT INTO cdm.condition_occurrence BY NAME
SELECT row_id AS condition_occurrence_id, subject AS person_id, concept_id AS condition_concept_id,
       start_date AS condition_start_date, start_datetime AS condition_start_datetime,
       end_date AS condition_end_date, end_datetime AS condition_end_datetime,
       type_concept_id AS condition_type_concept_id,
       CASE status_text WHEN 'confirmed' THEN 32893 WHEN 'provisional' THEN 32899 WHEN 'principal' THEN 32902
                        WHEN 'associated' THEN 32908 WHEN 'related' THEN 32908 END AS condition_status_concept_id,
       provider AS provider_id, visit_occurrence_id, visit_detail_id, source_value AS condition_source_value,
       source_concept_id AS condition_source_concept_id, left(status_text, 50) AS condition_status_source_value
FROM held WHERE table_name = 'condition_occurrence';

INSERT INTO cdm.drug_exposure BY NAME
SELECT row_id AS drug_exposure_id, subject AS person_id, concept_id AS drug_concept_id,
       start_date AS drug_exposure_start_date, start_datetime AS drug_exposure_start_datetime,
       greatest(start_date, coalesce(end_date, start_date + CAST(greatest(coalesce(days_supply, 1), 1) - 1 AS INTEGER)))
           AS drug_exposure_end_date,
       end_datetime AS drug_exposure_end_datetime, end_date AS verbatim_end_date,
       type_concept_id AS drug_type_concept_id, left(stop_reason, 20) AS stop_reason, refills, quantity, days_supply,
       0 AS route_concept_id, provider AS provider_id, visit_occurrence_id, visit_detail_id,
       source_value AS drug_source_value, source_concept_id AS drug_source_concept_id,
       left(route, 50) AS route_source_value, left(dose_unit, 50) AS dose_unit_source_value
FROM held WHERE table_name = 'drug_exposure';

INSERT INTO cdm.procedure_occurrence BY NAME
SELECT row_id AS procedure_occurrence_id, subject AS person_id, concept_id AS procedure_concept_id,
       start_date AS procedure_date, start_datetime AS procedure_datetime, end_date AS procedure_end_date,
       end_datetime AS procedure_end_datetime, type_concept_id AS procedure_type_concept_id,
       provider AS provider_id, visit_occurrence_id, visit_detail_id, source_value AS procedure_source_value,
       source_concept_id AS procedure_source_concept_id, left(modifier, 50) AS modifier_source_value
FROM held WHERE table_name = 'procedure_occurrence';

INSERT INTO cdm.device_exposure BY NAME
SELECT row_id AS device_exposure_id, subject AS person_id, concept_id AS device_concept_id,
       start_date AS device_exposure_start_date, start_datetime AS device_exposure_start_datetime,
       end_date AS device_exposure_end_date, type_concept_id AS device_type_concept_id, provider AS provider_id,
       visit_occurrence_id, visit_detail_id, source_value AS device_source_value,
       source_concept_id AS device_source_concept_id
FROM held WHERE table_name = 'device_exposure';

INSERT INTO cdm.measurement BY NAME
SELECT row_id AS measurement_id, subject AS person_id, h.concept_id AS measurement_concept_id,
       start_date AS measurement_date, start_datetime AS measurement_datetime,
       type_concept_id AS measurement_type_concept_id, o.concept_id AS operator_concept_id,
       value_number AS value_as_number,
       coalesce(v.concept_id, h.value_concept_id) AS value_as_concept_id, u.concept_id AS unit_concept_id,
       range_low, range_high, provider AS provider_id, visit_occurrence_id, visit_detail_id,
       source_value AS measurement_source_value, h.source_concept_id AS measurement_source_concept_id,
       left(coalesce(unit_code, unit), 50) AS unit_source_value, u.source_concept_id AS unit_source_concept_id,
       left(coalesce(value_code, value_text, absent_reason), 50) AS value_source_value
FROM held h
LEFT JOIN code_concept o ON o.set_name = 'comparator' AND o.code = h.comparator
LEFT JOIN value_map v ON v.system = h.value_system AND v.code = h.value_code
LEFT JOIN unit_map u ON u.code = coalesce(h.unit_code, h.unit)
WHERE table_name = 'measurement';

INSERT INTO cdm.observation BY NAME
SELECT row_id AS observation_id, subject AS person_id, h.concept_id AS observation_concept_id,
       start_date AS observation_date, start_datetime AS observation_datetime,
       type_concept_id AS observation_type_concept_id, value_number AS value_as_number,
       left(coalesce(value_text, absent_reason), 60) AS value_as_string,
       coalesce(v.concept_id, h.value_concept_id) AS value_as_concept_id,
       u.concept_id AS unit_concept_id, provider AS provider_id, visit_occurrence_id, visit_detail_id,
       source_value AS observation_source_value, h.source_concept_id AS observation_source_concept_id,
       left(coalesce(unit_code, unit), 50) AS unit_source_value,
       left(coalesce(value_code, value_text, absent_reason), 50) AS value_source_value
FROM held h
LEFT JOIN value_map v ON v.system = h.value_system AND v.code = h.value_code
LEFT JOIN unit_map u ON u.code = coalesce(h.unit_code, h.unit)
WHERE table_name = 'observation';

INSERT INTO cdm.specimen BY NAME
SELECT row_id AS specimen_id, subject AS person_id, concept_id AS specimen_concept_id,
       type_concept_id AS specimen_type_concept_id, start_date AS specimen_date, start_datetime AS specimen_datetime,
       quantity, source_value AS specimen_source_value, left(unit, 50) AS unit_source_value,
       left(route, 50) AS anatomic_site_source_value
FROM held WHERE table_name = 'specimen';

-- One event for each source coding; the codings of a fact share the row that it became.
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

INSERT INTO medomics.code_display
SELECT CASE WHEN prefix IS NULL THEN event_code(short, code, text)
            ELSE prefix || '//' || replace(event_code(short, code, text), '//', ':') END, unnest([display, text])
FROM (SELECT DISTINCT prefix, short, code, display, text FROM timed);
