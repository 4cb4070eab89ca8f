"""Version, licences, and the folders that the program writes to."""

import platform
from collections.abc import Callable, Iterable
from html import escape
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from app.settings import Settings
from app.theme import Appearance
from engine.compilation.store import cache_folder
from engine.files.log import log_file

_LIBRARIES = (
    "PySide6-Essentials",
    "numpy",
    "scipy",
    "numba",
    "sympy",
    "matplotlib",
    "pyqtgraph",
    "msgspec",
    "tomlkit",
    "tomli-w",
    "threadpoolctl",
)
_DATA = (
    (
        "MNIST",
        "Yann LeCun and Corinna Cortes, "
        "Creative Commons Attribution-ShareAlike 3.0 (creativecommons.org/licenses/by-sa/3.0)",
    ),
    (
        "Census income (UCI Adult)",
        "Barry Becker and Ronny Kohavi, doi:10.24432/C5XW20, "
        "Creative Commons Attribution 4.0 (creativecommons.org/licenses/by/4.0)",
    ),
    (
        "Iris",
        "Ronald A. Fisher, after Edgar Anderson, doi:10.24432/C56C76, "
        "Creative Commons Attribution 4.0 (creativecommons.org/licenses/by/4.0)",
    ),
)


class AboutDialog(QDialog):
    """Shows what this is, under which licences, and where its files are."""

    def __init__(self, appearance: Appearance, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Chainrule")
        self.text = QTextBrowser()
        self.text.setProperty("role", "page")
        self.text.setHtml(_html(settings))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(buttons)
        room = parent.screen().availableSize()
        width, height = (round(0.9 * side) for side in (room.width(), room.height()))
        self.resize(min(appearance.px(640), width), min(appearance.px(620), height))


def _html(settings: Settings) -> str:
    system = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()}"
    return (
        f"<h2>Chainrule {escape(_version('chainrule'))}</h2>"
        f"<p>{escape(system)}</p>"
        "<h3>Licence</h3>"
        "<p>Chainrule is under the MIT licence, © 2026 The Chainrule developers.</p>"
        f"<h3>Bundled data</h3>{_list(_DATA)}"
        f"<h3>Libraries</h3>{_list((name, _licence(name)) for name in _LIBRARIES if _has(name))}"
        f"<h3>Folders and files</h3>{_list(_places(settings))}"
    )


def _list(entries: Iterable[tuple[str, str]]) -> str:
    lines = [f"<li><b>{escape(name)}</b>: {escape(text)}</li>" for name, text in entries]
    return f"<ul>{''.join(lines)}</ul>"


def _places(settings: Settings) -> list[tuple[str, str]]:
    return [
        ("settings", str(settings.path or "kept nowhere")),
        (
            "machine code of the trainer, made anew where it is deleted",
            _place(lambda: cache_folder() / "chainrule"),
        ),
        ("log of unexpected errors", _place(log_file)),
    ]


def _place(find: Callable[[], Path]) -> str:
    try:
        return str(find())
    except RuntimeError:
        return "nowhere: this user has no home folder"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _has(name: str) -> bool:
    return bool(_version(name))


def _licence(name: str) -> str:
    """Return version and licence as the installed package states them."""
    stated = metadata(name)

    def field(key: str) -> str:
        return str((stated.get_all(key) or [""])[0])

    classified = [
        entry.rpartition(" :: ")[2]
        for entry in stated.get_all("Classifier") or []
        if entry.startswith("License :: ")
    ]
    first_line = field("License").strip().partition("\n")[0]
    licence = field("License-Expression") or ", ".join(classified) or first_line
    return f"{_version(name)}, {licence or 'licence in its package'}"
