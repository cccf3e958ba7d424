"""The storage port of GridJustice over a relational database."""
