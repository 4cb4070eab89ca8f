"""Widgets follow the look by the style sheet and by one base, and need no code of their own."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from app.theme import DARK, LIGHT, Appearance, Drawn, Gentle, set_icon, set_state, spaced

ROOT = Path(__file__).parents[3]
APP = {path: path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py")}
SHEET = (ROOT / "resources" / "styles" / "app.qss").read_text(encoding="utf-8")
OF_THEME = {path: text for path, text in APP.items() if path.parent.name == "theme"}
OTHERS = {path: text for path, text in APP.items() if path not in OF_THEME}


@pytest.fixture
def look(qapp: QApplication) -> Appearance:
    """Return a look that the application wears and follows."""
    look = Appearance()
    look.apply_to(qapp)
    look.changed.connect(lambda: look.apply_to(qapp))
    return look


def places(pattern: str, files: dict[Path, str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path, text in files.items()
        for found in re.finditer(pattern, text)
    ]


# What the code holds to ---------------------------------------------------------------------


def test_style_sheets_and_colours_stand_in_the_theme_alone() -> None:
    assert places(r"\bsetStyleSheet\(", OTHERS) == []
    assert places(r"\b(?:un)?polish\(", OTHERS) == []
    assert places(r"#[0-9a-fA-F]{6}\b", APP | {}) == places(
        r"#[0-9a-fA-F]{6}\b",
        {ROOT / "app" / "theme" / "tokens.py": APP[ROOT / "app/theme/tokens.py"]},
    )


def test_few_drawings_work_something_out_from_the_look_before_they_are_painted() -> None:
    assert places(r"\bdef _restyle\b", APP) == []
    assert len(places(r"\bdef restyle\b", OTHERS)) <= 10


def test_fonts_of_widgets_stand_in_the_style_sheet() -> None:
    # The header of the graph fits its sentence to the height, the headings are as large as the
    # captions of a graph of any scale, and one is no widget's but an item's of a plot.
    fonts = places(r"\bself\.\w+\.setFont\(", OTHERS)
    assert len(fonts) <= 3, fonts


def test_icons_are_drawn_in_one_place() -> None:
    # A message box has the platform's; a list of pictures shows these as icons, and what sets
    # points shows one of the colour that it sets.
    pictures = ("importing/pictures.py", "explore/point_tools.py")
    drawn = {ROOT / "app" / path for path in pictures}
    shown = {path: text for path, text in OTHERS.items() if path not in drawn}
    assert places(r"(?<!box)\.setIcon\(|\.setIconSize\(", shown) == []


@pytest.mark.parametrize("name", ["kind", "role", "ground"])
def test_each_property_of_the_style_sheet_is_set_by_a_widget(name: str) -> None:
    styled = set(re.findall(rf'\[{name}="([\w-]+)"\]', SHEET))
    words = set(re.findall(r'"([\w-]+)"', "".join(OTHERS.values())))
    assert styled
    assert styled - words == set()


def test_each_object_name_of_the_style_sheet_is_a_widgets() -> None:
    without_comments = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    styled = set(re.findall(r"#([a-z][a-z-]*)", without_comments))
    named = set(re.findall(r'setObjectName\("([\w-]+)"\)', "".join(OTHERS.values())))
    assert styled
    assert styled - named == set()


# Layouts ------------------------------------------------------------------------------------


def test_room_in_a_layout_grows_with_the_text(qtbot, look: Appearance) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    row = spaced(QHBoxLayout(box), look, 8, (20, Gentle(10), 0, 1))
    look.set_text_scale(2.0)
    margins = row.contentsMargins()
    assert row.spacing() == 16
    assert (margins.left(), margins.top(), margins.right(), margins.bottom()) == (40, 14, 0, 2)


def test_room_that_is_set_again_takes_the_others_place(qtbot, look: Appearance) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    grid = spaced(QGridLayout(box), look, (4, 2), (0, 0, 0, 0))
    spaced(grid, look, (6, 3), (0, 0, 0, 0))
    look.set_text_scale(1.5)
    assert (grid.horizontalSpacing(), grid.verticalSpacing()) == (9, 4)


# Icons --------------------------------------------------------------------------------------


def ink(button: QToolButton) -> str:
    image = button.icon().pixmap(button.iconSize(), 1.0).toImage()
    every = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return next(colour.name() for colour in every if colour.alpha() == 255)


def test_an_icon_follows_theme_and_text_size(qtbot, look: Appearance) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    set_icon(button, look, "close", 16)
    assert ink(button) == LIGHT.text
    look.set_theme("dark")
    look.set_text_scale(2.0)
    assert ink(button) == DARK.text
    assert button.iconSize() == QSize(32, 32)


def test_another_icon_takes_the_place_of_one(qtbot, look: Appearance) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    set_icon(button, look, "play")
    set_icon(button, look, "pause", colour="accent")
    look.set_theme("dark")
    assert ink(button) == DARK.accent


# Widgets that are hidden, and those made later ------------------------------------------------


def colour_of(label: QLabel) -> QColor:
    label.ensurePolished()
    return label.palette().color(label.foregroundRole())


def test_what_is_hidden_or_made_later_has_the_look_without_any_code(qtbot, look) -> None:
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    hidden = QLabel("hidden")
    for page in (QLabel("shown"), hidden):
        page.setProperty("role", "heading")
        pages.addWidget(page)
    pages.show()
    look.set_theme("dark")
    look.set_text_scale(1.5)
    later = QLabel("later")
    later.setProperty("role", "heading")
    pages.addWidget(later)
    for label in (hidden, later):
        assert colour_of(label) == QColor(DARK.text)
        assert label.font().pixelSize() == 24
        assert label.font().weight() == 700


def test_a_changed_property_changes_how_a_widget_looks(qtbot, look: Appearance) -> None:
    label = QLabel("20.0 %")
    qtbot.addWidget(label)
    label.setProperty("role", "figure")
    label.ensurePolished()
    assert label.font().pixelSize() == 20
    set_state(label, "compact", True)
    assert label.font().pixelSize() == 15


class Square(Drawn):
    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.seen: list[str] = []

    def sizeHint(self) -> QSize:  # noqa: N802
        side = self._appearance.px(10)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        self.seen.append(self._appearance.theme.name)


def test_a_drawing_is_measured_and_painted_anew(qtbot, look: Appearance) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    row = spaced(QHBoxLayout(box), look, margins=(0, 0, 0, 0))
    square = Square(look)
    row.addWidget(square)
    box.show()
    qtbot.waitUntil(lambda: square.seen == ["light"])
    assert row.sizeHint().width() == 10
    look.set_theme("dark")
    look.set_text_scale(2.0)
    assert row.sizeHint().width() == 20
    qtbot.waitUntil(lambda: square.seen[-1] == "dark")
