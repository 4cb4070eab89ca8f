"""Typed functions, interpreted: their operations one after the other, each over a block of numbers.

A function that is new to a machine is a few rows of integers to this kernel, so that nothing is
compiled for it. What an operation does to value, derivative and power of e is said in
``engine.expressions.operations``. Loops are parted so that each reads few arrays: those of which it
would have to be found out that they do not overlap are not turned into vector instructions.
"""

import math

import numpy as np

from engine.kernels.activations import hyperbolic_tangent
from engine.kernels.arguments import (
    ABS,
    ADD,
    ARGUMENT,
    ATAN,
    CHOOSE,
    COS,
    DIV,
    ERF,
    EXP,
    FIRST_OPERATION,
    FLAT,
    HYPERBOLIC,
    IS_SCALED,
    LAST_OPERATION,
    LESS,
    LESS_EQUAL,
    LIFT,
    LOG,
    MAX,
    MIN,
    MUL,
    NUMBER,
    OPERATION,
    OUT,
    POW,
    RESULT,
    SCALED,
    SIGN,
    SIN,
    SOFT,
    SUB,
    VARIABLE,
)
from engine.kernels.compiling import compiled, exponential, inlined
from engine.kernels.layers import copy, fill
from engine.kernels.lines import line_of, lines_in
from engine.kernels.views import piece, row_of

BLOCK = 512
"""Numbers that an operation is carried out on at once; a function's all stay in a core's cache."""


@compiled
def run_typed(typed, which, worker, x, y, values, slopes, start, stop):
    """Compute a typed function and its derivative by x, for all numbers of some arrays.

    Parameters
    ----------
    typed : Typed
        The functions.
    which : int
        Which one: a layer counted from 0, or the number of layers for the loss.
    worker : int
        Whose room is worked in.
    x, y : ndarray of shape (rows, units)
        The function's variables; of a single one, the same array twice.
    values, slopes : ndarray of shape (rows, units)
        Receive value and derivative; ``values`` may be x.
    start, stop : int
        The units that are computed.
    """
    for i in range(lines_in(x, start, stop)):
        _run_line(
            typed,
            which,
            worker,
            line_of(x, i, start, stop),
            line_of(y, i, start, stop),
            line_of(values, i, start, stop),
            line_of(slopes, i, start, stop),
        )


@inlined
def _run_line(typed, which, worker, x, y, values, slopes):
    span = typed.spans[which]
    base = worker * typed.registers
    value_row = 3 * (base + span[RESULT])
    for first in range(0, len(x), BLOCK):
        n = min(BLOCK, len(x) - first)
        for at in range(span[FIRST_OPERATION], span[LAST_OPERATION]):
            _operate(typed, at, base, x, y, first, n)
        value, slope = row_of(typed.room, value_row, 0, n), row_of(typed.room, value_row + 1, 0, n)
        out, slope_out = piece(values, first, first + n), piece(slopes, first, first + n)
        if span[IS_SCALED]:
            power = row_of(typed.room, value_row + 2, 0, n)
            _flatten(out, slope_out, power, value, slope, x.dtype.type(np.inf))
        else:
            copy(value, out)
            copy(slope, slope_out)


@inlined
def _register(typed, base, register, n):
    """Return value, slope and power of a register, three views."""
    row = 3 * (base + register)
    room = typed.room
    return row_of(room, row, 0, n), row_of(room, row + 1, 0, n), row_of(room, row + 2, 0, n)


