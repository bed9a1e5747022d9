"""Feature tables from images (radiomics) and sequences (genomics), time-stamped, each with its dictionary."""
