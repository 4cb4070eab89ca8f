"""The circuit of a lesson: gates in columns, with wires between them."""
