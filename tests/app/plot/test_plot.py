"""A plot: it draws what differs, reads the pointer, and follows the look."""

import sys
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from app.plot.axes import Axis, Linear, Logarithmic, Named, Whole
from app.plot.layers import Band, Dots, Line, Rule, Words
from app.plot.look import LineLook
from app.plot.place import PlotPlace
from app.plot.plot import Plot
from app.theme import Appearance

LOOK = LineLook("loss.strong", marker=True)
X = Axis("epoch", 0.0, 10.0, Whole())
Y = Axis("loss", 0.0, 2.0)
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
UP = np.linspace(0.0, 10.0, 11)


@pytest.fixture
def plot(qtbot):
    plot = Plot("Loss over the epochs", Appearance())
    qtbot.addWidget(plot)
    plot.resize(480, 300)
    plot.show()
    return plot


def everything():
    return {
        "line": Line(UP, UP / 5, LOOK),
        "dots": Dots(UP[:1], UP[:1], LOOK, hollow=True),
        "rule": Rule(1.0, LOOK),
        "upright": Rule(3.0, LOOK, vertical=True),
        "band": Band(0.5, 0.7, LOOK),
        "words": Words(5.0, np.inf, "best epoch 5"),
    }


def move(plot, where):
    none = Qt.MouseButton.NoButton
    there = QPointF(plot.mapToGlobal(QPoint(round(where.x()), round(where.y()))))
    event = QMouseEvent(QEvent.Type.MouseMove, where, there, none, none, NO_MODIFIER)
    QApplication.sendEvent(plot, event)


def test_every_kind_of_layer_is_seen_and_taken_away(plot):
    bare = plot.grab().toImage()
    pictures = []
    for name, layer in everything().items():
        plot.draw(X, Y, {name: layer})
        pictures.append(plot.grab().toImage())
        assert pictures[-1] != bare, name
    plot.draw(X, Y, {})
    empty = plot.grab().toImage()
    assert all(picture != empty for picture in pictures)
    plot.draw(X, Y, everything())
    plot.draw(X, Y, {})
    assert plot.grab().toImage() == empty


def test_only_what_differs_is_drawn_anew(plot, monkeypatch):
    drawn = []
    plot.draw(X, Y, everything())
    for name, painter in plot.painter_of.items():
        monkeypatch.setattr(painter, "draw", lambda *_, name=name: drawn.append(name))
    plot.draw(X, Y, everything())
    assert drawn == []
    plot.draw(X, Y, everything() | {"line": Line(UP, UP / 4, LOOK)})
    assert drawn == ["line"]
    plot.draw(X, Axis("loss", 0.0, 3.0), everything())
    assert set(drawn) == set(everything())


def test_what_lies_below_all_that_moves_is_painted_once(plot, monkeypatch):
    painted = []
    for step in range(5):
        plot.draw(X, Y, everything() | {"dots": Dots(UP[step : step + 1], UP[:1], LOOK, depth=4.0)})
        if step == 0:
            for name, painter in plot.painter_of.items():
                before = painter.paint
                monkeypatch.setattr(
                    painter,
                    "paint",
                    lambda canvas, name=name, before=before: (painted.append(name), before(canvas)),
                )
        plot.grab()
    assert painted.count("dots") == painted.count("words") == 5
    # Once above the axes alone, and once into what is kept.
    assert painted.count("line") == painted.count("band") == painted.count("rule") == 2


def test_a_plot_looks_as_if_it_were_painted_at_once(qtbot, plot):
    random = np.random.default_rng(3)
    shown = everything()
    names = list(shown)
    for _ in range(40):
        name = names[random.integers(len(names))]
        others = {key: layer for key, layer in shown.items() if key != name}
        low, x = random.uniform(0.0, 1.5), random.integers(1, 10)
        layers = {
            "line": Line(UP, UP / 5 + low, LOOK),
            "dots": Dots(UP[:x], UP[:x] / 5, LOOK, hollow=bool(x % 2), depth=float(x)),
            "rule": Rule(low, LOOK),
            "upright": Rule(float(x), LOOK, vertical=True),
            "band": Band(low, low + 0.2, LOOK),
            "words": Words(float(x), low, "here", look=LOOK),
        }
        # One layer changes, or is not there for a while; now and then the axes change.
        shown = others | ({name: layers[name]} if random.random() < 0.8 else {})
        up = Y if random.random() < 0.9 else Axis("loss", 0.0, 2.0 + low)
        plot.draw(X, up, {key: shown[key] for key in names if key in shown})
        fresh = Plot("Loss over the epochs", Appearance())
        qtbot.addWidget(fresh)
        fresh.resize(plot.size())
        # In the order in which they came.
        fresh.draw(X, up, {key: plot.layers[key] for key in plot.painter_of})
        assert plot.grab().toImage() == fresh.grab().toImage()


