"""Where each step of an iteration stands on the timeline's bands."""

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from engine.iteration.steps import Phase


class Band(Struct, frozen=True):
    """One phase on the timeline.

    Attributes
    ----------
    phase : Phase
        The phase.
    steps : range
        The indices of its steps, from 0.
    left, width : float
        Where the band lies, in pixels.
    """

    phase: Phase
    steps: range
    left: float
    width: float

    @property
    def right(self) -> float:
        """The band's right edge."""
        return self.left + self.width

    @property
    def spacing(self) -> float:
        """Pixels from one step to the next."""
        return self.width / len(self.steps)


class BandLayout:
    """Bands side by side: as wide as their share of the steps, but never under their minimum.

    Parameters
    ----------
    phases : sequence of (Phase, range)
        Each phase with the indices of its steps.
    minimums : sequence of float
        The least width of each band.
    left, width : float
        The room for all bands together.
    gap : float
        Between two bands.
    """

    def __init__(
        self,
        phases: Sequence[tuple[Phase, range]],
        minimums: Sequence[float],
        left: float,
        width: float,
        gap: float,
    ) -> None:
        room = max(1.0, width - gap * (len(phases) - 1))
        widths = share_out([len(steps) for _, steps in phases], minimums, room)
        self.start = left
        bands = []
        for (phase, steps), own in zip(phases, widths, strict=True):
            bands.append(Band(phase, steps, left, own))
            left += own + gap
        self.bands = tuple(bands)
        self._firsts = [band.steps.start for band in bands]

    def band_of(self, position: int) -> Band:
        """Return the band of the step shown last; at position 0 the first band."""
        return self.bands[max(0, bisect_right(self._firsts, position - 1) - 1)]

    def x_of(self, position: int) -> float:
        """Return where the playhead stands; position 0 is the left edge of the first band."""
        if position <= 0:
            return self.start
        band = self.band_of(position)
        return band.left + (position - 0.5 - band.steps.start) * band.spacing

    def position_at(self, x: float) -> int:
        """Return the position whose step lies under x; left of all bands it is 0."""
        if x < self.start:
            return 0
        band = self.bands[0]
        for other in self.bands:
            if x >= other.left:
                band = other
        index = int((x - band.left) / band.spacing)
        return band.steps.start + min(index, len(band.steps) - 1) + 1


def share_out(counts: Sequence[int], minimums: Sequence[float], room: float) -> list[float]:
    """Divide a width by counts, but none less than its minimum.

    Where the minimums alone fill the room they share it in their own proportion.
    """
    if sum(minimums) >= room:
        return [room * least / sum(minimums) for least in minimums]
    widths: list[float | None] = [None] * len(counts)
    while True:
        free = [index for index, width in enumerate(widths) if width is None]
        left = room - sum(width for width in widths if width is not None)
        total = sum(counts[index] for index in free)
        small = [i for i in free if counts[i] * left < minimums[i] * total]
        if not small:
            for index in free:
                widths[index] = counts[index] * left / total
            return [width or 0.0 for width in widths]
        for index in small:
            widths[index] = minimums[index]
