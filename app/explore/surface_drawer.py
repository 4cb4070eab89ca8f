"""The drawer of the loss surface: what spans it, and the surface."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.explore.surface_view import SurfaceView
from app.models.loss_surface import LossSurfaceModel
from app.theme import Appearance, Gentle, set_icon, spaced
from app.widgets.drop_down import DropDown
from app.widgets.plain import PlainLabel, plain_tip

KINDS = {
    "weights": "two weights",
    "random": "random directions",
    "principal": "principal directions of the path",
}
"""What spans the plane, in words."""


class SurfaceDrawer(QWidget):
    """The loss surface in the place of the network.

    Signals
    -------
    closed
        The network is to be seen again.
    """

    closed = Signal()

    def __init__(self, model: LossSurfaceModel, appearance: Appearance) -> None:
        super().__init__()
        self._model = model
        self.view = SurfaceView(model, appearance)
        self.kind, self.first, self.second = DropDown(), DropDown(), DropDown()
        self.again, self.close_button = QToolButton(), QToolButton()
        title, self.share = PlainLabel("Loss surface"), PlainLabel()
        title.setProperty("role", "heading")
        self.share.setProperty("role", "caption")
        for key, words in KINDS.items():
            self.kind.addItem(words, key)
        for box, name in (
            (self.kind, "What spans the plane"),
            (self.first, "Weight along the x axis"),
            (self.second, "Weight along the y axis"),
        ):
            box.setAccessibleName(name)
            box.activated.connect(self._choose)
        self.again.setText("others")
        self.again.setProperty("kind", "link")
        self.again.setToolTip("Two other random directions")
        self.again.clicked.connect(lambda: model.choose_random(model.seed + 1))
        self.close_button.setToolTip(plain_tip("Show the network again (Esc)"))
        self.close_button.setAccessibleName("Close the loss surface")
        set_icon(self.close_button, appearance, "close")
        self.close_button.clicked.connect(self.closed)
        head = spaced(QHBoxLayout(), appearance, 8, (0, 0, 0, 0))
        head.addWidget(title)
        head.addWidget(self.share, 1)
        head.addWidget(self.close_button)
        choice, weights = (spaced(QHBoxLayout(), appearance, 6, (0, 0, 0, 0)) for _ in range(2))
        for row, widget, stretch in (
            (choice, self.kind, 1),
            (choice, self.again, 0),
            (weights, self.first, 1),
            (weights, self.second, 1),
        ):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(widget, stretch)
        for box in (self.kind, self.first, self.second):
            # They have the width there is.
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = spaced(QVBoxLayout(self), appearance, Gentle(6), (0, 0, 0, 0))
        column.addLayout(head)
        column.addLayout(choice)
        column.addLayout(weights)
        column.addWidget(self.view, 1)
        model.changed.connect(self.refresh)

    def set_open(self, shown: bool) -> None:
        """Show it, and have surfaces made while it is seen."""
        self.setVisible(shown)
        self._model.set_shown(shown)
        if shown:
            self.refresh()

    def refresh(self) -> None:
        """Show what spans the plane."""
        if self.isHidden():
            return
        model = self._model
        self.kind.setCurrentIndex(self.kind.findData(model.kind))
        of_weights = model.kind == "weights"
        self.again.setVisible(model.kind == "random")
        choices = model.choices()
        for at, box in enumerate((self.first, self.second)):
            box.setVisible(of_weights)
            if [box.itemData(k) for k in range(box.count())] != [ref for ref, _ in choices]:
                box.clear()
                for ref, name in choices:
                    box.addItem(name, ref)
            if of_weights and len(model.refs) > at:
                box.setCurrentIndex([ref for ref, _ in choices].index(model.refs[at]))
        share = None if model.surface is None else model.surface.plane.share
        self.share.setText("" if share is None else f"{100 * share:.0f} % of the path lies in it")

    def _choose(self) -> None:
        kind = self.kind.currentData()
        first, second = self.first.currentData(), self.second.currentData()
        if kind == "random":
            self._model.choose_random(self._model.seed)
        elif kind == "principal":
            self._model.choose_principal()
        elif first != second:
            self._model.choose_weights(first, second)
        self.refresh()
