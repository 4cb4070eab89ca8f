"""What changes a run's parameters, batch by batch, and what evaluates rows with them."""

from abc import ABC, abstractmethod
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import FloatArray
from engine.network.parameters import Parameters
from engine.training.data import RowSet, TrainingData
from engine.training.metrics import IntArray
from engine.training.threads import WorkerThreads, workers_for

CHUNK = 1000
"""Rows that are evaluated at once."""


_NO_SEEDS = np.empty(0, dtype=np.int64)


class Epochs(NamedTuple):
    """One epoch or several as a learner takes them; their batches are numbered through.

    Attributes
    ----------
    order : ndarray of int64, shape (epochs · rows,)
        Rows in order.
    rows, size : int
        Rows of an epoch and of a batch; the last batch of an epoch may have fewer.
    rates : ndarray of shape (batches,)
        Learning rate of each update, in the run's precision.
    updates : int
        How many updates the run has made before the first of these epochs.
    losses : ndarray of float64, shape (batches,)
        Receives each batch's loss before its update.
    right : ndarray of int64, shape (batches,)
        Receives each batch's number of right answers.
    """

    order: NDArray[np.int64]
    rows: int
    size: int
    rates: FloatArray
    updates: int
    losses: NDArray[np.float64]
    right: NDArray[np.int64]


class Learner(ABC):
    """Learns from batches of rows.

    Attributes
    ----------
    parameters : Parameters
        The values it changes, in place.
    moments : dict of str to ndarray of shape (trained,) or (0,)
        What the optimiser remembers, changed in place: the first moment (or velocity) and the
        second (a mean of squares).
    """

    parameters: Parameters
    moments: dict[str, FloatArray]

    @abstractmethod
    def learn(self, epochs: Epochs, first: int, last: int) -> int:
        """Train on the batches of some epochs from ``first`` to before ``last``.

        Returns
        -------
        int
            The batch after the last one looked at. A batch whose loss is not finite is the last
            one looked at, and it changes nothing.
        """

    @abstractmethod
    def evaluate(self, rows: RowSet, chosen: IntArray) -> tuple[float, FloatArray]:
        """Return the combined loss of at most `CHUNK` rows, and their outputs (rows, outputs)."""


