"""What a person sees of the window, read from its panes, and waiting until it is there."""

import re
from collections.abc import Hashable

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QFontMetricsF, QPainterPath, QTransform

from app.commands import parse_number
from app.formula import Run
from app.graph import GraphPane
from app.graph.items.primitives import Text
from app.models.training import TrainingModel
from app.training import TrainingPane
from app.window.preload import Preloader
from app.working import WorkingPane
from app.working.content.blocks import Outcome
from app.working.content.panels import Check
from app.working.layout import PageDrawing
from app.working.layout.drawing import Drawing, TextInk
from engine.network.quantities import Ref
from symbolic.formula.plain import to_text

NUMBER = re.compile(r"(?<![\w.])−?\d+(?:\.(\d+))?(·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?!\w)")


def centre_of(pane: GraphPane, ref: Ref) -> QPoint:
    """Return where a reference is in the graph, in the coordinates of its view port."""
    assert pane.picture is not None
    box = pane.picture.box_of(ref)
    assert box is not None, ref
    return pane.view.mapFromScene(*box.centre)


def number_text(pane: GraphPane, ref: Ref) -> str:
    """Return a number as the graph writes it where its place is; empty where it is not there."""
    picture = pane.picture
    box = None if picture is None else picture.box_of(ref)
    if picture is None or box is None:
        return ""
    value = picture.canvas.frame.reading.value(ref)
    for item in picture.scene.items():
        if isinstance(item, Text) and item.isVisible() and item.box().overlaps(box):
            for found in NUMBER.finditer(item.text()):
                power = parse_number(f"1{found[2]}") if found[2] else 1.0
                half = 0.5 * power * 10.0 ** -len(found[1] or "")
                if abs(parse_number(found[0]) - value) <= half * (1 + 1e-9):
                    return found[0]
    return ""


def result_text(pane: WorkingPane) -> str:
    """Return the result on screen; empty at position 0."""
    outcomes = [b for b in pane._page.blocks if isinstance(b, Outcome) and b.large]
    return to_text(outcomes[-1].value) if outcomes else ""


def check_texts(pane: WorkingPane) -> list[str]:
    """Return the title and the three numbers of the check on screen; empty without one."""
    for block in pane._page.blocks:
        if isinstance(block, Check):
            return [block.title, *(number for _, number in block.ways)]
    return []


def region_rects(pane: WorkingPane, key: Hashable) -> list[QRect]:
    """Return where something that can be pointed at is, in the viewport of the sheet."""
    top = pane.sheet.verticalScrollBar().value()
    return [rect.translated(0, -top).toRect() for rect in pane.sheet.page.rects_of(key)]


def texts(drawing: Drawing) -> list[str]:
    """Return the ordinary texts of a drawing, in the order they were added."""
    return [ink.text for ink in drawing._texts]


def page_texts(page: PageDrawing) -> list[str]:
    """Return the ordinary texts on a page, from top to bottom."""
    return [text for _, drawing in page.placed for text in texts(drawing)]


def formula_rects(drawing: Drawing) -> list[QRectF]:
    """Return the areas that the formulas of a drawing cover."""
    rects = []
    for ink in drawing._formulas:
        box = ink.run.ink
        left, top = ink.x + box.x() * ink.scale, ink.y + box.y() * ink.scale
        rects.append(QRectF(left, top, box.width() * ink.scale, box.height() * ink.scale))
    return rects


def outlines(run: Run) -> QPainterPath:
    """Return all outlines of a laid-out formula as one."""
    whole = QPainterPath()
    for part, x, y, scale in run.parts:
        path = outlines(part) if isinstance(part, Run) else part
        if isinstance(path, QPainterPath):
            whole.addPath(QTransform(scale, 0, 0, scale, x, y).map(path))
    return whole


def text_rect(ink: TextInk) -> QRectF:
    """Return the area that a text takes."""
    metrics = QFontMetricsF(ink.font)
    return QRectF(
        ink.x,
        ink.y - metrics.ascent() * ink.scale,
        metrics.horizontalAdvance(ink.text) * ink.scale,
        metrics.height() * ink.scale,
    )


def extent(drawing: Drawing) -> QRectF:
    """Return the area that boxes, formulas and texts of a drawing cover."""
    rects = [ink.rect for ink in drawing._boxes] + formula_rects(drawing)
    rects += [text_rect(ink) for ink in drawing._texts]
    whole = QRectF()
    for rect in rects:
        whole = whole.united(rect)
    return whole


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
