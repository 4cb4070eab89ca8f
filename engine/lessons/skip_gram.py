"""Skip-gram: a dense network that guesses the context of a word, and the vectors that it learns.

A one-hot word goes through a linear layer without bias into a softmax over the vocabulary (T.
Mikolov, K. Chen, G. Corrado and J. Dean, 2013); a word's vector is its column of the first weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from engine.arrays import FloatArray
from engine.lessons.sentences import pairs, words
from engine.network.parameters import Parameters, initial_parameters
from engine.network.scenario import Layer, Scenario, Training

if TYPE_CHECKING:
    from engine.training.records import Preparing

SIZE, EPOCHS = 10, 30
"""Numbers of a vector, and epochs of a training."""
NEAREST = 5

_RATE, _BATCH, _DEVIATION = 1.0, 32, 0.3


@dataclass(frozen=True, eq=False)
class Vectors:
    """The network after an epoch.

    Attributes
    ----------
    epoch : int
        How many epochs were trained.
    inner, outer : ndarray of shape (words, SIZE)
        Each word's weights on the way into the hidden layer, and out of it.
    loss : float
        The mean loss of the epoch; NaN before the first.
    """

    epoch: int
    inner: FloatArray
    outer: FloatArray
    loss: float = float("nan")

    @cached_property
    def directions(self) -> FloatArray:
        """The vectors with length 1, of shape (words, SIZE)."""
        return np.asarray(self.inner / np.linalg.norm(self.inner, axis=1, keepdims=True))

    def probabilities(self, word: int) -> FloatArray:
        """Return how probable each word is near a word, of shape (words,)."""
        z = self.outer @ self.inner[word]
        raised = np.exp(z - z.max())
        return np.asarray(raised / raised.sum())

    def nearest(self, word: str, count: int = NEAREST) -> list[tuple[str, float]]:
        """Return the words with the largest cosine to a word, and these cosines."""
        return self._nearest(self.inner[_place(word)], (word,), count)

    def sum(self, first: str, less: str, more: str) -> list[tuple[str, float]]:
        """Return the words nearest to one less another and more a third, but for these three."""
        one, other, third = (self.inner[_place(word)] for word in (first, less, more))
        return self._nearest(one - other + third, (first, less, more), NEAREST)

    def _nearest(
        self, vector: FloatArray, but: Sequence[str], count: int
    ) -> list[tuple[str, float]]:
        cosines = self.directions @ vector / np.linalg.norm(vector)
        vocabulary = words().vocabulary
        order = [at for at in np.argsort(-cosines) if vocabulary[at] not in but]
        return [(vocabulary[at], float(cosines[at])) for at in order[:count]]


def _place(word: str) -> int:
    return words().vocabulary.index(word)


@lru_cache(maxsize=2)
def scenario(seed: int, window: int) -> Scenario:
    """Return the network with all pairs of a text as its rows."""
    vocabulary = words().vocabulary
    one_hot = np.eye(len(vocabulary))
    x, y = (one_hot[list(side)] for side in zip(*pairs(seed, window), strict=True))
    outputs = tuple(f"near {word}" for word in vocabulary)
    hidden = tuple(f"h{number + 1}" for number in range(SIZE))
    layers = (_layer(hidden, "linear"), _layer(outputs, "softmax"))
    training = Training("sgd", _RATE, _BATCH, EPOCHS, True, seed, 0)
    return Scenario(
        "skip-gram",
        "Words as vectors",
        vocabulary,
        layers,
        "categorical-cross-entropy",
        "mean",
        training,
        network_seed=seed,
        x=x,
        y=y,
    )


def _layer(units: tuple[str, ...], activation: str) -> Layer:
    return Layer(units, activation, "none", "normal", initialiser_scale=_DEVIATION)


@lru_cache(maxsize=8)
def at_start(seed: int, window: int) -> Vectors:
    """Return the vectors as they are drawn."""
    return _vectors(0, initial_parameters(scenario(seed, window)))


def _vectors(epoch: int, parameters: Parameters, loss: float = float("nan")) -> Vectors:
    inner, outer = (weights.astype(np.float64) for weights in parameters.weights)
    return Vectors(epoch, inner.T, outer, loss)


def trained(seed: int, window: int) -> Iterator[Vectors | Preparing]:
    """Train, and yield the vectors after each epoch; first how far the kernels are made."""
    from engine.training.plan import TrainingPlan  # noqa: PLC0415
    from engine.training.records import EpochMetrics, Preparing  # noqa: PLC0415
    from engine.training.trainer import Trainer  # noqa: PLC0415

    trainer = Trainer(TrainingPlan(scenario(seed, window)))
    for record in trainer.run():
        if isinstance(record, EpochMetrics):
            yield _vectors(record.epoch, trainer.parameters, record.train_loss)
        elif isinstance(record, Preparing):
            yield record


def pair_scenario(vectors: Vectors, word: str, target: str, seed: int, window: int) -> Scenario:
    """Return the network as it stands, with one pair as its only row, to be stepped through."""
    whole = scenario(seed, window)
    one_hot = np.eye(len(whole.inputs))
    layers = zip(whole.layers, (vectors.inner.T, vectors.outer), strict=True)
    when = f"after {vectors.epoch} epochs" if vectors.epoch else "before training"
    sentence = f"The pair {word} → {target} in skip-gram, {when}."
    return replace(
        whole,
        id=f"skip-gram-{word}-{target}",
        title=f"{word} → {target}",
        description=sentence,
        layers=tuple(replace(layer, weights=weights) for layer, weights in layers),
        training=replace(whole.training, batch_size=1),
        x=one_hot[[_place(word)]],
        y=one_hot[[_place(target)]],
    )


def flattened(vectors: FloatArray, before: FloatArray | None = None) -> FloatArray:
    """Return vectors along their two principal directions, of shape (vectors, 2).

    Parameters
    ----------
    vectors : ndarray of shape (vectors, numbers)
        What is drawn.
    before : ndarray of shape (vectors, 2), optional
        The drawing that this one is turned and mirrored to, so that nothing jumps (P. Schönemann,
        1966, "A generalized solution of the orthogonal Procrustes problem").
    """
    centred = vectors - vectors.mean(axis=0)
    *_, directions = np.linalg.svd(centred, full_matrices=False)
    flat = centred @ directions[:2].T
    if before is not None:
        left, _, right = np.linalg.svd(flat.T @ before)
        flat = flat @ left @ right
    return np.asarray(flat)
