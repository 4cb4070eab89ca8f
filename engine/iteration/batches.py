"""Batches of rows: what an update is computed over, and how many of them an epoch has."""

from typing import Protocol

from msgspec import Struct

from engine.arrays import FloatArray


class Epoch(Struct, frozen=True):
    """One pass over the rows that a run trains on, in batches.

    Attributes
    ----------
    rows : int
        Rows that are trained on.
    batch_size : int
        Rows of a batch; the last batch may have fewer.
    """

    rows: int
    batch_size: int

    @classmethod
    def of(cls, rows: int, batch_size: int | None) -> "Epoch":
        """Return the epoch over some rows; without a batch size they are one batch."""
        return cls(rows, min(batch_size or rows, rows))

    @property
    def updates(self) -> int:
        """Updates, which is to say batches, of an epoch."""
        return -(-self.rows // self.batch_size)

    def places(self, batch: int) -> slice:
        """Return where among the epoch's rows a batch is, numbered from 0; epochs follow on."""
        start = batch % self.updates * self.batch_size
        return slice(start, min(start + self.batch_size, self.rows))


class Batch(Struct, frozen=True, eq=False):
    """The rows of an update.

    Attributes
    ----------
    x : ndarray of shape (m, inputs)
        Inputs, float64, read-only.
    y_true : ndarray of shape (m, outputs)
        Targets, float64, read-only.
    """

    x: FloatArray
    y_true: FloatArray


class Batches(Protocol):
    """The batches that a run goes through."""

    @property
    def epoch(self) -> Epoch:
        """How many rows and updates an epoch has."""

    def batch(self, update: int) -> Batch:
        """Return what an update is computed over; updates are numbered from 0."""
