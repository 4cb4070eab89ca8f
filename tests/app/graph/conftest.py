"""A graph pane of its own for each test."""

import pytest
from PySide6.QtWidgets import QApplication

from app.commands import Editor
from app.graph import GraphPane
from app.models import Stepper
from app.theme import Appearance


@pytest.fixture
def show(qtbot):
    """Return what opens a scenario in a graph pane without its header."""

    def shown(scenario, size=(793, 493), text_scale=1.0):
        stepper = Stepper.make()
        pane = GraphPane(stepper, Editor(stepper.session), Appearance("light", text_scale))
        qtbot.addWidget(pane)
        stepper.session.document.open(scenario)
        pane.header.hide()
        pane.resize(*size)
        pane.show()
        QApplication.processEvents()
        return stepper, pane

    return shown
