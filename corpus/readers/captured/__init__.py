"""How are pages read that were saved as text?"""
