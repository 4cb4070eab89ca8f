from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget, QToolButton, QWidget

from app.theme import DARK, LIGHT, PHASES, Appearance, PageAppearance, Theme, icons, mix

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS = ("background", "surface", "raised", "hover", "selection")
COLOURED_TEXT = ("accent", "error", "warning", "good", "positive", "negative")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def text_pairs(theme: Theme) -> list[tuple[str, str]]:
    grounds = [getattr(theme, name) for name in GROUNDS]
    fills = [c for p in PHASES for c in (theme.phase(p).fill, theme.phase(p).soft)]
    states = [theme.error_fill, theme.warning_fill, theme.good_fill]
    pairs = [(text, g) for text in (theme.text, theme.muted) for g in grounds + fills + states]
    pairs += [(theme.text, theme.pressed), (theme.on_accent, theme.accent)]
    pairs += [(theme.on_accent, theme.accent_hover)]
    pairs += [(getattr(theme, name), g) for name in COLOURED_TEXT for g in grounds]
    pairs += [
        (getattr(theme, n), getattr(theme, n + "_fill")) for n in ("error", "warning", "good")
    ]
    for name in PHASES:
        phase = theme.phase(name)
        pairs += [(phase.strong, g) for g in [*grounds, phase.fill, phase.soft]]
    return pairs


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@THEMES
def test_every_text_has_a_contrast_of_7_on_every_ground_it_is_used_on(theme):
    weak = {(a, b): contrast(a, b) for a, b in text_pairs(theme) if contrast(a, b) < 7}
    assert weak == {}


@THEMES
@pytest.mark.parametrize("line", ["edge", "outline", "focus", "positive", "negative"])
def test_lines_are_visible_on_every_ground(theme, line):
    for ground in ("background", "surface", "raised"):
        assert contrast(getattr(theme, line), getattr(theme, ground)) >= 3


@THEMES
def test_switched_off_text_can_still_be_read(theme):
    assert contrast(theme.disabled, theme.raised) >= 4.5
    assert contrast(theme.disabled, theme.surface) >= 4.4


def test_a_phase_that_does_not_exist_is_refused():
    with pytest.raises(KeyError):
        LIGHT.phase("sideways")


def test_mix():
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#102030", "#ffffff", -1) == "#102030"
    assert mix("#102030", "#ffffff", 3) == "#ffffff"


def test_text_scale_goes_up_and_down_its_steps_and_stops_at_the_ends(qtbot):
    appearance = Appearance()
    seen = []
    appearance.changed.connect(lambda: seen.append(appearance.text_scale))
    for _ in range(8):
        appearance.larger()
    assert seen == [1.1, 1.25, 1.5, 1.75, 2.0]
    for _ in range(8):
        appearance.smaller()
    assert seen[5:] == [1.75, 1.5, 1.25, 1.1, 1.0]


@pytest.mark.parametrize(
    ("asked", "held"), [(0.2, 1.0), (9.0, 2.0), (float("nan"), 1.0), (1.33, 1.33)]
)
def test_text_scale_is_held_in_range(qtbot, asked, held):
    appearance = Appearance()
    appearance.set_text_scale(asked)
    assert appearance.text_scale == held


def test_nothing_is_announced_when_nothing_changes(qtbot):
    appearance = Appearance("dark", 1.5)
    with qtbot.assertNotEmitted(appearance.changed):
        appearance.set_theme("dark")
        appearance.set_text_scale(1.5)
        appearance.set_presenting(False)
    with qtbot.waitSignal(appearance.changed):
        appearance.toggle_theme()
    assert appearance.theme is LIGHT


def test_sizes_follow_the_text_scale(qtbot):
    appearance = Appearance(text_scale=1.5)
    assert appearance.px(14) == 21
    assert appearance.px(0.1) == 1
    assert appearance.px(0) == 0
    assert appearance.font(14).pixelSize() == 21


