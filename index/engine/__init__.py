"""How are documents kept and found? What an engine is, and the engines behind that."""
