"""How numbers are written, chosen in View › Numbers: on all parts of the window at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from engine.network.quantities import Quantity, Ref
from symbolic.formula.numbers import NumberFormat, number_format, set_number_format

W5 = Ref(Quantity.WEIGHT, 2, 0, 0)


@pytest.fixture
def make_window(qtbot: QtBot, tmp_path: Path) -> Callable[[], MainWindow]:
    def make() -> MainWindow:
        settings = Settings(tmp_path / "settings.json")
        set_number_format(settings.numbers)
        window = MainWindow(settings, Appearance())
        qtbot.addWidget(window)
        window.resize(1280, 720)
        window.open_word("mazur-2-2-2")
        window.show()
        qtbot.waitExposed(window)
        window.step_page.load()
        window.stepper.working.enable()
        return window

    return make


def test_every_part_of_the_window_follows(make_window: Callable[[], MainWindow]) -> None:
    window = make_window()
    window.stepper.playback.go_to(36)
    assert window.step_page.toggle_parameters()
    assert window.step_page.table is not None
    for name in ("decimals_3", "cut_numbers", "decimal_comma"):
        window.actions_[name].trigger()
    assert number_format() == NumberFormat(3, cut=True, comma=True)
    text = window.step_page.working.plain_text()
    assert "0,4 − 0,5 · 0,082 ≈ 0,358" in text
    assert "Numbers are cut" in text
    model = window.step_page.table.model
    row = model.row_of(W5)
    assert row is not None
    shown = [model.index(row, column).data() for column in range(model.columnCount())]
    assert "0,358" in shown
    assert window.step_page.timeline.loss_button.text() == "0,298"
    assert window.step_page.timeline.rate.button.text() == "0,5"


def test_what_was_chosen_is_there_again(
    make_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    window = make_window()
    assert window.actions_["decimals_6"].isChecked()
    window.actions_["decimals_9"].trigger()
    window.actions_["cut_numbers"].trigger()
    window.settings.sync()
    again = make_window()
    assert [again.actions_[name].isChecked() for name in ("decimals_9", "cut_numbers")] == [
        True
    ] * 2
    assert not again.actions_["decimals_6"].isChecked()
    again.actions_["cut_numbers"].trigger()
    assert again.settings.numbers == NumberFormat(9)
