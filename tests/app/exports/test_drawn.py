"""Worked examples as PDF, and pictures of the graph and of a derivation."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.exports.choice import Drawn, Extent
from app.exports.dialog import ExportDialog
from app.exports.formats import FORMATS, format_of
from app.exports.worked import Worked, work_out
from app.reports.trace import trace_of
from app.theme import Appearance
from engine.data.selection import select_rows
from engine.errors import UserError
from engine.scenario import find_scenario


def worked(extent: Extent) -> Worked:
    scenario = find_scenario("mazur-2-2-2")
    trace, _ = trace_of(scenario, 1, None)
    return work_out(trace, select_rows(scenario, None).batch(0), extent)


@pytest.fixture
def look(qtbot: QtBot) -> Appearance:
    del qtbot
    return Appearance("light", 1.0)


@pytest.mark.parametrize("paper", ["wide", "a4"])
def test_a_document_has_a_page_for_every_step(look: Appearance, paper: str) -> None:
    contents = FORMATS[".pdf"].write(worked(Extent()), Drawn(look, paper))
    assert contents.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", contents)) == 1 + 39
    assert b"/Subtype /Image" not in contents  # outlines and fonts alone
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", contents)
    assert box is not None
    assert (float(box[1]) > float(box[2])) is (paper == "wide")


@pytest.mark.parametrize("part", ["graph", "derivation"])
def test_pictures_have_their_part_alone(look: Appearance, part: str) -> None:
    drawn = Drawn(look, part=part, size=(800, 600))
    svg = FORMATS[".svg"].write(worked(Extent(step=15)), drawn)
    texts = " ".join(ElementTree.fromstring(svg).itertext())
    assert ("How much does" in texts) is (part == "derivation")
    assert ("target 0.01" in texts) is (part == "graph")
    image = QImage.fromData(FORMATS[".png"].write(worked(Extent(step=15)), drawn))
    assert (image.width(), image.height()) == (800, 600)
    colours = {image.pixel(x, y) for x in range(0, 800, 2) for y in range(0, 600, 2)}
    assert len(colours) > 10


def test_the_endings_name_the_formats(tmp_path: Path) -> None:
    assert format_of(str(tmp_path / "A.PDF"))[0] == ".pdf"
    with pytest.raises(UserError, match=r"a.doc: expected a file name that ends in .png"):
        format_of("a.doc")


def test_the_dialog_offers_what_a_format_takes(qtbot: QtBot, look: Appearance) -> None:
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ExportDialog(look, 15, "w5", parent)
    dialog.show()
    for suffix, made in FORMATS.items():
        dialog.kinds.setCurrentIndex(dialog.kinds.findData(suffix))
        assert dialog.extents.isVisible() is made.takes_many
        assert dialog.papers.isVisible() is (suffix == ".pdf")
        assert dialog.parts.isVisible() is (suffix in (".png", ".svg"))
    dialog.kinds.setCurrentIndex(dialog.kinds.findData(".pdf"))
    offered = []
    for at in range(dialog.extents.count()):
        dialog.extents.setCurrentIndex(at)
        offered.append(dialog.choice.extent)
    assert offered == [Extent(), Extent(parameter="w5"), Extent(step=15)]
    dialog.kinds.setCurrentIndex(dialog.kinds.findData(".png"))
    assert dialog.choice.extent == Extent(step=15)
    dialog.close()