def test_a_name_may_be_of_another_kind_later(plot):
    plot.draw(X, Y, {"it": Line(UP, UP / 5, LOOK)})
    plot.draw(X, Y, {"it": Rule(1.0, LOOK)})
    assert not plot.grab().isNull()


def test_places_and_pixels_belong_together(qtbot, plot):
    plot.draw(X, Y, {})
    area = plot.area
    assert plot.pixel(0, 0) == area.bottomLeft()
    assert plot.pixel(10, 2) == area.topRight()
    found = []
    plot.pointed.connect(found.append)
    move(plot, plot.pixel(5, 0.5))
    assert found[-1] == pytest.approx((5, 0.5))
    move(plot, QPointF(1, 1))
    assert found[-1] is None
    with qtbot.waitSignal(plot.chosen) as clicked:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.pixel(2, 1).toPoint())
    assert clicked.args[0] == pytest.approx((2, 1), abs=0.05)


@pytest.mark.parametrize("size", [(20, 300), (480, 10), (8, 8)])
def test_a_plot_without_room_has_no_place_in_it(qtbot, plot, size):
    plot.draw(X, Y, everything())
    plot.setMinimumSize(1, 1)
    plot.resize(*size)
    assert plot.area.isEmpty()
    where, chosen = plot.area.topLeft(), []
    plot.chosen.connect(chosen.append)
    with qtbot.waitSignal(plot.pointed, check_params_cb=lambda place: place is None):
        move(plot, where)
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=where.toPoint())
    assert chosen == []


def test_keys_read_and_choose(qtbot, plot):
    plot.draw(X, Y, everything())
    found = []
    plot.pointed.connect(lambda place: found.append(place and place.x))
    plot.pointed.connect(lambda place: plot.read(place and place.x, "read"))
    keys = Qt.Key
    for key in (keys.Key_Left, keys.Key_Left, keys.Key_Right, keys.Key_Home, keys.Key_Right):
        qtbot.keyClick(plot, key)
    assert found == [9.0, 8.0, 9.0, 0.0, 1.0]
    with qtbot.waitSignal(plot.chosen) as chosen:
        qtbot.keyClick(plot, keys.Key_Return)
    assert chosen.args[0].x == 1.0
    assert plot.claims(QKeyEvent(QEvent.Type.ShortcutOverride, keys.Key_Left, NO_MODIFIER))
    plot.clearFocus()
    QApplication.sendEvent(plot, QFocusEvent(QEvent.Type.FocusOut))
    assert found[-1] is None
    assert not plot.reading.isVisible()


def test_the_keyboard_is_seen(qtbot, plot):
    plot.draw(X, Y, {})
    plot.clearFocus()
    before = plot.grab().toImage()
    plot.activateWindow()
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(plot.hasFocus)
    assert plot.grab().toImage() != before


def test_a_logarithmic_axis_has_places_of_its_own(plot):
    plot.draw(X, Axis("loss", -2.0, 0.0, Logarithmic()), {})
    area = plot.area
    assert plot.pixel(0, 0.1).y() == pytest.approx(area.center().y())
    assert plot.pixel(0, 0.0).y() == pytest.approx(area.bottom())


def test_what_is_read_stands_over_the_plot_and_is_said(plot):
    plot.draw(X, Y, everything())
    plot.read(9.5, "epoch 9: training 0.1234, held out 0.2345")
    assert plot.reading.isVisible()
    assert plot.reading.geometry().right() <= plot.width()
    assert plot.accessibleDescription() == plot.reading.text()
    plot.read(None)
    assert not plot.reading.isVisible()


def test_axes_have_as_many_ticks_as_there_is_room_for(plot):
    plot.draw(X, Axis("loss", 0.0, 1.0, Linear()), {})
    many = len(plot.frame.rows)
    plot.resize(480, 90)
    assert 2 <= len(plot.frame.rows) < many


def test_a_low_plot_leaves_the_names_of_its_axes_out(plot):
    plot.draw(X, Y, {})
    assert plot.frame.has_names
    high = plot.height() - plot.area.bottom()
    plot.resize(480, 100)
    assert not plot.frame.has_names
    assert plot.height() - plot.area.bottom() < high


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_look_is_followed(plot, theme):
    plot._appearance.set_theme(theme)
    plot.draw(X, Y, everything())
    before = plot.grab().toImage()
    ground = before.pixelColor(2, 2).name()
    assert ground == plot._appearance.theme.background
    plot._appearance.set_text_scale(1.5)
    assert plot.area.left() > 70
    assert plot.grab().toImage() != before


