"""Strangers' words on screen: nothing is loaded, nothing hangs, nothing is opened unasked."""

import ast
import os
import random
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QTextDocument
from seen import region_rects

import app
from app.text.prose import Link, StrangersText
from app.theme import Appearance
from app.widgets.boxes import plain_box
from app.widgets.links import checked_address, open_link
from app.widgets.plain import PlainLabel, plain_tip

LONG = 10_000
WIDTH = 360.0
RANDOM = random.Random(7)
HOSTILE = {
    "a long word": "s" * LONG,
    "paragraphs": "a\n\n" * (LONG // 3),
    "emphasis": "*a* " * (LONG // 4),
    "links": "[a](https://b.c) " * (LONG // 17),
    "brackets": "[" * LONG,
    "openings": "[](((" * (LONG // 5),
    "lists": "- a\n" * (LONG // 4),
    "a wide table": "|a" * (LONG // 2),
    "a long table": "|a\n" * (LONG // 3),
    "nested tables": "<table><tr><td>p " * (LONG // 17),
    "escapes": "\\*" * (LONG // 2),
    "turned text": "\u202e" * LONG,
    "joined letters": "👩\u200d" * (LONG // 2),
    "accents": "a" + "\u0301" * (LONG - 1),
    "noise": "".join(RANDOM.choice("*_`[]()!#- \nab<>|\\/:https") for _ in range(LONG)),
}


def font():
    return Appearance().font(15)


@pytest.mark.parametrize("name", HOSTILE)
def test_any_description_is_laid_out_at_once(qapp, name: str) -> None:
    StrangersText("warm up 👩 *it* `all`", font(), WIDTH).size()
    began = time.process_time()
    document = StrangersText(HOSTILE[name], font(), WIDTH)
    document.size()
    list(document.links())
    assert time.process_time() - began < 0.1
    assert document.idealWidth() <= WIDTH + 1


@pytest.mark.parametrize("address", ["/dev/zero", "file://host.example/share/a.png", "pipe"])
def test_nothing_that_a_text_names_is_opened(qapp, tmp_path: Path, monkeypatch, address) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    text = f"![x]({address}) <img src='{address}'> [a][1]\n\n[1]: {address}"
    document = StrangersText(text, font(), WIDTH)
    document.size()
    assert address in document.toPlainText()
    assert document.resource(QTextDocument.ResourceType.ImageResource, QUrl(address)) is None
    assert "\ufffc" not in document.toPlainText()  # the letter that stands for a picture


def test_a_link_covers_its_address_on_every_line(qapp) -> None:
    address = "https://example.org/" + "part/" * 20
    document = StrangersText(f"See [this]({address}), please.", font(), 200.0)
    areas = list(document.links())
    assert len(areas) > 2
    assert {key for key, _ in areas} == {Link(address)}
    layout = document.documentLayout()
    for _, area in areas:
        place = layout.hitTest(area.center(), Qt.HitTestAccuracy.FuzzyHit)
        before = document.toPlainText()[:place]
        assert "See this (" in before
        assert "please" not in before


def test_only_https_is_opened_and_only_when_asked_to(qtbot) -> None:
    parent = PlainLabel()
    qtbot.addWidget(parent)
    asked: list[str] = []
    shown: list[str] = []

    def ask(address: str, _parent: object) -> bool:
        asked.append(address)
        return "yes" in address

    for address in (
        "https://a.example/yes",
        "https://a.example/no",
        "http://a.example/yes",
        "file:///yes",
        "https://user@a.example/yes",
        "https:///yes",
        "javascript:yes",
        "https://а.example/yes",  # a Cyrillic letter
    ):
        open_link(address, parent, ask, lambda url: shown.append(url.toString()))
    encoded = "https://xn--80a.example/yes"
    assert asked == ["https://a.example/yes", "https://a.example/no", encoded]
    assert shown[0] == "https://a.example/yes"
    assert len(shown) == 2
    assert checked_address("nothing") is None


def test_a_click_on_a_link_asks(qtbot, stepper, monkeypatch) -> None:
    from msgspec.structs import replace

    from app.working import WorkingPane
    from engine.scenario import find_scenario

    asked: list[str] = []
    monkeypatch.setattr(
        "app.working.pane.open_link", lambda address, _parent: asked.append(address)
    )
    text = "Look at https://example.org/page for more."
    stepper.session.document.open(replace(find_scenario("xor"), description=text))
    pane = WorkingPane(stepper, Appearance())
    qtbot.addWidget(pane)
    pane.resize(460, 580)
    pane.show()
    area = region_rects(pane, Link("https://example.org/page"))[0]
    view = pane.sheet.viewport()
    qtbot.mouseMove(view, area.center())
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(area.center()))
    assert asked == ["https://example.org/page"]


def test_a_label_says_markup_and_marks_of_direction_letter_by_letter(qtbot) -> None:
    label = PlainLabel("<b>x</b> \u202e & \x1b[31m")
    qtbot.addWidget(label)
    plain = PlainLabel("(b)x(/b)")
    qtbot.addWidget(plain)
    assert label.sizeHint().width() > plain.sizeHint().width()
    assert label.text() == "<b>x</b> \u202e & \x1b[31m"
    label.setText("w" * 2000)
    label.setWordWrap(True)
    assert label.minimumSizeHint().width() < 600


def test_tips_and_boxes_show_no_markup(qtbot) -> None:
    assert plain_tip("<img src=x>") == '<p style="white-space:pre">&lt;img src=x&gt;</p>'
    assert max(map(len, plain_tip("x" * 2000).split("\n"))) == 100
    assert "\u202e" not in plain_tip("a\u202eb")
    box = plain_box(None, "<b>x</b>", "Why?")
    qtbot.addWidget(box)
    assert box.textFormat() == box.textFormat().PlainText


PLAIN = {"plain_tip"}
OWN_HTML = {"help_texts.py", "about.py", "prose.py"}
ALLOWED = {"QLabel": {"plain.py"}, "QMessageBox": {"boxes.py"}, "QTextDocument": {"prose.py"}}


def test_labels_boxes_and_tips_are_made_in_one_place() -> None:
    """Strangers' words reach a widget through `app.widgets` and `app.text.prose` alone."""
    for path in Path(app.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            where = f"{path.name}:{node.lineno}"
            assert path.name in ALLOWED.get(name, {path.name}), where
            assert name != "setMarkdown", where
            assert path.name in OWN_HTML or name not in ("setHtml", "toHtml"), where
            if name == "setToolTip":
                text = node.args[-1]
                escaped = isinstance(text, ast.Call) and getattr(text.func, "id", "") in PLAIN
                own = isinstance(text, ast.Constant) or getattr(text, "id", "").isupper()
                assert escaped or own, f"{where}: needs plain_tip"
