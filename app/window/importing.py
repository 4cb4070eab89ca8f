"""Import data: a file that was chosen or dropped, the dialog, and the scenario that comes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, SignalInstance
from PySide6.QtWidgets import QWidget

from app.theme import Appearance
from app.window.data_files import is_data
from app.window.documents import Documents
from app.window.files import Files
from app.window.notice import NoticeStrip
from app.window.waiting import Waiting
from engine.errors import UserError
from engine.progress import WorkCancelledError

if TYPE_CHECKING:
    from app.importing import ImportDialog


class Importing:
    """Asks for a data file, shows what is proposed of it, and opens what was written.

    Attributes
    ----------
    dialog : ImportDialog or None
        What is shown, or was shown last.
    """

    def __init__(
        self,
        files: Files,
        documents: Documents,
        notice: NoticeStrip,
        appearance: Appearance,
        window: QWidget,
    ) -> None:
        self._files, self._documents, self._notice = files, documents, notice
        self._appearance, self._window = appearance, window
        self.dialog: ImportDialog | None = None
        documents.import_data = self.show

    def choose(self) -> None:
        """Ask for a data file and show what is proposed of it."""
        if path := self._files.choose_file("data", ""):
            self.show(path)

    def put_off(self, word: str | None, shown: SignalInstance) -> str | None:
        """Show a data file once the window is there; return any other word."""
        if word is None or not is_data(word):
            return word
        shown.connect(lambda: QTimer.singleShot(0, self._window, lambda: self.show(word)))
        return None

    def show(self, path: str) -> None:
        """Show what is proposed of a data file; of one that is none, say why."""
        from app.importing import ImportDialog
        from app.models.importing import ImportModel, bring

        file = Path(path)
        try:
            model = ImportModel(Waiting(lambda: bring(file)).result(self._window))
        except WorkCancelledError:
            return
        except UserError as error:
            self._notice.say_error(str(error))
            return
        self.dialog = ImportDialog(model, self._wait, self._appearance, self._window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.accepted.connect(lambda: self._documents.open_word(str(model.to)))
        self.dialog.open()

    def _wait(self, work: Callable[[], object]) -> object:
        return Waiting(work).result(self.dialog or self._window)
