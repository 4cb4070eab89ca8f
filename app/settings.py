"""What the app remembers between runs; a file that does not fit is set aside, and defaults hold."""

import base64
import binascii
import re
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QByteArray, QCoreApplication, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from app.stored import MAX_BYTES, RECENT_FILES, Stored, read_stored, settings_file
from app.theme.tokens import ThemeName
from engine.errors import ScenarioError
from engine.files.replacing import replace_file
from engine.network.notations import NAMINGS
from symbolic.formula.numbers import NumberFormat

MOST_DONE = 200
"""As many lessons are remembered as done."""

WRITE_AFTER_MS = 1000
"""How long changes wait for others before they are written."""

_OLD = "Chainrule.ini"
# What the file of earlier versions had, as far as it is one plain word or number on a line.
_OLD_LINES = {
    "theme": re.compile(r"^theme=(light|dark)$", re.MULTILINE),
    "text_scale": re.compile(r"^text_scale=(\d(?:\.\d{1,4})?)$", re.MULTILINE),
    "speed": re.compile(r"^speed=(\d{1,3}(?:\.\d{1,4})?)$", re.MULTILINE),
    "granularity": re.compile(r"^granularity=(step|unit|layer|phase)$", re.MULTILINE),
}


class Settings:
    """Typed access to the stored settings.

    Parameters
    ----------
    path : Path, optional
        The file, which need not exist. Left out, nothing is read and nothing is written.

    Attributes
    ----------
    problem : str
        A sentence about a file that could not be used; empty where there was none.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.problem = ""
        self._stored = self._begin()
        self._changed: dict[str, Any] = {}
        self._waits = False

    @property
    def path(self) -> Path | None:
        """The file; None where nothing is written."""
        return self._path

    @classmethod
    def own(cls) -> "Settings":
        """Return the person's own settings; without a home folder they are not kept."""
        try:
            return cls(settings_file())
        except RuntimeError:
            return cls()

    def sync(self) -> None:
        """Write what was changed to disk now."""
        self._waits = False
        if self._path is None or not self._changed:
            return
        try:
            # Another window may have written meanwhile.
            there = read_stored(self._path)
        except (OSError, ValueError):
            there = self._stored
        content = msgspec.json.format(
            msgspec.json.encode(msgspec.structs.replace(there, **self._changed))
        )
        self._changed = {}
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._path, lambda file: file.write(content))
        except (OSError, ScenarioError):
            # A full disk or a read-only home is no reason to disturb a lecture.
            return

    @property
    def theme(self) -> ThemeName:
        """The chosen theme, or the system's where none was chosen."""
        return self._stored.theme or system_theme()

    def set_theme(self, theme: ThemeName) -> None:
        """Remember a theme as chosen."""
        self._set(theme=theme)

    @property
    def text_scale(self) -> float:
        """The text size, from 1.0 to 2.0."""
        return self._stored.text_scale

    def set_text_scale(self, scale: float) -> None:
        """Remember the text size."""
        self._set(text_scale=scale)

    @property
    def notation(self) -> str:
        """The id of the notation that was chosen last; empty for none."""
        return self._stored.notation if self._stored.notation in NAMINGS else ""

    @property
    def difference(self) -> str:
        """Which of activation and target was chosen to stand first; empty for the notation's."""
        return self._stored.difference

    def set_notation(self, notation: str, difference: str) -> None:
        """Remember a notation, and the order of activation and target where it is not its own."""
        self._set(notation=notation, difference=difference)

    @property
    def numbers(self) -> NumberFormat:
        """How numbers are written."""
        return self._stored.numbers

    def set_numbers(self, wanted: NumberFormat) -> None:
        """Remember how numbers are written."""
        self._set(decimals=wanted.decimals, cut=wanted.cut, decimal_comma=wanted.comma)

    @property
    def geometry(self) -> QByteArray:
        """The window's place as `QWidget.saveGeometry` returned it; empty when unknown."""
        try:
            return QByteArray(base64.b64decode(self._stored.geometry, validate=True))
        except binascii.Error:
            return QByteArray()

    def set_geometry(self, geometry: QByteArray) -> None:
        """Remember the window's place."""
        self._set(geometry=base64.b64encode(geometry.data()).decode("ascii"))

    def splitter(self, name: str) -> list[int]:
        """Return the sizes of a named splitter's parts; empty when unknown."""
        sizes = list(self._stored.splitters.get(name, ()))
        return sizes if any(sizes) else []

    def set_splitter(self, name: str, sizes: list[int]) -> None:
        """Remember the sizes of a named splitter's parts."""
        self._set(splitters={**self._stored.splitters, name: tuple(sizes)})

    @property
    def recent_files(self) -> list[Path]:
        """The scenario files opened last, the latest first."""
        return [Path(text) for text in dict.fromkeys(self._stored.recent_files) if text]

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the head of the recent files."""
        latest = path.resolve()
        others = [known for known in self.recent_files if known != latest]
        self._set_recent([latest, *others])
        self.set_last_folder(latest.parent)

    def remove_recent_file(self, path: Path) -> None:
        """Forget a file, because it is gone or does not load."""
        latest = path.resolve()
        self._set_recent([known for known in self.recent_files if known != latest])

    @property
    def done_lessons(self) -> tuple[str, ...]:
        """The ids of the lessons that were played to their end."""
        return self._stored.done_lessons

    def add_done_lesson(self, lesson: str) -> None:
        """Remember that a lesson was played to its end."""
        done = dict.fromkeys((*self.done_lessons, lesson))
        self._set(done_lessons=tuple(done)[-MOST_DONE:])

    @property
    def speed(self) -> float:
        """The playing speed, in positions a second."""
        return self._stored.speed

    def set_speed(self, speed: float) -> None:
        """Remember the playing speed."""
        self._set(speed=speed)

    @property
    def granularity(self) -> str:
        """How far one press of → goes: "step", "unit", "layer" or "phase"."""
        return self._stored.granularity

    def set_granularity(self, granularity: str) -> None:
        """Remember how far one press of → goes."""
        self._set(granularity=granularity)

    @property
    def last_scenario(self) -> str | None:
        """The id or the path of the scenario that was open last."""
        return self._stored.last_scenario or None

    def set_last_scenario(self, scenario: str) -> None:
        """Remember the id or the path of the open scenario."""
        if _is_writable(scenario):
            self._set(last_scenario=scenario)

    @property
    def last_folder(self) -> Path | None:
        """The folder that a file was last opened from or saved to, while it is there."""
        folder = Path(self._stored.last_folder)
        return folder if self._stored.last_folder and folder.is_dir() else None

    def set_last_folder(self, folder: Path) -> None:
        """Remember the folder of a file."""
        if _is_writable(str(folder)):
            self._set(last_folder=str(folder))

    def _set_recent(self, paths: list[Path]) -> None:
        names = [str(path) for path in paths if _is_writable(str(path))]
        self._set(recent_files=tuple(names[:RECENT_FILES]))

    def _set(self, **values: Any) -> None:
        changed = msgspec.structs.replace(self._stored, **values)
        if changed == self._stored:
            return
        self._stored = changed
        self._changed |= values
        if self._path is not None and not self._waits and QCoreApplication.instance() is not None:
            self._waits = True
            QTimer.singleShot(WRITE_AFTER_MS, self.sync)

    def _begin(self) -> Stored:
        """Return what the file holds; one that is damaged is set aside."""
        if self._path is None:
            return Stored()
        try:
            return read_stored(self._path)
        except FileNotFoundError:
            return _read_old(self._path.with_name(_OLD))
        except OSError as error:
            self.problem = f"The settings in {self._path} cannot be read: {error.strerror}."
        except ValueError:
            aside = self._path.with_name(f"{self._path.name}.damaged")
            self.problem = f"The settings in {self._path} are damaged; the defaults are used."
            try:
                self._path.replace(aside)
                self.problem += f" The file is {aside.name} now."
            except OSError:
                pass
        return Stored()


def _read_old(path: Path) -> Stored:
    """Take over what stands in plain words in the file of an earlier version."""
    try:
        if not path.is_file():
            return Stored()
        with path.open("rb") as file:
            text = file.read(MAX_BYTES).decode("latin-1").replace("\r\n", "\n")
        matches = {key: line.search(text) for key, line in _OLD_LINES.items()}
        found = {key: match[1] for key, match in matches.items() if match}
        return msgspec.convert(found, Stored, strict=False)
    except (OSError, msgspec.ValidationError):
        return Stored()


def _is_writable(name: str) -> bool:
    """Whether a name can stand in the file: file names need not be text, nor short."""
    try:
        return len(name.encode()) <= 4096
    except UnicodeEncodeError:
        return False


def system_theme() -> ThemeName:
    """Return the system's own colour scheme; light where it has none."""
    if not isinstance(QCoreApplication.instance(), QGuiApplication):
        return "light"
    scheme = QGuiApplication.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"
