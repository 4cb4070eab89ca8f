"""Tables of one's own: separated text, read with the standard library's csv.

A data-frame library would read large files faster. It would also be a dependency larger than the
rest of the program together, guess types and unknowns by rules of its own that change with its
version, and forget in which row a field stood that does not fit, which is what a person needs to
know.
"""

from engine.data.tables.building import read_table

__all__ = ["read_table"]
