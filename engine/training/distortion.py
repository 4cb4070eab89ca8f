"""What training sees of images that are distorted."""

from typing import Any

import numpy as np

from engine.arrays import FloatArray
from engine.network.scenario import Augmentation
from engine.random_streams import Stream, stream
from engine.training.data import TrainingData
from engine.training.metrics import IntArray


def distorted(
    data: TrainingData, chosen: IntArray, augmentation: Augmentation, seed: int
) -> FloatArray:
    """Return rows as a run might see them once, shape (rows, inputs).

    They are drawn apart from any run: a run's own distortions stay what its seed makes them.

    Parameters
    ----------
    data : TrainingData
        Rows that are images.
    chosen : ndarray of shape (rows,)
        Which of its rows; a row may stand there several times, and is drawn anew each time.
    augmentation : Augmentation
        How far they are distorted.
    seed : int
        The same seed draws the same.

    Raises
    ------
    ValueError
        The rows are no images.
    """
    # Numba takes a while to load, and nothing but training needs it.
    from engine.compilation import describing  # noqa: PLC0415
    from engine.compilation.preparing import prepare  # noqa: PLC0415
    from engine.kernels import arguments  # noqa: PLC0415
    from engine.kernels.augmentation import warp_rows  # noqa: PLC0415
    from engine.kernels.drawing import seeds_from  # noqa: PLC0415

    warp: Any = warp_rows

    if data.image_shape is None:
        raise ValueError("the rows are no images; expected a set of images")
    dtype = np.dtype(np.float32)
    stored = np.ascontiguousarray(data.rows.x[chosen])
    is_bytes = stored.dtype == np.uint8
    nothing = np.empty((0, stored.shape[1]))
    source = arguments.Source(
        stored=stored if is_bytes else nothing.astype(np.uint8),
        values=nothing.astype(dtype) if is_bytes else stored.astype(dtype),
        scale=dtype.type(data.scale),
        shift=dtype.type(data.shift),
        y_true=np.empty((0, 1), dtype=dtype),
        labels=np.empty(0, dtype=np.int64),
        threshold=dtype.type(data.threshold),
    )
    x = np.empty(stored.shape, dtype=dtype)
    generator = stream(seed, Stream.DISTORTIONS_SHOWN)
    order = np.arange(len(stored), dtype=np.int64)
    room = describing.warp_of(augmentation, data.image_shape, dtype)
    prepare(warp, source, order, room, int(seeds_from(generator, 1)[0]), x)
    return x
