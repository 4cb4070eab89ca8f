"""The surface of a lesson: contours, and a slice beside them."""
