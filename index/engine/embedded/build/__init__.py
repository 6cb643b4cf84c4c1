"""How do documents become a segment?"""