@compiled
def _operate(typed, at, base, x, y, first, n):
    """Carry out one operation on a block."""
    line, number = typed.code[at], typed.numbers[at]
    kind, scaled = line[OPERATION], line[SCALED]
    v, d, s = _register(typed, base, line[OUT], n)
    vx, dx, sx = _register(typed, base, line[ARGUMENT], n)
    vy, dy, sy = _register(typed, base, line[ARGUMENT + 1], n)
    zero, one = x.dtype.type(0), x.dtype.type(1)
    if kind == VARIABLE:
        source, slope = (x, one) if line[ARGUMENT] == 0 else (y, zero)
        for j in range(n):
            v[j] = source[first + j]
        fill(slope, d)
    elif kind == NUMBER:
        fill(number, v)
        fill(zero, d)
    elif kind == LIFT:
        fill(zero, s)
    elif kind in (ADD, SUB):
        sign = one if kind == ADD else -one
        if scaled:
            _scaled_sum(v, d, s, vx, dx, sx, vy, dy, sy, sign)
        else:
            for j in range(n):
                v[j] = vx[j] + sign * vy[j]
            for j in range(n):
                d[j] = dx[j] + sign * dy[j]
    elif kind == MUL:
        for j in range(n):
            d[j] = dx[j] * vy[j] + vx[j] * dy[j]
        for j in range(n):
            v[j] = vx[j] * vy[j]
        if scaled:
            for j in range(n):
                s[j] = sx[j] + sy[j]
    elif kind == DIV:
        for j in range(n):
            v[j] = vx[j] / vy[j]
        for j in range(n):
            d[j] = (dx[j] - v[j] * dy[j]) / vy[j]
        if scaled:
            for j in range(n):
                s[j] = sx[j] - sy[j]
    elif kind == EXP:
        far = x.dtype.type(1e30)
        for j in range(n):
            s[j] = min(max(vx[j], -far), far)
        fill(one, v)
        copy(dx, d)
    elif kind == FLAT:
        _flatten(v, d, sx, vx, dx, number)
    elif kind in (LESS, LESS_EQUAL, CHOOSE):
        vz, dz, _ = _register(typed, base, line[ARGUMENT + 2], n)
        _decide(kind, v, d, vx, vy, dy, vz, dz)
    elif kind in (MIN, MAX):
        _take_larger(v, d, vx, dx, vy, dy, one if kind == MAX else -one)
    else:
        _apply(kind, number, v, d, vx, dx)
        if scaled:
            _power_of(kind, number, v, s, sx)


@compiled
def _scaled_sum(v, d, s, vx, dx, sx, vy, dy, sy, sign):
    """Add two numbers with powers of e, at the larger power; that of nothing does not count."""
    n, zero, tiny = len(v), v.dtype.type(0), v.dtype.type(1e-300)
    # Results stand in registers of their own, so there is room in them until the end.
    for j in range(n):
        d[j] = sy[j] if (vx[j] == zero and dx[j] == zero) else sx[j]
    for j in range(n):
        s[j] = d[j] if (vy[j] == zero and dy[j] == zero) else sy[j]
    for j in range(n):
        v[j] = max(exponential(-abs(d[j] - s[j])), tiny)
    for j in range(n):
        above = d[j] >= s[j]
        s[j] = d[j] if above else s[j]
        # The sign says which of the two is the larger one.
        v[j] = v[j] if above else -v[j]
    for j in range(n):
        share = v[j]
        d[j] = dx[j] + sign * dy[j] * share if share >= zero else sign * dy[j] - dx[j] * share
    for j in range(n):
        share = v[j]
        v[j] = vx[j] + sign * vy[j] * share if share >= zero else sign * vy[j] - vx[j] * share


@compiled
def _flatten(v, d, s, vx, dx, largest):
    """Take the power of e into a number, as at most the largest one."""
    n, zero, half = len(v), v.dtype.type(0), v.dtype.type(0.5)
    for j in range(n):
        part = exponential(half * min(s[j], largest))
        v[j] = zero if vx[j] == zero else vx[j] * part * part
        d[j] = zero if dx[j] == zero else dx[j] * part * part


