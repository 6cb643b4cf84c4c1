"""How is XML from strangers read?"""
