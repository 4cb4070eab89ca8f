"""A step drawn on a sheet: the graph beside its derivation, or above it."""

from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.exports.worked import Worked
from app.graph.items.picture import GraphPicture
from app.graph.labels.state import GraphState, Reading
from app.graph.plan.shape import network_shape
from app.own_units import own_number
from app.theme import Appearance
from app.working.content.page import Page
from app.working.layout import Column, Looks, Pages

MARGIN = 28.0
_GRAPH_SHARE = 0.56
"""Of the sheet's longer side, what the graph takes where the derivation is beside it."""


class StepDrawing:
    """Draws the steps of an iteration, one a sheet.

    Parameters
    ----------
    worked : Worked
        The iteration.
    appearance : Appearance
        Theme and text size.
    width, height : float
        Of a sheet, in pixels at 100 %.
    part : str
        What is on it: "both", "graph" or "derivation".
    """

    def __init__(
        self,
        worked: Worked,
        appearance: Appearance,
        width: float,
        height: float,
        part: str = "both",
    ) -> None:
        self._worked, self._appearance, self._part = worked, appearance, part
        self._pages = Pages()
        self._sheet = QRectF(0, 0, width, height)
        share = {"both": _GRAPH_SHARE, "graph": 1.0, "derivation": 0.0}[part]
        self._graph, self._words = QRectF(self._sheet), QRectF(self._sheet)
        if width > height:
            self._graph.setWidth(share * width)
            self._words.setLeft(share * width)
        else:
            self._graph.setHeight(share * height)
            self._words.setTop(share * height)
        self._shape = network_shape(worked.trace.scenario, worked.rows.image_shape)
        self._picture: GraphPicture | None = None

    def paint(self, painter: QPainter, position: int, page: Page) -> None:
        """Draw what is known after so many steps, and the page of the last of them."""
        painter.fillRect(self._sheet, QColor(self._appearance.theme.surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._part != "derivation":
            painter.fillRect(self._graph, QColor(self._appearance.theme.background))
            self._paint_graph(painter, position)
        if self._part != "graph":
            self._paint_page(painter, page, self._words)

    def _paint_graph(self, painter: QPainter, position: int) -> None:
        worked = self._worked
        own = partial(own_number, worked.rows, sample=worked.sample)
        reading = Reading(worked.trace, worked.sample, position, own)
        state = GraphState(reading, worked.trace.steps[position - 1] if position else None)
        half = MARGIN / 2
        inside = self._graph.adjusted(half, half, -half, -half)
        if self._picture is None:
            size = inside.width(), inside.height()
            self._picture = GraphPicture(state, self._appearance, *size, self._shape)
        self._picture.show(state)  # what the step lights
        scene = self._picture.scene
        whole = self._picture.canvas.frame.plan.rectangle
        source = QRectF(0, 0, max(whole.width, inside.width()), max(whole.height, inside.height()))
        scene.render(painter, inside, source, Qt.AspectRatioMode.KeepAspectRatio)

    def _paint_page(self, painter: QPainter, page: Page, room: QRectF) -> None:
        """Draw a page into a rectangle, smaller where it is higher than that."""
        width, height = room.width() - 2 * MARGIN, room.height() - MARGIN
        looks = Looks(self._appearance, width, height)
        drawing = self._pages.lay_out(page, looks, Column(0.0, width, height, height))
        painter.save()
        painter.setClipRect(room)
        painter.translate(room.left() + MARGIN, room.top() + MARGIN / 2)
        shrink = min(1.0, height / drawing.height)
        painter.scale(shrink, shrink)
        for top, block in drawing.placed:
            painter.translate(0, top)
            block.paint(painter, frozenset())
            painter.translate(0, -top)
        painter.restore()
