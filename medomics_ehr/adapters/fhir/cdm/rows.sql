-- The rows of the CDM that facts become: a statement for each table, run where a fact goes there.

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
