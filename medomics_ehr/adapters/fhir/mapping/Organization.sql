-- Organization: a care site without its name; a French establishment keeps its FINESS number.
INSERT INTO cdm.care_site BY NAME
SELECT resource_key AS care_site_id, 0 AS place_of_service_concept_id, finess AS care_site_source_value,
       kind AS place_of_service_source_value
FROM organization;

INSERT INTO medomics.source_row SELECT resource_key, 'care_site', resource_key FROM organization;
