"""How do inputs become documents, and what is kept of those that do not?"""
