"""The engine of an archive in a folder: segments, mapped into memory."""
