-- QuestionnaireResponse: each answer, however deep its item lies, is an observation that the patient reported.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, assertion, 'Observation' AS domain, part + 1000 * answer AS part,
       'urn:medomics:questionnaire' AS system, link AS code, text AS display, text, authored AS start,
       {available_at} AS available_at, coalesce(value_number, value_integer, value_quantity) AS value_number, unit,
       unit_code, value_system, value_code, value_display,
       coalesce(value_string, value_display, value_date, value_time, CAST(value_boolean AS VARCHAR)) AS value_text,
       32865 AS type_concept_id
FROM questionnaireresponse_answer;