@compiled
def _decide(kind, v, d, vx, vy, dy, vz, dz):
    """Compare two numbers, or choose one by what was found."""
    n, zero, one = len(v), v.dtype.type(0), v.dtype.type(1)
    if kind == CHOOSE:
        for j in range(n):
            # Times 0, what is not a number makes one that is none either.
            v[j] = (vy[j] if vx[j] != zero else vz[j]) + vx[j] * zero
        for j in range(n):
            d[j] = dy[j] if vx[j] != zero else dz[j]
        return
    for j in range(n):
        holds = vx[j] <= vy[j] if kind == LESS_EQUAL else vx[j] < vy[j]
        known = vx[j] == vx[j] and vy[j] == vy[j]
        v[j] = (one if holds else zero) if known else vx[j] + vy[j]
    fill(zero, d)


@compiled
def _take_larger(v, d, vx, dx, vy, dy, sign):
    """Take the larger of two numbers, or for −1 the smaller; where equal, the mean slope."""
    n, half = len(v), v.dtype.type(0.5)
    for j in range(n):
        over = sign * (vx[j] - vy[j])
        slope = dx[j] if over > 0 else dy[j]
        d[j] = half * (dx[j] + dy[j]) if vx[j] == vy[j] else slope
    for j in range(n):
        other = vy[j] if vx[j] == vx[j] else vx[j]
        v[j] = vx[j] if sign * vx[j] > sign * vy[j] else other


@compiled
def _apply(kind, number, v, d, x, dx):
    """Carry out a function of one number."""
    n, zero, one = len(v), v.dtype.type(0), v.dtype.type(1)
    if kind == LOG:
        for j in range(n):
            v[j] = np.log(x[j])
            d[j] = dx[j] / x[j]
    elif kind == POW and number == v.dtype.type(0.5):
        for j in range(n):
            v[j] = np.sqrt(x[j])
            d[j] = dx[j] / (v[j] + v[j])
    elif kind == POW:
        for j in range(n):
            v[j] = x[j] ** number
            d[j] = number * x[j] ** (number - one) * dx[j]
    elif kind == SIN:
        for j in range(n):
            v[j] = np.sin(x[j])
            d[j] = np.cos(x[j]) * dx[j]
    elif kind == COS:
        for j in range(n):
            v[j] = np.cos(x[j])
            d[j] = -np.sin(x[j]) * dx[j]
    elif kind == HYPERBOLIC:
        for j in range(n):
            v[j] = hyperbolic_tangent(x[j])
        for j in range(n):
            slope = one - v[j] * v[j]
            d[j] = slope * dx[j] if slope != zero else zero
    elif kind == ATAN:
        for j in range(n):
            v[j] = np.arctan(x[j])
            slope = one / (one + x[j] * x[j])
            d[j] = slope * dx[j] if slope != zero else zero
    elif kind == SOFT:
        for j in range(n):
            power = exponential(-abs(x[j]))
            v[j] = max(x[j], zero) + np.log1p(power)
            slope = (one if x[j] > zero else power) / (one + power)
            d[j] = slope * dx[j] if slope != zero else zero
    elif kind == ERF:
        factor = v.dtype.type(2.0 / math.sqrt(math.pi))
        for j in range(n):
            v[j] = math.erf(x[j])
            slope = factor * np.exp(-x[j] * x[j])
            d[j] = slope * dx[j] if slope != zero else zero
    elif kind == ABS:
        for j in range(n):
            sign = (one if x[j] > zero else zero) - (one if x[j] < zero else zero)
            v[j] = abs(x[j])
            d[j] = sign * dx[j]
    elif kind == SIGN:
        for j in range(n):
            sign = (one if x[j] > zero else zero) - (one if x[j] < zero else zero)
            v[j] = sign + x[j] * zero
            d[j] = zero


@inlined
def _power_of(kind, number, v, s, sx):
    """Take the power of e through a function of one number."""
    for j in range(len(v)):
        if kind == LOG:
            v[j] += sx[j]
        else:
            s[j] = number * sx[j] if kind == POW else sx[j]
