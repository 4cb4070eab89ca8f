"""Open and save scenarios; nothing open is lost to a file that does not load."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.models import Document
from app.settings import Settings
from app.window.notice import NoticeStrip
from app.window.unsaved import Answer, ask_in, confirm_in
from app.window.waiting import Waiting
from engine.data.opening import dataset_of
from engine.errors import UserError
from engine.network.scenario import Scenario
from engine.progress import WorkCancelledError
from engine.scenario import find_scenario, list_scenarios, save_scenario
from engine.scenario.writing import moved_to

FILTER = "Scenarios (*.toml);;All files (*)"
COURSE_FILTER = "Courses (*.toml);;All files (*)"
OPEN_FILTER = "Scenarios, lessons, courses and circuits (*.toml);;All files (*)"
NETWORK_SUFFIXES = (".npz", ".safetensors")
DATA_FILTER = "Tables and images (*.csv *.tsv *.tab *.txt *.dat *.data *.gz *ubyte);;All files (*)"
DIGIT_FILTER = "Pictures (*.png *.jpg *.jpeg *.webp);;All files (*)"
NETWORK_FILTER = "Trained networks (*.npz *.safetensors)"


class Files:
    """Scenarios from and to disk.

    Attributes
    ----------
    ask : callable
        Asks what to do with what is unsaved, given what it is, a sentence a line; replaceable, so
        that a test can answer.
    ask_to_rewrite : callable
        Asks whether a file may be written anew, given why it cannot be changed in place.
    may_leave : callable
        Asks, if need be, whether something may be opened in the place of what is open; returns
        whether.
    choose_file : callable
        Asks for a path, given the dialog's kind, such as "open" or "save", and a suggestion.
    """

    def __init__(
        self, document: Document, settings: Settings, notice: NoticeStrip, parent: QWidget
    ) -> None:
        self._document = document
        self._settings = settings
        self._notice = notice
        self._window = parent
        self.ask: Callable[[str], Answer] = lambda text: ask_in(parent, text)
        self.ask_to_rewrite: Callable[[str], bool] = lambda text: confirm_in(parent, text)
        self.may_leave: Callable[[], bool] = lambda: True
        self.choose_file: Callable[[str, str], str] = self._choose_file

    def open_word(self, word: str) -> bool:
        """Open a scenario by id or path; on failure say why and keep what is open."""
        try:
            scenario = self.read(word)
        except WorkCancelledError:
            return False
        except UserError as error:
            if word not in list_scenarios():
                self._settings.remove_recent_file(Path(word))
            self._notice.say_error(str(error))
            return False
        return self.open_scenario(scenario, word)

    def read(self, word: str) -> Scenario:
        """Read a scenario by id or path and, of a file, its rows, beside the window.

        Raises
        ------
        UserError
            They cannot be read.
        WorkCancelledError
            A person did not want to wait for them.
        """
        if word in list_scenarios():
            return find_scenario(word)
        return Waiting(lambda: _read_file(word)).result(self._window)

    def open_scenario(self, scenario: Scenario, word: str = "") -> bool:
        """Open a scenario that has been read."""
        if not self.may_leave():
            return False
        try:
            self._document.open(scenario)
        except UserError as error:
            self._notice.say_error(str(error))
            return False
        self._notice.dismiss()
        if scenario.path is not None:
            self._settings.add_recent_file(scenario.path)
        if word:
            self._settings.set_last_scenario(
                str(scenario.path.resolve()) if scenario.path else word
            )
        return True

    def save(self) -> bool:
        """Save to the scenario's own file; a shipped scenario asks for one."""
        path = self._document.scenario.path
        if path is None:
            return self.save_as()
        if path.exists() and not self._document.is_modified:
            # Writing would lose how a person wrote it, comments and all, and change nothing else.
            self._notice.say_good(f"Nothing to save: {path} holds all that is shown.")
            return True
        return self._save_to(path)

    def save_as(self) -> bool:
        """Ask for a file and save there. Returns whether it was saved."""
        path = self._ask_where(self._document.scenario)
        return path is not None and self._save_to(path)

    def _save_to(self, path: Path) -> bool:
        document = self._document
        if not self._write(document.original, document.scenario, path):
            return False
        document.mark_saved(path)
        self._notice.say_good(f"Saved to {path}.")
        return True

    def save_trained(self, trained: Scenario) -> bool:
        """Ask for a file and save there the trained network that the stepper shows."""
        path = self._ask_where(trained)
        if path is None or not self._write(trained, trained, path):
            return False
        self._document.mark_trained_saved(path)
        self._notice.say_good(f"Saved to {path}.")
        return True

    def _write(self, opened: Scenario, scenario: Scenario, path: Path) -> bool:
        """Write a scenario that was opened as another; comments and order of its file stay."""
        from engine.scenario.revising import CannotKeepError, revised, text_to_keep

        text: str | None = None
        try:
            before = text_to_keep(opened)
            if before is not None:
                text = revised(before, opened.path, moved_to(scenario, path))
        except CannotKeepError as why:
            lost = "Saving writes it anew: all that stands there now is replaced, comments too."
            asks = opened.path is not None and _is_same(path, opened.path)
            if asks and not self.ask_to_rewrite(f"{path.name} {why}. {lost}"):
                return False
        try:
            save_scenario(scenario, path, text)
        except UserError as error:
            self._notice.say_error(str(error))
            return False
        self._settings.add_recent_file(path)
        return True

    def _ask_where(self, scenario: Scenario) -> Path | None:
        folder = self._settings.last_folder or Path.home()
        suggestion = str(scenario.path or folder / f"{scenario.id}.toml")
        chosen = self.choose_file("save", suggestion)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(".toml")

    def ask_for_network(self, name: str) -> Path | None:
        """Ask for the file of a trained network, which ends in .npz or .safetensors."""
        chosen = self.choose_file("network", str(Path.home() / name))
        if not chosen:
            return None
        path = Path(chosen)
        known = path.suffix.lower() in NETWORK_SUFFIXES
        return path if known else path.with_name(f"{path.name}{NETWORK_SUFFIXES[0]}")

    def _choose_file(self, kind: str, suggestion: str) -> str:
        from PySide6.QtWidgets import QFileDialog

        if kind == "network":
            title = "Save the trained network"
            return QFileDialog.getSaveFileName(self._window, title, suggestion, NETWORK_FILTER)[0]
        if kind == "export":
            return QFileDialog.getSaveFileName(self._window, "Export", suggestion)[0]
        folder = str(self._settings.last_folder or Path.home())
        if kind == "digit":
            title = "Open a picture of a digit"
            return QFileDialog.getOpenFileName(self._window, title, folder, DIGIT_FILTER)[0]
        if kind == "data":
            return QFileDialog.getOpenFileName(self._window, "Import data", folder, DATA_FILTER)[0]
        if kind == "open":
            return QFileDialog.getOpenFileName(self._window, "Open", folder, OPEN_FILTER)[0]
        what, types = ("course", COURSE_FILTER) if kind == "course" else ("scenario", FILTER)
        return QFileDialog.getSaveFileName(self._window, f"Save the {what}", suggestion, types)[0]


def _read_file(word: str) -> Scenario:
    """Read a scenario and what the engine then has at hand when it is opened."""
    scenario = find_scenario(word)
    if scenario.dataset is not None:
        dataset_of(scenario)
    return scenario


def _is_same(path: Path, other: Path | None) -> bool:
    return other is not None and path.resolve() == other.resolve()
