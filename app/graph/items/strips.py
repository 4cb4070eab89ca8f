"""Layers too large to draw unit by unit: a strip of cells, or the image they are."""

import numpy as np
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QGraphicsPixmapItem

from app.graph.items.primitives import PLATES, TEXTS, Canvas, Plate, Text
from app.graph.labels.wording import shortened
from app.graph.plan.geometry import Box, Point, space_out
from app.graph.plan.places import NOWHERE, Place
from app.graph.plan.shape import grid_of
from app.theme import mix
from engine.arrays import FloatArray
from engine.network.quantities import Quantity, Ref
from symbolic.notation.marks import set_name

NAMED = 6
"""How many cells of a strip are named at a time."""


class CellGrid:
    """Numbers as a grid of coloured cells, in a frame."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.frame = Plate(canvas.scene)
        self.pixmap = QGraphicsPixmapItem()
        self.pixmap.setZValue(PLATES + 0.5)
        canvas.scene.addItem(self.pixmap)
        self._shown: tuple[object, ...] = ()

    def show(self, box: Box, values: FloatArray, colours: tuple[str, str, str]) -> None:
        """Show numbers from −1 to 1: `colours` are those of −1, 0 and 1."""
        key = (box, values.tobytes(), colours)
        if key != self._shown:
            self._shown = key
            self.frame.shape_as(box.grown(2.0), 3.0)
            picture = QPixmap.fromImage(_image(values, colours))
            self.pixmap.setPixmap(picture)
            transform = self.pixmap.transform()
            transform.reset()
            transform.translate(box.left, box.top)
            transform.scale(box.width / picture.width(), box.height / picture.height())
            self.pixmap.setTransform(transform)
        self.set_visible(True)

    def set_visible(self, visible: bool) -> None:
        """Show or hide it."""
        for item in (self.frame, self.pixmap):
            if item.isVisible() != visible:
                item.setVisible(visible)


def _rgb(colour: str) -> FloatArray:
    parsed = QColor(colour)
    return np.array([parsed.red(), parsed.green(), parsed.blue()], dtype=np.float64)


def _image(values: FloatArray, colours: tuple[str, str, str]) -> QImage:
    low, middle, high = (_rgb(colour) for colour in colours)
    share = np.clip(values, -1.0, 1.0)[..., None]
    mixed = middle + np.where(share >= 0, share * (high - middle), -share * (low - middle))
    rgb = np.ascontiguousarray(mixed.round().astype(np.uint8))
    height, width = values.shape
    image = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.copy()


class Strip:
    """One large layer: its cells, the names of a few, and the picture of one unit's weights."""

    def __init__(self, canvas: Canvas, layer: int) -> None:
        self.canvas, self.layer = canvas, layer
        self.cells = CellGrid(canvas)
        self.names = [Text(canvas.scene) for _ in range(NAMED)]
        self.marks = [Plate(canvas.scene, TEXTS) for _ in range(NAMED + 2)]
        self.field = CellGrid(canvas) if layer == 0 else None
        self.note = Text(canvas.scene)

    def refresh(self, cells: list[int], focus: int | None) -> None:
        """Show the layer.

        Parameters
        ----------
        cells : list of int
            The units that stand out, the most important first.
        focus : int or None
            The unit of layer 1 whose incoming weights are shown as a picture, for an image.
        """
        frame = self.canvas.frame
        box = frame.plan.strips[self.layer]
        theme = frame.theme
        known = frame.reading.is_known(Ref(Quantity.ACTIVATION, self.layer, 0))
        values = self._values() if known else np.zeros(len(self._all()))
        low = mix(theme.surface, theme.negative, 0.8)
        high = theme.text if self._is_image else theme.forward.strong
        ground = theme.background if self._is_image else theme.surface
        self.cells.show(box, self._grid(values), (low, ground, high))
        self.cells.frame.dress(theme.surface, theme.outline, 1.2)
        self._mark(cells)
        if self._is_image:
            self._show_field(focus)
        else:
            self._name(cells or self._strongest(known))

    @property
    def _is_image(self) -> bool:
        return self.layer == 0 and self.canvas.frame.plan.shape.image is not None

    def _all(self) -> FloatArray:
        frame = self.canvas.frame
        row: FloatArray = frame.trace.a[self.layer][frame.reading.sample]
        return row

    def _values(self) -> FloatArray:
        values = self._all()
        largest = float(np.abs(values).max()) or 1.0
        return values / (max(1.0, largest) if self._is_image else largest)

    def _grid(self, values: FloatArray) -> FloatArray:
        rows, columns = grid_of(self.canvas.frame.plan.shape, self.layer)
        grid = np.zeros(rows * columns)
        grid[: len(values)] = values
        return grid.reshape(rows, columns)

    def _strongest(self, known: bool) -> list[int]:
        if not known:
            return []
        order = np.argsort(-np.abs(self._all()), kind="stable")[:NAMED]
        return sorted(int(index) for index in order)

    def _mark(self, cells: list[int]) -> None:
        frame = self.canvas.frame
        for index, mark in enumerate(self.marks):
            visible = index < len(cells)
            mark.setVisible(visible)
            if visible:
                box = frame.plan.cell(self.layer, cells[index])
                mark.shape_as(box.grown(1.5), 1.5)
                place = Place("unit", self.layer, cells[index])
                outline, width = frame.outline(place)
                mark.dress("", outline or frame.phase.strong, width or 1.6)

    def _name(self, cells: list[int]) -> None:
        """Name some cells beside the strip, moved apart where they stand too close."""
        frame = self.canvas.frame
        chosen = sorted(cells[:NAMED])
        box = frame.plan.strips[self.layer]
        line = frame.fonts.height("small") * 1.02
        wanted = [frame.plan.cell(self.layer, cell).centre.y for cell in chosen]
        places = space_out(wanted, line, box.top, box.bottom)
        gap = 7 * frame.scale
        names = frame.trace.scenario.unit_names(self.layer)
        limit = (frame.plan.cell_room if self.layer else box.left) - 1.6 * gap
        fonts, reading = frame.fonts, frame.reading
        for text in self.names[len(chosen) :]:
            text.write("", fonts.font("small"), frame.theme.muted)
        for text, cell, y in zip(self.names, chosen, places, strict=False):
            ref = Ref(Quantity.ACTIVATION, self.layer, cell)
            name, own = set_name(shortened(names[cell])), reading.table_text(ref)
            shown = f"{name} {reading.text(ref)}".strip()
            # What the table has, where there is room for both: whole in the tip.
            both = f"{name} {own}, as {reading.text(ref)}" if own else shown
            if fonts.width("small", both) <= limit:
                shown = both
            text.place(box.left - gap, y, 1.0, limit)
            lit = frame.emphasis.is_lit(ref)
            text.write(shown, fonts.font("small"), frame.phase.strong if lit else frame.theme.muted)

    def _show_field(self, focus: int | None) -> None:
        frame, box = self.canvas.frame, self.canvas.frame.plan.field
        theme = frame.theme
        if self.field is None or box is None:
            return
        self.note.place(box.centre.x, box.top - 13 * frame.scale, 0.5, box.width * 1.15)
        font = frame.fonts.font("small")
        if focus is None:
            self.field.set_visible(False)
            self.note.write("", font, theme.muted)
            return
        weights = frame.trace.before.weights[0][focus]
        largest = float(np.abs(weights).max()) or 1.0
        colours = (theme.negative, theme.background, theme.positive)
        self.field.show(box, self._grid(weights / largest), colours)
        self.field.frame.dress(theme.surface, theme.outline, 1.2)
        name = frame.trace.scenario.unit_name(1, focus)
        self.note.write(f"weights into {set_name(name)}", font, theme.muted)

    def hit(self, point: Point) -> Place:
        """Return the unit whose cell is at a point."""
        plan = self.canvas.frame.plan
        rows, columns = grid_of(plan.shape, self.layer)
        for box in (plan.strips[self.layer], plan.field):
            is_field = box is plan.field
            if box is None or not box.contains(point) or (is_field and not self._field_shown):
                continue
            row = min(rows - 1, int((point.y - box.top) / box.height * rows))
            column = min(columns - 1, int((point.x - box.left) / box.width * columns))
            unit = row * columns + column
            if unit < plan.shape.sizes[self.layer]:
                return Place("unit", self.layer, unit)
        return NOWHERE

    @property
    def _field_shown(self) -> bool:
        return self.field is not None and self.field.pixmap.isVisible()
