"""Draws a circuit: gates in boxes, values above the wires, gradients below them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)

from app.lessons.circuit.plan import Box, CircuitPlan, Sizes, plan_circuit
from app.lessons.circuit.texts import gate_text, spoken
from app.text.lesson_words import indexed, shown_number
from app.theme import Appearance, Drawn
from engine.circuit.gates import Circuit, Wire
from engine.circuit.passes import StepKind, known_at
from engine.iteration.steps import Phase
from engine.lessons.pictures.circuit import CircuitPicture

DECIMALS = 4

SMALLEST, LARGEST = 0.62, 1.5
"""How far a circuit is made smaller, of its size at 100 %, or larger to fill the room.

Beyond that it scrolls.
"""

_TEXT, _NUMBER, _NAME = 16.0, 15.0, 15.0
_HEIGHT, _PORT, _GAP, _CHANNEL, _PAD = 36.0, 34.0, 22.0, 16.0, 5.0


class _Lit(NamedTuple):
    """What the present step is about."""

    numbers: frozenset[int]
    wires: frozenset[Wire]
    phase: str


class CircuitCanvas(Drawn):
    """The picture itself, as large as it needs to be.

    Signals
    -------
    chosen(int)
        A number was clicked.
    """

    chosen = Signal(int)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._picture: CircuitPicture | None = None
        self._plan: CircuitPlan | None = None
        self._room = QSize()
        self.zoom = 1.0

    def show_circuit(self, picture: CircuitPicture) -> None:
        """Draw a circuit up to its step."""
        before = self._picture
        self._picture = picture
        if before is None or before.trace != picture.trace:
            self._lay_out()
        self.setAccessibleName(spoken(picture))
        self.update()

    def fit(self, room: QSize) -> None:
        """Be as large as there is room for, within reason."""
        self._room = room
        plan = self._plan
        if plan is None or room.isEmpty():
            return
        wanted = min(room.width() / plan.width, room.height() / plan.height)
        self.zoom = min(LARGEST, max(SMALLEST / max(1.0, self._appearance.scale), wanted))
        width, height = round(plan.width * self.zoom), round(plan.height * self.zoom)
        self.setFixedSize(max(room.width(), width), max(room.height(), height))
        self.update()

    def restyle(self) -> None:
        """Measure anew."""
        self._lay_out()
        super().restyle()

    # Laying out -------------------------------------------------------------------------

    def _lay_out(self) -> None:
        if self._picture is None:
            return
        trace, px = self._picture.trace, self._appearance.px
        circuit = trace.circuit
        text, number = (
            QFontMetricsF(font) for font in (self._font(_TEXT, bold=True), self._font(_NUMBER))
        )
        boxes, labels = [], []
        for at in range(circuit.size):
            width = text.horizontalAdvance(self._text(circuit, at)) + px(2 * _PAD)
            boxes.append(max(width, px(_HEIGHT)) if circuit.gate(at) else width)
            both = (trace.values[at], trace.gradients[at])
            wide = max(number.horizontalAdvance(shown_number(each, DECIMALS)) for each in both)
            labels.append(wide + px(2 * _PAD))
        shares = {
            wire: number.horizontalAdvance(shown_number(trace.contribution(wire), DECIMALS))
            + px(2 * _PAD)
            for at in range(circuit.size)
            for wire in _shared(circuit, at)
        }
        height, port, gap, channel = map(px, (_HEIGHT, _PORT, _GAP, _CHANNEL))
        sizes = Sizes(boxes, labels, shares, height, port, gap, channel)
        self._plan = plan_circuit(circuit, sizes)
        self.fit(self._room)

    def _font(self, size: float, *, bold: bool = False) -> QFont:
        return self._appearance.font(size, 600 if bold else QFont.Weight.Normal)

    @staticmethod
    def _text(circuit: Circuit, number: int) -> str:
        gate = circuit.gate(number)
        return indexed(circuit.name(number)) if gate is None else gate_text(gate.definition)

    def lit_rect(self) -> QRectF:
        """Return where the present step is."""
        area = QRectF()
        if self._picture is not None and self._plan is not None:
            for number in self._lit().numbers:
                area = area.united(_rect(self._plan.boxes[number]))
        origin = self._origin()
        return QRectF(area.topLeft() * self.zoom + origin, area.size() * self.zoom)

    def _origin(self) -> QPointF:
        """Return where the picture begins: in the middle of what is left over."""
        if self._plan is None:
            return QPointF()
        width, height = self._plan.width * self.zoom, self._plan.height * self.zoom
        return QPointF(max(0.0, (self.width() - width) / 2), max(0.0, (self.height() - height) / 2))

    def _lit(self) -> _Lit:
        assert self._picture is not None
        step, circuit = self._picture.last, self._picture.trace.circuit
        if step is None:
            return _Lit(frozenset(), frozenset(), "forward")
        phase = "forward" if step.phase is Phase.FORWARD else "backward"
        wires: tuple[Wire, ...] = ()
        if step.kind is StepKind.SUM:
            wires = circuit.wires_from(step.number)
        elif step.kind is not StepKind.SEED:
            wires = circuit.wires_into(step.number)
        return _Lit(frozenset((step.number,)), frozenset(wires), phase)

    # Drawing ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw wires, boxes, and the numbers that are known."""
        if self._picture is None or self._plan is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._appearance.theme.background))
        painter.translate(self._origin())
        painter.scale(self.zoom, self.zoom)
        lit = self._lit()
        for wire in sorted(self._plan.wires, key=lambda wire: wire in lit.wires):
            self._draw_wire(painter, wire, lit)
        for number in range(self._picture.trace.circuit.size):
            self._draw_box(painter, number, lit)
        self._draw_numbers(painter)
        painter.end()

    def _draw_wire(self, painter: QPainter, wire: Wire, lit: _Lit) -> None:
        assert self._plan is not None
        theme, px = self._appearance.theme, self._appearance.px
        is_lit = wire in lit.wires
        colour = theme.phase(lit.phase).strong if is_lit else theme.edge
        painter.setPen(QPen(QColor(colour), px(3) if is_lit else px(1.5)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = [QPointF(*point) for point in self._plan.wires[wire]]
        path = QPainterPath(points[0])
        for at, point in enumerate(points[1:], 1):
            if at % 2:
                path.lineTo(point)
            else:
                before = points[at - 1]
                middle = (before.x() + point.x()) / 2
                path.cubicTo(QPointF(middle, before.y()), QPointF(middle, point.y()), point)
        painter.drawPath(path)

    def _draw_box(self, painter: QPainter, number: int, lit: _Lit) -> None:
        assert self._plan is not None
        assert self._picture is not None
        circuit, theme, px = (
            self._picture.trace.circuit,
            self._appearance.theme,
            self._appearance.px,
        )
        box, is_lit = _rect(self._plan.boxes[number]), number in lit.numbers
        phase, is_gate = theme.phase(lit.phase), circuit.gate(number) is not None
        if is_gate or is_lit:
            ground = phase.fill if is_lit else theme.raised
            edge = phase.strong if is_lit else theme.outline
            painter.setPen(QPen(QColor(edge), px(2.5) if is_lit else px(1.5)))
            painter.setBrush(QColor(ground))
            inside = (
                box
                if is_gate
                else QRectF(box.left(), box.center().y() - px(14), box.width(), px(28))
            )
            painter.drawRoundedRect(inside, px(10), px(10))
        painter.setPen(QColor(phase.strong if is_lit else theme.text))
        painter.setFont(self._font(_TEXT, bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._text(circuit, number))
        if is_gate:
            painter.setPen(QColor(theme.muted))
            painter.setFont(self._font(_NAME))
            above = box.adjusted(-px(20), -px(19), px(20), -box.height())
            centred = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            painter.drawText(above, centred, indexed(circuit.name(number)))

    def _draw_numbers(self, painter: QPainter) -> None:
        assert self._picture is not None
        theme = self._appearance.theme
        painter.setFont(self._font(_NUMBER))
        for text, place, right, below in self._numbers(self._picture):
            painter.setPen(QColor(theme.backward.strong if below else theme.forward.strong))
            painter.drawText(
                self._label(place, right=right, below=below), _aligned(right, below), text
            )

    def _numbers(self, picture: CircuitPicture) -> Iterator[tuple[str, QPointF, bool, bool]]:
        """Yield known numbers: text, place, whether it ends there, whether it is below the wire."""
        assert self._plan is not None
        trace, circuit = picture.trace, picture.trace.circuit
        values, gradients = known_at(circuit, picture.step)
        for number in range(circuit.size):
            box = self._plan.boxes[number]
            place = QPointF(box.right, box.middle)
            if number in values:
                yield shown_number(trace.values[number], DECIMALS), place, False, False
            if number in gradients:
                yield shown_number(trace.gradients[number], DECIMALS), place, False, True
            for wire in _shared(circuit, number):
                if wire in gradients:
                    port = QPointF(*self._plan.ports[wire])
                    yield shown_number(trace.contribution(wire), DECIMALS), port, True, True

    def _label(self, place: QPointF, *, right: bool, below: bool) -> QRectF:
        """Return the room of a number beside a place."""
        px = self._appearance.px
        width, height = px(200), px(22)
        left = place.x() - width - px(_PAD) if right else place.x() + px(_PAD)
        top = place.y() + px(1) if below else place.y() - height - px(1)
        return QRectF(left, top, width, height)

    # Pointing ---------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is pressed."""
        if self._plan is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        place = (event.position() - self._origin()) / self.zoom
        for number, box in enumerate(self._plan.boxes):
            if _rect(box).contains(place):
                self.chosen.emit(number)


def _shared(circuit: Circuit, number: int) -> tuple[Wire, ...]:
    """Return the wires from a number where there are several: each has a share of its gradient."""
    wires = circuit.wires_from(number)
    return wires if len(wires) > 1 else ()


def _aligned(right: bool, below: bool) -> Qt.AlignmentFlag:
    across = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return across | (Qt.AlignmentFlag.AlignTop if below else Qt.AlignmentFlag.AlignBottom)


def _rect(box: Box) -> QRectF:
    return QRectF(QPointF(box.left, box.top), QPointF(box.right, box.bottom))
