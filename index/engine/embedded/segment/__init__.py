"""How does an immutable part of the index lie on the disk? docs/format.md describes it byte for byte."""
