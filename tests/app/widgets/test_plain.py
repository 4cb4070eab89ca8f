"""Names from files are shown letter by letter."""

import html

from PySide6.QtGui import Qt
from pytestqt.qtbot import QtBot

from app.theme import Appearance
from app.widgets.plain import PlainLabel, plain_tip, without_mnemonics
from app.window.notice import NoticeStrip

NAMES = ("<b>w</b>", "a &lt; b", "w & b", "x < y > z", "plain")


def test_a_label_draws_tags_as_they_are_written(qtbot: QtBot) -> None:
    for name in NAMES:
        label = PlainLabel(name)
        qtbot.addWidget(label)
        room = label.fontMetrics().horizontalAdvance(name)
        assert label.sizeHint().width() >= room


def test_a_tip_says_the_name_itself() -> None:
    for name in NAMES:
        tip = plain_tip(name)
        escaped = tip != name
        assert escaped or not Qt.mightBeRichText(name)
        assert not escaped or html.escape(name) in tip
    assert plain_tip("plain") == "plain"
    assert "&lt;b&gt;w&lt;/b&gt;" in plain_tip("<b>w</b>")
    assert without_mnemonics("R&D") == "R&&D"


def test_a_notice_about_a_strange_key_is_text(qtbot: QtBot) -> None:
    strip = NoticeStrip(Appearance("light", 1.0))
    qtbot.addWidget(strip)
    strip.say_error("bad.toml: network.<h1>big</h1>: unknown key")
    assert strip.findChild(PlainLabel).textFormat() is Qt.TextFormat.PlainText
    assert strip.text.endswith("<h1>big</h1>: unknown key")
