"""An iteration as a notebook that works every number out again with NumPy and SymPy alone."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.exports import notebook_code as code
from app.exports.markdown_document import markdown_words
from engine.errors import UserError
from engine.iteration.trace import Trace

MOST_NUMBERS = 100_000
"""So many numbers a notebook holds: more make a file that no notebook opens."""


def notebook(trace: Trace) -> str:
    """Return a notebook (nbformat 4.5) that computes an iteration.

    Raises
    ------
    UserError
        The network or its batch is too large.
    """
    size = trace.layout.size + trace.a[0].size
    if size > MOST_NUMBERS:
        raise UserError(f"{size:,} numbers are more than the {MOST_NUMBERS:,} a notebook holds")
    cells: list[dict[str, Any]] = [
        {"id": f"cell-{at}", "metadata": {}, "source": source, "cell_type": kind}
        | ({} if kind == "markdown" else {"execution_count": None, "outputs": []})
        for at, (kind, source) in enumerate(_cells(trace))
    ]
    python = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = {
        "cells": cells,
        "metadata": {"kernelspec": python, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _cells(trace: Trace) -> Iterator[tuple[str, str]]:
    scenario = trace.scenario
    yield (
        "markdown",
        f"# {markdown_words(scenario.title)}\n\n"
        + (
            f"Iteration {trace.iteration:,}: forward, loss, backward, update. Every number is "
            "worked out below; the last cell compares them with those that Chainrule computed."
        ),
    )
    yield "markdown", "\n".join(_names(trace))
    yield "markdown", "## Functions\n\nSymPy finds the derivatives."
    for source in code.functions(scenario):
        yield "code", source
    yield "markdown", "## Numbers given"
    yield "code", "\n".join(_numbers(trace))
    yield "markdown", "## Forward"
    for source in code.forward(scenario):
        yield "code", source
    yield "markdown", "## Loss"
    yield "code", code.total_loss(scenario)
    yield "markdown", "## Backward"
    for source in code.backward(scenario):
        yield "code", source
    yield "markdown", "## Update"
    for source in code.update(trace):
        yield "code", source
    yield "markdown", "## The same numbers"
    yield "code", "\n".join(_compared(trace))


def _names(trace: Trace) -> Iterator[str]:
    """Yield what every layer's units and weights are called elsewhere."""
    scenario = trace.scenario
    yield f"- x: {markdown_words(', '.join(scenario.unit_names(0)[:20]))}"
    for number, n_out, n_in, _ in scenario.weighted_layers():
        names = markdown_words(", ".join(scenario.unit_names(number)[:20]))
        yield (
            f"- layer {number}: {names}; W{number} has a row for each of its {n_out:,} units and "
            f"a column for each of the {n_in:,} before it"
        )


def _numbers(trace: Trace) -> Iterator[str]:
    scenario, before = trace.scenario, trace.before
    yield f"x = {_array(trace.a[0])}"
    yield f"t_rows = {_array(trace.y_true)}"
    for index, layer in enumerate(scenario.layers):
        number, normal = index + 1, trace.forward_pass.batch_norms[index]
        yield f"W{number} = {_array(before.weights[index])}"
        if layer.bias != "none":
            yield f"b{number} = {_array(before.biases[index])}"
        if normal is not None:
            yield f"scale{number} = {_array(before.scales[index])}"
            yield f"shift{number} = {_array(before.shifts[index])}"
            yield f"given{number} = {not normal.of_batch}  # whether these are running ones"
            yield f"mean{number} = {_array(normal.mean)}"
            yield f"variance{number} = {_array(normal.variance)}"
        if layer.dropout:
            yield f"mask{number} = {_array(np.asarray(trace.forward_pass.masks[index]))}"
        for kind, marks in (("W", layer.absent_weights), ("b", layer.absent_biases)):
            if marks is not None:
                yield f"present_{kind}{number} = {_array(~marks)}"
    if len(trace.layout.held):
        held = np.zeros(trace.layout.trained, dtype=np.bool_)
        held[trace.layout.held] = True
        parts = ", ".join(_parts(trace, held)).replace(")", ", dtype=bool)")
        yield f"held = {{{parts}}}  # what the update leaves as it is"
    for moment, values in trace.start.moments.items():
        yield f"{moment} = {{{', '.join(_parts(trace, values))}}}"


def _parts(trace: Trace, flat: NDArray[Any]) -> Iterator[str]:
    """Yield the parts of a buffer of trained parameters, under the names of their arrays."""
    for name in code.trained(trace.scenario):
        slot = trace.layout.slots[int(name.lstrip("Wbscalehift")) - 1]
        kind = name.rstrip("0123456789")
        place = {"W": slot.weights, "b": slot.biases, "scale": slot.scales, "shift": slot.shifts}
        part = flat[place[kind]]
        yield f'"{name}": {_array(part.reshape(slot.n_out, slot.n_in) if kind == "W" else part)}'


def _compared(trace: Trace) -> Iterator[str]:
    gradient = ", ".join(_parts(trace, trace.gradient.trained))
    after = ", ".join(_parts(trace, trace.after.trained))
    yield f"numpy.testing.assert_allclose(L, {trace.loss!r}, rtol=1e-9)"
    yield f"gradients = {{{gradient}}}"
    yield f"after = {{{after}}}"
    yield "for name in after:"
    yield "    numpy.testing.assert_allclose("
    yield "        values[name][1], gradients[name], rtol=1e-8, atol=1e-12, err_msg=name"
    yield "    )"
    yield "    numpy.testing.assert_allclose("
    yield "        new[name], after[name], rtol=1e-9, atol=1e-12, err_msg=name"
    yield "    )"
    yield '    print(name, "becomes", new[name].tolist())'


def _array(values: NDArray[Any]) -> str:
    """Return an array as code, with digits that give the same numbers back."""
    return f"numpy.array({np.asarray(values, dtype=np.float64).tolist()!r})"
