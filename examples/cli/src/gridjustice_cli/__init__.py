"""The gridjustice command: GridJustice at the terminal."""
