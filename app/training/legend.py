"""How the lines of a run look, and the legend that names them."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from app.plot.legend import LegendEntry
from app.plot.look import LineLook
from app.theme import Appearance, spaced
from app.training.baselines import Reference
from app.training.number_texts import percent
from app.widgets.flow import FlowLayout

KINDS = ("batches", "training", "held out")
_NAMED = {"earlier folds": "earlier folds, paler", "mean ± deviation": "mean ± standard deviation"}

_DASH, _DOT = Qt.PenStyle.DashLine, Qt.PenStyle.DotLine
LOOKS = {
    "batches": LineLook("forward.strong", 1.0, strength=0.45),
    "training": LineLook("forward.strong", 2.4),
    "held out": LineLook("loss.strong", 2.2, _DASH, marker=True),
    "earlier training": LineLook("forward.strong", 1.2, strength=0.5),
    "earlier held out": LineLook("loss.strong", 1.2, _DASH, strength=0.5),
    "earlier folds": LineLook("loss.strong", 1.2, _DASH, strength=0.5),
    "mean ± deviation": LineLook("loss.strong", 1.2),
    "best epoch": LineLook("muted", 1.0, _DOT),
    "best value": LineLook("text"),
}


def reference_look(index: int) -> LineLook:
    """Return the look of a published result: the first is dotted."""
    return LineLook("muted", 1.3, Qt.PenStyle.DashDotLine if index else _DOT)


class Legend(QWidget):
    """The lines of both plots, said once, and the published results with their sources."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._references: tuple[Reference, ...] = ()
        self._flow = spaced(FlowLayout(self), appearance, (18, 3))
        self.entries = {
            kind: LegendEntry(LOOKS[kind], _NAMED.get(kind, kind), appearance, self)
            for kind in (*KINDS, *_NAMED)
        }
        self.published: list[LegendEntry] = []
        for entry in self.entries.values():
            self._flow.addWidget(entry)
        self.show_kinds(KINDS)

    def show_kinds(self, kinds: Sequence[str]) -> None:
        """Name these lines only."""
        for kind, entry in self.entries.items():
            if entry.isHidden() == (kind in kinds):
                entry.setVisible(kind in kinds)

    def set_references(self, references: Sequence[Reference]) -> None:
        """Name these published results."""
        references = tuple(references)
        if references == self._references:
            return
        self._references = references
        for entry in self.published:
            self._flow.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        self.published = []
        for index, reference in enumerate(references):
            words = f"{reference.name} {percent(reference.accuracy)} ({reference.source})"
            entry = LegendEntry(reference_look(index), words, self._appearance, self)
            self._flow.addWidget(entry)
            entry.show()
            self.published.append(entry)

    def minimumSizeHint(self) -> QSize:
        """Return a width that does not hold the window up: entries wrap."""
        return QSize(self._appearance.px(120), super().minimumSizeHint().height())
