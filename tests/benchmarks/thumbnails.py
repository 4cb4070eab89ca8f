"""Draw the thumbnails of lessons: the picture of each first scene, light and dark.

Started by itself, it needs no screen; ids of lessons draw those alone. Of lessons in `SCENES`
another scene is drawn, with what it reveals, once it has come to rest.
"""

import os
import sys
from pathlib import Path
from time import perf_counter

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from lesson_files import trained
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QApplication

import resources
from app.formula.run import preload
from app.lessons.circuit import canvas
from app.lessons.page import PANES
from app.lessons.picture import Shown
from app.theme import Appearance
from engine.lessons.lesson import Lesson
from engine.lessons.library import shipped_lessons
from engine.lessons.pictures.runs import MOST_RUNS

SIZE = QSize(525, 300)

SCENES = {
    "local-gradients": (1, 0.0),
    "words-as-vectors": (4, 12.0),
    "gradient-in-words": (1, 0.0),
    "walk-home": (3, 0.0),
    "normalisation": (3, 0.0),
    "regularisation": (3, 0.0),
    "three-parts": (2, 0.0),
}
"""Which scene, and how many seconds it takes to come to rest."""

# Nobody reads the numbers of a thumbnail: it shows the whole circuit.
canvas.SMALLEST = 0.2


def draw(lesson: Lesson, theme: str, application: QApplication) -> None:
    """Draw one."""
    appearance = Appearance(theme, 1.0)
    appearance.apply_to(application)
    number, seconds = SCENES.get(lesson.id, (0, 0.0))
    scene = lesson.scenes[number]
    revealed = dict(scene.reveal.changes) if number and scene.reveal else {}
    setting = scene.setting.changed(revealed)
    if "shown" in setting.keys:
        setting = trained(setting.changed({"shown": MOST_RUNS}))
    if setting.kind.id == "network":
        trained(setting)
    pane = PANES[setting.kind.id](appearance)
    pane.setAutoFillBackground(True)
    palette = pane.palette()
    palette.setColor(pane.backgroundRole(), appearance.theme.background)
    pane.setPalette(palette)
    pane.resize(SIZE)
    # Else the first part that can be typed into has the focus.
    pane.setFocus()
    pane.show()
    pane.show_picture(Shown(setting, {}, untouched=False))
    until = perf_counter() + seconds
    while True:
        application.processEvents()
        if perf_counter() > until:
            break
    for button in pane.findChildren(QAbstractButton):
        button.hide()
    application.processEvents()
    picture = pane.grab()
    folder = resources.file("lessons", "thumbnails")
    folder.mkdir(exist_ok=True)
    picture.save(str(folder / f"{lesson.id}-{theme}.png"))
    pane.close()
    pane.shutdown()


def main() -> None:
    """Draw all, or those that are named."""
    application = QApplication(sys.argv[:1])
    preload()
    for lesson in shipped_lessons():
        if not sys.argv[1:] or lesson.id in sys.argv[1:]:
            for theme in ("light", "dark"):
                draw(lesson, theme, application)
                print(lesson.id, theme)


if __name__ == "__main__":
    main()
