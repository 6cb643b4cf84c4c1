"""How is news read in the formats of IPTC: NITF, NewsML-G2 and ninjs?"""
