-- Practitioner: a provider without name or number.
INSERT INTO cdm.provider BY NAME
SELECT resource_key AS provider_id, 0 AS specialty_concept_id, specialty AS specialty_source_value,
       coalesce(g.concept_id, 0) AS gender_concept_id, gender AS gender_source_value
FROM practitioner LEFT JOIN code_concept g ON g.set_name = 'gender' AND g.code = gender;

INSERT INTO medomics.source_row SELECT resource_key, 'provider', resource_key FROM practitioner;
