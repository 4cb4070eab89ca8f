"""Functions that a person types: read from a small grammar, evaluated and differentiated.

A text becomes a tree (`parsing`), the tree a straight line of operations (`program`), and those are
carried out on arrays with their derivative beside them (`evaluating`). Nothing of Python's own
evaluation has a part in it, and nothing here knows of networks.
"""
