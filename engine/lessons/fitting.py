"""A line or a plane that is learned from points, a step at a time.

Weights are of shape (n + 1,): one for each of n numbers of a point, and the bias last. Points are
of shape (m, n), targets of shape (m,).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.arrays import FloatArray

MOST_SWEEPS = 1000
"""A perceptron that still errs after so many sweeps is taken for one that never stops."""

_NEWTON_STEPS = 60
_CLOSE = 1e-13
_FARTHEST = 1e4


class Turn(NamedTuple):
    """What a perceptron is to do with a point: which one, what it answers, and what is right."""

    point: int
    said: int
    wanted: int


def with_ones(x: FloatArray) -> FloatArray:
    """Return points with a 1 behind each, which the bias is multiplied by."""
    return np.column_stack([x, np.ones(len(x))])


def perceptron(
    x: FloatArray, t: FloatArray, start: FloatArray, steps: int
) -> tuple[FloatArray, Turn]:
    """Return the weights after some points in their order, round and round, and whose turn it is.

    An input that was answered rightly changes nothing. One that was wrongly answered 0 is added
    to the weights, one that was wrongly answered 1 is subtracted (F. Rosenblatt, 1958).
    """
    inputs, weights = with_ones(x), np.array(start, dtype=np.float64)
    for number in range(steps + 1):
        at = number % len(x)
        turn = Turn(at, int(inputs[at] @ weights > 0.0), int(t[at]))
        if number < steps:
            weights += (turn.wanted - turn.said) * inputs[at]
    return weights, turn


def sweeps_until_right(x: FloatArray, t: FloatArray, start: FloatArray) -> int | None:
    """Return after how many sweeps a perceptron errs no more; None where it never does."""
    inputs, weights = with_ones(x), np.array(start, dtype=np.float64)
    for sweep in range(MOST_SWEEPS):
        errs = False
        for row, wanted in zip(inputs, t, strict=True):
            said = float(row @ weights > 0.0)
            errs = errs or said != wanted
            weights += (wanted - said) * row
        if not errs:
            return sweep
    return None


def answers(x: FloatArray, weights: FloatArray, *, logistic: bool) -> FloatArray:
    """Return h = w · x + b for each point, or σ of it."""
    z: FloatArray = with_ones(x) @ weights
    if not logistic:
        return z
    below = np.exp(-np.abs(z))
    return np.where(z >= 0.0, 1.0, below) / (1.0 + below)


def loss(x: FloatArray, t: FloatArray, weights: FloatArray, *, logistic: bool) -> float:
    """Return the mean of ½ (h − t)², or of the cross-entropy of σ."""
    z: FloatArray = with_ones(x) @ weights
    if not logistic:
        return float(np.square(z - t).mean() / 2.0)
    return float((np.maximum(z, 0.0) - t * z + np.log1p(np.exp(-np.abs(z)))).mean())


def gradient(x: FloatArray, t: FloatArray, weights: FloatArray, *, logistic: bool) -> FloatArray:
    """Return (1/m) Xᵀ (h − t): the same for both."""
    apart = answers(x, weights, logistic=logistic) - t
    return with_ones(x).T @ apart / len(x)


class Descent:
    """Weights after steps against the gradient, one after the other, each computed once.

    They stay where they would not be finite.

    Parameters
    ----------
    x, t, start : FloatArray
        Points, targets, and the weights before the first step.
    rate : float
        The learning rate.
    logistic : bool
        Whether answers go through σ.
    """

    def __init__(
        self, x: FloatArray, t: FloatArray, start: FloatArray, rate: float, *, logistic: bool
    ) -> None:
        inputs = with_ones(x)
        self._inputs, self._t, self._rate, self._logistic = inputs, t, rate, logistic
        # (1/m) Xᵀ(Xw − t) is a small matrix times w less a vector: a step moves w by both.
        self._square, self._shift = inputs.T @ inputs / len(x), inputs.T @ t / len(x)
        self._path = [np.array(start, dtype=np.float64)]

    def _slopes(self, weights: FloatArray) -> FloatArray:
        if not self._logistic:
            return np.asarray(self._square @ weights - self._shift)
        h = 1.0 / (1.0 + np.exp(-np.clip(self._inputs @ weights, -700.0, 700.0)))
        return np.asarray((h - self._t) @ self._inputs / len(self._t))

    def _straight(self, steps: int) -> FloatArray:
        """Return the weights of a line: a step is one matrix, and steps are its power."""
        count = len(self._shift)
        step = np.eye(count + 1)
        step[:count, :count] -= self._rate * self._square
        step[:count, count] = self._rate * self._shift
        with np.errstate(over="ignore", invalid="ignore"):
            made = np.linalg.matrix_power(step, steps) @ np.append(self._path[0], 1.0)
        return np.asarray(made[:count])

    def after(self, steps: int) -> FloatArray:
        """Return the weights after so many steps."""
        if not self._logistic and np.abs(at_once := self._straight(steps)).max() < 1e12:
            return at_once
        path = self._path
        if len(path) <= steps:
            # Another thread may go on from the same place meanwhile: each has a path of its own.
            path = [*path]
            while len(path) <= steps:
                following = path[-1] - self._rate * self._slopes(path[-1])
                if not np.abs(following).max() < 1e12:
                    break
                path.append(following)
            self._path = path
        return path[min(steps, len(path) - 1)]


def newton_step(x: FloatArray, t: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the weights of a logistic regression after one step of Newton's method."""
    inputs, h = with_ones(x), answers(x, weights, logistic=True)
    hessian = (inputs * (h * (1.0 - h))[:, None]).T @ inputs / len(x)
    move, *_ = np.linalg.lstsq(hessian, gradient(x, t, weights, logistic=True), rcond=None)
    return np.asarray(weights - move)


def newton(x: FloatArray, t: FloatArray, start: FloatArray, steps: int) -> FloatArray:
    """Return the weights after so many such steps."""
    path, places = [start], {start.tobytes(): 0}
    while len(path) <= steps:
        path.append(newton_step(x, t, path[-1]))
        at = places.setdefault(path[-1].tobytes(), len(path) - 1)
        if at < len(path) - 1:
            # At the least loss steps go round in the last digits, or lead nowhere.
            return path[at + (steps - at) % (len(path) - 1 - at)]
    return path[steps]


def best_line(x: FloatArray, t: FloatArray) -> FloatArray:
    """Return the weights that solve the normal equations XᵀX w = Xᵀt."""
    inputs = with_ones(x)
    found, *_ = np.linalg.lstsq(inputs.T @ inputs, inputs.T @ t, rcond=None)
    return np.asarray(found)


def best_logistic(x: FloatArray, t: FloatArray) -> FloatArray | None:
    """Return where the cross-entropy is least, by Newton's method.

    None where a line separates the classes: the larger the weights, the less it is there.
    """
    weights, inputs = np.zeros(x.shape[1] + 1), with_ones(x)
    for _ in range(_NEWTON_STEPS):
        following = newton_step(x, t, weights)
        # One line that separates them is enough: Newton's method would follow it for long.
        separates = ((inputs @ following) * (2.0 * t - 1.0) > 0.0).all()
        if separates or not np.abs(following).max() < _FARTHEST:
            return None
        moved = np.abs(following - weights).max()
        weights = following
        if moved < _CLOSE * max(1.0, float(np.abs(weights).max())):
            break
    is_separated = bool(((answers(x, weights, logistic=True) > 0.5) == (t > 0.5)).all())
    return None if is_separated else weights
