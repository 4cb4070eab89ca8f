"""The settings of Train, driven by clicks and keys: offered, refused, locked, undone, never cut."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from train_hands import choices, click, offered, opened, pick, row, settle, type_into

from app.widgets.plain import plain_tip
from engine.scenario import find_scenario

XOR = find_scenario("xor")
MNIST = find_scenario("mnist-30")
CENSUS = find_scenario("census")


def test_a_click_opens_the_settings_in_the_place_of_the_rows_and_escape_closes_them(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    assert panel.isVisible()
    assert not pane.side.isVisible()
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert pane.side.isVisible()
    assert not pane.strip.settings.button.isChecked()


def test_the_keyboard_opens_the_settings_and_goes_on_in_them(qtbot, pane):
    pane.model.document.open(XOR)
    button = pane.strip.settings.button
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    panel = pane.settings
    qtbot.waitUntil(panel.optimiser.header.hasFocus)
    qtbot.keyClick(panel.optimiser.header, Qt.Key.Key_Tab)
    assert row(panel, "Rule").box.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert button.hasFocus()


def test_tab_goes_through_all_rows_from_top_to_bottom(qtbot, pane):
    panel = opened(qtbot, pane, CENSUS)
    pane.activateWindow()
    panel.optimiser.header.setFocus()
    places, names = [], []
    for _ in range(60):
        here = QApplication.focusWidget()
        if not panel.view.widget().isAncestorOf(here):
            break
        places.append(here.mapTo(panel.view.widget(), here.rect().topLeft()).y())
        names.append(here.accessibleName())
        qtbot.keyClick(here, Qt.Key.Key_Tab)
    assert places == sorted(places)
    assert names[-1] == "Seed"
    assert set(offered(panel)) <= set(names)


def test_a_field_says_what_it_refuses_and_why_and_escape_brings_the_number_back(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    pick(qtbot, row(panel, "Rule"), "Momentum")
    field = row(panel, "Momentum μ")
    type_into(qtbot, field, "1.5")
    assert field.problem.text() == (
        "Found 1.5; expected a number from 0 to below 1 (at most 0.99999994), "
        "as from 1 on it would never slow down."
    )
    assert field.problem.isVisible()
    assert field.edit.property("invalid") is True
    # The reason is that of the end which was passed.
    type_into(qtbot, field, "-1")
    assert field.problem.text() == (
        "Found -1; expected a number from 0 to below 1 (at most 0.99999994)."
    )
    for text in ("fast", "nan"):
        type_into(qtbot, field, text)
        assert field.problem.text() == f"Found “{text}”; expected a number."
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.edit.text() == "0.9"
    assert not field.problem.isVisible()
    assert panel.isVisible()
    assert pane.model.scenario.training.numbers == {"momentum": 0.9}


def test_start_waits_for_refused_settings_and_shows_the_first(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    pick(qtbot, row(panel, "Rule"), "Adam")
    first, second = row(panel, "β₁"), row(panel, "β₂")
    type_into(qtbot, first, "1.5")
    type_into(qtbot, second, "abc")
    sentences = (
        "Found 1.5; expected a number from 0 to below 1 (at most 0.99999994), as from 1 on the "
        "mean would never take anything in.",
        "Found “abc”; expected a number.",
    )
    type_into(qtbot, row(panel, "ε"), "1e-7")
    click(qtbot, panel.optimiser.header)
    click(qtbot, pane.strip.settings.button)
    assert not panel.isVisible()
    click(qtbot, pane.strip.start_button)
    assert pane.model.state == "idle"
    assert panel.isVisible()
    assert first.isVisible()
    assert pane.focusWidget() is first.edit
    assert (first.problem.text(), second.problem.text()) == sentences
    assert (first.edit.text(), second.edit.text()) == ("1.5", "abc")
    type_into(qtbot, first, "0.5")
    second.edit.setFocus()
    second.edit.selectAll()
    qtbot.keyClicks(second.edit, "0.75")
    click(qtbot, pane.strip.start_button)
    assert pane.model.is_busy
    training = pane.model.run.plan.scenario.training
    assert training.numbers == {"beta1": 0.5, "beta2": 0.75, "epsilon": 1e-7}


def test_a_refused_number_that_is_no_longer_offered_holds_nothing_up(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    pick(qtbot, row(panel, "Rule"), "Momentum")
    type_into(qtbot, row(panel, "Momentum μ"), "1.5")
    pick(qtbot, row(panel, "Rule"), "SGD")
    click(qtbot, pane.strip.start_button)
    assert pane.model.is_busy
    pane.model.reset()
    pick(qtbot, row(panel, "Rule"), "Momentum")
    assert row(panel, "Momentum μ").edit.text() == "0.9"
    assert not row(panel, "Momentum μ").problem.isVisible()


def test_only_what_fits_is_offered(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    assert "Newton" in choices(row(panel, "Rule"))
    assert panel.images.isHidden()
    assert "Inputs" not in offered(panel)
    assert not row(panel, "Early stopping").box.isEnabled()
    assert row(panel, "Early stopping").caption.text().startswith("Needs held-out rows")
    assert [name for name in offered(panel) if name.startswith("Dropout")] == [
        "Dropout, layer 1 (2 tanh)"
    ]
    pane.model.document.open(CENSUS)
    assert "Newton" not in choices(row(panel, "Rule"))
    assert panel.images.isHidden()
    assert "Quantile bins" in choices(row(panel, "Inputs"))
    assert row(panel, "Early stopping").box.isEnabled()
    pane.model.document.open(MNIST)
    assert not panel.images.isHidden()
    assert "Quantile bins" not in choices(row(panel, "Inputs"))


def test_a_click_on_its_words_switches_a_box(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    switch = row(panel, "Batch norm, layer 1")
    click(qtbot, switch.label)
    assert switch.box.isChecked()
    assert pane.model.scenario.layers[0].batch_norm
    click(qtbot, switch.box)
    assert not pane.model.scenario.layers[0].batch_norm
    click(qtbot, row(panel, "Early stopping").label)
    assert pane.model.scenario.training.early_stopping is None


def test_the_settings_are_locked_while_a_run_lasts(qtbot, pane):
    panel = opened(qtbot, pane, replace(XOR, training=replace(XOR.training, epochs=5_000_000)))
    pick(qtbot, row(panel, "Rule"), "Momentum")
    click(qtbot, pane.strip.start_button)
    assert not row(panel, "Rule").box.isEnabled()
    assert not row(panel, "Momentum μ").edit.isEnabled()
    assert not row(panel, "Batch norm, layer 1").box.isEnabled()
    assert not panel.restore_button.isEnabled()
    assert panel.note.text() == "A run is under way: stop it to change its settings."
    qtbot.waitUntil(lambda: pane.model.state == "running", timeout=60_000)
    click(qtbot, pane.strip.stop_button)
    assert row(panel, "Rule").box.isEnabled()


def test_undo_brings_the_files_settings_back(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    assert not panel.restore_button.isEnabled()
    pick(qtbot, row(panel, "Rule"), "Adam")
    type_into(qtbot, pane.strip.form.learning_rate, "0.001")
    click(qtbot, panel.restore_button)
    assert pane.model.scenario is XOR
    assert pane.model.scenario.training.learning_rate == 0.5
    assert row(panel, "Rule").box.currentText() == "SGD"
    assert not panel.restore_button.isEnabled()


def test_the_wheel_scrolls_and_never_chooses(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    box = row(panel, "Rule").box
    before = box.currentIndex()
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent

    middle = QPointF(box.rect().center())
    event = QWheelEvent(
        middle,
        box.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert box.currentIndex() == before
    assert pane.model.scenario is XOR


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1024, 640), (1280, 640), (1600, 800)])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_cut_at_any_size(qtbot, pane, theme, size, scale):
    look = pane._appearance
    look.set_theme(theme)
    look.set_text_scale(scale)
    look.apply_to(QApplication.instance())
    pane.resize(*size)
    panel = opened(qtbot, pane, MNIST)
    pick(qtbot, row(panel, "Rule"), "AdamW")
    QApplication.processEvents()
    assert pane.width() == size[0]
    body = panel.view.widget()
    assert body.width() <= panel.view.viewport().width()
    for section in panel.sections:
        for shown in (r for r in section.rows if r.isVisible()):
            right = shown.mapTo(panel, QPoint(shown.width(), 0)).x()
            assert right <= panel.width()
            assert shown.height() >= shown.minimumSizeHint().height()


@pytest.mark.parametrize("width", [1024, 1280, 1600])
def test_a_longer_summary_moves_nothing(qtbot, pane, width):
    pane.resize(width, 640)
    panel = opened(qtbot, pane, MNIST)
    settle()
    entry = pane.strip.settings
    before = pane.strip.geometry(), entry.geometry()
    pick(qtbot, row(panel, "Rule"), "Nesterov momentum")
    pick(qtbot, row(panel, "Schedule"), "One cycle")
    type_into(qtbot, row(panel, "L1"), "0.0001")
    type_into(qtbot, row(panel, "L2"), "0.0001")
    settle()
    assert entry.words._text == "Nesterov momentum, one cycle, L1 0.0001, L2 0.0001"
    assert entry.words.toolTip() == plain_tip(entry.words._text)
    assert (pane.strip.geometry(), entry.geometry()) == before
    assert entry.geometry().right() <= pane.strip.form.rect().right()
