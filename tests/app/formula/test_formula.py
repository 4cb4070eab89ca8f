import subprocess
import sys
import threading

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import formula
from app.formula import FormulaRow, Segment, run, typesetter
from app.theme import DARK, LIGHT

CHAIN = (
    Segment(r"\dfrac{\partial L}{\partial w_{5}}", "∂L/∂w5"),
    Segment("=", "="),
    Segment(
        r"\dfrac{\partial L}{\partial a_{o1}}",
        "∂L/∂a_o1",
        LIGHT.loss.fill,
        LIGHT.loss.strong,
        "loss",
    ),
    Segment(r"\cdot", "·"),
    Segment(
        r"\dfrac{\partial a_{o1}}{\partial z_{o1}}",
        "∂a_o1/∂z_o1",
        LIGHT.backward.fill,
        LIGHT.backward.strong,
        "activation",
    ),
)

SYMBOLS = [
    r"\dfrac{\partial L}{\partial w_{5}}",
    r"a_{o1}\left(1 - a_{o1}\right)",
    r"w_{2}^{[5,17]} \leftarrow w_{2}^{[5,17]} - 0.5 \cdot 0.082167",
    r"\sum_{k} \delta_{k} w_{k}",
    r"\dfrac{1}{1 + e^{-z_{h1}}}",
    r"-\left(y \log p + (1 - y) \log(1 - p)\right)",
    r"\approx 4.386 \cdot 10^{-4}",
    r"\max(0, z)",
    r"\dfrac{1}{2}\, \left( 0.01 - 0.7514 \right)^{2}",
    r"\tanh z",
    r"z \geq 0",
]


@pytest.fixture(scope="module", autouse=True)
def loaded(qapp):
    formula.preload()


@pytest.fixture
def row(qtbot):
    shown = FormulaRow()
    qtbot.addWidget(shown)
    shown.set_segments(CHAIN, 27, LIGHT.text)
    shown.resize(shown.sizeHint())
    shown.show()
    return shown


