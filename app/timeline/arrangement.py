"""Where the parts of the timeline stand at a width, and how high that makes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Metrics:
    """Distances in pixels: around everything, between columns, between lines."""

    margin: int
    column: int
    line: int


def place_minimal(counter: QWidget, bands: QWidget, width: int, metrics: Metrics) -> int:
    """Place the step counter with the slim bands beside it; return the height."""
    size, band = counter.sizeHint(), bands.sizeHint()
    inside = max(size.height(), band.height())
    top = metrics.line
    _put(counter, metrics.margin, top, size, inside)
    left = metrics.margin + size.width() + metrics.column
    room = QSize(max(band.width(), width - left - metrics.margin), band.height())
    _put(bands, left, top, room, inside)
    return inside + 2 * top


@dataclass(frozen=True)
class Parts:
    """The parts of the whole timeline.

    Attributes
    ----------
    lead : sequence of QWidget
        Stand in a row on the bands' middle line.
    bands : QWidget
        The bands.
    middle, inset : float
        How far the bands' middle line is from their top, and the first band from their left.
    below_lead : QWidget
        Stands under the lead.
    flowing : sequence of QWidget
        Flow under the bands, on further lines where one is too short.
    """

    lead: Sequence[QWidget]
    bands: QWidget
    middle: float
    inset: float
    below_lead: QWidget
    flowing: Sequence[QWidget]


def place_wide(parts: Parts, width: int, metrics: Metrics) -> int:
    """Place transport and counter left of the bands, the rest under them; return the height."""
    tallest = max(widget.sizeHint().height() for widget in parts.lead)
    middle = metrics.line + max(round(parts.middle), (tallest + 1) // 2)
    left = metrics.margin
    for widget in parts.lead:
        size = widget.sizeHint()
        widget.setGeometry(QRect(left, middle - size.height() // 2, size.width(), size.height()))
        left += size.width() + metrics.column
    left -= round(parts.inset) - metrics.column // 2
    band_top = middle - round(parts.middle)
    height = parts.bands.sizeHint().height()
    parts.bands.setGeometry(left, band_top, width - left - metrics.margin, height)
    below = max(band_top + height, middle + (tallest + 1) // 2) + metrics.line
    under = parts.below_lead.sizeHint()
    first_line = max(under.height(), parts.flowing[0].sizeHint().height())
    _put(parts.below_lead, metrics.margin, below, under, first_line)
    least = metrics.margin + under.width() + metrics.column
    left = max(left + round(parts.inset), least)
    return flow(parts.flowing, left, below, width - metrics.margin, metrics) + metrics.line


def place_stacked(parts: Parts, width: int, metrics: Metrics) -> int:
    """Place the bands over the whole width and everything else flowing under them."""
    height = parts.bands.sizeHint().height()
    top = metrics.line
    parts.bands.setGeometry(metrics.margin, top, width - 2 * metrics.margin, height)
    top += height + metrics.line
    flowing = [*parts.lead, parts.below_lead, *parts.flowing]
    return flow(flowing, metrics.margin, top, width - metrics.margin, metrics) + metrics.line


def flow(widgets: Sequence[QWidget], left: int, top: int, right: int, metrics: Metrics) -> int:
    """Place widgets in lines from left to right; return where the last line ends."""
    lines: list[list[QWidget]] = [[]]
    x = left
    for widget in widgets:
        width = widget.sizeHint().width()
        if lines[-1] and x + width > right:
            lines.append([])
            x = left
        lines[-1].append(widget)
        x += width + metrics.column
    for line in lines:
        height = max(widget.sizeHint().height() for widget in line)
        x = left
        for widget in line:
            size = widget.sizeHint()
            _put(widget, x, top, size, height)
            x += size.width() + metrics.column
        top += height + metrics.line
    return top - metrics.line


def _put(widget: QWidget, left: int, top: int, size: QSize, line: int) -> None:
    """Place a widget on the middle of a line."""
    widget.setGeometry(left, top + (line - size.height()) // 2, size.width(), size.height())
