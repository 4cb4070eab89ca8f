"""From text to tree, by recursive descent over a grammar of our own.

    sum       = product { ("+" | "-") product }
    product   = factor { ("*" | "/" | nothing) factor }
    factor    = ("+" | "-") factor | power
    power     = atom [ "^" exponent | "²" | "³" ]
    exponent  = ("+" | "-") exponent | power
    atom      = number | name | function "(" sum { "," sum } ")" | "(" sum ")"
    condition = sum ("<" | "<=" | ">" | ">=") sum        as an argument of piecewise alone

Factors may stand side by side. That binds as "·" does and goes from left to right, so 1/2z is z/2.
A power goes first and from right to left: −z² is −(z²), z^2^3 is z^8. Other signs for minus, times,
division, comparisons and pi are known, and ``**`` is "^".
"""

from functools import lru_cache
from typing import Final, NoReturn

from engine.expressions.evaluating import value_of
from engine.expressions.tokens import MAX_CHARACTERS, Token, fail, tokens_of, unknown
from engine.expressions.tree import COMPARISONS, CONSTANTS, FUNCTIONS, Node
from engine.text import listed

MAX_NODES: Final = 200
MAX_DEPTH: Final = 30
MAX_EXPONENT: Final = 64

_OF_SEVERAL = ("min", "max")
_SUMS = {"+": "add", "-": "sub"}
_PRODUCTS = {"*": "mul", "/": "div"}
_RAISED = {"²": 2.0, "³": 3.0}


@lru_cache(maxsize=256)
def parse(text: str, variables: tuple[str, ...]) -> Node:
    """Return the tree of a typed function.

    Parameters
    ----------
    text : str
        What was typed.
    variables : tuple of str
        The names of what it is a function of.

    Raises
    ------
    FormulaError
        It is no formula, or larger than one may be: what is wrong, at which character from 1, and
        what was expected.
    """
    return _Parser(text, variables).whole()


def canonical(text: str, variables: tuple[str, ...]) -> str:
    """Return a typed function in one spelling, which reads back to the same tree.

    Raises
    ------
    FormulaError
        As for `parse`.
    """
    written = str(parse(text, variables))
    # Signs that were left out may make it too long to be read again.
    return written if len(written) <= MAX_CHARACTERS else text


