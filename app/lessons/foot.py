"""Below a lesson: backward, where one is, forward; the class's guesses; what comes next."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
)

from app.lessons.writing import Link
from app.models.lesson import LessonModel
from app.theme import Appearance, Drawn, set_icon, spaced
from app.widgets.plain import PlainLabel, plain_tip

_APART, _SMALL, _LARGE = 32, 7.0, 9.5


class Dots(Drawn):
    """A dot a scene: those that were seen are full, the present one is larger.

    Signals
    -------
    chosen(int)
        A dot was clicked.
    """

    chosen = Signal(int)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._count, self._at = 1, 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_place(self, at: int, count: int) -> None:
        """Show which of how many."""
        self._at, self._count = at, count
        self.setAccessibleName(f"Scene {at + 1} of {count}")
        self.updateGeometry()
        self.update()

    def _apart(self) -> float:
        # Many dots stand closer together.
        return self._appearance.px(_APART) * min(1.0, 9 / self._count)

    def sizeHint(self) -> QSize:
        """Return room for all dots."""
        return QSize(round(self._apart() * self._count), self._appearance.px(28))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the scene of a dot."""
        self.chosen.emit(min(self._count - 1, int(event.position().x() / self._apart())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dots."""
        colours = self._appearance.theme.backward
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for at in range(self._count):
            painter.setBrush(QColor(colours.strong if at <= self._at else colours.fill))
            radius = self._appearance.px(_LARGE if at == self._at else _SMALL)
            middle = QPointF(self._apart() * (at + 0.5), self.height() / 2)
            painter.drawEllipse(middle, radius, radius)
        painter.end()


class Foot(QFrame):
    """The bar below a lesson.

    Signals
    -------
    next_wanted
        The lesson that comes next is to be opened.
    """

    next_wanted = Signal()

    def __init__(self, model: LessonModel, appearance: Appearance) -> None:
        super().__init__()
        self._model = model
        self.setProperty("role", "bar")
        self.tally = PlainLabel()
        self.tally.setProperty("role", "muted")
        self.tally.setWordWrap(True)
        self.dots = Dots(appearance)
        self.dots.chosen.connect(model.go_to)
        self.before, self.after = QToolButton(), QToolButton()
        for button, kind, icon, colour, name, does in (
            (self.before, "transport", "previous", "text", "Backward", model.step_back),
            (self.after, "play", "next", "on_accent", "Forward", model.forward),
        ):
            button.setProperty("kind", kind)
            set_icon(button, appearance, icon, 20, colour)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(name)
            button.setToolTip(plain_tip(f"{name} ({'←' if name == 'Backward' else '→'})"))
            button.clicked.connect(does)
        self.following = Link(appearance, "muted", right=True)
        self.following.clicked.connect(self.next_wanted)
        middle = spaced(QHBoxLayout(), appearance, 20)
        for part in (self.before, self.dots, self.after):
            middle.addWidget(part)
        grid = spaced(QGridLayout(self), appearance, (10, 0), (20, 10, 20, 10))
        grid.addWidget(self.tally, 0, 0)
        grid.addLayout(middle, 0, 1)
        grid.addWidget(self.following, 0, 2)
        for column, share in enumerate((1, 0, 1)):
            grid.setColumnStretch(column, share)
        model.tallied.connect(self.refresh)

    def refresh(self) -> None:
        """Show where the lesson stands."""
        model = self._model
        if model.lesson is None:
            return
        self.dots.show_place(model.number, len(model.lesson.scenes))
        self.before.setEnabled(not model.at_start)
        ask = model.ask
        counts = model.tally[: len(ask.options)] if ask is not None else []
        has_tally = ask is not None and ask.kind == "choice"
        guesses = "   ".join(f"{k + 1}: {count}" for k, count in enumerate(counts))
        text = guesses if any(counts) else " · ".join(str(k + 1) for k in range(len(counts)))
        self.tally.setText(f"class tally  {text}" if has_tally else "")

    def show_next(self, title: str) -> None:
        """Name what comes behind this lesson; nothing for the last."""
        self.following.show_link(f"next: {title}\u00a0›" if title else "")
