"""Nothing on a page is cut, and nothing lies on anything else."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot
from seen import extent, formula_rects, text_rect, texts

from app.formula import preload
from app.models import Stepper
from app.theme import Appearance
from app.working import WorkingPane
from app.working.layout.drawing import Drawing, TextInk
from app.working.layout.look import Look
from app.working.layout.wrapped_text import LabelPart, Writer, words_of
from engine.scenario import find_scenario

# A third of windows of 1024×768, 1280×720 and 1600×900, at several text sizes.
VIEWS = ((369, 560, 1.0), (369, 560, 2.0), (460, 580, 1.0), (460, 580, 1.5), (576, 720, 1.0))


@pytest.fixture(autouse=True, scope="module")
def formulas() -> None:
    preload()


Opened = tuple[WorkingPane, Stepper]


@pytest.fixture
def opened(qtbot: QtBot) -> Callable[..., Opened]:
    # A widget that is shown must outlive the test, whose end still paints it.
    panes: list[WorkingPane] = []

    def open_pane(name: str, scale: float = 1.0) -> Opened:
        stepper = Stepper.make()
        pane = WorkingPane(stepper, Appearance("light", scale))
        panes.append(pane)
        qtbot.addWidget(pane)
        stepper.session.document.open(find_scenario(name))
        stepper.working.enable()
        pane.prefetcher.stop()
        return pane, stepper

    return open_pane


def clashes(drawing: Drawing) -> list[tuple[str, str]]:
    """Return pairs of texts, and of a text and a formula, that lie on each other."""
    texts = drawing._texts
    boxes = [(ink.text, text_rect(ink)) for ink in texts if ink.text.strip()]
    found = []
    for at, (text, rect) in enumerate(boxes):
        # A letter's own index stands close below it.
        inner = rect.adjusted(1.5, rect.height() * 0.3, -1.5, -rect.height() * 0.25)
        for other, around in boxes[at + 1 :]:
            if inner.intersects(around.adjusted(1.5, 3, -1.5, -3)):
                found.append((text, other))
        found += [(text, "formula") for area in formula_rects(drawing) if inner.intersects(area)]
    return found


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["mazur-2-2-2", "xor", "softmax-3"])
def test_everything_stays_in_its_column(
    opened: Callable[..., Opened], name: str, view: tuple[int, int, float]
) -> None:
    width, height, scale = view
    pane, stepper = opened(name, scale)
    pane.resize(width, height)
    pane.show()
    for position in range(stepper.playback.length + 1):
        stepper.playback.go_to(position)
        page = pane.sheet.page
        for _, drawing in page.placed:
            covered = extent(drawing)
            assert covered.left() >= -0.5, position
            assert covered.right() <= page.width + 1.0, (position, texts(drawing))
            # Bars may reach up to the bar above; what is read may not.
            read = [*formula_rects(drawing), *map(text_rect, drawing._texts)]
            assert min((rect.top() for rect in read), default=0.0) >= -4.0, position
            assert covered.bottom() <= drawing.height + 4.0, (position, texts(drawing))
            assert clashes(drawing) == [], position


def test_blocks_follow_each_other(opened: Callable[..., Opened]) -> None:
    pane, stepper = opened("mazur-2-2-2")
    pane.resize(460, 580)
    pane.show()
    for position in range(stepper.playback.length + 1):
        stepper.playback.go_to(position)
        bottom = 0.0
        for top, drawing in pane.sheet.page.placed:
            assert top >= bottom - 1.0, position
            bottom = top + drawing.height


@pytest.mark.parametrize("position", [1, 9, 11, 12, 15, 22, 36, 39])
def test_a_page_fits_a_window_of_1280_by_720(opened: Callable[..., Opened], position: int) -> None:
    pane, stepper = opened("mazur-2-2-2")
    pane.resize(480, 530)
    pane.show()
    stepper.playback.go_to(position)
    assert pane.sheet.verticalScrollBar().maximum() == 0


def test_a_roomy_pane_shows_larger_formulas(opened: Callable[..., Opened]) -> None:
    pane, stepper = opened("mazur-2-2-2")
    pane.show()
    stepper.playback.go_to(2)
    heights = []
    for height in (150, 720):
        pane.resize(576, height)
        heights.append(pane.sheet.page.placed[2][1].height)
    assert heights[1] > 1.2 * heights[0]


def test_names_of_numbers_become_symbols() -> None:
    words = words_of("How much does a_h1 change z_(hours slept)?")
    styled = [[(run.text, run.style) for run in word] for word in words]
    assert styled[3:] == [
        [("a", "italic"), ("h1", "below")],
        [("change", "")],
        [("z", "italic"), ("hours slept", "below"), ("?", "")],
    ]


def test_names_of_units_in_several_hidden_layers_become_symbols() -> None:
    words = words_of("What comes into h1_12, and how does z_h1_2 change b_h2_1?")
    styled = [[(run.text, run.style) for run in word] for word in words]
    assert styled[3] == [("h", ""), ("1,12", "below"), (",", "")]
    assert styled[7] == [("z", "italic"), ("h1,2", "below")]
    assert styled[9] == [("b", "italic"), ("h2,1", "below"), ("?", "")]


def test_a_drawing_knows_where_its_texts_are() -> None:
    from PySide6.QtGui import QFont

    drawing = Drawing()
    drawing.add(TextInk(10, 20, "number", QFont(), "#000000"))
    assert extent(drawing) == text_rect(drawing._texts[0])
    assert extent(drawing).intersects(QRectF(10, 10, 5, 10))


@pytest.mark.parametrize(("letters", "lines"), [(10, 1), (20, 1), (32, 2), (64, 4)])
def test_the_label_of_a_term_is_smaller_or_wraps_where_it_is_long(qapp, letters, lines) -> None:
    look = Look(Appearance())
    text = "from " + "年" * letters
    room = 0.9 * LabelPart("from " + "年" * 20, "caption", "#000000", look).width
    label = LabelPart(text, "caption", "#000000", look, room)
    drawing = Drawing()
    label.draw(drawing, 10.0, 20.0)
    inks = drawing._texts
    assert max(text_rect(ink).right() for ink in inks) <= 10.5 + room
    assert {round(ink.y) for ink in inks} == {
        round(20 + at * (label.ascent + label.descent) / lines) for at in range(lines)
    }
    assert min(ink.scale for ink in inks) >= 0.8
    assert "".join(ink.text for ink in inks).replace(" ", "") == text.replace(" ", "")


def test_a_long_name_in_a_question_wraps(qapp) -> None:
    drawing = Drawing()
    writer = Writer(drawing, Look(Appearance()), 0.0, 240.0)
    writer.words(f"How much does a_({'力' * 40}) change the total loss?", "text", "#000000")
    assert max(text_rect(ink).right() for ink in drawing._texts) <= 240.5
    assert "".join(texts(drawing)).count("力") == 40
