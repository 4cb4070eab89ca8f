"""The points of a lesson, with a line among them."""
