"""One module for each command; the library is imported when a command runs, so that help answers at once."""
