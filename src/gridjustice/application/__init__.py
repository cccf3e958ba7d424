"""The use cases: the one way in for every step, reading, planning, verifying."""
