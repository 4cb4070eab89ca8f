"""The camera of a lesson: an image to be painted, and the units that read it."""
