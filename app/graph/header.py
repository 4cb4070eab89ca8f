"""The line above the graph: what flows where, which sample is shown, and fit."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from app.graph.labels.sentences import sentence, some_sentences
from app.graph.labels.state import GraphState, Reading
from app.text.lettering import laid_out
from app.theme import Appearance, set_icon, set_state, spaced
from app.widgets.plain import PlainLabel, plain_tip
from symbolic.notation.marks import ABOVE, LOWERED, RAISED, unmarked

_SIZES = (16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
"""The sizes at which the sentences are tried; at the last one they are cut where they must be."""

_LONGEST = 3
"""Of so many sentences with lowered letters and without, the widest, the size is found."""

_NARROWEST = 50
"""A header that has no sentence as wide as this is not laid out yet."""

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
    sample_wanted(int)
        Another row of the batch is asked for: so many further on.
    """

    fit_wanted = Signal()
    sample_wanted = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._state: GraphState | None = None
        self._row = ""
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentence, self._marked = Sentence(self), ""
        # As it begins: dressing it anew would bring in all that Python knows of styles.
        self.sentence.setProperty("phase", "forward")
        self._longest: list[str] = []
        # The size of the sentences by width and height.
        self._sizes: dict[tuple[int, int], float] = {}
        self.setObjectName("graph-header")
        self.row = PlainLabel(parent=self)
        self.row.setProperty("role", "caption")
        self.previous = self._button("previous", "Previous sample")
        self.next = self._button("next", "Next sample")
        self.fit = self._button("fit", "Fit the graph to the pane (0)")
        self.previous.clicked.connect(lambda: self.sample_wanted.emit(-1))
        self.next.clicked.connect(lambda: self.sample_wanted.emit(1))
        self.fit.clicked.connect(self.fit_wanted)
        self._layout = spaced(QHBoxLayout(self), appearance, 4, (18, 6, 10, 0))
        self._layout.addWidget(self.sentence, 1)
        for widget in (self.previous, self.row, self.next, self.fit):
            self._layout.addWidget(widget)
        appearance.changed.connect(self._measure)

    @property
    def description(self) -> str:
        """The whole sentence in plain letters, of which a narrow pane shows as much as fits."""
        return unmarked(self._marked)

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        set_icon(button, self._appearance, name, 18, "muted")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(plain_tip(tip))
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        return button

    def _measure(self) -> None:
        """Find the size of the sentences in the present look."""
        self._sizes.clear()
        if self._state is not None:
            self.show_state(self._state, self._row)

    def show_state(self, state: GraphState, row: str) -> None:
        """Say what happens, and which sample is shown.

        Parameters
        ----------
        state : GraphState
            What is drawn below.
        row : str
            Which row of the data is shown, in words; empty where it is always the same.
        """
        before, trace = self._state, state.reading.trace
        if before is None or trace.scenario is not before.reading.trace.scenario:
            self._longest = self._widest(some_sentences(trace))
            self._sizes.clear()
        self._state, self._row = state, row
        self._marked, step = sentence(trace, state.step), state.step
        set_state(self.sentence, "phase", "forward" if step is None else step.phase.value)
        self._show_sample(state.reading)
        self._fit_sentence()

    def _show_sample(self, reading: Reading) -> None:
        count, sample = reading.trace.samples, reading.sample
        several = count > 1
        self.previous.setVisible(several)
        self.next.setVisible(several)
        self.previous.setEnabled(sample > 0)
        self.next.setEnabled(sample < count - 1)
        text = f"{sample + 1} of {count:,}" if several else ""
        if several and self._is_wide():
            text = f"sample {text}"
        self.row.setToolTip(plain_tip(f"Sample {sample + 1} of {count:,}" if several else ""))
        # The top bar says it, where there is one.
        if self._row and self._appearance.presenting:
            text = f"{text}, {self._row}" if text else self._row
        self.row.setText(text)
        self.row.setVisible(bool(text))

    def _is_wide(self) -> bool:
        return self.width() > 46 * self._appearance.px(16)

    def _is_low(self) -> bool:
        """Whether two lines would take too much of the height that the graph has."""
        pane = self.parentWidget()
        return pane is not None and pane.height() < LOWEST_FOR_TWO * self._appearance.px(16)

    def _widest(self, sentences: list[str]) -> list[str]:
        """Return the widest sentences; lowered letters make a line higher."""
        metrics = QFontMetricsF(self._appearance.font(_SIZES[0], 700))
        ordered = sorted(sentences, key=lambda each: -metrics.horizontalAdvance(unmarked(each)))
        lowered = [each for each in ordered if unmarked(each) != each]
        plain = [each for each in ordered if unmarked(each) == each]
        return [*lowered[:_LONGEST], *plain[:_LONGEST]]

    def _fit_sentence(self) -> None:
        """Choose the largest size at which all sentences fit the height of one line or two."""
        appearance = self._appearance
        if self._is_low():
            height = round(appearance.px(16) * 1.3) + appearance.px(8)
        elif self._is_wide():
            # One line, or two that a lecture hall can still read.
            height = 2 * round(appearance.px(13) * 1.3) + appearance.px(4)
        else:
            height = 2 * round(appearance.px(16) * 1.3) + appearance.px(8)
        # What stands beside it has the style sheet's font from its first line on.
        self.row.ensurePolished()
        self._layout.activate()
        width = max(_NARROWEST, self.sentence.width())
        font = self._font_for(width, height)
        shown = _cut(font, width, height, self._marked)
        self.sentence.setFont(font)
        self.sentence.set_marked(shown)
        self.sentence.setToolTip(plain_tip(self.description if shown != self._marked else ""))
        if self.sentence.minimumHeight() != height:
            self.sentence.setFixedHeight(height)

    def _font_for(self, width: int, height: int) -> QFont:
        """Return the font at which all sentences fit, and the present one if none is longer."""
        if width == _NARROWEST:
            return self._font(_SIZES[0])
        if (width, height) not in self._sizes:
            self._sizes[width, height] = _SIZES[-1]
            for size in _SIZES:
                font = self._font(size)
                if all(_height(font, width, each) <= height for each in self._longest):
                    self._sizes[width, height] = size
                    break
        for size in _SIZES[_SIZES.index(self._sizes[width, height]) :]:
            font = self._font(size)
            if _height(font, width, self._marked) <= height:
                break
        return font

    def _font(self, size: float) -> QFont:
        font = self._appearance.font(size, 700)
        font.setPixelSize(max(_PIXELS, font.pixelSize()))
        return font

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the sentence to the new width."""
        super().resizeEvent(event)
        if self._state is not None:
            self._show_sample(self._state.reading)
            self._fit_sentence()

    def follow_height(self) -> None:
        """Fit the sentence anew: the pane around it may have become low."""
        if self._state is not None:
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
        left += RAISED * (left.count(LOWERED) + left.count(ABOVE) - left.count(RAISED))
        shown = f"{left} …"
    return shown
