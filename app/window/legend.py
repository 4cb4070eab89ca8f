"""What lines and colours of the graph mean, drawn as the graph draws them."""

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QTextDocument

from app.graph.items.label import lock_path
from app.graph.items.primitives import pen
from app.theme import PHASES, Appearance

_WIDTH, _HEIGHT = 56, 16

_LINES = {
    "positive": "A weight of 0 or more: a solid line",
    "negative": "A negative weight: a dashed line",
    "lit": "What the step is about: a thick line in the colour of the phase, dashed where negative",
}
_LOCK = {"frozen": "A lock before a weight or bias: it is frozen, no update changes it"}
_FILLS = {
    "above": "In a picture of weights: more than 0, the stronger the darker",
    "below": "In a picture of weights: less than 0",
    **{phase: f"{phase.capitalize()}: what this phase computes" for phase in PHASES},
}


def legend_html(document: QTextDocument, appearance: Appearance, ratio: float) -> str:
    """Return the legend as a table, and give the document the pictures in it.

    Parameters
    ----------
    document : QTextDocument
        Takes the pictures as resources.
    appearance : Appearance
        Colours and sizes.
    ratio : float
        Pixels of the screen to a logical pixel.
    """
    rows = []
    for name, meaning in (_LINES | _LOCK | _FILLS).items():
        place = f"legend:{name}"
        document.addResource(
            QTextDocument.ResourceType.ImageResource.value,
            QUrl(place),
            _picture(name, appearance, ratio),
        )
        rows.append(
            f'<tr><td style="padding-right: 24px"><img src="{place}"></td><td>{meaning}</td></tr>'
        )
    return f'<table cellspacing="0">{"".join(rows)}</table>'


def _picture(name: str, appearance: Appearance, ratio: float) -> QImage:
    width, height = appearance.px(_WIDTH), appearance.px(_HEIGHT)
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    theme = appearance.theme
    if name in _LINES:
        lit = name == "lit"
        colour = theme.backward.strong if lit else theme.edge
        dashed = name == "negative"
        painter.setPen(pen(colour, (4.0 if lit else 1.5) * appearance.scale, dashed))
        painter.drawLine(QPointF(0, height / 2), QPointF(width, height / 2))
    elif name in _LOCK:
        scale = 1.3 * appearance.scale
        painter.setPen(pen(theme.text, 1.3 * scale))
        painter.drawPath(lock_path(scale, height / 2, scale))
    else:
        signs = {"above": theme.positive, "below": theme.negative}
        colour = signs[name] if name in signs else theme.phase(name).strong
        painter.fillRect(QRectF(0, 0, height, height), QColor(colour))
    painter.end()
    return image
