-- where observation: value_system = 'http://cancerstaging.org' OR (system, code) IN (SELECT system, code FROM staging)
-- Oncology: stage components and stage groups get the codes that coded reports use too.
INSERT INTO fact BY NAME
WITH stated AS (
    SELECT o.*, s.axis, s.prefix,
           [v.value, CASE WHEN o.value_system = 'http://cancerstaging.org' THEN value_code END, value_display,
            value_concept, value_string] AS words
    FROM observation o
    LEFT JOIN staging s ON s.system = o.system AND s.code = o.code
    LEFT JOIN stage_value v ON v.system = o.value_system AND v.code = o.value_code
    WHERE s.axis IS NOT NULL OR o.value_system = 'http://cancerstaging.org'
    QUALIFY row_number() OVER (PARTITION BY resource_key ORDER BY s.axis NULLS LAST) = 1
), spelt AS (
    SELECT *, CASE WHEN axis IS DISTINCT FROM 'group' THEN
                   list_filter(list_transform(words, lambda w: tnm_category(w, prefix)), lambda c: c IS NOT NULL)[1] END AS tnm,
           CASE WHEN axis = 'group' OR axis IS NULL THEN
                list_filter(list_transform(words, lambda w: stage_group(w)), lambda c: c IS NOT NULL)[1] END AS stage
    FROM stated
)
SELECT resource_key, subject, encounter, provider, assertion, observation_domain(category) AS domain, 'value' AS role,
       CASE WHEN tnm IS NULL THEN 'urn:medomics:stage' ELSE 'urn:medomics:tnm' END AS system,
       coalesce(tnm, stage) AS code, coalesce(value_display, value_concept) AS display,
       coalesce(effective, effective_instant, effective_start) AS start, {available_at} AS available_at
FROM spelt WHERE coalesce(tnm, stage) IS NOT NULL;
