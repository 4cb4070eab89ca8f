"""Answer what would wait for a person: dialogs and menus."""

import random
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QMenu,
    QWidget,
)

LOOK_MS = 20
PATIENCE = 10
"""After so many looks what still waits is closed."""

NEVER = ("quit", "exit")


class Answers(QObject):
    """Looks every few milliseconds for something that waits, and answers at random.

    Attributes
    ----------
    leave : bool
        Whether questions are answered so that the window closes.
    """

    def __init__(self, dice: random.Random, folder: Path, paths: list[str]) -> None:
        super().__init__()
        self.leave = False
        self._dice, self._folder, self._paths = dice, folder, paths
        self._seen: dict[int, int] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Have the topmost thing answered that waits."""
        waiting = _waiting()
        if waiting is None:
            self._seen.clear()
            return
        self._seen[id(waiting)] = self._seen.get(id(waiting), 0) + 1
        # What an answer does may wait for another answer, and this timer does not come meanwhile.
        QTimer.singleShot(0, self, self._answer)

    def _answer(self) -> None:
        # Found anew, as it may be gone, and held until the end: of a dialog that Qt made itself no
        # part can be reached from Python once the dialog has been let go.
        waiting = _waiting()
        if waiting is None:
            return
        if self._seen.get(id(waiting), 0) > PATIENCE:
            waiting.close()
        elif isinstance(waiting, QMenu):
            self._choose(waiting)
        elif isinstance(waiting, QFileDialog):
            self._take_file(waiting)
        elif isinstance(waiting, QDialog):
            self._press(waiting)
        else:
            waiting.close()

    def _choose(self, menu: QMenu) -> None:
        offered = [action for action in menu.actions() if action.isEnabled()]
        offered = [a for a in offered if a.menu() is None and not is_leaving(a.text())]
        if not offered or self._dice.random() < 0.4:
            menu.close()
            return
        action = self._dice.choice(offered)
        menu.close()
        action.trigger()

    def _take_file(self, dialog: QFileDialog) -> None:
        if self._dice.random() < 0.4 and not self.leave:
            dialog.reject()
            return
        saving = dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
        name = f"saved{self._dice.randrange(6)}{self._dice.choice(('', '.toml', '.png', '.npz'))}"
        path = str(self._folder / name) if saving else self._dice.choice(self._paths)
        if not saving and not Path(path).is_file():
            dialog.reject()
            return
        dialog.selectFile(path)
        dialog.accept()

    def _press(self, dialog: QDialog) -> None:
        buttons = [b for b in dialog.findChildren(QAbstractButton) if b.isVisibleTo(dialog)]
        if self.leave:
            wanted = ("discard", "don't", "without", "close", "leave", "stop", "yes")
            going = [b for b in buttons if any(w in b.text().lower() for w in wanted)]
            buttons = going or buttons
        if not buttons or (self._dice.random() < 0.2 and not self.leave):
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            return
        self._dice.choice(buttons).click()


def _waiting() -> QWidget | None:
    """Return the topmost menu or dialog that waits for an answer."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget()


def is_leaving(text: str) -> bool:
    """Whether a button or an action of this text ends the program."""
    return text.replace("&", "").strip().lower() in NEVER


def is_shown(widget: QWidget) -> bool:
    """Whether a person sees some of a widget."""
    return widget.isVisible() and not widget.visibleRegion().isEmpty()
