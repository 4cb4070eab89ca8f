"""The lines of mathematics that stand beside the pictures of lessons."""
