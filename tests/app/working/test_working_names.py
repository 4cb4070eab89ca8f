"""Names of columns that formulas have to cut are shown whole where the pointer rests."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot
from seen import region_rects

from app.formula import preload
from app.graph import messages
from app.models import Stepper
from app.theme import Appearance
from app.working import WorkingPane
from engine.network.quantities import Quantity, Ref
from engine.scenario import find_scenario

UNITED_STATES = "native-country=United-States"


@pytest.fixture
def pane(qtbot: QtBot) -> WorkingPane:
    preload()
    stepper = Stepper.make()
    stepper.session.document.open(find_scenario("census"))
    stepper.working.enable()
    stepper.playback.go_to(1)
    made = WorkingPane(stepper, Appearance())
    qtbot.addWidget(made)
    made.resize(576, 720)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_name_that_is_cut_is_shown_whole_under_the_pointer(
    pane: WorkingPane, qtbot: QtBot
) -> None:
    said = {key: pane.sheet.tip_of(key) for key in pane._page.references}
    # What stands there in full needs no tip.
    assert "occupation=Adm-clerical" not in "\n".join(said.values())
    key = next(key for key, tip in said.items() if tip == UNITED_STATES)
    at = region_rects(pane, key)[-1].center()
    tip = QHelpEvent(QEvent.Type.ToolTip, at, pane.sheet.viewport().mapToGlobal(at))
    QApplication.sendEvent(pane.sheet.viewport(), tip)
    qtbot.waitUntil(lambda: QToolTip.text() == UNITED_STATES)
    QToolTip.hideText()


def test_graph_and_formulas_have_one_name(pane: WorkingPane) -> None:
    scenario = pane._session.scenario
    place = scenario.whole_names(0).index(UNITED_STATES)
    name = scenario.unit_name(0, place)
    assert scenario.unit_names(0)[place] == name
    assert f"from {name}" in pane.plain_text()
    assert f"i{place + 1}" not in pane.plain_text()


def test_the_graphs_tip_has_the_whole_name(pane: WorkingPane) -> None:
    trace = pane._session.trace
    place = trace.scenario.whole_names(0).index(UNITED_STATES)
    tip = messages.tool_tip(trace, [Ref(Quantity.ACTIVATION, 0, place)], 0)
    assert tip.startswith(f"input {UNITED_STATES} = ")
