"""What every part of the picture shares: models, look, layout and what stands out."""

from dataclasses import dataclass, field

from PySide6.QtWidgets import QGraphicsScene

from app.graph import numbers
from app.graph.arrangement import Arrangement
from app.graph.emphasis import Emphasis, Place, place_of
from app.graph.fonts import Fonts
from app.graph.geometry import Box
from app.graph.label import Content
from app.theme import Appearance, PhaseColours, Theme
from app.viewmodels import Stepper
from engine.quantities import Quantity, Ref
from engine.trace import Trace

_GRADIENT = {
    Quantity.WEIGHT: (Quantity.WEIGHT_GRADIENT, Quantity.NEW_WEIGHT),
    Quantity.BIAS: (Quantity.BIAS_GRADIENT, Quantity.NEW_BIAS),
}


@dataclass
class Canvas:
    """The scene and everything its parts read.

    Attributes
    ----------
    scene : QGraphicsScene
        Where items live.
    stepper : Stepper
        The models.
    appearance : Appearance
        Theme and text size.
    fonts : Fonts
        At the layout's scale.
    arrangement : Arrangement
        Where everything stands.
    emphasis : Emphasis
        What stands out.
    focus : Place
        The unit last clicked; its weights are shown where not all are.
    shown : dict of Ref to str
        Every number on screen, as it is written there.
    obstacles : list of Box
        What labels of edges must not cover at the present position.
    """

    scene: QGraphicsScene
    stepper: Stepper
    appearance: Appearance
    fonts: Fonts
    arrangement: Arrangement
    emphasis: Emphasis = field(default_factory=Emphasis)
    focus: Place = Place("")  # noqa: RUF009 - a tuple
    shown: dict[Ref, str] = field(default_factory=dict)
    obstacles: list[Box] = field(default_factory=list)

    @property
    def trace(self) -> Trace:
        """The present iteration."""
        return self.stepper.session.trace

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self.appearance.theme

    @property
    def scale(self) -> float:
        """What sizes at scale 1 are multiplied by."""
        return self.arrangement.scale

    @property
    def phase(self) -> PhaseColours:
        """The colours of the present phase."""
        phase = self.emphasis.phase
        return self.theme.forward if phase is None else self.theme.phase(phase.value)

    def known(self, ref: Ref) -> bool:
        """Whether a number is known at the present position."""
        return self.stepper.playback.is_known(ref)

    def value(self, ref: Ref) -> float:
        """Give a number, of the sample that is shown."""
        return self.trace.value(ref, self.stepper.session.sample)

    def read(self, ref: Ref, given: bool = False) -> str:
        """Write a number, or nothing while it is not known; remember it as shown."""
        text = ""
        if self.known(ref):
            text = (numbers.given if given else numbers.computed)(self.value(ref))
        self.shown[ref] = text
        return text

    def outline(self, place: Place) -> tuple[str, float]:
        """Give the border of a part that is pointed at or selected; no colour for one not."""
        if self.emphasis.is_marked(place):
            return self.theme.focus, max(2.0, 2.6 * self.scale)
        return "", 0.0


BARE, BRIEF, PLAIN, SHORT, FULL = range(5)
"""How much a label tells: its number alone; with its name; with its name in the gradient too; every
gradient or new value, in four decimals; in six."""


def parameter_content(canvas: Canvas, ref: Ref, detail: int, also: tuple[Ref, ...] = ()) -> Content:
    """Say what the label of a weight or bias shows now.

    Parameters
    ----------
    canvas : Canvas
        Models and look.
    ref : Ref
        The weight or bias.
    detail : int
        One of `BARE` to `FULL`; the number that the step computes is always told.
    also : tuple of Ref
        Other biases that stand under the same name.
    """
    theme, emphasis = canvas.theme, canvas.emphasis
    gradient, new = (ref.as_quantity(quantity) for quantity in _GRADIENT[ref.quantity])
    lit = any(emphasis.is_lit(each) for each in (ref, gradient, new, *also))
    marks = [canvas.outline(place_of(each)) for each in (ref, *also)]
    line, width = max(marks, key=lambda mark: mark[1])
    marked = bool(line)
    value, colour = numbers.weight(canvas.value(ref)), theme.text if marked else theme.muted
    telling = detail > PLAIN or marked or emphasis.target in (gradient, new)
    extra, extra_colour, struck = "", "", False
    for each in (gradient, new):
        canvas.shown[each] = ""
    if canvas.known(new):
        value = numbers.updated(canvas.value(ref))
        after = numbers.updated(canvas.value(new))
        canvas.shown[new] = after
        extra, extra_colour, struck = f"→ {after}", theme.update.strong, True
        if not telling:
            value, extra, struck, colour = after, "", False, theme.update.strong
    elif canvas.known(gradient) and telling:
        write = numbers.gradient if detail == FULL else numbers.computed
        written = write(canvas.value(gradient))
        canvas.shown[gradient] = written
        head = (
            f"∂L/∂{canvas.trace.name(ref)}"
            if detail > BRIEF
            else "∂L/∂w"
            if detail == BRIEF
            else "∂"
        )
        extra, extra_colour = f"{head} = {written}", theme.backward.strong
    canvas.shown[ref] = value
    if also:
        value = _several(canvas, (ref, *also))
    if lit and not line:
        line, width = canvas.phase.strong, max(1.4, 1.6 * canvas.scale)
    return Content(
        head=f"{canvas.trace.name(ref)} " if detail > BARE else "",
        value=value,
        extra=extra,
        struck=struck,
        role="weight-lit" if lit else "weight",
        colour=canvas.phase.strong if lit else colour,
        extra_colour=extra_colour,
        fill=theme.background,
        line=line,
        line_width=width,
    )


def _several(canvas: Canvas, refs: tuple[Ref, ...]) -> str:
    """Write the values of biases that share a name: once where they are equal."""
    texts = [numbers.weight(canvas.value(ref)) for ref in refs]
    for ref, text in zip(refs, texts, strict=True):
        canvas.shown[ref] = text
    distinct = list(dict.fromkeys(texts))
    return ", ".join(distinct[:3]) + (" …" if len(distinct) > 3 else "")
