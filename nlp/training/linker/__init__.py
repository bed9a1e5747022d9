"""Tunes the encoder so that names of one code, in French or English, lie close together."""