def test_words_stand_in_the_middle_over_what_runs_there(qapp, plot):
    plot.view.appearance.apply_to(qapp)
    plot.draw(X, Y, {"rule": Rule(1.0, LOOK)})
    plot.say("Press Start to train.")
    box = plot.empty.geometry()
    assert plot.area.contains(QRectF(box))
    line = plot.pixel(0, 1.0).y()
    assert box.top() < line < box.bottom()
    picture = plot.grab().toImage()
    assert picture.pixelColor(box.left() + 2, round(line)) == plot.view.ground_colour


def test_a_place_makes_its_plot_when_it_is_shown(qtbot):
    place = PlotPlace("Loss", Appearance(), "surface")
    qtbot.addWidget(place)
    place.resize(300, 200)
    assert place.plot is None
    with qtbot.waitSignal(place.made):
        place.show()
    assert place.plot.size() == place.size()
    assert place.plot.accessibleName() == "Loss"


def test_a_place_is_a_frame_of_the_same_size_until_plots_are_loaded(qtbot, monkeypatch):
    monkeypatch.delitem(sys.modules, "app.plot.plot")
    place = PlotPlace("Loss", Appearance(), "surface")
    qtbot.addWidget(place)
    place.resize(300, 200)
    place.show()
    assert place.plot is None
    frame = place.grab().toImage()
    colours = {frame.pixelColor(150, y).name() for y in range(frame.height())}
    assert Appearance().theme.outline in colours
    qtbot.waitUntil(lambda: place.plot is not None)
    assert place.plot.geometry() == place.rect()


def test_what_is_drawn_before_it_is_seen_has_the_ticks_of_its_room(qtbot):
    plots = [Plot("Losses", Appearance()) for _ in range(2)]
    for plot in plots:
        qtbot.addWidget(plot)
        plot.resize(120, 90)
    early, late = plots
    early.draw(Axis("x", 0.0, 2.5), Axis("y", 0.0, 15.0), {})
    for plot in plots:
        plot.resize(800, 500)
        plot.show()
        qtbot.wait(1)
    late.draw(Axis("x", 0.0, 2.5), Axis("y", 0.0, 15.0), {})
    of = [(plot.frame.rows, plot.frame.columns) for plot in plots]
    assert of[0] == of[1]
    assert len(of[0][1]) == 6


@pytest.mark.parametrize("width", range(150, 700, 50))
@pytest.mark.parametrize(
    "x",
    [
        Axis("a", -1.4, 4.2),
        Axis("w1", -2.5, 2.5),
        Axis("units", -0.4, 8.2, Named(("0", "1", "2", "4", "8", "16", "16, 16", "30, 30"))),
    ],
    ids=lambda x: x.name,
)
def test_numbers_below_a_plot_keep_apart(qtbot, x, width):
    plot = Plot("Losses", Appearance("light", 1.5))
    qtbot.addWidget(plot)
    plot.resize(width, 300)
    plot.show()
    plot.draw(x, Y, {})
    advance = QFontMetricsF(plot.frame._metrics).horizontalAdvance
    ticks = [
        (plot.pixel(place, 0.0).x(), advance(label) / 2) for place, label in plot.frame.columns
    ]
    assert ticks
    for (left, half), (right, other) in pairwise(ticks):
        assert right - other - left - half >= 8.0


def test_a_long_name_of_an_axis_is_smaller_and_then_cut(plot):
    fitted, room = plot.frame._fitted, 150.0
    sizes = []
    for name in ("w2, of km", "w2, of km, standardised now", "standardised " * 9):
        shown, font = fitted(name, room)
        assert QFontMetricsF(font).horizontalAdvance(shown) <= room
        sizes.append((font.pixelSize(), shown.endswith("…")))
    assert sizes[0] == (13, False)
    assert sizes[1][0] < 13
    assert not sizes[1][1]
    assert sizes[2][0] >= 9
    assert sizes[2][1]


def test_the_ground_of_words_is_no_larger_than_their_letters(plot):
    plot.draw(X, Y, {"words": Words(5.0, 1.0, "  slope 3  ", look=LOOK, size=15.0)})
    painter = plot.painter_of["words"]
    whole = QRectF(0, 0, *painter._extent)
    ground = painter.ground(whole)
    metrics = QFontMetricsF(painter._font)
    letters = metrics.horizontalAdvance("slope 3")
    assert letters < ground.width() < letters + 2 * metrics.horizontalAdvance("  ")
    assert metrics.capHeight() < ground.height() < whole.height() - 6
    assert whole.contains(ground)
