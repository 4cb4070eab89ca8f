"""Loss functions, each with its gradient beside it.

All arrays are of shape (batch, outputs): targets, and activations and pre-activations of the
output layer. A loss gives one term per output; the loss of a sample is the sum of its terms, and
the scenario's reduction combines the samples of a batch.
"""

import numpy as np

from engine.arrays import FloatArray
from engine.catalogue.functions import Loss
from engine.catalogue.records import Catalogue, Typed


def _mean_squared(y_true: FloatArray, a: FloatArray, _: FloatArray) -> FloatArray:
    terms: FloatArray = np.square(y_true - a) / a.shape[1]
    return terms


def _mean_squared_gradient(y_true: FloatArray, a: FloatArray, _: FloatArray) -> FloatArray:
    gradient: FloatArray = (a - y_true) * (2.0 / a.shape[1])
    return gradient


def _mean_absolute(y_true: FloatArray, a: FloatArray, _: FloatArray) -> FloatArray:
    apart = a - y_true
    terms: FloatArray = apart * (np.sign(apart.real) / a.shape[1])
    return terms


def _mean_absolute_gradient(y_true: FloatArray, a: FloatArray, _: FloatArray) -> FloatArray:
    gradient: FloatArray = np.sign((a - y_true).real).astype(a.dtype) / a.shape[1]
    return gradient


def _binary(y_true: FloatArray, _: FloatArray, z: FloatArray) -> FloatArray:
    """Return −(t log a + (1 − t) log(1 − a)) with a = sigmoid(z)."""
    # log a = −log(1 + e^−z) and log(1 − a) = −log(1 + e^z), so the loss is log(1 + e^z) − t z;
    # what cancels there for large z is taken together first.
    above = z.real > 0.0
    tail: FloatArray = np.log1p(np.exp(np.where(above, -z, z)))
    return np.where(above, z, 0.0) - y_true * z + tail


def _binary_gradient(y_true: FloatArray, _: FloatArray, z: FloatArray) -> FloatArray:
    """Return (1 − t)/(1 − a) − t/a, with 1/a = 1 + e^−z and 1/(1 − a) = 1 + e^z."""
    bounded = np.clip(z, *((-87.0, 87.0) if z.dtype == np.float32 else (-708.0, 708.0)))
    return (1.0 - y_true) * (1.0 + np.exp(bounded)) - y_true * (1.0 + np.exp(-bounded))


def _categorical(y_true: FloatArray, _: FloatArray, z: FloatArray) -> FloatArray:
    """Return −t_c log a_c with a = softmax(z)."""
    return -y_true * _log_softmax(z)


def _categorical_gradient(y_true: FloatArray, _: FloatArray, z: FloatArray) -> FloatArray:
    limit = 87.0 if z.dtype == np.float32 else 708.0
    return -y_true * np.exp(np.minimum(-_log_softmax(z), limit))


def _categorical_delta(y_true: FloatArray, a: FloatArray) -> FloatArray:
    # Targets that add up to 1 make this the familiar a − t.
    delta: FloatArray = a * np.add.reduce(y_true, axis=1, keepdims=True)
    delta -= y_true
    return delta


def _log_softmax(z: FloatArray) -> FloatArray:
    shifted = z - z.real.max(axis=1, keepdims=True)
    result: FloatArray = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def _typed(name: str, formula: str) -> Loss:
    # The grammar waits until a function is typed.
    from engine.catalogue.typed import typed_loss

    return typed_loss(name, formula)


LOSSES: Catalogue[Loss] = Catalogue(
    # ½ (t − a)², summed over the outputs.
    Loss(
        id="half-squared-error",
        name="half squared error",
        terms=lambda y_true, a, _: 0.5 * np.square(y_true - a),
        gradient=lambda y_true, a, _: a - y_true,
    ),
    # (t − a)² averaged over the N outputs: each output's term is (t − a)² / N.
    Loss(
        id="mean-squared-error",
        name="mean squared error",
        terms=_mean_squared,
        gradient=_mean_squared_gradient,
    ),
    # |t − a| averaged over the N outputs; at t = a, where there is none, the derivative is 0.
    Loss(
        id="mean-absolute-error",
        name="mean absolute error",
        terms=_mean_absolute,
        gradient=_mean_absolute_gradient,
        kink="|{target} − {activation}| has no derivative at {activation} = {target}; "
        "0 is used there.",
    ),
    Loss(
        id="binary-cross-entropy",
        name="binary cross-entropy",
        terms=_binary,
        gradient=_binary_gradient,
        fused=lambda y_true, a: a - y_true,
        output_activation="sigmoid",
    ),
    Loss(
        id="categorical-cross-entropy",
        name="categorical cross-entropy",
        terms=_categorical,
        gradient=_categorical_gradient,
        fused=_categorical_delta,
        output_activation="softmax",
    ),
    typed=Typed("f(a, t) = ", ("a", "t"), _typed),
)
