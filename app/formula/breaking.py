"""Where a formula may be broken into lines: at its operators, found among its nodes."""

from dataclasses import dataclass

from app.formula.compose import CLOSE, MINUS, OPEN, PLUS, TIMES, opening
from app.formula.flow import PRODUCT, SUM
from symbolic.formula.tree import (
    Apply,
    BigSum,
    Call,
    Formula,
    Group,
    Join,
    Marked,
    Negative,
    Product,
    Relation,
    Row,
    Sign,
    Sum,
    without_minus,
)

Kinds = tuple[type[Formula], ...]

SIDES: Kinds = (Relation,)
"""What is always taken apart: a line breaks rather between two sides than inside one."""

OPERATORS: Kinds = (Relation, Sum, Negative, Product, BigSum)
"""What is taken apart where the line is too short."""

EVERYTHING: Kinds = (*OPERATORS, Group, Apply, Call, Row)
"""What is taken apart where parentheses span lines."""

_STRENGTHS = {**dict.fromkeys("=≈+−-←<>≤≥≠", SUM), **dict.fromkeys("·×∗", PRODUCT)}
_COMMA = Sign(r",\ \:", ", ")


@dataclass(frozen=True, slots=True)
class Piece:
    """What stays together on a line.

    Attributes
    ----------
    parts : tuple of Formula
        What stands in it side by side.
    operator : int
        `SUM` or `PRODUCT` for a sign between two operands, else 0.
    """

    parts: tuple[Formula, ...]
    operator: int = 0


def pieces(formula: Formula, kinds: Kinds) -> list[Piece]:
    """Take a formula apart at its operators; what is marked, in it, is a piece of its own.

    Parameters
    ----------
    formula : Formula
        What is to stand on lines.
    kinds : tuple of type
        The nodes that are taken apart: `SIDES`, `OPERATORS` or `EVERYTHING`.
    """
    if isinstance(formula, Sign):
        return [Piece((formula,), _strength(formula))]
    if isinstance(formula, Marked) or not (isinstance(formula, kinds) or _has_marks(formula)):
        return [Piece((formula,))]
    match formula:
        case Relation():
            found = pieces(formula.sides[0], kinds)
            for sign, side in zip(formula.signs, formula.sides[1:], strict=True):
                found += [Piece((sign,), SUM), *pieces(side, kinds)]
            return found
        case Sum():
            found = pieces(formula.terms[0], kinds)
            for term in formula.terms[1:]:
                subtracted = without_minus(term)
                sign = PLUS if subtracted is None else MINUS
                found += [Piece((sign,), SUM), *pieces(subtracted or term, kinds)]
            return found
        case Product():
            return _product(formula, kinds)
        case Negative():
            first, *others = pieces(formula.operand, kinds)
            return [Piece((Negative(first.parts[0]), *first.parts[1:])), *others]
        case BigSum(body=Formula() as body):
            total = [Piece((formula.altered(body=None),))]
            found = pieces(body, kinds)
            return [*total, *found] if _has_marks(body) else _joined(total, found)
        case Group():
            inside = _joined([Piece((OPEN,))], pieces(formula.inside, kinds))
            return _joined(inside, [Piece((CLOSE,))])
        case Apply():
            return _joined([Piece((formula.head,))], pieces(formula.argument, kinds))
        case Call():
            inside = pieces(formula.arguments[0], kinds)
            for argument in formula.arguments[1:]:
                inside = _joined(_joined(inside, [Piece((_COMMA,))]), pieces(argument, kinds))
            return _joined(_joined([Piece(opening(formula))], inside), [Piece((CLOSE,))])
        case Row() if any(map(_strength, formula.parts)):
            return _row(formula, kinds)
    return [Piece((formula,))]


def _strength(formula: Formula) -> int:
    return _STRENGTHS.get(formula.in_text, 0) if isinstance(formula, Sign) else 0


def _row(row: Row, kinds: Kinds) -> list[Piece]:
    """Take a row apart at its signs between operands; all else in it stays together."""
    found: list[Piece] = []
    for part in row.parts:
        each = pieces(part, kinds)
        follows = found and not (_strength(part) or found[-1].operator)
        found = _joined(found, each) if follows else [*found, *each]
    return found


def _product(product: Product, kinds: Kinds) -> list[Piece]:
    """Take a product apart at its dots; factors without one stay together."""
    found = pieces(product.factors[0], kinds)
    for join, factor in zip(product.joins, product.factors[1:], strict=True):
        if join is Join.DOT:
            found += [Piece((TIMES,), PRODUCT), *pieces(factor, kinds)]
        elif kinds is EVERYTHING or _has_marks(factor):
            found = _joined(found, pieces(factor, kinds))
        else:
            *earlier, before = found.pop().parts
            found.append(Piece((*earlier, _times(before, join, factor))))
    return found


def _times(before: Formula, join: Join, factor: Formula) -> Product:
    if isinstance(before, Product):
        return Product((*before.factors, factor), (*before.joins, join))
    return Product((before, factor), (join,))


def _joined(left: list[Piece], right: list[Piece]) -> list[Piece]:
    """Let the first of some pieces stand on one line with the last of those before it."""
    (*before, last), (first, *after) = left, right
    return [*before, Piece((*last.parts, *first.parts)), *after]


def _has_marks(formula: Formula) -> bool:
    """Whether there is something marked between the operators of a formula."""
    if isinstance(formula, Marked):
        return True
    return isinstance(formula, OPERATORS) and any(map(_has_marks, formula.children))
