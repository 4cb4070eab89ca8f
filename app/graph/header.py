"""The line above the graph: what flows where, which sample is shown, and fit."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from app.graph.labels.sentences import sentence
from app.graph.messages import AT_START, phase_name
from app.icons import icon
from app.lettering import laid_out
from app.plain import PlainLabel, plain_tip
from app.theme import Appearance
from app.viewmodels import Stepper
from symbolic.notation import LOWERED, RAISED, unmarked

_SIZES = (16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
"""The sizes at which a sentence is tried; at the last one it is cut where it must be."""

_PIXELS = 12
"""The smallest text in pixels, whatever the text size."""

LOWEST_FOR_TWO = 22
"""The height of the pane, in heights of letters, from which on the sentence has two lines."""


class Sentence(PlainLabel):
    """A bold sentence that wraps into the two lines it always has room for.

    Its text, which assistive tools read, is plain.

    Attributes
    ----------
    marked : str
        The text with marks in names, which are set as on the graph.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.marked = ""
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_marked(self, text: str) -> None:
        """Show a sentence whose names are marked."""
        self.marked = text
        self.setText(unmarked(text))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sentence from the left, in the middle of the height."""
        layout = laid_out(self.marked, self.font(), self.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        top = (self.height() - layout.boundingRect().height()) / 2
        layout.draw(painter, QPointF(0.0, max(0.0, top)))
        painter.end()


class GraphHeader(QWidget):
    """The header of the pane.

    Signals
    -------
    fit_wanted
        The whole picture is asked for.
    """

    fit_wanted = Signal()

    def __init__(self, stepper: Stepper, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._stepper, self._appearance = stepper, appearance
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentence, self._marked = Sentence(self), ""
        self._was_low = False
        self.row = PlainLabel(parent=self)
        self.previous = self._button("Previous sample")
        self.next = self._button("Next sample")
        self.fit = self._button("Fit the graph to the pane (0)")
        self.previous.clicked.connect(lambda: self._move(-1))
        self.next.clicked.connect(lambda: self._move(1))
        self.fit.clicked.connect(self.fit_wanted)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self.sentence, 1)
        for widget in (self.previous, self.row, self.next, self.fit):
            self._layout.addWidget(widget)
        appearance.changed.connect(self.dress)
        stepper.session.trace_changed.connect(self.refresh)
        stepper.session.sample_changed.connect(self.refresh)
        stepper.playback.position_changed.connect(self.refresh)
        self.dress()

    @property
    def description(self) -> str:
        """The whole sentence in plain letters, of which a narrow pane shows as much as fits."""
        return unmarked(self._marked)

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(plain_tip(tip))
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        return button

    def _move(self, by: int) -> None:
        session = self._stepper.session
        session.set_sample(session.sample + by)

    def dress(self) -> None:
        """Take the present look."""
        appearance, px = self._appearance, self._appearance.px
        self._layout.setContentsMargins(px(18), px(6), px(10), 0)
        self._layout.setSpacing(px(4))
        ground = appearance.theme.background
        self.setStyleSheet(f"GraphHeader {{ background: {ground}; }}")
        self.row.setFont(appearance.font(13))
        self.row.setStyleSheet(f"color: {appearance.theme.muted}; background: transparent;")
        for button, name in (
            (self.previous, "previous"),
            (self.next, "next"),
            (self.fit, "fit"),
        ):
            side = px(18)
            button.setIcon(icon(name, appearance.theme.muted, side))
            button.setIconSize(QSize(side, side))
        self.refresh()

    def refresh(self) -> None:
        """Say what happens at the present position."""
        if not self._stepper.session.is_open:
            return
        step = self._stepper.playback.step
        theme = self._appearance.theme
        if step is None:
            text, colour = AT_START, theme.forward.strong
        else:
            text = f"{phase_name(step.phase)}  {sentence(self._stepper.session.trace, step)}"
            colour = theme.phase(step.phase.value).strong
        self._marked = text
        sheet = f"color: {colour}; background: transparent;"
        if sheet != self.sentence.styleSheet():
            self.sentence.setStyleSheet(sheet)
        self._show_sample()
        self._fit_sentence()

    def _show_sample(self) -> None:
        session = self._stepper.session
        count, rows = session.trace.samples, session.rows
        several = count > 1
        self.previous.setVisible(several)
        self.next.setVisible(several)
        self.previous.setEnabled(session.sample > 0)
        self.next.setEnabled(session.sample < count - 1)
        text = f"{session.sample + 1} of {count:,}" if several else ""
        if several and self._is_wide():
            text = f"sample {text}"
        self.row.setToolTip(
            plain_tip(f"Sample {session.sample + 1} of {count:,}" if several else "")
        )
        # The top bar says it, where there is one.
        changing = session.scenario.dataset is not None or session.selection.has_several
        if changing and self._appearance.presenting:
            row = f"row {rows.numbers[session.sample] + 1:,} of {rows.total:,}"
            text = f"{text}, {row}" if text else row
        self.row.setText(text)
        self.row.setVisible(bool(text))

    def _is_wide(self) -> bool:
        return self.width() > 46 * self._appearance.px(16)

    def _is_low(self) -> bool:
        """Whether two lines would take too much of the height that the graph has."""
        pane = self.parentWidget()
        return pane is not None and pane.height() < LOWEST_FOR_TWO * self._appearance.px(16)

    def _fit_sentence(self) -> None:
        """Choose the largest size at which the sentence fits the height of one line or two."""
        appearance = self._appearance
        self._was_low = self._is_low()
        if self._was_low:
            height = round(appearance.px(16) * 1.3) + appearance.px(8)
        elif self._is_wide():
            # One line, or two that a lecture hall can still read.
            height = 2 * round(appearance.px(13) * 1.3) + appearance.px(4)
        else:
            height = 2 * round(appearance.px(16) * 1.3) + appearance.px(8)
        self._layout.activate()
        width = max(50, self.sentence.width())
        for size in _SIZES:
            font = appearance.font(size, 700)
            font.setPixelSize(max(_PIXELS, font.pixelSize()))
            if _height(font, width, self._marked) <= height:
                break
        shown = _cut(font, width, height, self._marked)
        self.sentence.setFont(font)
        self.sentence.set_marked(shown)
        self.sentence.setToolTip(plain_tip(self.description if shown != self._marked else ""))
        if self.sentence.minimumHeight() != height:
            self.sentence.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the sentence to the new width."""
        super().resizeEvent(event)
        if self._stepper.session.is_open:
            self._show_sample()
            self._fit_sentence()

    def follow_height(self) -> None:
        """Fit the sentence anew where the pane around it became low, or is no longer."""
        if self._stepper.session.is_open and self._is_low() != self._was_low:
            self._fit_sentence()


def _height(font: QFont, width: int, marked: str) -> float:
    """Return how high a text is that wraps at a width."""
    return laid_out(marked, font, width).boundingRect().height()


def _cut(font: QFont, width: int, height: int, marked: str) -> str:
    """Leave away the last words of a text that is too high."""
    words = marked.split(" ")
    shown = marked
    while len(words) > 1 and _height(font, width, shown) > height:
        words.pop()
        left = " ".join(words)
        # A name that is cut within itself ends here too.
        left += RAISED * (left.count(LOWERED) - left.count(RAISED))
        shown = f"{left} …"
    return shown
