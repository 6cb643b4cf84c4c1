"""Which terms does a text have? The same for indexing, querying and marking."""
