"""The loss over the iterations: its curve, axes, readout and sparkline."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from pytestqt.qtbot import QtBot

from app.models import Document, SessionModel
from app.plot.axes import Linear, Logarithmic
from app.theme import Appearance
from app.timeline import LossPlot
from app.timeline.loss_button import LossButton, spark
from app.timeline.loss_series import LossSeries
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
    session.document.open(find_scenario("xor"))
    assert series.values().tolist() == list(session.losses)


def test_nothing_open_has_no_losses(qtbot: QtBot) -> None:
    session = SessionModel(Document())
    assert len(LossSeries(session).values()) == 0
    plot = LossPlot(session, Appearance())
    button = LossButton(session, Appearance())
    for widget in (plot, button):
        qtbot.addWidget(widget)
        assert not widget.grab().isNull()
    assert plot.readout.text() == ""


def test_a_sparkline_fills_its_place() -> None:
    line = spark(np.array([1.0, 0.5, 0.25, 0.0]), QRectF(10, 20, 300, 100))
    points = [line.at(i) for i in range(line.size())]
    assert [point.x() for point in points] == pytest.approx([10, 110, 210, 310])
    assert [point.y() for point in points] == pytest.approx([20, 70, 95, 120])


@pytest.mark.parametrize("values", [[1.0, 1.7e308], [5e-324, 1e-320], [np.inf, np.nan], [0.0]])
def test_a_sparkline_of_any_losses_stays_in_its_place(values: list[float]) -> None:
    area = QRectF(10, 20, 300, 100)
    line = spark(np.array(values), area)
    assert all(area.adjusted(0, 0, 1, 1).contains(line.at(i)) for i in range(line.size()))


def test_the_readout_says_where_the_session_is(plot: LossPlot, session: SessionModel) -> None:
    assert plot.readout.text() == "now: iteration 1, L = 0.298371"
    session.go_to_iteration(2)
    assert plot.readout.text() == "now: iteration 2, L = 0.291028"
    session.go_to_iteration(1)
    assert plot.readout.text() == "now: iteration 1, L = 0.298371"


def test_pointing_reads_a_loss(qtbot: QtBot, plot: LossPlot, session: SessionModel) -> None:
    session.go_to_iteration(10_001)
    drawn = plot.place.plot
    assert drawn is not None
    qtbot.mouseMove(drawn, QPoint(round(drawn.area.right()) + 2, 100))
    qtbot.waitUntil(lambda: plot.pointed_at == 10_001)
    assert plot.readout.text() == "iteration 10,001, L = 3.510188·10⁻⁵"
    assert "pointed loss" in drawn.layers
    assert drawn.accessibleDescription() == plot.readout.text()
    qtbot.mouseMove(drawn, QPoint(round(drawn.area.left()) - 2, 100))
    qtbot.waitUntil(lambda: plot.pointed_at == 1)
    assert plot.readout.text() == "iteration 1, L = 0.298371"
    qtbot.mouseMove(drawn, QPoint(1, 1))
    qtbot.waitUntil(lambda: plot.pointed_at is None)
    assert plot.readout.text().startswith("now: iteration 10,001,")


def test_keys_read_losses_and_go_to_one(
    qtbot: QtBot, plot: LossPlot, session: SessionModel
) -> None:
    session.go_to_iteration(11)
    assert plot.place.plot is not None
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(plot.place.plot, key)
    assert plot.pointed_at == 2
    assert plot.readout.text() == "iteration 2, L = 0.291028"
    qtbot.keyClick(plot.place.plot, Qt.Key.Key_Return)
    assert session.iteration == 2


def test_an_edit_takes_away_what_is_no_longer_there(plot: LossPlot, session: SessionModel) -> None:
    session.go_to_iteration(50)
    plot.point_at(40)
    session.document.open(find_scenario("xor"))
    assert plot.pointed_at is None
    assert plot.readout.text().startswith("now: iteration 1,")


def test_the_logarithmic_scale_can_be_chosen(
    qtbot: QtBot, plot: LossPlot, session: SessionModel
) -> None:
    session.go_to_iteration(200)
    linear = plot.place.grab().toImage()
    qtbot.keyClick(plot.logarithmic, Qt.Key.Key_Space)
    assert plot.place.plot is not None
    assert plot.place.plot.view.y.scale == Logarithmic()
    assert plot.place.grab().toImage() != linear


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
    drawn = plot.place.plot
    assert drawn is not None
    fourth = drawn.pixel(4, 0.2).toPoint()
    qtbot.mouseClick(drawn, Qt.MouseButton.LeftButton, pos=fourth)
    assert session.iteration == 4
    assert session.reached == 11
    with qtbot.assertNotEmitted(session.trace_changed):
        qtbot.mouseClick(drawn, Qt.MouseButton.LeftButton, pos=fourth)


def test_the_picture_follows_theme_and_losses(
    qtbot: QtBot, plot: LossPlot, session: SessionModel
) -> None:
    pictures = [plot.place.grab().toImage()]
    session.go_to_iteration(30)
    pictures.append(plot.place.grab().toImage())
    session.go_to_iteration(1)
    pictures.append(plot.place.grab().toImage())
    assert pictures[0] != pictures[1]
    assert pictures[1] != pictures[2]


def test_a_narrow_plot_puts_the_choice_under_the_readout(qtbot: QtBot, plot: LossPlot) -> None:
    assert plot.logarithmic.x() > plot.readout.geometry().right()
    plot.resize(320, 300)
    qtbot.waitUntil(lambda: plot.logarithmic.y() >= plot.readout.geometry().bottom())
    assert plot.readout.width() >= plot.readout.sizeHint().width()
    plot.resize(640, 20)
    assert not plot.place.grab().isNull()


def test_losses_over_more_than_two_decades_choose_the_logarithmic_scale(
    plot: LossPlot, session: SessionModel
) -> None:
    session.go_to_iteration(100)
    assert not plot.logarithmic.isChecked()
    session.go_to_iteration(2_000)
    assert plot.logarithmic.isChecked()
    assert plot.place.plot is not None
    assert plot.place.plot.view.y.scale == Logarithmic()
    assert plot.logarithmic.text() == "logarithmic scale, spans over 2 decades"
    plot.logarithmic.click()
    session.go_to_iteration(2_001)
    assert plot.place.plot.view.y.scale == Linear()
    assert plot.logarithmic.text() == "logarithmic scale"
