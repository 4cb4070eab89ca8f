"""What the app remembers between runs.

A value that cannot be read falls back to its default: a damaged settings file never keeps
the app from opening.
"""

import math
from pathlib import Path

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings, Qt
from PySide6.QtGui import QGuiApplication

from app.theme.tokens import ThemeName

ORGANISATION = "Chainrule"
APPLICATION = "Chainrule"
RECENT_FILES = 10
GRANULARITIES = ("step", "unit", "layer", "phase")
SPEED_RANGE = (0.1, 100.0)


class Settings:
    """Typed access to the stored settings.

    Parameters
    ----------
    path : Path, optional
        The INI file. Left out, the person's own settings are used.
    """

    def __init__(self, path: Path | None = None) -> None:
        if path is not None:
            self._store = QSettings(str(path), QSettings.Format.IniFormat)
        else:
            self._store = QSettings(
                QSettings.Format.IniFormat,
                QSettings.Scope.UserScope,
                ORGANISATION,
                APPLICATION,
            )

    def sync(self) -> None:
        """Write everything to disk now."""
        self._store.sync()

    @property
    def theme(self) -> ThemeName:
        """The chosen theme, or the system's where none was chosen."""
        stored = self._store.value("appearance/theme")
        if stored == "light":
            return "light"
        if stored == "dark":
            return "dark"
        return system_theme()

    def set_theme(self, theme: ThemeName) -> None:
        """Remember a theme as chosen."""
        self._store.setValue("appearance/theme", theme)

    @property
    def text_scale(self) -> float:
        """The text size, from 1.0 to 2.0."""
        return self._number("appearance/text_scale", 1.0, 1.0, 2.0)

    def set_text_scale(self, scale: float) -> None:
        """Remember the text size."""
        self._store.setValue("appearance/text_scale", scale)

    @property
    def geometry(self) -> QByteArray:
        """The window's place as `QWidget.saveGeometry` gave it; empty when unknown."""
        stored = self._store.value("window/geometry")
        return stored if isinstance(stored, QByteArray) else QByteArray()

    def set_geometry(self, geometry: QByteArray) -> None:
        """Remember the window's place."""
        self._store.setValue("window/geometry", geometry)

    def splitter(self, name: str) -> list[int]:
        """Give the sizes of a named splitter's parts; empty when unknown."""
        stored = self._texts(f"window/splitter_{name}")
        try:
            sizes = [int(text) for text in stored]
        except ValueError:
            return []
        fits = all(0 <= size <= 100_000 for size in sizes) and any(sizes)
        return sizes if fits else []

    def set_splitter(self, name: str, sizes: list[int]) -> None:
        """Remember the sizes of a named splitter's parts."""
        self._store.setValue(f"window/splitter_{name}", [str(size) for size in sizes])

    @property
    def recent_files(self) -> list[Path]:
        """The scenario files opened last, the latest first."""
        texts = dict.fromkeys(text for text in self._texts("files/recent") if text)
        return [Path(text) for text in texts][:RECENT_FILES]

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the head of the recent files."""
        latest = path.resolve()
        others = [known for known in self.recent_files if known != latest]
        self._set_recent([latest, *others])

    def remove_recent_file(self, path: Path) -> None:
        """Forget a file, because it is gone or does not load."""
        latest = path.resolve()
        self._set_recent([known for known in self.recent_files if known != latest])

    def clear_recent_files(self) -> None:
        """Forget all recent files."""
        self._set_recent([])

    @property
    def speed(self) -> float:
        """The playing speed, in positions a second."""
        return self._number("playback/speed", 1.0, *SPEED_RANGE)

    def set_speed(self, speed: float) -> None:
        """Remember the playing speed."""
        self._store.setValue("playback/speed", speed)

    @property
    def granularity(self) -> str:
        """How far one press of → goes: "step", "unit", "layer" or "phase"."""
        stored = self._store.value("playback/granularity")
        return stored if isinstance(stored, str) and stored in GRANULARITIES else "step"

    def set_granularity(self, granularity: str) -> None:
        """Remember how far one press of → goes."""
        self._store.setValue("playback/granularity", granularity)

    @property
    def last_scenario(self) -> str | None:
        """The id or the path of the scenario that was open last."""
        stored = self._store.value("files/last_scenario")
        return stored if isinstance(stored, str) and stored else None

    def set_last_scenario(self, scenario: str) -> None:
        """Remember the id or the path of the open scenario."""
        self._store.setValue("files/last_scenario", scenario)

    def _set_recent(self, paths: list[Path]) -> None:
        self._store.setValue("files/recent", [str(path) for path in paths[:RECENT_FILES]])

    def _number(self, key: str, default: float, low: float, high: float) -> float:
        stored = self._store.value(key)
        if not isinstance(stored, (str, int, float)):
            return default
        try:
            number = float(stored)
        except ValueError:
            return default
        return number if math.isfinite(number) and low <= number <= high else default

    def _texts(self, key: str) -> list[str]:
        stored = self._store.value(key)
        # QSettings gives a list of one back as the bare text.
        texts = [stored] if isinstance(stored, str) else stored
        if not isinstance(texts, list):
            return []
        return [text for text in texts if isinstance(text, str)]


def system_theme() -> ThemeName:
    """Give the system's own colour scheme; light where it has none to tell."""
    if not isinstance(QCoreApplication.instance(), QGuiApplication):
        return "light"
    scheme = QGuiApplication.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"
