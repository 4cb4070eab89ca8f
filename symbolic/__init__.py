"""The algebra: SymPy derives every formula the window shows, and checks every gradient."""
