"""Fields whose undo is the document's while nothing is typed, and one as wide as its digits."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from app.theme import Appearance, set_state


class TypedLine(QLineEdit):
    """A line that can be typed; with the property ``invalid`` it is drawn as refused.

    Undo and redo are its own while something is typed, else the document's.
    """

    def claims(self, event: QKeyEvent) -> bool | None:
        """Leave undo and redo to the window's shortcuts where nothing has been typed."""
        keys = QKeySequence.StandardKey
        is_undo = event.matches(keys.Undo) or event.matches(keys.Redo)
        return False if is_undo and not self.isModified() else None

    def forget(self) -> None:
        """Let what is typed be replaced, refused or not."""
        self.setModified(False)
        set_state(self, "invalid", False)


class NumberEdit(TypedLine):
    """A line of so many digits.

    Parameters
    ----------
    digits : int
        The digits that there is room for.
    beside : float
        Room at 100 % for what stands around them.
    appearance : Appearance
        The look.
    """

    def __init__(self, digits: int, beside: float, appearance: Appearance) -> None:
        super().__init__()
        self._digits, self._beside, self._appearance = digits, beside, appearance
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return room for the digits, whatever stands there."""
        width = self.fontMetrics().horizontalAdvance("0" * self._digits)
        return QSize(width + self._appearance.px(self._beside), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same: no digit is cut."""
        return self.sizeHint()
