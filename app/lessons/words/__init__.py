"""The kind of picture that shows words as vectors."""
