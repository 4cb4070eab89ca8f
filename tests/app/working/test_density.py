"""Result, product and check stand in view at every step, on the screens that rooms have."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from seen import (
    check_texts,
    extent,
    formula_rects,
    page_texts,
    result_text,
    text_rect,
    wait_until_loaded,
)

from app.settings import Settings
from app.theme import Appearance
from app.theme.appearance import PRESENT_SMALLEST
from app.window.main_window import MainWindow
from app.window.preload import load
from app.working import WorkingPane

STEPS = 39
# Width, height, text scale, and whether it is Present.
SCREENS = (
    (1280, 720, 1.5, False),
    (1280, 720, 1.0, True),
    (1920, 1080, 1.0, True),
    (1024, 768, 1.0, False),
)


@pytest.fixture
def window_on(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., MainWindow]]:
    windows = []

    def make(width: int, height: int, scale: float, present: bool) -> MainWindow:
        appearance = Appearance("light", scale)
        appearance.apply_to(QApplication.instance())
        window = MainWindow(Settings(tmp_path / "settings.ini"), appearance)
        windows.append(window)
        qtbot.addWidget(window)
        window.open_first("mazur-2-2-2")
        load()
        window.stepper.working.enable()
        if present:
            # As Present does, on a screen of this size instead of the tests' own.
            window.menuBar().hide()
            window.top_bar.hide()
            window.step_page.set_presenting(True)
            appearance.set_presenting(True, QSize(width, height))
        window.setFixedSize(width, height)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in windows:
        window.close()
        wait_until_loaded(window.preloader)


def read_from(pane: WorkingPane) -> dict[str, QRectF]:
    """Return every text of the page with its place in the viewport."""
    away = pane.sheet.verticalScrollBar().value()
    return {
        ink.text: text_rect(ink).translated(0.0, top - away)
        for top, drawing in pane.sheet.page.placed
        for ink in drawing._texts
    }


def product_line(pane: WorkingPane) -> QRectF:
    """Return where the numbers stand that the result comes from."""
    found = [(top, each) for top, each in pane.sheet.page.placed if each.held is not None]
    top, drawing = found[-1]
    rects = formula_rects(drawing) or [extent(drawing)]
    whole = QRectF()
    for rect in rects:
        whole = whole.united(rect)
    return whole.translated(0.0, top - pane.sheet.verticalScrollBar().value())


@pytest.mark.parametrize("screen", SCREENS)
def test_result_product_and_check_are_in_view(
    qtbot: QtBot,
    window_on: Callable[..., MainWindow],
    screen: tuple[int, int, float, bool],
) -> None:
    window = window_on(*screen)
    pane = window.step_page.working
    assert window.stepper.playback.length == STEPS
    headlines = set()
    for position in range(1, STEPS + 1):
        window.stepper.playback.go_to(position)
        qtbot.wait(1)
        view = pane.sheet.viewport().height()
        texts = read_from(pane)
        wanted = [result_text(pane), *check_texts(pane)[1:]]
        if check_texts(pane):
            wanted.append(f"✓ {check_texts(pane)[0]}")
        for text in wanted:
            # One that is wider than the pane goes on in the line below.
            lines = [line for line in texts if text.startswith(line) or text.endswith(line)]
            assert lines, (position, text)
            for line in lines:
                assert texts[line].top() >= 0, (position, text)
                assert texts[line].bottom() <= view, (position, text)
        line = product_line(pane)
        assert line.top() >= 0, position
        assert line.bottom() <= view, position
        # Nothing is held over what stands there.
        assert pane.sheet.strip().isEmpty(), position
        headlines |= {
            (role, look.font(role).pixelSize())
            for look in (pane._looks.wide, pane._looks.folded)
            for role in ("phase", "question", "result", "caption")
        }
    # The words have one size from the first step to the last, whatever the density.
    assert len(headlines) == 4


@pytest.mark.parametrize("screen", [screen for screen in SCREENS if screen[3]])
def test_no_text_in_present_is_too_small(
    window_on: Callable[..., MainWindow], screen: tuple[int, int, float, bool]
) -> None:
    window = window_on(*screen)
    least = PRESENT_SMALLEST * screen[1] / 720
    pane = window.step_page.working
    # As an index of a symbol.
    indices = {"h1", "h2", "o1", "o2"}
    for position in (1, 12, 15, 20, 25, 32, 39):
        window.stepper.playback.go_to(position)
        for _, drawing in pane.sheet.page.placed:
            for ink in drawing._texts:
                size = ink.font.pixelSize() * ink.scale
                assert ink.text in indices or size >= least - 0.5, ink.text


def test_a_sum_stands_in_one_row_where_there_is_no_room_for_its_terms(
    qtbot: QtBot, window_on: Callable[..., MainWindow]
) -> None:
    window = window_on(1280, 720, 1.5, False)
    pane = window.step_page.working
    window.stepper.playback.go_to(25)
    qtbot.wait(10)
    texts = page_texts(pane.sheet.page)
    assert "0.036350" in texts
    assert "sum" not in texts
    # Where there is room, the terms are there.
    window.setFixedSize(1900, 1200)
    qtbot.wait(10)
    assert {"sum", "0.055399", "−0.019049"} <= set(page_texts(pane.sheet.page))
