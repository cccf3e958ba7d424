"""The ways of the province of Jilin, for GridJustice. Start reading in `plugin.py`."""
