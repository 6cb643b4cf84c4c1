"""How do articles become an index, and stay whole?"""
