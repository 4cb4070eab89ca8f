"""A worked example as a PDF, a step a page, its formulas and its graph as outlines."""

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from app.exports.drawn import StepDrawing
from app.exports.worked import Worked
from app.theme import Appearance

# Millimetres, and pixels across at 100 %: a slide of a projector, an upright sheet.
_SIZES: dict[str, tuple[QSizeF, float]] = {
    "wide": (QSizeF(338.7, 190.5), 1280.0),
    "a4": (QSizeF(210.0, 297.0), 800.0),
}


def pdf(worked: Worked, appearance: Appearance, paper: str) -> bytes:
    """Return a document with a page for every step, each with the graph at that step.

    Parameters
    ----------
    worked : Worked
        The iteration and the steps.
    appearance : Appearance
        Theme and text size.
    paper : str
        "wide" (16:9) or "a4".
    """
    size, pixels = _SIZES[paper]
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(worked.trace.scenario.title)
    writer.setCreator("Chainrule")
    writer.setPageLayout(
        QPageLayout(
            QPageSize(size, QPageSize.Unit.Millimeter),
            QPageLayout.Orientation.Portrait,
            QMarginsF(),
        )
    )
    painter = QPainter(writer)
    scale = writer.width() / pixels
    painter.scale(scale, scale)
    drawing = StepDrawing(worked, appearance, pixels, writer.height() / scale)
    for at, (position, page) in enumerate(worked.pages()):
        if at:
            writer.newPage()
        drawing.paint(painter, position, page)
    painter.end()
    return bytes(buffer.data().data())
