"""The bands: where steps stand, clicks, drags, the wheel and the hover."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.models import Stepper
from app.theme import Appearance
from app.timeline.band_layout import BandLayout, share_out
from app.timeline.bands import BandsWidget
from app.timeline.step_names import step_text
from engine.iteration.steps import Granularity, Phase
from engine.scenario import find_scenario


@pytest.fixture
def bands(qtbot: QtBot, stepper: Stepper) -> BandsWidget:
    widget = BandsWidget(stepper.session, stepper.playback, Appearance())
    qtbot.addWidget(widget)
    widget.resize(900, widget.sizeHint().height())
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def point(bands: BandsWidget, position: int) -> QPoint:
    return QPoint(round(bands.x_of(position)), round(bands.band_middle))


def hover(bands: BandsWidget, position: int) -> None:
    at = QPointF(point(bands, position))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        at,
        QPointF(bands.mapToGlobal(at)),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(bands, event)


def wheel(bands: BandsWidget, turned: int) -> None:
    event = QWheelEvent(
        QPointF(50, 20),
        QPointF(50, 20),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(bands, event)


def test_every_position_is_where_a_click_finds_it(bands: BandsWidget) -> None:
    places = [bands.x_of(position) for position in range(40)]
    assert all(left < right for left, right in pairwise(places))
    assert [bands.position_at(x) for x in places] == list(range(40))
    assert places[0] > 0
    assert places[-1] < bands.width()


def test_a_click_goes_to_the_step(qtbot: QtBot, bands: BandsWidget, stepper: Stepper) -> None:
    for position in (15, 39, 1, 0):
        qtbot.mouseClick(bands, Qt.MouseButton.LeftButton, pos=point(bands, position))
        assert stepper.playback.position == position


def test_a_click_where_the_playhead_is_says_nothing(
    qtbot: QtBot, bands: BandsWidget, stepper: Stepper
) -> None:
    stepper.playback.go_to(15)
    with qtbot.assertNotEmitted(stepper.playback.position_changed):
        qtbot.mouseClick(bands, Qt.MouseButton.LeftButton, pos=point(bands, 15))


def test_another_button_does_nothing(qtbot: QtBot, bands: BandsWidget, stepper: Stepper) -> None:
    qtbot.mouseClick(bands, Qt.MouseButton.RightButton, pos=point(bands, 20))
    assert stepper.playback.position == 0


def test_dragging_scrubs_and_ends_playing(
    qtbot: QtBot, bands: BandsWidget, stepper: Stepper
) -> None:
    stepper.playback.play()
    qtbot.mousePress(bands, Qt.MouseButton.LeftButton, pos=point(bands, 5))
    assert not stepper.playback.playing
    seen = []
    for position in (6, 9, 20, 39, 12):
        at = QPointF(point(bands, position))
        event = QMouseEvent(
            QMouseEvent.Type.MouseMove,
            at,
            QPointF(bands.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(bands, event)
        seen.append(stepper.playback.position)
    assert seen == [6, 9, 20, 39, 12]
    qtbot.mouseRelease(bands, Qt.MouseButton.LeftButton, pos=point(bands, 12))
    hover(bands, 30)
    assert stepper.playback.position == 12


def test_dragging_past_the_ends_stays_within(
    qtbot: QtBot, bands: BandsWidget, stepper: Stepper
) -> None:
    qtbot.mousePress(bands, Qt.MouseButton.LeftButton, pos=QPoint(-50, 20))
    assert stepper.playback.position == 0
    qtbot.mousePress(bands, Qt.MouseButton.LeftButton, pos=QPoint(5_000, 20))
    assert stepper.playback.position == 39


def test_the_tooltip_names_the_step(bands: BandsWidget) -> None:
    hover(bands, 15)
    assert QToolTip.text() == "step 15: ∂L/∂w5"
    hover(bands, 1)
    assert QToolTip.text() == "step 1: z_h1"
    hover(bands, 0)
    assert "nothing" in QToolTip.text()


def test_every_step_has_a_name_of_its_own(stepper: Stepper) -> None:
    names = [step_text(stepper.session.trace, position) for position in range(40)]
    assert len({name.partition(": ")[2] for name in names}) == 40
    assert names[11] == "step 11: L"
    assert names[36] == "step 36: new w5"


def test_the_wheel_steps(bands: BandsWidget, stepper: Stepper) -> None:
    wheel(bands, -60)
    assert stepper.playback.position == 0
    wheel(bands, -60)
    assert stepper.playback.position == 1
    stepper.playback.set_granularity(Granularity.PHASE)
    wheel(bands, -240)
    assert stepper.playback.position == 11
    wheel(bands, 120)
    assert stepper.playback.position == 8


def test_the_playhead_is_seen_to_move(bands: BandsWidget, stepper: Stepper) -> None:
    before = bands.grab().toImage()
    stepper.playback.go_to(15)
    after = bands.grab().toImage()
    ring = point(bands, 15) + QPoint(7, 0)
    assert before.pixelColor(ring) != after.pixelColor(ring)
    assert after.pixelColor(ring).name() == Appearance().theme.backward.strong


def test_a_large_network_keeps_every_name_readable(qtbot: QtBot) -> None:
    stepper = Stepper.make()
    widget = BandsWidget(stepper.session, stepper.playback, Appearance())
    qtbot.addWidget(widget)
    widget.resize(600, 60)
    stepper.session.document.open(find_scenario("mnist-16-16"))
    length = stepper.playback.length
    assert length > 26_000
    places = [widget.x_of(p) for p in (0, 1, 84, 85, 95, 96, 13_000, length)]
    assert places == sorted(places)
    forward, loss = widget.x_of(85) - widget.x_of(1), widget.x_of(96) - widget.x_of(85)
    assert forward > 50
    assert loss > 30
    assert not widget.grab().isNull()
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point(widget, length))
    assert stepper.playback.position == length


@pytest.mark.parametrize("minimal", [False, True])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_playhead_is_whole_at_both_ends(qtbot: QtBot, minimal: bool, scale: float) -> None:
    stepper, appearance = Stepper.make(), Appearance()
    appearance.set_text_scale(scale)
    widget = BandsWidget(stepper.session, stepper.playback, appearance)
    qtbot.addWidget(widget)
    widget.set_minimal(minimal)
    stepper.session.document.open(find_scenario("mnist-16-16"))
    widget.resize(widget.names_width + 200, widget.sizeHint().height())
    for position, phase in ((0, Phase.FORWARD), (stepper.playback.length, Phase.UPDATE)):
        stepper.playback.go_to(position)
        image = widget.grab().toImage()
        middle = point(widget, position)
        strong = appearance.theme.phase(phase).strong
        row = [image.pixelColor(x, middle.y()).name() == strong for x in range(image.width())]
        inked = [x for x, strongly in enumerate(row) if strongly]
        assert abs(inked[0] + inked[-1] - 2 * middle.x()) <= 2
        assert not row[0]
        assert not row[-1]


def test_nothing_open_draws_nothing(qtbot: QtBot) -> None:
    stepper = Stepper.make()
    widget = BandsWidget(stepper.session, stepper.playback, Appearance())
    qtbot.addWidget(widget)
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    hover(widget, 0)
    wheel(widget, -120)
    assert not widget.grab().isNull()
    assert stepper.playback.position == 0


@pytest.mark.parametrize(
    ("counts", "least", "room", "widths"),
    [
        ([1, 3], [10, 10], 100, [25, 75]),
        ([1, 99], [10, 10], 100, [10, 90]),
        # The second falls short only once the first has taken its minimum.
        ([1, 20, 79], [30, 15, 10], 100, [30, 15, 55]),
        ([1, 1], [60, 40], 50, [30, 20]),
    ],
)
def test_bands_share_their_room(
    counts: list[int], least: list[float], room: float, widths: list[float]
) -> None:
    assert share_out(counts, least, room) == pytest.approx(widths)


def test_a_click_between_two_bands_goes_to_the_left_one() -> None:
    phases = [(Phase.FORWARD, range(4)), (Phase.LOSS, range(4, 6))]
    layout = BandLayout(phases, [10, 10], 20, 130, 10)
    assert layout.position_at(layout.bands[0].right + 5) == 4
    assert layout.position_at(layout.bands[1].left) == 5
    assert layout.position_at(1e6) == 6