class _Parser:
    def __init__(self, text: str, variables: tuple[str, ...]) -> None:
        self._tokens = tokens_of(text, variables)
        self._variables = variables
        self._at = 0
        self._depth = 0
        self._nodes = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _is_sign(self, *signs: str) -> bool:
        return self._next.kind == "sign" and self._next.text in signs

    def whole(self) -> Node:
        if self._next.kind == "end":
            fail(self._next.place, "there is no formula", self._an_operand())
        node = self._sum()
        if self._is_sign(*COMPARISONS):
            fail(self._next.place, f"found “{self._next.text}”", "comparisons in piecewise(…) only")
        if self._is_sign(","):
            self._refuse("a point in front of decimals, and commas inside functions only")
        if self._next.kind != "end":
            self._refuse("an operator or the end")
        return node

    def _an_operand(self) -> str:
        return f"a number, {listed(self._variables)}, a function or ("

    def _refuse(self, expected: str) -> NoReturn:
        token = self._next
        found = "the formula ends" if token.kind == "end" else f"found “{token.text[:20]}”"
        fail(token.place, found, expected)

    def _node(self, place: int, kind: str, *args: Node, number: float = 0.0) -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            fail(place, f"more than {MAX_NODES} numbers, names and operations", "a shorter formula")
        return Node(kind, args, number)

    def _deeper(self, place: int) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            fail(place, f"more than {MAX_DEPTH} levels inside each other", "a flatter formula")

    def _sum(self) -> Node:
        node = self._product()
        while self._is_sign(*_SUMS):
            sign = self._take()
            node = self._node(sign.place, _SUMS[sign.text], node, self._product())
        return node

    def _product(self) -> Node:
        node = self._factor()
        while True:
            token = self._next
            if self._is_sign(*_PRODUCTS):
                self._take()
                node = self._node(token.place, _PRODUCTS[token.text], node, self._factor())
            elif token.kind == "name" or self._is_sign("("):
                node = self._node(token.place, "mul", node, self._power())
            elif token.kind == "number":
                self._refuse("an operator in front of a number")
            else:
                return node

    def _factor(self) -> Node:
        if not self._is_sign("+", "-"):
            return self._power()
        sign = self._take()
        self._deeper(sign.place)
        node = self._factor()
        self._depth -= 1
        return self._node(sign.place, "neg", node) if sign.text == "-" else node

    def _power(self) -> Node:
        base = self._atom()
        token = self._next
        if self._is_sign(*_RAISED):
            self._take()
            exponent = self._node(token.place, "number", number=_RAISED[token.text])
            base = self._node(token.place, "pow", base, exponent)
        elif self._is_sign("^"):
            self._take()
            place = self._next.place
            self._deeper(place)
            exponent = self._exponent()
            self._depth -= 1
            self._check_exponent(base, exponent, place)
            base = self._node(token.place, "pow", base, exponent)
        if self._is_sign("^", *_RAISED):
            self._refuse("parentheses around a power that is raised again")
        return base

    def _exponent(self) -> Node:
        if self._is_sign("+", "-"):
            sign = self._take()
            self._deeper(sign.place)
            node = self._exponent()
            self._depth -= 1
            return self._node(sign.place, "neg", node) if sign.text == "-" else node
        is_number = self._next.kind == "number"
        node = self._power()
        if is_number and self._next.kind == "name" and self._next.touches:
            self._refuse("parentheses or a sign, as z^2z could be z^(2*z) or z^2*z")
        return node

    def _check_exponent(self, base: Node, exponent: Node, place: int) -> None:
        if base.kind == "e":
            return
        if exponent.variables:
            fail(place, "the exponent is not constant", "a number, or e as the base")
        value = value_of(exponent)
        if not abs(value) <= MAX_EXPONENT:
            fail(
                place,
                f"the exponent is {value:g}",
                f"one from -{MAX_EXPONENT} to {MAX_EXPONENT}, or e as the base",
            )

    def _atom(self) -> Node:
        token = self._next
        if token.kind == "number":
            self._take()
            return self._node(token.place, "number", number=float(token.text))
        if token.kind == "name":
            return self._named()
        if not self._is_sign("("):
            self._refuse(self._an_operand())
        self._take()
        self._deeper(token.place)
        node = self._sum()
        self._close("an operator or )")
        return node

    def _close(self, expected: str) -> None:
        if not self._is_sign(")"):
            self._refuse(expected)
        self._take()
        self._depth -= 1

    def _named(self) -> Node:
        token = self._take()
        if token.text in (*self._variables, *CONSTANTS):
            return self._node(token.place, token.text)
        if token.text not in (*FUNCTIONS, "piecewise"):
            unknown(token, self._variables)
        if not self._is_sign("("):
            self._refuse(f"( behind {token.text}")
        self._take()
        self._deeper(token.place)
        node = self._piecewise(token) if token.text == "piecewise" else self._called(token)
        self._depth -= 1
        return node

    def _called(self, token: Token) -> Node:
        args, several = [self._sum()], token.text in _OF_SEVERAL
        while several and self._is_sign(","):
            self._take()
            args.append(self._sum())
        if self._is_sign(","):
            self._refuse(f") as {token.text} is of one number; decimals have a point")
        if several and len(args) == 1:
            self._refuse(f"a comma and a second number for {token.text}")
        self._end_of_arguments()
        # min and max of several are those of two, one inside the other.
        node = args[0]
        for arg in args[1:]:
            node = self._node(token.place, token.text, node, arg)
        return node if several else self._node(token.place, token.text, node)

    def _piecewise(self, token: Token) -> Node:
        args: list[Node] = []
        while True:
            args.append(self._sum())
            if not self._is_sign(","):
                break
            self._take()
            args.append(self._condition())
            if not self._is_sign(","):
                self._refuse("a comma and the next value of piecewise")
            self._take()
        if len(args) == 1:
            self._refuse("a comma and a condition, as in piecewise(z, z>0, 0)")
        self._end_of_arguments()
        return self._node(token.place, token.text, *args)

    def _end_of_arguments(self) -> None:
        if not self._is_sign(")"):
            self._refuse("an operator or )")
        self._take()

    def _condition(self) -> Node:
        left, sign = self._sum(), self._next
        if not self._is_sign(*COMPARISONS):
            self._refuse("a comparison with <, <=, > or >= as a condition of piecewise")
        self._take()
        node = self._node(sign.place, sign.text, left, self._sum())
        if self._is_sign(*COMPARISONS):
            self._refuse("one comparison a condition")
        return node
