"""Parse arguments, call the library, print."""
