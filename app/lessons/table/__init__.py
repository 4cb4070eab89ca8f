"""The table of a lesson: cells that are typed, cells that are computed, and how."""
