-- where observation: system = 'http://loinc.org' AND code IN ('89247-1', '89262-0')
-- Oncology: performance status gets the codes that coded reports use too.
INSERT INTO fact BY NAME
SELECT resource_key, subject, encounter, provider, assertion, observation_domain(category) AS domain, 'value' AS role,
       'urn:medomics:ecog' AS system, CAST(TRY_CAST(coalesce(value_integer, value_number) AS INTEGER) AS VARCHAR) AS code,
       coalesce(effective, effective_instant, effective_start) AS start, {available_at} AS available_at
FROM observation_once
WHERE system = 'http://loinc.org' AND code IN ('89247-1', '89262-0')
  AND coalesce(value_integer, value_number) BETWEEN 0 AND 5;
