"""Which files are data, to be imported, by their names."""

from pathlib import Path

_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data")


def is_data(path: str) -> bool:
    """Return whether a file's name is that of a table or of IDX images."""
    name = Path(path).name.lower().removesuffix(".gz")
    return name.endswith((*_SUFFIXES, "ubyte", ".idx"))
