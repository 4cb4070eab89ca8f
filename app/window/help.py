"""Keys and help."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from app.theme import Appearance
from app.window.actions import MENUS
from app.window.legend import legend_html

SHARE = 0.9
"""The most of the screen that the dialog takes."""

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


class HelpDialog(QDialog):
    """Says what the app does and lists every key."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and help")
        self.text = QTextBrowser()
        self.text.setFont(appearance.font(15))
        legend = legend_html(self.text.document(), appearance, self.devicePixelRatioF())
        headed = f"<h3>Lines and colours</h3>{legend}<h3>Keys</h3>"
        self.text.setHtml(_INTRODUCTION + headed + _key_table(appearance.theme.muted))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addWidget(buttons)
        # In large text it would be taller than the screen; the frame needs room as well.
        room = parent.screen().availableSize()
        width, height = round(room.width() * SHARE), round(room.height() * SHARE)
        self.setMaximumSize(width, height)
        self.resize(min(appearance.px(640), width), min(appearance.px(620), height))


def _key_table(muted: str) -> str:
    rows = []
    for title, specs in MENUS:
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
        f'<tr><td style="padding-right: 24px"><b>{keys}</b></td><td>{told}</td></tr>'
        for keys, told in _MORE
    ]
    return f'<table cellspacing="0">{"".join(rows)}</table>'
