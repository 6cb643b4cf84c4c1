"""Which numbers do texts give of the same thing, and where do they differ?"""
