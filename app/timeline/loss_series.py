"""The losses so far, as both the sparkline and the large plot read them."""

from collections.abc import Sequence

import numpy as np

from app.models import SessionModel
from app.plot.values import Points


class LossSeries:
    """The session's losses as an array that grows as they do."""

    def __init__(self, session: SessionModel) -> None:
        self._session = session
        self._source: Sequence[float] | None = None
        self._buffer: Points = np.empty(64)
        self._count = 0

    def values(self) -> Points:
        """Return L at the start of every iteration reached, shape (iterations,)."""
        if not self._session.is_open:
            return self._buffer[:0]
        losses = self._session.losses
        if losses is not self._source or len(losses) < self._count:
            self._source, self._count = losses, 0
        if len(losses) > len(self._buffer):
            grown = np.empty(max(len(losses), 2 * len(self._buffer)))
            grown[: self._count] = self._buffer[: self._count]
            self._buffer = grown
        self._buffer[self._count : len(losses)] = losses[self._count :]
        self._count = len(losses)
        return self._buffer[: self._count]
