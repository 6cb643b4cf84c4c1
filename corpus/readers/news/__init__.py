"""How is news read in the formats of IPTC: NITF, NewsML-G2 and ninjs?"""

PACKAGE = "a package of NewsML-G2: it lists other items, and holds no text"
"""Why such a document is rejected, alone or inside of another."""