class CompiledLearner(Learner):
    """Learns by the compiled kernels, which are loaded (and at first compiled) here.

    Parameters
    ----------
    parameters : Parameters
        The values to change.
    data : TrainingData
        The rows.
    batch_size : int
        Rows of a batch.
    generator : numpy.random.Generator
        Draws what is dropped, and how images are changed.
    """

    # What is too large for the run's precision becomes infinite, and ends the run in words.
    @np.errstate(over="ignore")
    def __init__(
        self,
        parameters: Parameters,
        data: TrainingData,
        batch_size: int,
        generator: np.random.Generator,
    ) -> None:
        # Numba takes a while to load, and nothing but training needs it.
        from numba import config  # noqa: PLC0415

        from engine.compilation import describing  # noqa: PLC0415
        from engine.kernels import arguments, batches, drawing, workers  # noqa: PLC0415

        layout, dtype = parameters.layout, parameters.flat.dtype
        count = workers_for(layout, batch_size, config.NUMBA_NUM_THREADS)
        self.parameters = parameters
        self._run: Any = batches.run_batches
        self._dismiss = workers.dismiss
        self._seeds_from = drawing.seeds_from
        self._arguments = arguments
        self._data = data
        self._generator = generator
        net = describing.net_of(layout, dtype, count)
        state = describing.state_of(parameters)
        self.moments = {"first": state.first, "second": state.second}
        others = max(len(data.rows), len(data.test or ()))
        capacity = max(batch_size, min(CHUNK, others))
        widest = max(slot.n_out * slot.n_in for slot in layout.slots)
        self._workers = WorkerThreads(count, capacity * widest)
        augmentation = layout.scenario.training.augmentation
        self._task = arguments.Task(
            net,
            describing.rule_of(layout, dtype),
            state,
            self._source(data.rows),
            np.empty(0, dtype=np.int64),
            describing.warp_of(augmentation, data.image_shape, dtype, count),
            describing.work_for(net, capacity, dtype),
            describing.workers_of(count, dtype),
        )
        drops = bool(net.shares[:, arguments.DROPOUT].any())
        self._draws = drops or self._task.warp.height > 0
        self._nothing = np.empty((0, self._task.work.y_pred.shape[1]), dtype=dtype)
        self._prepare(batch_size)

    def _prepare(self, batch_size: int) -> None:
        """Have the kernel loaded or compiled: without any batch it changes nothing."""
        from engine.compilation.preparing import prepare  # noqa: PLC0415

        whole, single = np.empty(0, dtype=np.int64), np.empty(0)
        task = self._task._replace(order=whole)
        task.workers.slot[...] = 0
        rates = np.empty(0, dtype=self.parameters.flat.dtype)
        nothing = (whole, single, whole, self._nothing)
        prepare(self._run, task, 0, batch_size, batch_size, 0, 0, rates, 0, *nothing)

    def _source(self, rows: RowSet) -> Any:
        dtype, data = self.parameters.flat.dtype, self._data
        nothing = np.empty((0, rows.x.shape[1]))
        bytes_stored = rows.x.dtype == np.uint8
        labels = np.empty(0) if rows.labels is None else rows.labels
        return self._arguments.Source(
            stored=_plain(rows.x if bytes_stored else nothing, np.dtype(np.uint8)),
            values=_plain(nothing if bytes_stored else rows.x, dtype),
            scale=dtype.type(data.scale),
            shift=dtype.type(data.shift),
            y_true=_plain(rows.y_true, dtype),
            labels=_plain(labels, np.dtype(np.int64)),
            threshold=dtype.type(data.threshold),
        )

    def learn(self, epochs: Epochs, first: int, last: int) -> int:
        """See `Learner.learn`."""
        task = self._task._replace(order=epochs.order)
        where = (epochs.rows, epochs.size, first, last, epochs.rates, epochs.updates)
        seeds = self._seeds_from(self._generator, last - first) if self._draws else _NO_SEEDS
        return self._work(task, *where, seeds, epochs.losses, epochs.right, self._nothing)

    def evaluate(self, rows: RowSet, chosen: IntArray) -> tuple[float, FloatArray]:
        """See `Learner.evaluate`; of rows that are not held out it takes what there is room for."""
        room = len(self._task.work.x)
        if not 0 < len(chosen) <= room:
            # The kernels would write beyond their arrays.
            raise ValueError(f"{len(chosen)} rows at once; expected 1 to {room}")
        source = self._task.source if rows is self._data.rows else self._source(rows)
        task = self._task._replace(source=source, order=np.array(chosen, dtype=np.int64))
        count, dtype = len(chosen), self.parameters.flat.dtype
        loss, right = np.empty(1), np.empty(1, dtype=np.int64)
        y_pred = np.empty((count, self._nothing.shape[1]), dtype=dtype)
        rates = np.empty(0, dtype=dtype)
        self._work(task, count, count, 0, 1, rates, 0, _NO_SEEDS, loss, right, y_pred)
        return float(loss[0]), y_pred

    def _work(self, task: Any, *others: Any) -> int:
        """Go through batches in all workers."""
        task.workers.slot[...] = 0
        dismiss = partial(self._dismiss, task.workers)
        with self._workers.at_work(lambda worker: self._run(task, worker, *others), dismiss):
            return int(self._run(task, 0, *others))


def _plain(array: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return an array as the kernels are compiled for: contiguous, and read-only.

    To Numba a read-only array is of another type, and another type is another compilation; some
    data sets are read-only and others are not.
    """
    plain = np.ascontiguousarray(array, dtype=dtype).view()
    plain.setflags(write=False)
    return plain
