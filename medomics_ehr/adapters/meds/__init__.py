"""MEDS in and out of the record: `dataset` knows the files of a dataset, `load` reads them, `export` writes them."""
