"""The case system as it was before GridJustice: cases with their clerks."""
