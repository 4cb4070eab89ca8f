"""Where the parts of the timeline stand at a width, and how high that makes it."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget


class Metrics(Struct, frozen=True):
    """Distances in pixels: at both sides, between columns, around lines, between flowing lines."""

    margin: int
    column: int
    line: int
    gap: int


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


class Parts(Struct, frozen=True):
    """The parts of the whole timeline.

    Attributes
    ----------
    lead : sequence of QWidget
        Stand in a row on the bands' middle line.
    bands : QWidget
        The bands.
    middle, inset : float
        How far the bands' middle line is from their top, and the first band from their left.
    below_lead : sequence of QWidget
        Stand in a row under the lead.
    flowing : sequence of QWidget
        Flow under the bands, on further lines where one is too short.
    """

    lead: Sequence[QWidget]
    bands: QWidget
    middle: float
    inset: float
    below_lead: Sequence[QWidget]
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
    left -= metrics.column
    band_top = middle - round(parts.middle)
    height = parts.bands.sizeHint().height()
    parts.bands.setGeometry(left, band_top, width - left - metrics.margin, height)
    below = max(band_top + height, middle + (tallest + 1) // 2) + metrics.line
    inner = left + round(parts.inset)
    first_line = (*parts.below_lead, *parts.flowing[:1])
    row = max(widget.sizeHint().height() for widget in first_line)
    left = metrics.margin
    for widget in parts.below_lead:
        size = widget.sizeHint()
        _put(widget, left, below, size, row)
        left += size.width() + metrics.column
    left = max(left, inner)
    end = flow(parts.flowing, left, below, width - metrics.margin, metrics)
    return max(end, below + row) + metrics.line


def place_stacked(parts: Parts, width: int, metrics: Metrics) -> int:
    """Place the bands over the whole width and everything else flowing under them."""
    height = parts.bands.sizeHint().height()
    top = metrics.line
    parts.bands.setGeometry(metrics.margin, top, width - 2 * metrics.margin, height)
    top += height + metrics.line
    flowing = [*parts.lead, *parts.below_lead, *parts.flowing]
    return flow(flowing, metrics.margin, top, width - metrics.margin, metrics) + metrics.line


def place_best(parts: Parts, width: int, metrics: Metrics, least_bands: float) -> int:
    """Place the parts the lower way; bands beside the transport keep a least width."""
    stacked = place_stacked(parts, width, metrics)
    beside = width - 2 * metrics.margin
    beside -= sum(widget.sizeHint().width() + metrics.column for widget in parts.lead)
    if beside < least_bands:
        return stacked
    wide = place_wide(parts, width, metrics)
    return wide if wide <= stacked else place_stacked(parts, width, metrics)


def flow(widgets: Sequence[QWidget], left: int, top: int, right: int, metrics: Metrics) -> int:
    """Place widgets in lines from left to right; return where the last line ends.

    A line that would hold one more widget with half the room between them gets it. A widget's
    property "hang" is how far its ground reaches left of its text: a line begins with the text,
    not with the ground.
    """
    if not widgets:
        return top
    tight = metrics.column // 2
    lines: list[list[QWidget]] = [[]]
    x = left
    for widget in widgets:
        width = _inked(widget)
        if lines[-1] and x + width > right:
            lines.append([])
            x = left
        lines[-1].append(widget)
        x += width + tight
    for line in lines:
        height = max(widget.sizeHint().height() for widget in line)
        free = right - left - sum(_inked(widget) for widget in line)
        column = min(metrics.column, free // max(1, len(line) - 1))
        x = left
        for widget in line:
            _put(widget, x - hang(widget), top, widget.sizeHint(), height)
            x += _inked(widget) + column
        top += height + metrics.gap
    return top - metrics.gap


def _inked(widget: QWidget) -> int:
    return widget.sizeHint().width() - hang(widget)


def hang(widget: QWidget) -> int:
    """Return how far a widget's ground reaches left of its text."""
    return int(widget.property("hang") or 0)


def _put(widget: QWidget, left: int, top: int, size: QSize, line: int) -> None:
    """Place a widget on the middle of a line."""
    widget.setGeometry(left, top + (line - size.height()) // 2, size.width(), size.height())
