"""Mathematics as a tree of immutable nodes, which printers turn into LaTeX and plain text.

Contract
--------
- A `Formula` is a node of `symbolic.formula.tree`: frozen, hashable, equal to any other of the same
  parts. ``latex`` prints it in the subset of LaTeX that matplotlib's mathtext draws, without dollar
  signs; ``plain`` for the terminal and screen readers, such as "∂L/∂w5". Nobody reads printed
  mathematics back: what a formula is made of is asked of its nodes, and ``children`` lists those.
- Whoever shows a tree dispatches by class as `symbolic.formula.printing.Printer` does
  (``_print_<Class>``, an unknown node raises). Nodes are added in future, not changed.
- A `Symbol` or a `Derivative` that is a number of the iteration has its ``ref``; others have None
  there, such as the a_k of a sum.
- A `Number` has its value and how many decimals are shown, and so can be printed with more.
- Parentheses stand in the tree, as a `Group`, where both LaTeX and plain text have them. Plain text
  adds those that a line needs and a fraction, root or power does not: ``binding`` says how tightly
  a node holds together.
- `Sum`: what ``without_minus`` finds a leading minus in is subtracted. `Product`: ``joins`` says
  what stands before each factor but the first.
"""

from symbolic.formula.tree import Formula

__all__ = ["Formula"]
