"""Train shows itself at once, before its plots are there."""

import subprocess
import sys

SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.settings import Settings
from app.theme import Appearance
from app.window.main_window import MainWindow
from app.window.train_page import TrainPage

application = QApplication([])
painted = []

def paint(self, event, before=TrainPage.paintEvent):
    before(self, event)
    painted.append("app.plot.plot" in sys.modules)

TrainPage.paintEvent = paint
appearance = Appearance()
appearance.apply_to(application)
window = MainWindow(Settings(Path(sys.argv[1])), appearance)
window.preloader.start = lambda: None
window.open_first("mnist-16-16")
window.resize(1280, 720)
window.show()
application.processEvents()
window.set_mode("train")
assert painted
assert not painted[0]
assert window.train_page.pane is not None
application.processEvents()
window.train_page.shutdown()
import os
sys.stdout.flush()
os._exit(0)
"""


def test_the_first_frame_of_train_waits_for_no_plot(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "settings.json")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_what_is_loaded_ahead_is_what_train_needs():
    code = (
        "import sys, app.window.preload as preload\n"
        "preload.load_train()\n"
        "before = set(sys.modules)\n"
        "from app.training import TrainingPane\n"
        "from app.models.training import TrainingModel\n"
        "print(len(set(sys.modules) - before), 'app.plot.plot' in before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == ["0", "True"]
