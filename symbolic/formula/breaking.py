"""Cut a long formula at its operators, so that it can be shown over several lines."""

from collections.abc import Iterator

from symbolic.formula.tree import Call, Formula, Group, Join, Product, Sum, without_minus

Piece = tuple[str, str]
"""A part in LaTeX and in plain text."""

_PLUS, _MINUS, _DOT = ("+", "+"), ("-", "−"), (r"\cdot", "·")


def pieces_of(formula: Formula) -> list[Piece]:
    """Return the operators of a formula, and what stands between them, in order.

    Parentheses do not grow with what is in them, so that a line may break inside.
    """
    if isinstance(formula, Sum):
        return list(_of_sum(formula))
    if isinstance(formula, Product):
        return _of_product(formula)
    if isinstance(formula, Group):
        return _enclosed("(", pieces_of(formula.inside), ")")
    if isinstance(formula, Call):
        arguments: list[Piece] = []
        for argument in formula.arguments:
            pieces = pieces_of(argument)
            arguments = _joined(arguments, (r",\ ", ", "), pieces) if arguments else pieces
        head = (f"{formula.head.latex}(", f"{formula.head.plain}(")
        return _joined([head], ("", ""), _enclosed("", arguments, ")"))
    return [(formula.latex, formula.plain)]


def _of_sum(total: Sum) -> Iterator[Piece]:
    for at, term in enumerate(total.terms):
        subtracted = without_minus(term) if at else None
        if at:
            yield _PLUS if subtracted is None else _MINUS
        yield from pieces_of(subtracted or term)


def _of_product(product: Product) -> list[Piece]:
    pieces = pieces_of(product.factors[0])
    for join, factor in zip(product.joins, product.factors[1:], strict=True):
        if join is Join.DOT:
            pieces += [_DOT, *pieces_of(factor)]
        else:
            pieces = _joined(pieces, ("", join.value[1]), pieces_of(factor))
    return pieces


def _enclosed(opening: str, pieces: list[Piece], closing: str) -> list[Piece]:
    (latex, plain), *others = pieces
    pieces = [(opening + latex, opening + plain), *others]
    latex, plain = pieces[-1]
    return [*pieces[:-1], (latex + closing, plain + closing)]


def _joined(before: list[Piece], between: Piece, after: list[Piece]) -> list[Piece]:
    """Return two lists of pieces as one in which the two at the seam are one piece."""
    (latex, plain), (more, text) = before[-1], after[0]
    seam = (latex + between[0] + more, plain + between[1] + text)
    return [*before[:-1], seam, *after[1:]]
