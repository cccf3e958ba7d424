"""Working days of the courts of mainland China, from the published holiday arrangements."""
