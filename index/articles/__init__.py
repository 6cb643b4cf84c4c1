"""How is an article a document of an engine?"""
