"""While the kernels are compiled, Train says how far that is and how long it will take."""

import threading

from train_hands import choose, click, settled

from engine.compilation import preparing
from engine.progress import report
from engine.scenario import find_scenario


def test_compiling_is_shown_with_the_time_left(qtbot, pane, monkeypatch):
    compiled, half = threading.Event(), threading.Event()

    def prepare(kernel, *arguments):
        report(preparing.WORK, 0.0)
        half.wait(1)
        report(preparing.WORK, 0.5)
        compiled.wait(30)
        kernel(*arguments)

    monkeypatch.setattr(preparing, "prepare", prepare)
    choose(qtbot, pane, find_scenario("xor"))
    click(qtbot, pane.strip.start_button)
    run, empty = pane.strip.run, pane.charts.loss.plot.empty
    qtbot.waitUntil(lambda: run.bar.value() == run.bar.maximum() // 2, timeout=20_000)
    qtbot.waitUntil(lambda: empty.text().endswith(" left"), timeout=20_000)
    assert empty.text().startswith(
        "Compiling the engine …\nOnly the first run on a machine waits for this.\n"
    )
    assert run.caption.text() == "Compiling …"
    assert run.words.text().endswith(" left")
    compiled.set()
    qtbot.waitUntil(lambda: pane.model.run.epochs_done > 0, timeout=20_000)
    assert run.caption.text().startswith("Run")
    click(qtbot, pane.strip.stop_button)
    settled(qtbot, pane)
