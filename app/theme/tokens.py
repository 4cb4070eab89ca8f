"""The colours of the app, by what they are for.

Every text colour reaches a contrast of at least 7:1 on every ground it is used on, in both
themes. The four phases keep their hue everywhere: forward is blue, loss is brown, backward is
violet, update is green.
"""

from typing import Final, Literal

from msgspec import Struct

ThemeName = Literal["light", "dark"]

PHASES: Final = ("forward", "loss", "backward", "update")


class PhaseColours(Struct, frozen=True):
    """The three colours of one phase.

    Attributes
    ----------
    strong : str
        Text and lines. Readable on the grounds and on the phase's own `fill` and `soft`.
    fill : str
        A band or a tinted factor.
    soft : str
        A lighter fill, for large shapes such as a lit unit or a loss box.
    """

    strong: str
    fill: str
    soft: str


class Theme(Struct, frozen=True):
    """A set of colours, each written "#rrggbb".

    Attributes
    ----------
    name : {"light", "dark"}
        Which of the two themes this is.
    background, surface, raised : str
        Grounds: the graph and the timeline; panes and bars; buttons, fields and cards.
    hover, pressed : str
        Grounds of a control under the pointer, and held down.
    text, muted, disabled : str
        Text: primary, secondary (both read on every ground and fill), and switched off.
    line, outline : str
        A dimmed separator; the border of a control or a unit, at least 3:1 on the grounds.
    edge : str
        A dimmed edge of the graph, at least 3:1 on the grounds.
    accent, on_accent, accent_hover : str
        A primary control, the text on it, and its ground under the pointer.
    focus : str
        The ring around whatever has the keyboard.
    selection : str
        The ground of selected text and table rows, under `text`.
    error, error_fill, warning, warning_fill, good, good_fill : str
        Text or line, and fill, for what failed, what needs care, what agrees.
    positive, negative : str
        Lines and text of a weight by its sign. A dash pattern goes with them.
    forward, loss, backward, update : PhaseColours
        The four phases.
    classes : tuple of str
        Of classes of points; values below 0 have the first one's, those above the second one's.
    middle : str
        Of values around 0, and the ground of points.
    first_racer, second_racer : str
        Lines of runs beside another one, whose losses are in ``forward`` and ``backward``.
    """

    name: ThemeName
    background: str
    surface: str
    raised: str
    hover: str
    pressed: str
    text: str
    muted: str
    disabled: str
    line: str
    outline: str
    edge: str
    accent: str
    on_accent: str
    accent_hover: str
    focus: str
    selection: str
    error: str
    error_fill: str
    warning: str
    warning_fill: str
    good: str
    good_fill: str
    positive: str
    negative: str
    forward: PhaseColours
    loss: PhaseColours
    backward: PhaseColours
    update: PhaseColours
    classes: tuple[str, ...]
    middle: str
    first_racer: str
    second_racer: str

    def phase(self, phase: str) -> PhaseColours:
        """Return the colours of a phase.

        Raises
        ------
        KeyError
            If `phase` is not one of "forward", "loss", "backward", "update".
        """
        if phase not in PHASES:
            raise KeyError(phase)
        colours: PhaseColours = getattr(self, phase)
        return colours


LIGHT: Final = Theme(
    name="light",
    background="#ffffff",
    surface="#f6f7f9",
    raised="#ffffff",
    hover="#e9edf2",
    pressed="#dde4eb",
    text="#1b1f24",
    muted="#3d464f",
    disabled="#6a737c",
    line="#d5dae0",
    outline="#7d8893",
    edge="#828d98",
    accent="#104680",
    on_accent="#ffffff",
    accent_hover="#0b3766",
    focus="#1a6fd6",
    selection="#d8e6f5",
    error="#8c1620",
    error_fill="#fbe9e9",
    warning="#6b3f00",
    warning_fill="#fbf0dc",
    good="#0e4f29",
    good_fill="#e6eeea",
    positive="#00505a",
    negative="#86104f",
    forward=PhaseColours("#104680", "#dae4ee", "#e8eef5"),
    loss=PhaseColours("#6b3900", "#eae1d7", "#f4f0eb"),
    backward=PhaseColours("#5a2780", "#e4dbec", "#efe9f3"),
    update=PhaseColours("#0e5029", "#d8e6dd", "#e8f0eb"),
    classes=("#de8a26", "#3a6fb0", "#3f8f5b", "#8a5fb0", "#c2494e", "#7d8893"),
    middle="#ffffff",
    first_racer="#d55e00",
    second_racer="#009e73",
)

DARK: Final = Theme(
    name="dark",
    background="#12161b",
    surface="#191e25",
    raised="#222933",
    hover="#2a323d",
    pressed="#333d4a",
    text="#f2f5f8",
    muted="#cbd4dd",
    disabled="#8b96a2",
    line="#343d49",
    outline="#7b8794",
    edge="#76828f",
    accent="#9ccafa",
    on_accent="#0b1a2b",
    accent_hover="#bcdcff",
    focus="#5aa9ff",
    selection="#1e3850",
    error="#ffb3b3",
    error_fill="#45202a",
    warning="#f2c285",
    warning_fill="#43321b",
    good="#9adfb3",
    good_fill="#1b3527",
    positive="#7fdbe0",
    negative="#ffb0d4",
    forward=PhaseColours("#a3cffb", "#1d3853", "#182a3d"),
    loss=PhaseColours("#f3c08b", "#46331f", "#2f2519"),
    backward=PhaseColours("#dabffa", "#3d2b54", "#2b2239"),
    update=PhaseColours("#9fe0b6", "#1f4230", "#193025"),
    classes=("#d98f3d", "#4f8ad0", "#57a876", "#a17bd0", "#d0676b", "#8b96a2"),
    middle="#1f262f",
    first_racer="#f0752b",
    second_racer="#17b088",
)

THEMES: Final[dict[str, Theme]] = {"light": LIGHT, "dark": DARK}


def mix(first: str, second: str, amount: float) -> str:
    """Blend two "#rrggbb" colours: `first` at amount 0, `second` at amount 1."""
    amount = min(1.0, max(0.0, amount))
    parts = []
    for at in (1, 3, 5):
        a, b = int(first[at : at + 2], 16), int(second[at : at + 2], 16)
        parts.append(f"{round(a + (b - a) * amount):02x}")
    return "#" + "".join(parts)