def colours_in(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


@pytest.mark.parametrize("latex", SYMBOLS)
def test_the_symbols_of_the_app_can_be_laid_out(latex):
    laid = formula.layout(latex, 20)
    bounds = laid.path.boundingRect()
    assert not laid.path.isEmpty()
    assert bounds.right() <= laid.width + 1e-6
    assert -bounds.top() <= laid.ascent + 1e-6
    assert bounds.bottom() <= laid.descent + 1e-6


def test_sizes_are_proportional_and_runs_are_kept():
    small, large = formula.layout("a_{o1}", 10), formula.layout("a_{o1}", 30)
    assert large.width == pytest.approx(3 * small.width)
    assert large.ascent + large.descent == pytest.approx(3 * (small.ascent + small.descent))
    assert formula.layout("a_{o1}", 10) is small


def test_a_fraction_reaches_above_and_below_the_line():
    laid = formula.layout(r"\dfrac{1}{2}", 20)
    assert laid.ascent > 15
    assert laid.descent > 8


@pytest.mark.parametrize(
    "latex",
    [
        *SYMBOLS,
        r"\approx 0.7514\,\left(1 - 0.7514\right)",
        r"\dfrac{0.1234567}{89 + e^{-0.3775}}",
        "1234567890.9876",
        r"w_{21}^{[345,176]} + x^{7}_{8}",
        r"\sum_{k=1}^{10} a_{k2} w_{3}^{4}",
        r"\hspace{1.5}x_{1}",
    ],
)
def test_formulas_that_share_a_layout_look_as_if_laid_out_alone(latex):
    setter = typesetter.Typesetter()
    alone = setter.lay_out_alone(typesetter._SUM.sub(r"\1\\,\\,", latex))
    shared = setter.lay_out(latex)
    assert shared.width == pytest.approx(alone.width, abs=1.0)
    assert shared.path.elementCount() == alone.path.elementCount()
    for at in range(0, shared.path.elementCount(), 5):
        ours, theirs = shared.path.elementAt(at), alone.path.elementAt(at)
        # A digit is up to 2 % of an em taller than another, which moves what is above it.
        assert ours.x == pytest.approx(theirs.x, abs=2.0)
        assert ours.y == pytest.approx(theirs.y, abs=4.0)


def test_other_digits_give_other_outlines():
    assert formula.layout("0.12", 20).path != formula.layout("0.13", 20).path
    assert formula.layout("0.12", 20).width == formula.layout("0.13", 20).width


@pytest.mark.parametrize("latex", [r"\dfrac{1", r"\nosuchsign", "a_", "{"])
def test_what_mathtext_cannot_read_is_an_error(latex):
    with pytest.raises(ValueError, match=r"\S"):
        formula.layout(latex, 20)


def test_an_empty_formula_takes_no_room():
    assert formula.layout(" ", 20).width == 0


def test_threads_do_not_spoil_each_others_layouts():
    wrong = []

    def lay_out(number: int) -> None:
        for step in range(6):
            try:
                formula.layout(rf"\dfrac{{a_{{{number}}} + {step}}}{{\left(b - {step}\right)}}", 20)
            except ValueError as error:
                wrong.append(error)

    threads = [threading.Thread(target=lay_out, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_importing_the_package_does_not_import_matplotlib():
    code = (
        "import sys, app.formula as f; assert not f.is_ready();"
        "assert not [m for m in sys.modules if m.startswith(('matplotlib', 'sympy'))]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_laying_out_does_not_import_pyplot():
    code = (
        "import sys; from app.formula import layout, is_ready; layout('a', 10);"
        "assert is_ready(); assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_row_shows_its_tints_and_colours(row):
    seen = colours_in(row)
    assert {LIGHT.loss.fill, LIGHT.backward.fill, LIGHT.loss.strong} <= seen


def test_the_row_reads_as_text_and_as_latex(row):
    assert row.accessibleName() == "∂L/∂w5 = ∂L/∂a_o1 · ∂a_o1/∂z_o1"
    assert row.latex().startswith(r"\dfrac{\partial L}{\partial w_{5}} = ")


def test_copying(row, qtbot):
    menu = row.context_menu()
    as_text, as_latex = menu.actions()
    as_text.trigger()
    assert QGuiApplication.clipboard().text() == row.plain_text()
    as_latex.trigger()
    assert QGuiApplication.clipboard().text() == row.latex()


def test_a_narrow_row_grows_in_height_and_stays_inside(row):
    wide, narrow = row.sizeHint(), row.minimumSizeHint()
    assert row.heightForWidth(narrow.width()) > wide.height()
    row.resize(narrow.width(), row.heightForWidth(narrow.width()))
    for at in range(len(row._pieces)):
        assert row.rect().toRectF().contains(row._rect(at))


def test_a_layout_gives_the_row_the_height_it_needs(qtbot):
    pane = QWidget()
    qtbot.addWidget(pane)
    column = QVBoxLayout(pane)
    shown = FormulaRow()
    shown.set_segments(CHAIN, 27, DARK.text)
    column.addWidget(shown)
    column.addStretch()
    pane.resize(190, 700)
    pane.show()
    assert shown.height() >= shown.heightForWidth(shown.width())
    assert shown.heightForWidth(shown.width()) > shown.heightForWidth(600)


def test_a_long_formula_wraps_at_its_own_operators(qtbot):
    shown = FormulaRow()
    qtbot.addWidget(shown)
    latex = (
        r"z_{o1} = w_{5}\cdot a_{h1} + w_{6}\cdot a_{h2} + b_{2} \approx 0.40\cdot 0.5933 + 0.60"
    )
    shown.set_segments([Segment(latex, "z_o1 = …", key="z")], 20, LIGHT.text)
    assert shown.minimumSizeHint().width() < 120
    assert shown.heightForWidth(150) > 2 * shown.heightForWidth(800)
    assert shown.plain_text() == "z_o1 = …"


def test_latex_that_cannot_be_read_is_shown_as_text(qtbot):
    shown = FormulaRow()
    qtbot.addWidget(shown)
    shown.set_segments([Segment(r"\dfrac{1", "one half")], 20, LIGHT.text)
    shown.resize(shown.sizeHint())
    assert LIGHT.text in colours_in(shown)


def test_before_formulas_are_ready_the_row_shows_text_then_lays_itself_out(qtbot, monkeypatch):
    monkeypatch.setattr(run, "_ready", threading.Event())
    shown = FormulaRow()
    qtbot.addWidget(shown)
    shown.set_segments(CHAIN, 27, LIGHT.text)
    shown.resize(shown.sizeHint())
    assert not formula.is_ready()
    assert {LIGHT.loss.fill, LIGHT.loss.strong} <= colours_in(shown)
    as_text = shown.sizeHint()
    worker = threading.Thread(target=formula.preload)
    with qtbot.waitSignal(formula.readiness.formula_ready, timeout=30_000):
        worker.start()
    worker.join()
    qtbot.waitUntil(lambda: shown.sizeHint() != as_text)
    assert shown.sizeHint().height() > as_text.height()


def test_setting_the_same_segments_again_changes_nothing(row, monkeypatch):
    measured = []
    monkeypatch.setattr(row, "_lay_out_again", lambda: measured.append(1))
    row.set_segments(CHAIN, 27, LIGHT.text)
    assert measured == []


def test_a_fraction_is_centred_on_the_height_of_an_equals_sign():
    fraction = formula.layout(r"\dfrac{a}{w_{5}}", 100)
    equals = formula.layout("=", 100).path.boundingRect()
    bars = [p for p in fraction.path.toSubpathPolygons() if p.boundingRect().height() < 6]
    (rule,) = [bar.boundingRect() for bar in bars if bar.boundingRect().width() > 50]
    assert rule.center().y() == pytest.approx(equals.center().y(), abs=1.5)
    assert rule.center().x() == pytest.approx(fraction.width / 2, abs=0.1)


def test_a_row_of_operators_is_the_sum_of_its_parts():
    parts = [formula.layout(latex, 100).width for latex in ("a_{1}", "=", "b", "+", "0.25")]
    whole = formula.layout("a_{1} = b + 0.25", 100).width
    # Two spaces of 0.26 em and two of 0.2 em.
    assert whole == pytest.approx(sum(parts) + 92, abs=0.01)


def test_a_formula_never_seen_before_needs_no_reading_when_its_parts_are_known(monkeypatch):
    formula.layout(r"\dfrac{\partial L}{\partial w_{1}} = -0.5 \cdot \left(1 - a_{o1}\right)", 20)

    def fail(*args):
        raise AssertionError("mathtext was asked")

    monkeypatch.setattr(run._typesetter, "_glyphs", fail)
    formula.layout(r"\dfrac{\partial L}{\partial w_{7}} = 0.7 \cdot \left(9 - a_{o2}\right)", 20)


@pytest.mark.parametrize("part", [r"\sqrt{%s}", r"\dfrac{1}{%s}", "e^{%s}", r"\left(%s\right)"])
def test_what_is_nested_without_end_is_refused(part):
    latex = "x"
    for _ in range(3000):
        latex = part.replace("%s", latex)
    with pytest.raises(ValueError, match="nested too deeply"):
        formula.layout(latex, 20)


def test_braces_that_are_shown_are_not_nested():
    assert formula.layout(r"\{" * 150 + r"\}" * 150, 20).width > 100
