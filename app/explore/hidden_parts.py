"""What is hidden, in words, and the choice of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from app.models.exploring_hiding import HIDEABLE, HidingModel
from app.theme import Appearance, spaced
from app.widgets.plain import PlainLabel, plain_tip


class HiddenParts(QWidget):
    """What is hidden, in words, with a button that shows all and a menu that hides.

    Signals
    -------
    save_wanted
        What is explored is to be saved as a scenario, with what it hides.
    """

    save_wanted = Signal()

    def __init__(self, hiding: HidingModel, appearance: Appearance) -> None:
        super().__init__()
        self._hiding = hiding
        self.words, self.all, self.choose = PlainLabel(), QToolButton(), QToolButton()
        self.words.setProperty("role", "caption")
        self.words.setMinimumWidth(1)
        self.choose.setText("Hide")
        self.choose.setToolTip(plain_tip("Choose what the scenario leaves out of Explore"))
        self.choose.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.choose)
        self.menu.aboutToShow.connect(self._offer)
        self.choose.setMenu(self.menu)
        self.save = QToolButton()
        self.save.setText("Save as scenario…")
        self.save.setToolTip(plain_tip("Points, features, starting weights, seeds, what is hidden"))
        self.save.clicked.connect(self.save_wanted)
        row = spaced(QHBoxLayout(self), appearance, 8, (0, 0, 0, 0))
        for widget in (self.words, self.all, self.choose, self.save):
            row.addWidget(widget)
        for button in (self.all, self.choose, self.save):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.all.clicked.connect(lambda: hiding.set_showing_all(not hiding.shows_all))
        hiding.changed.connect(self.refresh)
        self.refresh()

    def set_room(self, width: int) -> None:
        """Use fewer words where there is little room, of so many pixels at 100 %."""
        words = "Save as scenario…" if width >= 1000 else "Save as…" if width >= 700 else "Save…"
        self.save.setText(words)

    def refresh(self) -> None:
        """Say what is hidden."""
        chosen = self._hiding.chosen
        shown = self._hiding.shows_all
        listed = ", ".join(chosen)
        self.words.setText("" if not chosen or shown else f"hidden in this lesson: {listed}")
        self.words.setToolTip(plain_tip(listed))
        self.all.setVisible(bool(chosen))
        self.all.setText("Hide again" if shown else "Show all")

    def _offer(self) -> None:
        self.menu.clear()
        for part in HIDEABLE:
            action = self.menu.addAction(part)
            action.setCheckable(True)
            action.setChecked(part in self._hiding.chosen)
            action.triggered.connect(lambda _=False, part=part: self._hiding.toggle(part))
