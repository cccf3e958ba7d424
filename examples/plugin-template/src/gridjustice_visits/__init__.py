"""Visit books: a plugin for GridJustice, made to be copied. Start reading in `plugin.py`."""
