"""The pane that shows a circuit, and moves through its steps."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from app.lessons.circuit.canvas import CircuitCanvas
from app.lessons.circuit.texts import step_text
from app.lessons.picture import PicturePane, Shown
from app.lessons.step_bar import StepBar
from app.theme import Appearance, spaced
from engine.circuit.passes import CircuitStep, StepKind
from engine.iteration.steps import Phase
from engine.lessons.pictures.circuit import CircuitPicture


class CircuitPane(PicturePane):
    """The circuit, and below it the way through its steps."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.canvas = CircuitCanvas(appearance)
        self._picture: CircuitPicture | None = None
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.canvas)
        self._scroll.viewport().installEventFilter(self)
        self.bar = StepBar(appearance)
        self.bar.wanted.connect(lambda step: self.dragged.emit("step", float(step), 0.0))
        column = spaced(QVBoxLayout(self), appearance, 0, (0, 0, 0, 0))
        column.addWidget(self._scroll, 1)
        column.addWidget(self.bar)
        self.canvas.chosen.connect(self._choose)

    def show_picture(self, shown: Shown) -> None:
        """Draw it."""
        picture = shown.setting.picture()
        assert isinstance(picture, CircuitPicture)
        self._picture = picture
        self.canvas.show_circuit(picture)
        self.bar.setVisible("step" in shown.handles)
        self.bar.show_step(picture.step, len(picture.steps), step_text(picture))
        area = self.canvas.lit_rect().toRect()
        if not area.isEmpty():
            centre = area.center()
            beside = self.canvas.width() // 8 + area.width()
            self._scroll.ensureVisible(centre.x(), centre.y(), beside, 2 * area.height())

    def _choose(self, number: int) -> None:
        """Go to the step of a gate: forward to its value, or in the backward pass through it."""
        picture = self._picture
        if picture is None:
            return
        last = picture.last
        is_back = last is not None and last.phase is Phase.BACKWARD
        kinds = (StepKind.BACKWARD, StepKind.SUM) if is_back else (StepKind.VALUE,)
        for kind in kinds:
            step = CircuitStep(kind, number)
            if step in picture.steps:
                self.dragged.emit("step", float(picture.steps.index(step) + 1), 0.0)
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the circuit into another size."""
        if event.type() is QEvent.Type.Resize:
            self.canvas.fit(self._scroll.viewport().size())
        return super().eventFilter(watched, event)
