"""A small court's case system in Django: users, cases and a database of its own."""
