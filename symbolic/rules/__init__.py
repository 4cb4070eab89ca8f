"""The definitions in SymPy, and the derivatives that SymPy finds for them."""
