"""What a network over points of the plane may have as inputs."""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from engine.arrays import FloatArray
from engine.catalogue.records import Catalogue


class Feature(Struct, frozen=True, eq=False):
    """An input that is computed from a point.

    Attributes
    ----------
    id : str
        What scenario files call it.
    name : str
        What the input is called.
    value : callable
        Returns it from x and y, arrays of one shape; of a point on a line y is empty.
    """

    id: str
    name: str
    value: Callable[[FloatArray, FloatArray], FloatArray]

    @property
    def needs_y(self) -> bool:
        """Whether a point on a line has none of it."""
        return "y" in self.id


FEATURES: Catalogue[Feature] = Catalogue(
    Feature("x", "x", lambda x, _: x),
    Feature("y", "y", lambda _, y: y),
    Feature("x^2", "x²", lambda x, _: x * x),
    Feature("y^2", "y²", lambda _, y: y * y),
    Feature("x*y", "x·y", lambda x, y: x * y),
    Feature("sin x", "sin x", lambda x, _: np.sin(x)),
    Feature("sin y", "sin y", lambda _, y: np.sin(y)),
)


def feature_columns(features: Sequence[str], points: FloatArray) -> FloatArray:
    """Return the features of points, shape (n, features), in the points' precision.

    Parameters
    ----------
    features : sequence of str
        Ids of `FEATURES`.
    points : ndarray of shape (n, 2) or (n, 1)
        x and y, or x alone.
    """
    x, y = points[:, 0], points[:, 1] if points.shape[1] > 1 else points[:0, 0]
    return np.column_stack([FEATURES[feature].value(x, y) for feature in features])
