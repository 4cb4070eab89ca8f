"""Everything the window can do, once: menus, buttons and keys all carry these actions."""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from app.stored import DECIMALS_RANGE
from app.theme import Appearance, set_icon
from app.widgets.plain import plain_tip


class ActionSpec(Struct, frozen=True):
    """One action.

    Attributes
    ----------
    name, text, tip : str
        How the code, the menu and the tooltip call it.
    keys : tuple of str
        Shortcuts; the first is the one shown.
    icon : str
        The file in resources/icons, or empty.
    checkable : bool
        Whether it is a switch.
    short : str
        What a button says; the menu's text without its dots where empty.
    """

    name: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    short: str = ""


_A = ActionSpec
FILE = (
    _A("new", "&New network…", "Make a network, from a template or a copy", ("Ctrl+N",)),
    _A("open", "&Open…", "Open a scenario file", ("Ctrl+O",), "open"),
    _A(
        "import_data",
        "&Import data…",
        "Learn from a table or images of your own",
        ("Ctrl+Shift+O",),
    ),
    _A("own_data", "Own &data…", "Put a digit or a row of your own to it", ("Ctrl+I",), "edit"),
    _A("save", "&Save", "Save the scenario with its edits", ("Ctrl+S",), "save"),
    _A("save_as", "Save &as…", "Save the scenario to another file", ("Ctrl+Shift+S",)),
    _A(
        "save_network",
        "Save trained &network…",
        "Save the trained weights and biases as .npz or .safetensors",
    ),
    _A(
        "export",
        "&Export…",
        "Save a picture, a worked example, a notebook or the network for other programs",
        ("Ctrl+E",),
    ),
    _A("reset_to_file", "&Reset to file", "Undo all edits at once", ("Ctrl+R",), "reset"),
    _A("quit", "&Quit", "Leave Chainrule", ("Ctrl+Q",)),
)
EDIT = (
    _A("undo", "&Undo", "Take the last edit back", ("Ctrl+Z",), "undo"),
    _A("redo", "&Redo", "Make the edit again", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    _A(
        "edit_network",
        "Edit &network…",
        "Change layers, functions, rows and starting values",
        ("Ctrl+B",),
        "edit",
        True,
    ),
    _A("add_unit", "&Add a unit", "Add a unit to the layer", ("Ctrl+U",)),
    _A("remove_unit", "Re&move unit", "Take the unit away", ("Ctrl+Shift+U",)),
    _A("add_layer", "Add a la&yer", "Add a layer behind this one", ("Ctrl+L",)),
    _A("remove_layer", "Remo&ve layer", "Take the layer away", ("Ctrl+Shift+L",)),
    _A("freeze", "&Freeze or train", "Freeze the weight or bias, or train it again", ("F",)),
    _A("cut", "Cu&t", "Cut the weight's connection, or the bias", ("Del",)),
    _A("paste_rows", "Paste ro&ws", "Take rows copied in a spreadsheet", ("Ctrl+V",)),
    _A("copy_text", "&Copy derivation", "Copy the derivation as text", ("Ctrl+Shift+C",)),
    _A("copy_latex", "Copy as &LaTeX", "Copy the derivation's formulas as LaTeX"),
    _A("copy_picture", "Copy &picture", "Copy the window as a picture"),
)
VIEW = (
    _A("step_mode", "&Step through", "One number at a time", ("Ctrl+1",), checkable=True),
    _A("train_mode", "&Train", "Live training", ("Ctrl+2",), checkable=True),
    _A(
        "explore_mode",
        "E&xplore",
        "A playground over points of the plane",
        ("Ctrl+3",),
        checkable=True,
    ),
    _A("lessons_mode", "L&essons", "The lectures, live", ("Ctrl+4",), checkable=True),
    _A("larger", "&Larger text", "Larger text", ("Ctrl++", "Ctrl+="), "text-larger"),
    _A("smaller", "S&maller text", "Smaller text", ("Ctrl+-",), "text-smaller"),
    _A("theme", "Light or &dark", "Change between light and dark", ("Ctrl+D",), "theme"),
    _A("present", "&Present", "Full screen, larger text", ("F5",), "present", True, "Present  F5"),
    _A("blank", "&Black screen", "In Present, a black screen until any key is pressed", ("B",)),
    _A("fit", "&Fit the graph", "Show the whole graph", ("0",), "fit"),
    _A("parameters", "All &parameters", "Table of all weights and biases", ("P",), "table", True),
    _A("losses", "Loss &over iterations", "The loss so far", ("L",), "chart", True),
)
NUMBERS = (
    *(
        _A(f"decimals_{places}", f"&{places} decimals", f"Show {places} decimals", checkable=True)
        for places in range(DECIMALS_RANGE[0], DECIMALS_RANGE[1] + 1)
    ),
    _A(
        "cut_numbers",
        "&Cut, not rounded",
        "Leave further decimals out, as on many slides; lines need not come out then",
        checkable=True,
    ),
    _A("decimal_comma", "Decimal co&mma", "Write 0,5 and not 0.5", checkable=True),
)
STEP = (
    _A("play", "&Play or pause", "Play or pause; in Train start or pause", ("Space",), "play"),
    _A("forward", "Step &forward", "Forward; in Explore an epoch on", ("Right",), "next"),
    _A("back", "Step &back", "Back; in Explore an epoch back", ("Left",), "previous"),
    _A(
        "page_forward",
        "Pa&ge forward",
        "Scroll the derivation; at its end step forward",
        ("PgDown",),
    ),
    _A("page_back", "P&age back", "Scroll the derivation; at its top step back", ("PgUp",)),
    _A("why", "&Why?", "How SymPy finds the derivative that a step begins with", ("W",)),
    _A("coarser", "&Coarser", "Move further at a time; in Explore play faster", ("Up",)),
    _A("finer", "F&iner", "Move less far at a time; in Explore play slower", ("Down",)),
    _A(
        "first",
        "First &position",
        "To the start of iteration 1; in Explore rewind",
        ("Home",),
        "first",
    ),
    _A("last", "&End of the iteration", "To the end of the iteration", ("End",), "last"),
    _A(
        "next_iteration",
        "&Next iteration",
        "On with the next iteration; in Explore a batch on",
        ("N",),
        "next-iteration",
    ),
)
HELP = (
    _A("help", "&Keys and help", "Keys and help", ("F1",), "help", short="F1"),
    _A("about", "&About Chainrule", "Version, licences and folders"),
)
MODES = ("step_mode", "train_mode", "explore_mode", "lessons_mode")
"""The actions that show a mode, one of them at a time, in the top bar's order."""

MENUS = (
    ("&File", FILE),
    ("&Edit", EDIT),
    ("&View", VIEW),
    ("&Step", STEP),
    ("&Help", HELP),
)
GROUPS = (*MENUS, ("&Numbers", NUMBERS))
"""All actions; numbers are a menu within View."""


class Actions(QObject):
    """The window's actions by name, with icons that follow the theme."""

    def __init__(self, appearance: Appearance, parent: QObject) -> None:
        super().__init__(parent)
        self._specs = {spec.name: spec for _, specs in GROUPS for spec in specs}
        self._actions = {name: self._make(spec) for name, spec in self._specs.items()}
        for name, spec in self._specs.items():
            if spec.icon:
                set_icon(self._actions[name], appearance, spec.icon, 18)
        decimals = [name for name in self._actions if name.startswith("decimals_")]
        for names in (MODES, decimals):
            group = QActionGroup(self)
            for name in names:
                group.addAction(self._actions[name])

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> Iterable[QAction]:
        """Return every action."""
        return self._actions.values()

    def connect_to(self, does: Mapping[str, Callable[[], object]]) -> None:
        """Have actions, by name, do this."""
        for name, slot in does.items():
            # `triggered` carries a flag that none of these wants.
            self._actions[name].triggered.connect(lambda _=False, slot=slot: slot())

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, self)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setCheckable(spec.checkable)
        if spec.short:
            action.setIconText(spec.short)
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(plain_tip(f"{spec.tip} ({shown})" if shown else spec.tip))
        return action
