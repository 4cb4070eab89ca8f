"""Expressions as words of a lesson have them: variables in italics, lines end at sums."""

from engine.expressions.tree import Node
from engine.lessons.texts import Run, Text

_SPACE = "\u00a0"
_NAMES = {"sigmoid": "σ", "max": "ReLU"}
_SUMS = ("add", "sub", "neg")


def text_of(name: str, tree: Node) -> Text:
    """Return "name = expression"; a maximum is that of 0 and something, ReLU."""
    return (*_letter(name), Run(f"{_SPACE}= "), *_runs(tree))


def _runs(tree: Node) -> tuple[Run, ...]:
    match tree.kind:
        case "number":
            return (Run(f"{tree.number:g}"),)
        case "add" | "sub":
            left, right = tree.args
            sign = "+" if tree.kind == "add" else "−"
            return (*_runs(left), Run(f" {sign}{_SPACE}"), *_within(right))
        case "neg":
            return (Run("−"), *_within(tree.args[0]))
        case "mul":
            left, right = tree.args
            gap = () if left.kind == "number" and not right.args else (Run(_SPACE),)
            return (*_within(left), *gap, *_within(right))
    if not tree.args:
        return _letter(tree.kind)
    name = _NAMES.get(tree.kind, tree.kind)
    return (Run(f"{name}("), *_runs(tree.args[-1]), Run(")"))


def _within(tree: Node) -> tuple[Run, ...]:
    """Return a term or a factor, in parentheses where it is a sum."""
    runs = _runs(tree)
    return (Run("("), *runs, Run(")")) if tree.kind in _SUMS else runs


def _letter(name: str) -> tuple[Run, ...]:
    base = name.rstrip("0123456789")
    index = (Run(name[len(base) :], False, -1),) if base != name else ()
    return (Run(base, True), *index)
