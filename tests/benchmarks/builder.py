"""Change networks at random for long, and see that trace, check and file agree.

    .venv/bin/python tests/benchmarks/builder.py [--actions 20000] [--seed 1] [--panel]

With ``--panel`` the build panel and the graph are there and follow. The last line says what was
done and what was refused with a sentence; anything else ends it with the last actions.
"""

import argparse
import os
import random
import sys
import time
from collections import deque
from pathlib import Path
from types import TracebackType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from builder_actions import BuilderActions, check_agreement
from PySide6.QtWidgets import QApplication, QWidget

from app.builder import BuildPanel
from app.commands import Editor
from app.graph import GraphPane
from app.models import Stepper
from app.models.builder import BuilderModel
from app.theme import Appearance
from engine.scenario import find_scenario

EVERY = 100


def shown(stepper: Stepper, model: BuilderModel, application: QApplication) -> list[QWidget]:
    """Show the panel and the graph."""
    look = Appearance()
    look.apply_to(application)
    widgets: list[QWidget] = [
        GraphPane(stepper, Editor(stepper.session), look),
        BuildPanel(model, look),
    ]
    for widget in widgets:
        widget.resize(500, 600)
        widget.show()
    return widgets


def main() -> int:
    """Run, and say how it went."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--actions", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--panel", action="store_true")
    options = parser.parse_args()
    application = QApplication([])
    stepper = Stepper.make()
    stepper.document.open(find_scenario("mazur-2-2-2"))
    model = BuilderModel(stepper.session)
    widgets = shown(stepper, model, application) if options.panel else []
    actions = BuilderActions(stepper, model, random.Random(options.seed))
    last: deque[str] = deque(maxlen=30)
    began = time.monotonic()
    for number in range(1, options.actions + 1):
        try:
            last.append(actions.act())
            if widgets:
                application.processEvents()
            if number % EVERY == 0:
                check_agreement(stepper, model)
        except BaseException:
            print(f"action {number:,} of seed {options.seed}: {', '.join(last)}")
            raise
        if number % 1000 == 0:
            print(f"{number:,} actions, {time.monotonic() - began:.0f} s", flush=True)
    print(f"done: {dict(actions.done)}\nrefused: {dict(actions.refused)}")
    return 0


if __name__ == "__main__":
    # What fails in a slot is printed by Qt, and goes on.
    failures: list[BaseException] = []

    def note(kind: type[BaseException], value: BaseException, where: TracebackType | None) -> None:
        """Remember what failed."""
        failures.append(value)
        sys.__excepthook__(kind, value, where)

    sys.excepthook = note
    sys.exit(main() or bool(failures))
