"""The texts that Help shows: the list of keys, and the pages of the manual."""

from PySide6.QtGui import QKeySequence, QTextBlock, QTextCursor, QTextDocument

from app.manual import Line, Page
from app.text.prose import StrangersText
from app.theme import Appearance
from app.window.actions import GROUPS
from app.window.legend import legend_html

KEYS = "keys"
"""The name of the page with the list of keys."""

_TITLE = "Keys"

_PICTURE = "\ufffc"
"""What Qt has in the place of a picture."""

_INTRODUCTION = """
<p>Chainrule shows how a neural network learns, one number at a time. Every formula is derived by
computer algebra, and every gradient is computed three ways that must agree.</p>
<p>Press <b>→</b> to compute the next number and <b>←</b> to go back. Click a weight, a unit or a
loss box to jump to its derivation. Double-click a weight, a bias, an input, a target or the
learning rate to change it; everything follows at once.</p>
"""

_MORE = (
    ("F2 or Return", "Change the selected number in the graph, or the one the step is about"),
    ("Tab", "On to the derivation and the bars, where Space presses what has a ring"),
    ("Esc", "Leave Present or an editor; back to the graph"),
)
"""Keys that belong to no menu."""


def keys_text(appearance: Appearance, ratio: float) -> QTextDocument:
    """Return the list of keys, with what lines and colours mean.

    Parameters
    ----------
    appearance : Appearance
        Colours and sizes.
    ratio : float
        Pixels of the screen to a logical pixel.
    """
    document = StrangersText("", appearance.font(15), appearance.px(600))
    legend = legend_html(document, appearance, ratio)
    headed = f"<h3>Lines and colours</h3>{legend}<h3>Keys</h3>"
    document.setHtml(_INTRODUCTION + headed + _key_table(appearance.theme.muted))
    return document


def keys_page(document: QTextDocument) -> Page:
    """Return the list of keys as a page that can be searched, a line for each of its blocks.

    What stands side by side in a table is the line of the cell on the left.
    """
    lines = []
    block = document.begin()
    while block.isValid():
        lines.append(_line(block))
        block = block.next()
    return Page(KEYS, _TITLE, tuple(lines))


def _line(block: QTextBlock) -> Line:
    cursor, text = QTextCursor(block), block.text().strip(_PICTURE)
    table = cursor.currentTable()
    if not table:
        return Line(text, block.blockFormat().headingLevel() > 0)
    cell = table.cellAt(cursor)
    if cell.columnSpan() > 1:
        return Line(text, is_heading=True)
    if cell.column() > 0:
        return Line("")
    beside = table.cellAt(cell.row(), 1).firstCursorPosition().block().text()
    return Line(f"{text}: {beside}" if text else beside)


def _key_table(muted: str) -> str:
    rows = []
    for title, specs in GROUPS:
        rows.append(
            f'<tr><td colspan="2" style="padding-top: 12px; color: {muted}">'
            f"{title.replace('&', '')}</td></tr>"
        )
        for spec in specs:
            keys = " or ".join(
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                for key in spec.keys
            )
            rows.append(
                f'<tr><td style="padding-right: 24px"><b>{keys}</b></td><td>{spec.tip}</td></tr>'
            )
    rows += [
        f'<tr><td style="padding-right: 24px"><b>{keys}</b></td><td>{action}</td></tr>'
        for keys, action in _MORE
    ]
    return f'<table cellspacing="0">{"".join(rows)}</table>'
