"""View › Notation: what is chosen is shown everywhere, and remembered; a file's own comes first."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.window.main_window import MainWindow
from engine.scenario import dump_scenario, find_scenario, load_scenario
from symbolic.notation.marks import unmarked


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
