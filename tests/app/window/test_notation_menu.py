"""View › Notation: what is chosen is shown everywhere, and remembered; a file's own comes first."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot
from train_hands import click, pick, row

from app.training.settings import explanations
from app.window.main_window import MainWindow
from engine.catalogue.optimisers import OPTIMISERS
from engine.catalogue.records import keys_of
from engine.catalogue.schedules import SCHEDULES
from engine.network.quantities import Quantity
from engine.scenario import dump_scenario, find_scenario, load_scenario
from symbolic.notation.marks import unmarked
from symbolic.notation.table import NOTATIONS, Notation


@pytest.fixture
def window(open_window: Callable[[str], MainWindow]) -> MainWindow:
    return open_window("mazur-2-2-2")


def choose(window: MainWindow, name: str) -> None:
    actions = {action.data(): action for action in window.notation.menu.actions()}
    actions[name].trigger()


def marked(window: MainWindow) -> set[str]:
    return {each.data() for each in window.notation.menu.actions() if each.isChecked()}


def test_a_choice_is_shown_everywhere_and_edits_nothing(window: MainWindow) -> None:
    window.stepper.working.enable()
    window.stepper.playback.go_to(15)
    choose(window, "mazur")
    assert "∂E_total/∂w5" in window.step_page.working.plain_text()
    assert "E_total" in unmarked(window.step_page.graph.header.description)
    assert (window.stepper.playback.position, marked(window)) == (15, {"mazur", "t-a"})
    choose(window, "ng")
    assert "dW^[2]_11 = da^[2]_1" in window.step_page.working.plain_text()
    assert "W^[2]_11" in window.step_page.graph.header.description
    assert window.step_page.timeline is not None
    assert not window.stepper.document.is_modified
    assert not window.stepper.document.can_undo


def test_the_order_is_chosen_by_itself(window: MainWindow) -> None:
    window.stepper.working.enable()
    window.stepper.playback.go_to(12)
    choose(window, "t-a")
    assert "−(t_o1 − a_o1)" in window.step_page.working.plain_text()
    assert marked(window) == {"chainrule", "t-a"}
    choose(window, "nielsen")
    assert marked(window) == {"nielsen", "a-t"}


def test_a_choice_is_remembered_and_a_file_s_own_comes_first(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "own.toml"
    own = replace(find_scenario("xor"), notation="welch", difference="a-t")
    path.write_text(dump_scenario(own), encoding="utf-8")
    assert load_scenario(path).notation == "welch"
    choose(window, "lecture")
    assert window.settings.notation == "lecture"
    window.open_word(str(path))
    assert marked(window) == {"welch", "a-t"}
    window.open_word("softmax-3")
    assert marked(window) == {"lecture", "a-t"}
    window.notation.ask("ng", "")
    window.open_word(str(path))
    assert marked(window) == {"ng", "a-t"}


def test_settings_of_train_are_explained_in_it(qtbot: QtBot, window: MainWindow) -> None:
    window.open_word("xor")
    choose(window, "mazur")
    window.set_mode("train")
    pane = window.train_page.pane
    assert pane is not None
    click(qtbot, pane.strip.settings.button)
    panel = pane.settings
    assert panel is not None
    rule = row(panel, "Rule")
    pick(qtbot, rule, "AdamW")
    assert "w ← (1 − η λ) w" in rule.caption.text()
    choose(window, "lecture")
    assert "w ← (1 − λ κ) w" in rule.caption.text()
    assert row(panel, "Weight decay").caption.text().startswith("The share κ ")
    norm = next(each for each in panel.regularisation.rows if each.name.startswith("Batch norm"))
    assert norm.caption.text().startswith("in to mean 0")
    assert "γ n + β" in norm.caption.text()
    choose(window, "ng")
    assert "W ← (1 − α λ) W" in rule.caption.text()
    assert "½ λ₂ Σ W²" in row(panel, "L2").caption.text()


@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
def test_every_explanation_has_letters_that_there_are(notation: Notation) -> None:
    written = [
        notation.write(words)
        for words in (
            *(each.sentence for each in (*OPTIMISERS.values(), *SCHEDULES.values())),
            *(key.explanation for key in (keys_of(OPTIMISERS) | keys_of(SCHEDULES)).values()),
            *(words for _, words, _ in explanations.PENALTIES.values()),
            explanations.BATCH_NORM,
        )
    ]
    rate = notation.letter(Quantity.LEARNING_RATE)
    assert sum(f"− {rate} " in each for each in written) >= 6
    assert not any("{" in each for each in written)
