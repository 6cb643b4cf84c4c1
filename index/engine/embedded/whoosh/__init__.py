"""What of Whoosh's own classes a program of others reaches."""
