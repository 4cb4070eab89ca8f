"""What is shown, as text or as a picture, for the clipboard and for files."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.models import Document
from app.widgets.pictures import write_picture
from app.window.files import Files
from app.window.notice import NoticeStrip
from app.window.working_place import WorkingPlace
from engine.errors import UserError


class Sharing:
    """Copies the derivation and the window, and saves a picture of it.

    Parameters
    ----------
    window : QWidget
        What pictures show, drawn as the command ``export`` draws it.
    place : WorkingPlace
        Has the pane that gives the derivation.
    document : Document
        What is open, after which a file is named.
    files : Files
        Asks for a file.
    notice : NoticeStrip
        Shows what has been done, or why not.
    """

    def __init__(
        self,
        window: QWidget,
        place: WorkingPlace,
        document: Document,
        files: Files,
        notice: NoticeStrip,
    ) -> None:
        self._window, self._place, self._document = window, place, document
        self._files, self._notice = files, notice

    def copy_text(self) -> None:
        """Copy the derivation as text."""
        QGuiApplication.clipboard().setText(self._place.pane.plain_text())
        self._notice.say_good("Copied the derivation as text.")

    def copy_latex(self) -> None:
        """Copy the derivation's formulas as LaTeX."""
        latex = self._place.pane.latex()
        if latex:
            QGuiApplication.clipboard().setText(latex)
            self._notice.say_good("Copied the formulas as LaTeX.")
        else:
            self._notice.say_error("No formula is shown yet: press → for the first step.")

    def copy_picture(self) -> None:
        """Copy the window as a picture."""
        QGuiApplication.clipboard().setPixmap(self._window.grab())
        self._notice.say_good("Copied a picture of the window.")

    def export_picture(self) -> None:
        """Ask for a file, and save the window as a picture there."""
        picture = self._window.grab()
        suggestion = str(Path.home() / f"{self._document.scenario.id}.png")
        chosen = self._files.choose_file("picture", suggestion)
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix.lower() == ".png" else path.with_name(f"{path.name}.png")
        try:
            write_picture(path, picture)
        except UserError as error:
            self._notice.say_error(str(error))
        else:
            self._notice.say_good(f"Saved the picture to {path}.")
