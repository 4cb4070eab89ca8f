"""Cut a long formula into pieces, so that it can be shown over several lines."""

from symbolic.formula import Formula


def unsized(formula: Formula) -> Formula:
    """Let parentheses keep their size, so that a line may break inside them."""
    latex = formula.latex.replace(r"\left( ", "(").replace(r" \right)", ")")
    return Formula(latex.replace(r"\, (", "("), formula.plain)


def cut_at_operators(formula: Formula) -> tuple[Formula, ...]:
    """Return the operators of a formula and what stands between them, in order."""
    latex = formula.latex.split(" ")
    plain = formula.plain.split(" ")
    signs = {r"\cdot": "·", "+": "+", "-": "−"}
    left = _runs(latex, frozenset(signs))
    right = _runs(plain, frozenset(signs.values()))
    if len(left) != len(right):
        return (formula,)
    return tuple(Formula(one, other) for one, other in zip(left, right, strict=True))


def _runs(words: list[str], signs: frozenset[str]) -> list[str]:
    """Join what stands between the operators; operators stay by themselves."""
    runs: list[str] = []
    fresh = True
    for word in words:
        if word in signs:
            runs.append(word)
            fresh = True
        elif fresh:
            runs.append(word)
            fresh = False
        else:
            runs[-1] += f" {word}"
    return runs
