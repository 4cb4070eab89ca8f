"""Freezing, cutting and restoring weights and biases in the window."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.graph.plan.places import Place
from app.window.main_window import MainWindow
from engine.network.quantities import Quantity, Ref


@pytest.fixture
def window(qtbot: QtBot, open_window: Callable[[str], MainWindow]) -> MainWindow:
    made = open_window("mazur-2-2-2")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.step_page.graph.setFocus()
    return made


W5 = Ref(Quantity.WEIGHT, 2, 0, 0)
W2 = Ref(Quantity.WEIGHT, 1, 0, 1)


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def restoring(window: MainWindow) -> QMenu:
    menu = window.connections.restoring
    menu.aboutToShow.emit()
    return menu


def places(window: MainWindow) -> set[Place]:
    assert window.step_page.graph.picture is not None
    return {
        place for edges in window.step_page.graph.picture.edges.values() for place in edges.lines
    }


def test_f_freezes_the_selected_weight_and_trains_it_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    session, playback = window.stepper.session, window.stepper.playback
    playback.go_to_ref(W5)
    position, steps = playback.position, playback.length
    qtbot.keyClick(window.step_page.graph.view, Qt.Key.Key_F)
    assert not session.trace.layout.is_trained(W5)
    assert session.scenario.layers[1].frozen_weights is not None
    assert (playback.position, playback.length) == (position, steps - 1)
    assert window.stepper.selection.selected == W5
    assert window.stepper.document.is_modified
    qtbot.keyClick(window.step_page.graph.view, Qt.Key.Key_F)
    assert session.trace.layout.is_trained(W5)
    assert not window.stepper.document.is_modified


def test_delete_cuts_a_connection_and_the_edit_menu_restores_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    session, view = window.stepper.session, window.step_page.graph.view
    edge = Place("edge", 1, 0, 1)
    assert edge in places(window)
    window.stepper.selection.select(W2)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert edge not in places(window)
    assert "w2 is cut" in window.notice.text
    assert session.trace.value(Ref(Quantity.PRE_ACTIVATION, 1, 0)) == pytest.approx(0.3575)
    menu = restoring(window)
    assert texts(menu) == ["Restore w2, from i2 to h1"]
    choose(menu, texts(menu)[0])
    assert edge in places(window)
    assert session.trace.value(W2) == 0.2
    assert texts(restoring(window)) == ["Nothing is cut"]
    window.actions_["undo"].trigger()
    window.actions_["undo"].trigger()
    assert session.scenario.layers[0].absent_weights is None
    assert not window.stepper.document.is_modified


def test_in_a_later_iteration_its_values_become_the_starting_values(window: MainWindow) -> None:
    session = window.stepper.session
    session.go_to_iteration(5)
    before = session.trace.before.flat
    window.editor.mark((W2,), "absent")
    assert session.iteration == 1
    assert session.trace.before.flat[[0, 1, 7]].tolist() == [before[0], 0.0, before[7]]
    window.editor.mark((W2,), "present")
    assert session.trace.value(W2) == before[1]


def test_the_context_menu_is_of_what_it_was_asked_at(window: MainWindow) -> None:
    connections, graph = window.connections, window.step_page.graph
    menu = connections.menu(Place("edge", 2, 0, 0), (W5,))
    assert texts(menu) == ["Freeze w5", "Cut w5, from h1 to o1", "Copy picture"]
    choose(menu, "Cut w5, from h1 to o1")
    window.editor.mark((W2, Ref(Quantity.WEIGHT, 1, 1, 1)), "absent")
    # At a unit what is cut there, elsewhere all.
    assert texts(connections.menu(Place("unit", 1, 0), ())) == [
        "Restore w2, from i2 to h1",
        "Restore w5, from h1 to o1",
        "Restore all 2 of these",
        "Copy picture",
    ]
    everything = connections.menu(Place("nowhere"), ())
    assert len(texts(everything)) == 5
    choose(everything, "Restore all 3 of these")
    assert len(window.stepper.session.trace.layout.absent) == 0
    assert graph.picture is not None


def test_the_menu_key_opens_the_menu_of_the_step(window: MainWindow, qtbot: QtBot) -> None:
    window.stepper.playback.go_to_ref(W5)
    view = window.step_page.graph.view
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, QPoint(5, 5), QPoint(5, 5)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert texts(menu)[0] == "Freeze w5"
    menu.close()


def test_frozen_biases_of_a_layer_are_trained_as_one_where_they_share_name_and_value(
    window: MainWindow,
) -> None:
    session, graph = window.stepper.session, window.step_page.graph
    window.stepper.selection.select(Ref(Quantity.BIAS, 1, 0))
    assert len(graph.chosen) == 2
    window.actions_["freeze"].trigger()
    assert session.scenario.layers[0].bias == "per-layer"
    assert session.scenario.layers[0].frozen_biases is None
    shared = Ref(Quantity.BIAS, 1)
    assert session.trace.steps.number_of(shared.new_value) is not None
    window.stepper.selection.select(shared)
    window.actions_["cut"].trigger()
    assert session.trace.layout.bias_ref(1, 0) is None
    assert texts(restoring(window)) == ["Restore b1"]


def test_one_frozen_bias_of_a_layer_is_trained_alone(window: MainWindow) -> None:
    session = window.stepper.session
    window.editor.mark((Ref(Quantity.BIAS, 1, 1),), "trained")
    layer, layout = session.scenario.layers[0], session.trace.layout
    assert layer.bias == "per-unit"
    assert [layout.is_trained(Ref(Quantity.BIAS, 1, unit)) for unit in range(2)] == [False, True]


def test_without_a_choice_a_sentence_says_so(window: MainWindow) -> None:
    window.stepper.playback.go_to(1)
    for name in ("freeze", "cut"):
        window.notice.dismiss()
        window.actions_[name].trigger()
        assert "click a weight or a bias first" in window.notice.text
