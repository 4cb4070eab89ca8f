"""The curve of a lesson: its layers, and the pane that shows them."""
