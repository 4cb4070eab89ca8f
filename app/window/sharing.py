"""What is shown, as text or as a picture, for the clipboard and for files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from app.models import Stepper
from app.theme import Appearance
from app.widgets.pictures import write_picture
from app.window.files import Files
from app.window.notice import NoticeStrip
from app.window.waiting import Waiting
from app.window.working_place import WorkingPlace
from engine.errors import UserError
from engine.files.replacing import replace_file
from engine.progress import WorkCancelledError

if TYPE_CHECKING:  # What the first picture does without.
    from app.exports.choice import Choice
    from app.exports.dialog import ExportDialog


class Sharing:
    """Copies the derivation and the window, and exports both.

    Parameters
    ----------
    window : QWidget
        What pictures show, drawn as the command ``export`` draws it.
    place : WorkingPlace
        Has the pane that gives the derivation.
    stepper : Stepper
        The iteration that is exported.
    appearance : Appearance
        Theme and text size.
    files : Files
        Asks for a file.
    notice : NoticeStrip
        Shows what has been done, or why not.

    Attributes
    ----------
    ask_what : callable
        Shows the dialog and returns what is chosen, or None; replaceable, for a test to answer.
    """

    def __init__(
        self,
        window: QWidget,
        place: WorkingPlace,
        stepper: Stepper,
        appearance: Appearance,
        *,
        files: Files,
        notice: NoticeStrip,
    ) -> None:
        self._window, self._place = window, place
        self._stepper, self._appearance = stepper, appearance
        self._files, self._notice = files, notice
        self._last: Choice | None = None
        self.ask_what: Callable[[ExportDialog], Choice | None] = self._ask

    def actions(self) -> dict[str, Callable[[], None]]:
        """Return what its actions do, by their names."""
        return {"export": self.export, "copy_picture": self.copy_picture}

    def of_derivation(self) -> dict[str, Callable[[], None]]:
        """Return what its actions do where a derivation is seen."""
        return {"copy_text": self.copy_text, "copy_latex": self.copy_latex}

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

    def export(self) -> None:
        """Ask what to export and for a file, and write it there."""
        choice = self.ask_what(self._dialog())
        if choice is None:
            return
        self._last = choice
        # Drawn before a dialog lies over it.
        picture = self._window.grab()
        name = f"{self._stepper.session.scenario.id}{choice.suffix}"
        chosen = self._files.choose_file("export", str(Path.home() / name))
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() != choice.suffix:
            path = path.with_name(path.name + choice.suffix)
        try:
            if choice.suffix == ".png" and choice.part == "window":
                write_picture(path, picture)
            else:
                contents = self._contents(choice)
                replace_file(path, lambda file: file.write(contents))
        except UserError as error:
            self._notice.say_error(str(error))
        except WorkCancelledError:
            pass
        else:
            self._notice.say_good(f"Exported to {path}.")

    def _dialog(self) -> ExportDialog:
        from app.exports.dialog import ExportDialog

        session, step = self._stepper.session, self._stepper.playback.step
        about = self._stepper.selection.selected or (step.target.parameter if step else None)
        parameter = "" if about is None else session.trace.layout.name(about)
        number = step.number if step else 0
        dialog = ExportDialog(self._appearance, number, parameter, self._window)
        if self._last is not None:
            dialog.choose(self._last)
        return dialog

    def _ask(self, dialog: ExportDialog) -> Choice | None:
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        choice = dialog.choice
        dialog.deleteLater()
        return choice if accepted else None

    def _contents(self, choice: Choice) -> bytes:
        """Return the file's contents; what takes long is worked out beside the window."""
        from app.exports.choice import Drawn
        from app.exports.formats import FORMATS
        from app.exports.pictures import svg

        if choice.suffix == ".svg" and choice.part == "window":
            return svg(self._render, self._window.width(), self._window.height(), "Chainrule")
        # It brings the algebra with it.
        from app.exports.worked import work_out

        session, made = self._stepper.session, FORMATS[choice.suffix]
        worked = work_out(session.trace, session.rows, choice.extent, session.sample)
        if not made.is_drawn:
            return Waiting(lambda: made.write(worked, None)).result(self._window)
        Waiting(lambda: list(worked.pages())).result(self._window)
        appearance = Appearance(self._appearance.theme.name, self._appearance.text_scale)
        return made.write(worked, Drawn(appearance, choice.paper, choice.part))

    def _render(self, painter: QPainter) -> None:
        self._window.render(painter, QPoint())
