"""The settings of Train, driven by clicks and keys, read as a person reads them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.plain import plain_tip
from app.theme import Appearance
from app.training import TrainingPane
from app.viewmodels.training import TrainingModel
from engine.scenario import find_scenario, load_scenario

XOR = find_scenario("xor")
MNIST = find_scenario("mnist-30")
CENSUS = find_scenario("census")


@pytest.fixture
def pane(qtbot):
    model = TrainingModel()
    pane = TrainingPane(model, Appearance())
    pane.model = model
    qtbot.addWidget(pane)
    pane.resize(1280, 640)
    pane.show()
    yield pane
    model.shutdown()


@pytest.fixture
def plain_application(qapp):
    """Take a look back that a test has given the application."""
    sheet, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    yield
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


def opened(qtbot, pane, scenario):
    """Choose a scenario, open its settings by a click, and unfold all of them."""
    pane.model.choose(scenario)
    qtbot.waitUntil(lambda: pane.model.facts is not None)
    click(qtbot, pane.strip.settings.button)
    for section in pane.settings.sections:
        if not section.isHidden() and not section.header.isChecked():
            click(qtbot, section.header)
    return pane.settings


def click(qtbot, widget):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def row(panel, name):
    """Find a row that is offered by how its name begins."""
    rows = [r for section in panel.sections if not section.isHidden() for r in section.rows]
    found = [r for r in rows if r.name.startswith(name) and not r.isHidden()]
    assert len(found) == 1, name
    return found[0]


def offered(panel):
    rows = [r for section in panel.sections if not section.isHidden() for r in section.rows]
    return [r.name for r in rows if not r.isHidden()]


def type_into(qtbot, field, text):
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, text)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)


def settle():
    """Let the layouts come to rest: one asks the next, a round of events each."""
    for _ in range(5):
        QApplication.processEvents()


def pick(qtbot, chosen, words):
    """Choose by the keyboard, as a person does who knows how the entry begins."""
    box = chosen.box
    box.setFocus()
    place = box.findText(words)
    assert place >= 0, [box.itemText(i) for i in range(box.count())]
    while box.currentIndex() != place:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down if place > before else Qt.Key.Key_Up)
        assert box.currentIndex() != before


def choices(chosen):
    return [chosen.box.itemText(index) for index in range(chosen.box.count())]


def finish(qtbot, pane):
    qtbot.waitUntil(lambda: pane.model.state == "finished", timeout=60_000)
    qtbot.waitUntil(lambda: not pane.model.is_draining and not pane.is_catching_up)


def test_a_click_opens_the_settings_in_the_place_of_the_rows_and_escape_closes_them(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    assert panel.isVisible()
    assert not pane.side.isVisible()
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert pane.side.isVisible()
    assert not pane.strip.settings.button.isChecked()


def test_the_keyboard_opens_the_settings_and_goes_on_in_them(qtbot, pane):
    pane.model.choose(XOR)
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


def test_an_optimiser_and_its_numbers_are_the_next_runs(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    assert "Momentum μ" not in offered(panel)
    pick(qtbot, row(panel, "Rule"), "Nesterov momentum")
    assert "w ← w − α (g + μ v)" in row(panel, "Rule").caption.text()
    type_into(qtbot, row(panel, "Momentum μ"), "0.8")
    assert pane.strip.settings.words.text == "Nesterov momentum"
    type_into(qtbot, pane.strip.form.epochs, "20")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    training = pane.model.run.plan.scenario.training
    assert (training.optimiser, training.momentum) == ("nesterov", 0.8)
    opened_scenario = pane.model.step_through().scenario
    assert opened_scenario.training.optimiser == "nesterov"


def test_a_field_says_what_it_refuses_and_why_and_escape_brings_the_number_back(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    pick(qtbot, row(panel, "Rule"), "Momentum")
    field = row(panel, "Momentum μ")
    type_into(qtbot, field, "1.5")
    assert field.problem.text() == (
        "Found 1.5; expected a number from 0 to below 1, as from 1 on it would never slow down."
    )
    assert field.problem.isVisible()
    assert field.edit.property("invalid") is True
    for text in ("fast", "nan"):
        type_into(qtbot, field, text)
        assert field.problem.text() == f"Found “{text}”; expected a number."
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.edit.text() == "0.9"
    assert not field.problem.isVisible()
    assert panel.isVisible()
    assert pane.model.scenario.training.momentum == 0.9


def test_start_waits_for_refused_settings_and_shows_the_first(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    pick(qtbot, row(panel, "Rule"), "Adam")
    first, second = row(panel, "β₁"), row(panel, "β₂")
    type_into(qtbot, first, "1.5")
    type_into(qtbot, second, "abc")
    told = (
        "Found 1.5; expected a number from 0 to below 1, as from 1 on the mean would never take "
        "anything in.",
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
    assert (first.problem.text(), second.problem.text()) == told
    assert (first.edit.text(), second.edit.text()) == ("1.5", "abc")
    type_into(qtbot, first, "0.5")
    second.edit.setFocus()
    second.edit.selectAll()
    qtbot.keyClicks(second.edit, "0.75")
    click(qtbot, pane.strip.start_button)
    assert pane.model.is_busy
    training = pane.model.run.plan.scenario.training
    assert (training.beta1, training.beta2, training.epsilon) == (0.5, 0.75, 1e-7)


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
    pane.model.choose(CENSUS)
    assert "Newton" not in choices(row(panel, "Rule"))
    assert panel.images.isHidden()
    assert "Quantile bins" in choices(row(panel, "Inputs"))
    assert row(panel, "Early stopping").box.isEnabled()
    pane.model.choose(MNIST)
    assert not panel.images.isHidden()
    assert "Quantile bins" not in choices(row(panel, "Inputs"))


def test_all_rows_at_once_need_no_batch_size(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    field = pane.strip.form.batch_size
    type_into(qtbot, field, "2")
    pick(qtbot, row(panel, "Rule"), "Newton")
    assert (field.edit.text(), field.edit.isEnabled()) == ("all", False)
    pick(qtbot, row(panel, "Rule"), "SGD")
    assert (field.edit.text(), field.edit.isEnabled()) == ("2", True)


def test_the_schedule_is_drawn_as_the_run_will_follow_it(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    curve = panel.curve
    assert set(curve.rates) == {0.5}
    pick(qtbot, row(panel, "Schedule"), "Cosine")
    assert curve.rates[0] == 0.5
    assert curve.rates == sorted(curve.rates, reverse=True)
    assert curve.rates[-1] < 1e-4
    type_into(qtbot, pane.strip.form.learning_rate, "0.25")
    assert max(curve.rates) == 0.25
    pick(qtbot, row(panel, "Schedule"), "Steps down")
    type_into(qtbot, row(panel, "Epochs to a step"), "1000")
    assert sorted(set(curve.rates)) == [0.125, 0.25]
    type_into(qtbot, pane.strip.form.epochs, "3")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    tiles = {tile.name.text(): tile.value.text() for tile in pane.tiles.tiles}
    assert tiles["Learning rate"] == "0.25"


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


def test_early_stopping_ends_a_run_and_the_best_epoch_is_told(qtbot, pane):
    panel = opened(qtbot, pane, CENSUS)
    click(qtbot, row(panel, "Early stopping").box)
    type_into(qtbot, row(panel, "Patience"), "1")
    pick(qtbot, row(panel, "Better means"), "A higher held-out accuracy")
    type_into(qtbot, pane.strip.form.epochs, "300")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    final = pane.model.run.final
    assert final.epochs == final.best_epoch + 1 < 300
    tiles = {tile.name.text(): tile.value.text() for tile in pane.tiles.tiles}
    assert tiles["Best epoch"] == f"{final.best_epoch:,}"


def test_folds_give_a_mean_and_a_deviation(qtbot, pane):
    panel = opened(qtbot, pane, CENSUS)
    type_into(qtbot, row(panel, "Folds"), "3")
    assert "Held-out rows" not in offered(panel)
    type_into(qtbot, pane.strip.form.epochs, "1")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    run = pane.model.run
    assert len(run.folds) == 3
    assert run.fraction == 1.0
    mean, deviation = run.summary.values["validation_accuracy"]
    tile = next(tile for tile in pane.tiles.tiles if tile.name.text() == "Held-out accuracy")
    words = f"{100 * mean:.1f} ± {100 * deviation:.1f}\u00a0%"
    assert (tile.value.text(), tile.note.text()) == (words, "mean of 3 folds")
    assert pane.strip.epoch.caption.text() == "Fold 3 of 3, epoch 1 of 1"


HOUSES = """
format = 1
id = "houses"
title = "House prices"
[network]
[[network.layers]]
units = 4
activation = "relu"
[[network.layers]]
units = 1
activation = "linear"
[loss]
name = "mean-squared-error"
[data]
dataset = { file = "houses.csv", target = "price", task = "regression" }
[training]
learning_rate = 0.01
epochs = 5
validation = 10
"""


def test_a_table_of_ones_own_with_numbers_to_be_met(qtbot, pane, tmp_path):
    rows = [f"{40 + row},{row % 7},{3000 * (40 + row) - 500 * (row % 7)}" for row in range(60)]
    (tmp_path / "houses.csv").write_text("size,age,price\n" + "\n".join(rows))
    (tmp_path / "houses.toml").write_text(HOUSES)
    panel = opened(qtbot, pane, load_scenario(tmp_path / "houses.toml"))
    pick(qtbot, row(panel, "Inputs"), "Quantile bins")
    type_into(qtbot, row(panel, "Bins"), "4")
    click(qtbot, row(panel, "Early stopping").label)
    assert choices(row(panel, "Better means")) == ["A lower held-out loss"]
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    tiles = {tile.name.text(): tile.value.text() for tile in pane.tiles.tiles}
    assert tiles["Test error"] == f"{pane.model.run.final.test_rmse:,.0f}"
    type_into(qtbot, row(panel, "Folds"), "3")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    mean, deviation = pane.model.run.summary.values["validation_rmse"]
    tiles = {tile.name.text(): tile.value.text() for tile in pane.tiles.tiles}
    assert tiles["Held-out error"].split(" ± ")[0] == f"{mean:,.0f}"
    assert deviation > 0


def test_more_rows_than_there_are_cannot_be_held_out(qtbot, pane):
    panel = opened(qtbot, pane, CENSUS)
    field = row(panel, "Held-out rows")
    type_into(qtbot, field, "40000")
    assert field.problem.text() == (
        "40,000 rows held out of 32,561; expected to leave at least one, "
        "as some have to be left to train on."
    )
    type_into(qtbot, field, "1000")
    qtbot.waitUntil(lambda: pane.model.facts.held_out_rows == 1000)


def test_precision_recall_and_f1_are_told_by_class(qtbot, pane):
    pane.model.choose(replace(CENSUS, training=replace(CENSUS.training, epochs=1)))
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    scores = pane.model.run.scores
    table = pane.side.scores
    assert table.isVisible()
    words = table.accessibleName().replace("\u00a0", " ")
    assert f"yes: precision {100 * scores.precision[1]:.1f} %" in words
    assert f"recall {100 * scores.recall[1]:.1f} %" in words
    assert words.endswith(f"ROC AUC {scores.auc:.4f}")


def test_quantile_bins_train(qtbot, pane):
    panel = opened(qtbot, pane, replace(CENSUS, training=replace(CENSUS.training, epochs=1)))
    pick(qtbot, row(panel, "Inputs"), "Quantile bins")
    type_into(qtbot, row(panel, "Bins"), "8")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    assert pane.heading.shape.text().startswith("144-")
    assert pane.model.run.final.test_accuracy > 0.8


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


def test_a_first_run_says_that_the_engine_is_prepared(qtbot, pane):
    pane.model.choose(XOR)
    seen = []
    pane.model.state_changed.connect(
        lambda: seen.append((pane.model.state, pane.strip.run.caption.text()))
    )
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    states = [state for state, _ in seen]
    assert states == ["loading", "loading", "running", "finished"]
    assert [words for state, words in seen if state == "loading"] == [
        "Loading the rows",
        "Preparing the engine …",
    ]


def test_undo_brings_the_files_settings_back(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    assert not panel.restore_button.isEnabled()
    pick(qtbot, row(panel, "Rule"), "Adam")
    type_into(qtbot, pane.strip.form.learning_rate, "0.001")
    click(qtbot, panel.restore_button)
    assert pane.model.scenario is XOR
    assert pane.model.learning_rate == 0.5
    assert row(panel, "Rule").box.currentText() == "SGD"
    assert not panel.restore_button.isEnabled()


def test_given_weights_can_be_drawn_instead(qtbot, pane):
    panel = opened(qtbot, pane, XOR)
    start = row(panel, "Weights")
    assert start.box.currentText() == "Given in the file"
    before = pane.model.outputs.copy()
    pick(qtbot, start, "Constant")
    type_into(qtbot, row(panel, "Value"), "0.25")
    qtbot.waitUntil(lambda: not pane.model.is_draining)
    assert (pane.model.outputs != before).any()
    assert {layer.initialiser_scale for layer in pane.model.scenario.layers} == {0.25}


def test_images_are_shown_as_the_next_run_sees_them(qtbot, pane):
    panel = opened(qtbot, pane, MNIST)
    qtbot.waitUntil(lambda: pane.model.distorted is not None, timeout=60_000)
    first = pane.model.distorted
    assert (first.x == first.seen[0]).all()
    type_into(qtbot, row(panel, "Rotation"), "30")
    assert pane.strip.settings.words.text == "SGD · distorted images"
    qtbot.waitUntil(lambda: pane.model.distorted is not first, timeout=60_000)
    assert (pane.model.distorted.x == first.x).all()
    assert (pane.model.distorted.seen[0] != first.x).any()
    assert [len(line) for line in panel.preview.pictures] == [6, 6, 6]


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
def test_nothing_is_cut_at_any_size(qtbot, pane, theme, size, scale, plain_application):
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
    assert entry.words.text == "Nesterov momentum · one cycle · L1 0.0001 · L2 0.0001"
    assert entry.words.toolTip() == plain_tip(entry.words.text)
    assert (pane.strip.geometry(), entry.geometry()) == before
    assert entry.geometry().right() <= pane.strip.form.rect().right()
