"""The Train pane, driven by clicks and keys, read as a person reads it."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from train_hands import choose, click, finish, settled, type_into

from app.theme import Appearance
from app.training.strip import ProgressLine
from engine.scenario import find_scenario

XOR = find_scenario("xor")


def endless(scenario):
    return replace(scenario, training=replace(scenario.training, epochs=5_000_000))


def test_xor_trains_to_a_falling_curve_by_a_click(qtbot, pane):
    choose(qtbot, pane, XOR)
    assert pane.charts.loss.plot.empty.isVisible()
    assert pane.charts.loss.plot.empty.text() == "Press Start to train."
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    line = pane.charts.loss.plot.painter_of["training"]
    x, y = line.x, line.y
    assert (x[0], x[-1]) == (1, 2000)
    assert np.all(np.diff(y) < 0)
    assert not pane.charts.loss.plot.empty.isVisible()
    assert pane.strip.run.words.text().startswith("took")
    assert pane.strip.run.bar.value() == pane.strip.run.bar.maximum()
    table = pane.side.table
    shown = [table.item(row, 2).text()[:5] for row in range(4)]
    assert [round(float(text)) for text in shown] == [0, 1, 1, 0]
    assert all(table.item(row, 2).text().endswith("✓") for row in range(4))


def test_pause_resume_and_stop_by_clicks(qtbot, pane):
    choose(qtbot, pane, endless(XOR))
    start = pane.strip.start_button
    click(qtbot, start)
    qtbot.waitUntil(lambda: pane.model.run.epochs_done > 0)
    assert start.accessibleName() == "Pause"
    click(qtbot, start)
    settled(qtbot, pane)
    assert pane.model.state == "paused"
    assert start.accessibleName() == "Resume"
    assert pane.strip.run.words.text().endswith("left")
    halted = pane.model.run.epochs_done
    click(qtbot, start)
    qtbot.waitUntil(lambda: pane.model.run.epochs_done > halted)
    click(qtbot, pane.strip.stop_button)
    settled(qtbot, pane)
    assert pane.model.state == "stopped"
    assert not pane.strip.stop_button.isEnabled()
    assert start.accessibleName() == "Start again"


def test_reset_empties_the_curves_and_the_next_run_repeats_the_first(qtbot, pane):
    choose(qtbot, pane, XOR)
    assert not pane.strip.reset_button.isEnabled()
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    first = pane.charts.loss.plot.painter_of["training"].y.copy()
    click(qtbot, pane.strip.reset_button)
    settled(qtbot, pane)
    assert pane.charts.loss.plot.empty.isVisible()
    assert pane.strip.run.words.text() == "not started"
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    assert np.array_equal(pane.charts.loss.plot.painter_of["training"].y, first)


def test_numbers_typed_are_the_next_runs(qtbot, pane):
    choose(qtbot, pane, XOR)
    form = pane.strip.form
    assert [field.edit.text() for field in form.fields] == ["0.5", "all", "2000", "0"]
    type_into(qtbot, form.learning_rate, "0.25")
    type_into(qtbot, form.batch_size, "2")
    type_into(qtbot, form.epochs, "30")
    type_into(qtbot, form.seed, "7")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    plan = pane.model.run.plan.scenario.training
    assert (plan.learning_rate, plan.batch_size, plan.epochs, plan.seed) == (0.25, 2, 30, 7)


def test_a_bad_number_is_refused_in_words_and_escape_brings_the_old_one_back(qtbot, pane):
    choose(qtbot, pane, XOR)
    field = pane.strip.form.learning_rate
    type_into(qtbot, field, "fast")
    assert pane.strip.refusal.text() == ("Learning rate: found “fast”; expected a positive number.")
    assert pane.strip.refusal.isVisible()
    type_into(qtbot, field, "-1")
    refusal = "Learning rate: found -1; expected a positive number up to 1e100."
    assert pane.strip.refusal.text() == refusal
    assert field.edit.property("invalid") is True
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.edit.text() == "0.5"
    assert not pane.strip.refusal.isVisible()
    assert pane.model.scenario.training.learning_rate == 0.5


def test_start_takes_what_was_just_typed_and_begins_with_nothing_refused(qtbot, pane):
    choose(qtbot, pane, XOR)
    form, refusal = pane.strip.form, pane.strip.refusal
    for field, text in ((form.learning_rate, "-1"), (form.epochs, "many")):
        field.edit.setFocus()
        field.edit.selectAll()
        qtbot.keyClicks(field.edit, text)
    sentences = (
        "Learning rate: found -1; expected a positive number up to 1e100.\n"
        "Epochs: found “many”; expected a whole number."
    )
    click(qtbot, pane.strip.start_button)
    assert pane.model.state == "idle"
    assert refusal.isVisible()
    assert refusal.text() == sentences
    assert [f.edit.text() for f in form.fields] == ["-1", "all", "many", "0"]
    assert pane.focusWidget() is form.learning_rate.edit
    type_into(qtbot, form.seed, "7")
    assert refusal.text() == sentences
    type_into(qtbot, form.learning_rate, "0.25")
    assert refusal.text() == "Epochs: found “many”; expected a whole number."
    click(qtbot, pane.strip.start_button)
    assert pane.model.state == "idle"
    assert pane.focusWidget() is form.epochs.edit
    form.epochs.edit.selectAll()
    qtbot.keyClicks(form.epochs.edit, "30")
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    plan = pane.model.run.plan.scenario.training
    assert (plan.learning_rate, plan.epochs, plan.seed) == (0.25, 30, 7)
    assert not refusal.isVisible()


def test_another_scenario_brings_its_own_numbers(qtbot, pane):
    choose(qtbot, pane, XOR)
    type_into(qtbot, pane.strip.form.learning_rate, "-1")
    choose(qtbot, pane, find_scenario("mazur-2-2-2"))
    assert (
        pane.strip.form.learning_rate.edit.text()
        == f"{pane.model.scenario.training.learning_rate:g}"
    )
    assert not pane.strip.refusal.isVisible()


def test_fields_are_locked_while_a_run_lasts(qtbot, pane):
    choose(qtbot, pane, endless(XOR))
    click(qtbot, pane.strip.start_button)
    assert not any(field.edit.isEnabled() for field in pane.strip.form.fields)
    qtbot.waitUntil(lambda: pane.model.state == "running")
    click(qtbot, pane.strip.stop_button)
    assert all(field.edit.isEnabled() for field in pane.strip.form.fields)


def test_divergence_says_what_to_try(qtbot, pane):
    choose(qtbot, pane, find_scenario("softmax-3"))
    type_into(qtbot, pane.strip.form.learning_rate, "1e30")
    click(qtbot, pane.strip.start_button)
    qtbot.waitUntil(pane.notice.isVisible)
    assert "in epoch 2. Try a smaller learning rate." in pane.notice_text.text()
    settled(qtbot, pane)
    assert not pane.side.button.isEnabled()
    assert pane.side.table.item(0, 2).text() == "not finite"


def test_a_target_to_be_met_has_no_accuracy(qtbot, pane):
    choose(qtbot, pane, find_scenario("welch-2-3-1"))
    settled(qtbot, pane)
    assert not pane.charts.accuracy.isVisible()
    assert [tile.name.text() for tile in pane.tiles.tiles] == ["Training loss", "Time", "Speed"]


def test_the_chooser_changes_the_scenario(qtbot, pane):
    choose(qtbot, pane, XOR)
    titles = [pane.heading.chooser.itemText(index) for index in range(pane.heading.chooser.count())]
    assert titles[:2] == ["Mazur's 2-2-2 network", XOR.title]
    qtbot.keyClick(pane.heading.chooser, Qt.Key.Key_Up)
    assert pane.model.scenario.id == "mazur-2-2-2"
    assert pane.heading.description.text().startswith("The worked example")


def test_step_through_hands_over_the_trained_network_and_the_chosen_row(qtbot, pane):
    choose(qtbot, pane, XOR)
    assert not pane.side.button.isEnabled()
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    table = pane.side.table
    where = table.visualItemRect(table.item(3, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    with qtbot.waitSignal(pane.stepped_through):
        click(qtbot, pane.side.button)
    place = pane.model.document.place
    assert place.selection.batch(0).x.tolist() == [[1.0, 1.0]]
    assert place.trained.layers[0].weights.tolist() != XOR.layers[0].weights.tolist()


def test_mnist_shows_digits_probabilities_and_a_confusion_matrix(qtbot, pane):
    scenario = find_scenario("mnist-16-16")
    choose(qtbot, pane, replace(scenario, training=replace(scenario.training, epochs=1)))
    settled(qtbot, pane)
    digits = pane.side.digits
    assert digits.isVisible()
    assert "linear classifier 88.0\u00a0%" in pane.charts.legend.published[0].label.text()
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    tiles = {tile.name.text(): tile.value.text() for tile in pane.tiles.tiles}
    assert float(tiles["Test accuracy"].split()[0]) > 85
    assert pane.side.confusion.accessibleDescription().endswith(
        "of 10,000 rows classified correctly"
    )
    qtbot.mouseClick(digits, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    assert digits.current == 1
    qtbot.keyClick(digits, Qt.Key.Key_Right)
    assert digits.current == 2
    label = int(pane.model.samples.labels[2])
    assert pane.side.probabilities.accessibleName().startswith(f"a {label}; the network says")
    with qtbot.waitSignal(pane.stepped_through):
        click(qtbot, pane.side.button)
    rows = pane.model.document.place.selection.batch(0)
    assert rows.numbers == int(pane.model.samples.indices[2])
    assert rows.image_shape == (28, 28)
    assert rows.y_true[0].argmax() == label


def test_census_is_held_against_always_saying_no(qtbot, pane):
    scenario = find_scenario("census")
    choose(qtbot, pane, replace(scenario, training=replace(scenario.training, epochs=1)))
    click(qtbot, pane.strip.start_button)
    finish(qtbot, pane)
    words = pane.side.comparison.accessibleName().replace("\u00a0", " ")
    assert words.startswith("always answering no 76.4 %; this network, all test rows 8")
    assert "C4.5, unknowns left out (UCI) 84.5 %" in words
    assert pane.side.table.item(0, 2).text()[:2] in ("no", "ye")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_and_text_size_follow_the_look(qtbot, pane, theme):
    choose(qtbot, pane, XOR)
    look = pane.strip._appearance
    look.set_theme(theme)
    look.set_text_scale(2.0)
    settled(qtbot, pane)
    image = pane.grab().toImage()
    ground = image.pixelColor(pane.charts.loss.mapTo(pane, QPoint(2, 2)))
    assert ground.name() == look.theme.background
    assert pane.width() == 1280


def test_a_progress_line_takes_the_words_there_is_room_for(qtbot):
    line = ProgressLine("Epoch", Appearance())
    qtbot.addWidget(line)
    captions = ("Fold 5 of 5, epoch 8 of 8", "Fold 5 of 5, epoch 8", "Fold 5, epoch 8")
    wide = [line.caption.fontMetrics().horizontalAdvance(words) for words in captions]
    line.show()
    for width, words in zip([*wide, 10], [*captions, captions[-1]], strict=True):
        line.resize(width, 40)
        line.show_progress(0.5, "9 of 10 batches", *captions)
        assert line.caption.text() == words
        assert not line.words.isVisible()
    line.resize(1000, 40)
    assert line.caption.text() == captions[0]
    assert line.words.isVisible()
