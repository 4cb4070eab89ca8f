"""Typed functions as rows of integers, for the kernel that interprets them."""

from typing import Any

import numpy as np

from engine.catalogue.activations import ACTIVATIONS
from engine.catalogue.losses import LOSSES
from engine.expressions.operations import LARGEST_POWER
from engine.expressions.parsing import parse
from engine.expressions.program import VARIABLE, Program, compile_tree
from engine.kernels.arguments import OPERATIONS, Typed
from engine.kernels.typed import BLOCK
from engine.network.scenario import Scenario

_SINGLE_POWER = 86.0
"""The largest power of e on the way in float32; e^86 is 2e37."""

_COLUMNS = 6


def typed_of(scenario: Scenario, dtype: np.dtype[Any], workers: int) -> Typed:
    """Return a scenario's typed functions, with room for so many workers."""
    made = _Assembler(_SINGLE_POWER if dtype == np.float32 else LARGEST_POWER)
    for layer in scenario.layers:
        made.add(ACTIVATIONS.formula_of(layer.activation), ("z",))
    made.add(LOSSES.formula_of(scenario.loss), ("a", "t"))
    # What is too large for the run's precision becomes infinite, and ends the run in words.
    with np.errstate(over="ignore"):
        numbers = np.array(made.numbers, dtype=dtype)
    return Typed(
        np.array(made.code, dtype=np.int64).reshape(-1, _COLUMNS),
        numbers,
        np.array(made.spans, dtype=np.int64),
        made.registers,
        np.empty((workers * made.registers * 3, BLOCK), dtype=dtype),
    )


class _Assembler:
    """Writes programs one behind the other, and gives their results registers to stand in."""

    def __init__(self, largest_power: float) -> None:
        self.code: list[list[int]] = []
        self.numbers: list[float] = []
        self.spans: list[list[int]] = []
        self.registers = 0
        self._largest_power = largest_power

    def add(self, formula: str | None, variables: tuple[str, ...]) -> None:
        """Add a function, or the place of one that is not typed."""
        start = len(self.code)
        if formula is None:
            self.spans.append([start, start, 0, 0])
            return
        program = compile_tree(parse(formula, variables), variables)
        result = self._write(program)
        self.spans.append([start, len(self.code), result, int(program.is_scaled)])

    def _write(self, program: Program) -> int:
        operations = program.operations
        last_use = {
            arg: at
            for at, each in enumerate(operations)
            if each.name != VARIABLE
            for arg in each.args
        }
        free: list[int] = []
        register: dict[int, int] = {}
        lifted: set[int] = set()
        for at, (name, args, number) in enumerate(operations):
            scaled = name.startswith("scaled-")
            kind = name.removeprefix("scaled-")
            operands = list(args) if name == VARIABLE else [register[arg] for arg in args]
            if scaled and kind != "exp":
                for arg in args:
                    if arg not in lifted:
                        self._line("lift", 0, register[arg], [])
                        lifted.add(arg)
            # Chosen before the operands' own are free: results never stand on what they are of.
            out = register[at] = free.pop() if free else self._fresh()
            own = self._largest_power if kind == "flat" else number
            self._line(kind, int(scaled), out, operands, own)
            if scaled and kind != "log":
                lifted.add(at)
            if name != VARIABLE:
                free += [register[arg] for arg in set(args) if last_use[arg] == at]
        return register[len(operations) - 1]

    def _fresh(self) -> int:
        self.registers += 1
        return self.registers - 1

    def _line(
        self, kind: str, scaled: int, out: int, operands: list[int], number: float = 0.0
    ) -> None:
        padded = [*operands, 0, 0, 0][:3]
        self.code.append([OPERATIONS.index(kind), scaled, out, *padded])
        self.numbers.append(number)
