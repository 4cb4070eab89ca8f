"""The loss over the iterations: its curve, axes, readout and sparkline."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from pytestqt.qtbot import QtBot

from app.models import SessionModel
from app.theme import Appearance
from app.timeline import LossPlot
from app.timeline.loss_button import LossButton
from app.timeline.loss_curve import (
    LossSeries,
    Scale,
    bounds,
    curve,
    decade_ticks,
    iteration_ticks,
    linear_ticks,
    thinned,
)
from engine.scenario import find_scenario


@pytest.fixture
def plot(qtbot: QtBot, session: SessionModel) -> LossPlot:
    widget = LossPlot(session, Appearance())
    qtbot.addWidget(widget)
    widget.resize(640, 400)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def test_the_series_grows_with_the_session(session: SessionModel) -> None:
    series = LossSeries(session)
    assert series.values().tolist() == list(session.losses)
    session.go_to_iteration(500)
    assert series.values().tolist() == list(session.losses)
    session.open(find_scenario("xor"))
    assert series.values().tolist() == list(session.losses)


def test_nothing_open_has_no_losses(qtbot: QtBot) -> None:
    session = SessionModel()
    assert len(LossSeries(session).values()) == 0
    plot = LossPlot(session, Appearance())
    button = LossButton(session, Appearance())
    for widget in (plot, button):
        qtbot.addWidget(widget)
        assert not widget.grab().isNull()
    assert plot.readout.text() == ""


@pytest.mark.parametrize("count", [1, 2, 7, 600, 1_001, 4_096, 100_000])
def test_thinning_keeps_every_peak_in_order(count: int) -> None:
    values = np.random.default_rng(3).normal(size=count) ** 2
    if count > 10:
        values[count // 3] = 99.0
        values[count // 2] = -99.0
    kept = thinned(values, 500)
    assert len(kept) <= max(1_000, 2 * 500 + 2)
    assert kept[0] == 0
    assert kept[-1] == count - 1
    assert (np.diff(kept) > 0).all()
    assert values[kept].max() == values.max()
    assert values[kept].min() == values.min()


def test_few_losses_are_drawn_each() -> None:
    scale = Scale(QRectF(10, 20, 300, 100), 4, 0.0, 1.0)
    line = curve(np.array([1.0, 0.5, 0.25, 0.0]), scale)
    points = [line.at(i) for i in range(line.size())]
    assert [point.x() for point in points] == pytest.approx([10, 110, 210, 310])
    assert [point.y() for point in points] == pytest.approx([20, 70, 95, 120])
    assert [scale.iteration_at(x) for x in (0, 10, 100, 310, 999)] == [1, 1, 2, 4, 4]


def test_a_logarithmic_scale_gives_a_decade_its_height() -> None:
    scale = Scale(QRectF(0, 0, 100, 200), 3, 1e-4, 1.0, logarithmic=True)
    assert [scale.y(loss) for loss in (1.0, 0.1, 1e-4)] == pytest.approx([0, 50, 200])
    assert scale.y(0.0) == 200


@pytest.mark.parametrize(
    ("values", "logarithmic", "expected"),
    [
        ([0.298371, 0.2], False, (0.0, 0.3)),
        ([0.298371, 3.5e-5], True, (1e-5, 1.0)),
        ([0.1, 0.1], True, (0.1, 1.0)),
        ([0.0, 0.0], False, (0.0, 1.0)),
        ([0.0, 0.0], True, (0.1, 1.0)),
        ([float("inf")], False, (0.1, 1.0)),
        ([2.5, float("nan"), 1.0], False, (0.0, 2.5)),
    ],
)
def test_the_axis_ends_on_round_numbers(
    values: list[float], logarithmic: bool, expected: tuple[float, float]
) -> None:
    assert bounds(np.array(values), logarithmic) == pytest.approx(expected)


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("values", [[1.0, 1.7e308], [1.2e308, 1.7e308], [5e-324, 1e-320], [5e-324]])
def test_losses_at_the_edge_of_what_a_float_holds_are_drawn(
    values: list[float], logarithmic: bool
) -> None:
    low, high = bounds(np.array(values), logarithmic)
    assert 0 <= low < high < float("inf")
    scale = Scale(QRectF(0, 0, 100, 200), len(values), low, high, logarithmic=logarithmic)
    assert all(np.isfinite(scale.y(loss)) for loss in values)
    ticks = decade_ticks(low, high, 5) if logarithmic else linear_ticks(low, high, 5)
    assert all(np.isfinite(ticks))


def test_ticks_are_round() -> None:
    assert linear_ticks(0, 0.3, 6) == pytest.approx([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3])
    assert decade_ticks(1e-5, 1, 6) == pytest.approx([1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1])
    assert decade_ticks(1e-8, 1, 4) == pytest.approx([1e-8, 1e-6, 1e-4, 1e-2, 1])
    assert iteration_ticks(1, 5) == [1]
    assert iteration_ticks(5, 10) == [1, 2, 3, 4, 5]
    assert iteration_ticks(10_001, 5) == [1, 2_000, 4_000, 6_000, 8_000, 10_000]


def test_the_readout_says_where_the_session_is(plot: LossPlot, session: SessionModel) -> None:
    assert plot.readout.text() == "now: iteration 1, L = 0.298371"
    session.go_to_iteration(2)
    assert plot.readout.text() == "now: iteration 2, L = 0.291028"
    session.go_to_iteration(1)
    assert plot.readout.text() == "now: iteration 1, L = 0.298371"


def test_pointing_reads_a_loss(qtbot: QtBot, plot: LossPlot, session: SessionModel) -> None:
    session.go_to_iteration(10_001)
    scale = plot.canvas.scale()
    assert scale is not None
    right = QPoint(round(scale.x(10_001)) + 1, round(scale.area.center().y()))
    qtbot.mouseMove(plot.canvas, right)
    qtbot.waitUntil(lambda: plot.canvas.pointed_at == 10_001)
    assert plot.readout.text() == "iteration 10,001, L = 3.51019·10⁻⁵"
    qtbot.mouseMove(plot.canvas, QPoint(round(scale.x(1)) - 1, 100))
    qtbot.waitUntil(lambda: plot.canvas.pointed_at == 1)
    assert plot.readout.text() == "iteration 1, L = 0.298371"
    with qtbot.assertNotEmitted(plot.canvas.pointed):
        plot.canvas.point_at(1)


def test_an_edit_takes_away_what_is_no_longer_there(plot: LossPlot, session: SessionModel) -> None:
    session.go_to_iteration(50)
    plot.canvas.point_at(40)
    session.open(find_scenario("xor"))
    assert plot.canvas.pointed_at is None
    assert plot.readout.text().startswith("now: iteration 1,")


def test_the_logarithmic_scale_can_be_chosen(
    qtbot: QtBot, plot: LossPlot, session: SessionModel
) -> None:
    session.go_to_iteration(200)
    linear = plot.canvas.grab().toImage()
    qtbot.keyClick(plot.logarithmic, Qt.Key.Key_Space)
    scale = plot.canvas.scale()
    assert scale is not None
    assert scale.logarithmic
    assert (scale.low, scale.high) == pytest.approx((1e-3, 1.0))
    assert plot.canvas.grab().toImage() != linear


def test_the_button_shows_the_present_loss(qtbot: QtBot, session: SessionModel) -> None:
    button = LossButton(session, Appearance())
    qtbot.addWidget(button)
    assert button.text() == "0.2984"
    session.go_to_iteration(10_001)
    assert button.text() == "3.510·10⁻⁵"
    button.show_reached(1)
    assert button.text() == "0.2984"
    button.show_reached(None)
    assert button.text() == "3.510·10⁻⁵"
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_click_goes_to_the_iteration(qtbot: QtBot, plot: LossPlot, session: SessionModel) -> None:
    session.go_to_iteration(11)
    scale = plot.canvas.scale()
    assert scale is not None
    fourth = QPoint(round(scale.x(4)), round(scale.area.center().y()))
    qtbot.mouseClick(plot.canvas, Qt.MouseButton.LeftButton, pos=fourth)
    assert session.iteration == 4
    assert session.reached == 11
    with qtbot.assertNotEmitted(session.trace_changed):
        qtbot.mouseClick(plot.canvas, Qt.MouseButton.LeftButton, pos=fourth)


def test_the_picture_follows_theme_and_losses(
    qtbot: QtBot, plot: LossPlot, session: SessionModel
) -> None:
    pictures = [plot.canvas.grab().toImage()]
    session.go_to_iteration(30)
    pictures.append(plot.canvas.grab().toImage())
    session.go_to_iteration(1)
    pictures.append(plot.canvas.grab().toImage())
    assert pictures[0] != pictures[1]
    assert pictures[1] != pictures[2]


def test_a_narrow_plot_puts_the_choice_under_the_readout(qtbot: QtBot, plot: LossPlot) -> None:
    assert plot.logarithmic.x() > plot.readout.geometry().right()
    plot.resize(320, 300)
    qtbot.waitUntil(lambda: plot.logarithmic.y() >= plot.readout.geometry().bottom())
    assert plot.readout.width() >= plot.readout.sizeHint().width()
    plot.resize(640, 20)
    assert not plot.canvas.grab().isNull()


def test_losses_over_more_than_two_decades_choose_the_logarithmic_scale(
    plot: LossPlot, session: SessionModel
) -> None:
    session.go_to_iteration(100)
    assert not plot.logarithmic.isChecked()
    session.go_to_iteration(2_000)
    assert plot.logarithmic.isChecked()
    assert plot.canvas.logarithmic
    assert plot.logarithmic.text() == "logarithmic scale, spans over 2 decades"
    plot.logarithmic.click()
    session.go_to_iteration(2_001)
    assert not plot.canvas.logarithmic
    assert plot.logarithmic.text() == "logarithmic scale"
