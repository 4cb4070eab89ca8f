"""What there is to do in Explore alone: play, race, see the loss, hide, save and open again."""

import math
import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.explore import ExplorePane
from app.explore.time_bar import SPEEDS
from app.models.exploring_hiding import HIDEABLE
from engine.catalogue.generators import POINT_GENERATORS
from engine.catalogue.optimisers import OPTIMISERS
from random_actions.answering import is_shown

# A person's own points and tables come otherwise.
GENERATORS = tuple(key for key, each in POINT_GENERATORS.items() if each.make is not None)
RATES = ("", "0.001", "0.1", "3", "1e30", "-1", "x")


def exploring_actions(
    pane: ExplorePane, dice: random.Random, open_word: Callable[[str], object], folder: Path
) -> dict[str, Callable[[], object]]:
    """Return what can be done, by its name."""
    model, editor, surface = pane.model, pane.editor, pane.surface

    def race() -> None:
        number = dice.choice((None, *model.entries))
        editor.race(dice.choice([*OPTIMISERS]), dice.choice(RATES), number)

    def span() -> None:
        if not is_shown(surface.kind):
            return
        surface.kind.setCurrentIndex(dice.randrange(3))
        for box in (surface.first, surface.second):
            if box.count():
                box.setCurrentIndex(dice.randrange(box.count()))
        surface.kind.activated.emit(surface.kind.currentIndex())

    def click(widget: object) -> Callable[[], None]:
        def does() -> None:
            if is_shown(widget) and widget.isEnabled():
                QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

        return does

    def reopen() -> None:
        saved = sorted(folder.glob("saved*.toml"))
        if saved:
            open_word(str(dice.choice(saved)))

    def activate() -> None:
        layer = dice.randint(1, model.run.scenario.depth)
        editor.set_activation(layer, dice.choice(("relu", "tanh", "sigmoid", "linear")))

    return {
        "race": race,
        "race by its link": click(pane.curves.race_link),
        "end a race": click(dice.choice(pane.curves.race.rows).end),
        "end all races": model.end_race,
        "loss surface": click(pane.curves.surface),
        "close the loss surface": click(surface.close_button),
        "span": span,
        "other directions": click(surface.again),
        "hide": lambda: pane.hidden._hiding.toggle(dice.choice(HIDEABLE)),
        "show all": click(pane.hidden.all),
        "save": click(pane.hidden.save),
        "reopen": reopen,
        "play": pane.time.toggle,
        "speed": lambda: model.set_speed(dice.choice(SPEEDS)),
        "very fast": lambda: model.set_speed(math.inf),
        "go to": lambda: model.go_to(dice.randint(0, model.reached + 1)),
        "rewind": model.rewind,
        "new weights": model.new_weights,
        "start here": editor.start_here,
        "points": lambda: editor.set_generator(dice.choice(GENERATORS)),
        "units": lambda: editor.add_units(dice.randint(1, model.run.scenario.depth), 1),
        "layer": dice.choice((editor.add_layer, editor.remove_layer)),
        "activation": activate,
        "undo": model.document.undo,
        "redo": model.document.redo,
        "step through": click(pane.readout.step),
    }
