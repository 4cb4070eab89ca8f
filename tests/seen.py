"""What a person sees of the window, read from its panes, and waiting until it is there."""

from collections.abc import Hashable

from PySide6.QtCore import QRect

from app.training import TrainingPane
from app.viewmodels.training import TrainingModel
from app.window.preload import Preloader
from app.working import WorkingPane
from app.working.content.blocks import Outcome
from app.working.content.panels import Check


def result_text(pane: WorkingPane) -> str:
    """Return the result on screen; empty at position 0."""
    outcomes = [b for b in pane._page.blocks if isinstance(b, Outcome) and b.large]
    return outcomes[-1].value if outcomes else ""


def check_texts(pane: WorkingPane) -> list[str]:
    """Return the title and the three numbers of the check on screen; empty without one."""
    for block in pane._page.blocks:
        if isinstance(block, Check):
            return [block.title, *(number for _, number in block.ways)]
    return []


def region_rects(pane: WorkingPane, key: Hashable) -> list[QRect]:
    """Return where something that can be pointed at is, in the viewport of the sheet."""
    return [pane.sheet.to_view(rect) for rect in pane.sheet.page.rects_of(key)]


def wait_until_loaded(preloader: Preloader) -> None:
    """Block until algebra and formula drawing have been loaded."""
    preloader.start()
    assert preloader._thread is not None
    preloader._thread.join()


def is_draining(model: TrainingModel) -> bool:
    """Whether the worker may still have something to say."""
    return model._timer.isActive()


def is_catching_up(pane: TrainingPane) -> bool:
    """Whether parts of the pane are still to follow the model."""
    return bool(pane._due)
