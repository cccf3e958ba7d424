"""What offices have in tables comes in, and goes out again: courts, units, grids, people, posts, assignments, disputes.

`forms` says once which tables there are and what may stand in them; reading, checking, writing, templates and the
reference page follow from it. `importing` turns rows into steps, `exporting` records into rows.
"""
