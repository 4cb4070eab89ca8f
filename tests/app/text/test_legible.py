"""Words in any script in a line of the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage, QPainter, QTextLayout

from app.text.legible import legible
from app.working.layout.wrapped_text import words_of


def places(text: str) -> dict[str, float]:
    """Return where each ASCII letter of a line stands, from the left."""
    layout = QTextLayout(text, QFont())
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1e5)
    layout.endLayout()
    found = {}
    for at, letter in enumerate(text):
        if letter.isascii() and not letter.isspace():
            x = line.cursorToX(at)
            found[letter] = x[0] if isinstance(x, tuple) else x
    return found


@pytest.mark.parametrize("name", ["שלום", "שלום עולם", "عمر"])
def test_numbers_after_a_name_from_right_to_left_follow_it(qapp, name: str) -> None:
    before, after = places(f"w {name} = 7"), places(legible(f"w {name} = 7"))
    assert before["7"] < before["="]
    assert after["w"] < after["="] < after["7"]


def test_what_no_font_has_is_written_as_its_code_point(qapp) -> None:
    assert legible("a\ue123") == "aU+E123"
    assert legible("\ue123") != legible("\ue124")


def test_other_texts_stay(qapp) -> None:
    for text in ("w5 = 0.4", "∂L/∂w5 = 4.386·10⁻⁴", "Größe"):
        assert legible(text) == text


def test_isolating_marks_take_no_room(qapp) -> None:
    def width(text: str) -> int:
        image = QImage(10, 10, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        taken = painter.fontMetrics().horizontalAdvance(text)
        painter.end()
        return taken

    assert width(legible("שלום")) == width("שלום")


def test_words_of_the_derivation_isolate_names_from_right_to_left(qapp) -> None:
    text = "from שלום עולם (3)"
    runs = [run.text for word in words_of(text) for run in word]
    assert " ".join(runs) == "from \u2068שלום עולם\u2069 (3)"


def test_a_column_and_its_word_keep_their_order(qapp) -> None:
    assert legible("עיר=חיפה") == "\u2068עיר\u2069=\u2068חיפה\u2069"
    assert legible("שלום עולם") == "\u2068שלום עולם\u2069"