def test_present_mode_has_no_text_under_20_px_and_grows_with_the_screen(qtbot):
    appearance = Appearance()
    appearance.set_presenting(True, QSize(1280, 720))
    assert appearance.font(11).pixelSize() == 20
    assert appearance.font(20).pixelSize() == 27
    appearance.set_presenting(True, QSize(1920, 1080))
    assert appearance.font(11).pixelSize() == 30
    appearance.set_presenting(True, QSize(1024, 768))
    assert appearance.font(11).pixelSize() == 20
    appearance.set_presenting(False)
    assert appearance.font(11).pixelSize() == 11


def test_all_digits_are_equally_wide(qtbot):
    metrics = QFontMetrics(Appearance().font(40))
    assert len({metrics.horizontalAdvance(digit * 8) for digit in "0123456789"}) == 1


@THEMES
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_style_sheet_has_no_place_holder_left(qtbot, theme, scale):
    sheet = Appearance(theme.name, scale).stylesheet()
    assert "@" not in sheet
    assert "px(" not in sheet
    assert "text(" not in sheet
    assert "glyph(" not in sheet
    assert theme.accent in sheet


@pytest.fixture
def plain_application(qapp):
    style, font, palette = qapp.style().name(), qapp.font(), qapp.palette()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setFont(font)
    qapp.setPalette(palette)


@THEMES
def test_the_look_reaches_the_widgets(qtbot, plain_application: QApplication, theme):
    Appearance(theme.name).apply_to(plain_application)
    button, label = QToolButton(), QLabel("Accuracy")
    button.setProperty("kind", "play")
    for widget in (button, label):
        qtbot.addWidget(widget)
        widget.ensurePolished()
    assert button.palette().color(QPalette.ColorRole.ButtonText) == QColor(theme.on_accent)
    assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(theme.text)
    # A parse error would make Qt warn, which fails the test, and leave the button unstyled.
    button.resize(90, 40)
    assert button.grab().toImage().pixelColor(45, 4) == QColor(theme.accent)


ICONS = {path.stem for path in Path(icons.__file__).parents[2].glob("resources/icons/*.svg")}


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_draws_in_its_colour(qtbot, name):
    image = icons.pixmap(name, "#ff0000", 24, 2).toImage()
    assert image.width() == 48
    colours = {
        image.pixelColor(x, y).name()
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours
    assert name == "chainrule" or colours == {"#ff0000"}


def test_icons_the_app_needs_exist():
    needed = {
        "first", "previous", "play", "pause", "next", "last", "open", "save", "undo", "redo",
        "text-smaller", "text-larger", "theme", "present", "help", "table", "chart", "close",
        "check", "warning", "fit", "stop", "reset", "next-iteration", "plus", "minus",
        "chevron-down",
    }  # fmt: skip
    assert needed <= ICONS


def test_icons_are_cached_and_pale_when_switched_off(qtbot):
    play = icons.icon("play", "#104680", 20)
    assert icons.icon("play", "#104680", 20) is play
    off = play.pixmap(QSize(20, 20), 1.0, QIcon.Mode.Disabled).toImage()
    assert 0 < off.pixelColor(10, 10).alpha() < 128


def test_an_unknown_icon_is_refused(qtbot):
    with pytest.raises(KeyError, match="no-such-icon"):
        icons.icon("no-such-icon", "#000000")


def test_the_app_icon_has_small_and_large_sizes(qtbot):
    sizes = {size.width() for size in icons.app_icon().availableSizes()}
    assert {16, 32, 256} <= sizes


def test_a_hidden_page_follows_when_it_is_shown(qtbot):
    chosen = Appearance()
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    shown, hidden = QWidget(), QWidget()
    looks = [PageAppearance(chosen), PageAppearance(chosen)]
    heard = []
    for look, page in zip(looks, (shown, hidden), strict=True):
        pages.addWidget(page)
        look.follow_for(page)
        look.changed.connect(lambda page=page: heard.append(page))
    pages.show()
    qtbot.waitExposed(pages)
    chosen.toggle_theme()
    chosen.set_text_scale(1.5)
    assert heard == [shown, shown]
    pages.setCurrentWidget(hidden)
    # At once to the last of the changes.
    assert heard == [shown, shown, hidden]
    assert looks[1].theme is chosen.theme
    assert looks[1].text_scale == 1.5
