"""View › Notation: what numbers are called, and which of activation and target stands first."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.models import Stepper
from app.settings import Settings
from app.widgets.plain import plain_tip
from engine.network.notations import DIFFERENCES, NAMINGS


class NotationMenu(QObject):
    """The menu, and what of it is remembered.

    What is chosen here holds until another file is open that asks for a notation of its own.

    Attributes
    ----------
    menu : QMenu
        To stand in another menu.
    """

    def __init__(self, stepper: Stepper, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._document, self._settings = stepper.session, stepper.document, settings
        self._asked: tuple[str, str] = ("", "")
        self.menu = QMenu("&Notation", parent)
        self.menu.setToolTipsVisible(True)
        self._namings, self._orders = QActionGroup(self), QActionGroup(self)
        for naming in NAMINGS.values():
            self._add(self._namings, naming.id, naming.label, naming.sentence)
        self.menu.addSeparator()
        for order, shown in zip(DIFFERENCES, ("a − t", "t − a"), strict=True):
            self._add(self._orders, order, shown, "How activation and target are subtracted")
        self._namings.triggered.connect(lambda action: self._choose(action.data(), ""))
        self._orders.triggered.connect(lambda action: self._choose(self._id, action.data()))
        stepper.document.opened.connect(self._open)
        self._session.trace_changed.connect(self._mark)

    def _add(self, group: QActionGroup, name: str, text: str, tip: str) -> None:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setData(name)
        action.setToolTip(plain_tip(tip))
        group.addAction(action)
        self.menu.addAction(action)

    @property
    def _id(self) -> str:
        return self._session.trace.scenario.naming.id

    def ask(self, notation: str, difference: str) -> None:
        """Show everything in a notation until the window closes, whatever files say."""
        self._asked = (notation, difference)
        self._open()

    def _open(self) -> None:
        """Take what was asked for, else what the file says, else what was chosen last."""
        scenario = self._document.scenario if self._document.is_open else None
        own = scenario is not None and bool(scenario.notation or scenario.difference)
        chosen = ("", "") if own else (self._settings.notation, self._settings.difference)
        notation, difference = self._asked
        self._session.show_in(notation or chosen[0], difference or ("" if notation else chosen[1]))

    def _choose(self, notation: str, difference: str) -> None:
        self._settings.set_notation(notation, difference)
        self._asked = ("", "")
        # A notation brings its own order, not that of the file.
        order = difference or NAMINGS[notation].difference
        self._session.show_in(notation, order)

    def _mark(self) -> None:
        naming = self._session.trace.scenario.naming
        for action in (*self._namings.actions(), *self._orders.actions()):
            action.setChecked(action.data() in (naming.id, naming.difference))
