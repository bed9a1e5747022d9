-- Location: a place without its name and address.
INSERT INTO cdm.location BY NAME
SELECT resource_key AS location_id FROM location;

INSERT INTO medomics.source_row SELECT resource_key, 'location', resource_key FROM location;
