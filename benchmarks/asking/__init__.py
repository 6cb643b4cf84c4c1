"""How faithfully questions are read: against a plain scan, against themselves, and against plain text."""
