"""The closed form below a derivation: offered, opened and closed, never cut."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models import Stepper
from app.theme import Appearance
from app.working import WorkingPane
from engine.scenario import find_scenario

pytestmark = pytest.mark.usefixtures("formulas")


def test_the_closed_form_opens_and_closes(pane: WorkingPane, stepper: Stepper) -> None:
    stepper.playback.go_to(15)
    before = pane.sheet.verticalScrollBar().maximum()
    button = pane.closed_form.button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pane.closed_form.is_open
    text = pane.closed_form.row.plain_text()
    assert text.startswith("∂L/∂w5 = ")
    assert "w5 · σ(w1 · i1 + w2 · i2 + b1)" in text
    assert pane.sheet.verticalScrollBar().maximum() > before
    stepper.playback.go_to(16)
    assert not pane.closed_form.is_open


def test_the_closed_form_is_offered_for_gradients_of_small_networks_alone(
    pane: WorkingPane, stepper: Stepper
) -> None:
    stepper.playback.go_to(14)
    assert pane.closed_form.isHidden()
    stepper.playback.go_to(15)
    assert not pane.closed_form.isHidden()
    stepper.session.document.open(find_scenario("xor"))
    stepper.playback.go_to(12)
    assert pane.closed_form.isHidden()


def test_a_long_closed_form_is_never_cut(
    pane: WorkingPane, stepper: Stepper, appearance: Appearance
) -> None:
    appearance.set_text_scale(2.0)
    pane.resize(340, 600)
    stepper.playback.go_to(25)
    pane.closed_form.button.setChecked(True)
    form = pane.closed_form
    assert form.row.width() >= form.row.minimumSizeHint().width()
    assert form.row.height() >= form.row.heightForWidth(form.row.width())
    shown = form.area.viewport().width() + form.area.horizontalScrollBar().maximum()
    assert shown >= form.row.width()
