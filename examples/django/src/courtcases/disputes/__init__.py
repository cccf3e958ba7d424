"""What was added: disputes of cases, by GridJustice in the same database."""
