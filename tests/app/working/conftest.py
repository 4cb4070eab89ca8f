"""The working pane, with nothing open and with the worked example."""

import pytest
from pytestqt.qtbot import QtBot

from app.formula import preload
from app.models import Stepper
from app.theme import Appearance
from app.working import WorkingPane
from engine.scenario import find_scenario


@pytest.fixture(scope="module")
def formulas() -> None:
    preload()


@pytest.fixture
def stepper() -> Stepper:
    return Stepper.make()


@pytest.fixture
def appearance() -> Appearance:
    return Appearance()


@pytest.fixture
def bare(qtbot: QtBot, stepper: Stepper, appearance: Appearance) -> WorkingPane:
    made = WorkingPane(stepper, appearance)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def pane(qtbot: QtBot, bare: WorkingPane, stepper: Stepper) -> WorkingPane:
    stepper.session.document.open(find_scenario("mazur-2-2-2"))
    stepper.working.enable()
    bare.resize(576, 720)
    bare.show()
    qtbot.waitExposed(bare)
    return bare
