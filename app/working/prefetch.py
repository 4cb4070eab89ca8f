"""Lay pages out ahead of time, in short slices while nothing else happens."""

from collections.abc import Callable, Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

SLICE_SECONDS = 0.006
"""How long one slice may take before the next piece is left for later."""

WHOLE = 120
"""Up to so many steps the whole iteration is laid out ahead."""

AROUND = 10
"""Of longer iterations, so many steps before and after the present one."""


class IdlePrefetcher(QObject):
    """Prepares the steps around the present one, the nearest first.

    Parameters
    ----------
    prepare : callable
        Prepares a step of the iteration piece by piece, giving way after each.
    parent : QObject, optional
        The owner.
    """

    def __init__(
        self, prepare: Callable[[int], Iterator[None]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._prepare = prepare
        self._pieces: Iterator[None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._work)

    def begin(self, position: int, length: int) -> None:
        """Prepare what may be shown next from a position on; drops what was asked for earlier."""
        self._pieces = self._all(nearest(position, length))
        self._timer.start()

    def stop(self) -> None:
        """Prepare nothing any more."""
        self._pieces = None
        self._timer.stop()

    def _all(self, numbers: list[int]) -> Iterator[None]:
        for number in numbers:
            yield from self._prepare(number)

    def _work(self) -> None:
        until = perf_counter() + SLICE_SECONDS
        while self._pieces is not None and perf_counter() < until:
            try:
                next(self._pieces)
            except StopIteration:
                self.stop()


def nearest(position: int, length: int) -> list[int]:
    """Return the step numbers to prepare, the likeliest to be shown next first."""
    reach = length if length <= WHOLE else AROUND
    around = (
        number
        for distance in range(reach + 1)
        for number in (position + distance, position - distance)
    )
    return [number for number in dict.fromkeys(around) if 1 <= number <= length]
