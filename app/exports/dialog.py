"""The dialog that asks what to export, and as what."""

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from app.exports.choice import Choice, Extent
from app.exports.formats import FORMATS
from app.theme import Appearance
from app.widgets.drop_down import DropDown
from app.widgets.plain import PlainLabel

_PARTS = {"window": "The window", "graph": "The graph", "derivation": "The derivation"}
_PAPERS: dict[str, str] = {"wide": "Slides, 16:9", "a4": "A4, upright"}


class ExportDialog(QDialog):
    """Asks for the kind of file and for what goes into it.

    Parameters
    ----------
    appearance : Appearance
        Text size.
    step : int
        The step that is shown; 0 before the first one.
    parameter : str
        The parameter that the step is about, or that is selected; empty for none.
    parent : QWidget
        The window.
    """

    def __init__(self, appearance: Appearance, step: int, parameter: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._extents: list[Extent] = []
        self.kinds, self.parts, self.papers, self.extents = (DropDown() for _ in range(4))
        for suffix, made in FORMATS.items():
            self.kinds.addItem(f"{made.label[0].upper()}{made.label[1:]} ({suffix})", suffix)
        for part, text in _PARTS.items():
            self.parts.addItem(text, part)
        for paper, text in _PAPERS.items():
            self.papers.addItem(text, paper)
        self._offer("The whole iteration", Extent())
        if parameter:
            self._offer(f"All steps about {parameter}", Extent(parameter=parameter))
        self._offer(f"Step {step:,}" if step else "The page before the first step", Extent(step))
        self.note = PlainLabel()
        self.note.setProperty("role", "note")
        self.note.setWordWrap(True)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows = (("&File", self.kinds), ("&Part", self.parts), ("&Steps", self.extents))
        for text, field in (*rows, ("&Pages", self.papers)):
            self._form.addRow(text, field)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = buttons.addButton("Export…", QDialogButtonBox.ButtonRole.AcceptRole)
        go.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        edge, between = appearance.px(18), appearance.px(10)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(between)
        self._form.setSpacing(between)
        column.addLayout(self._form)
        column.addWidget(self.note)
        column.addWidget(buttons)
        self.setMinimumWidth(appearance.px(460))
        self.kinds.currentIndexChanged.connect(self._follow)
        self._follow()

    def _offer(self, text: str, extent: Extent) -> None:
        self.extents.addItem(text, len(self._extents))
        self._extents.append(extent)

    def choose(self, choice: Choice) -> None:
        """Show what was chosen last, as far as it is on offer."""
        for field, data in (
            (self.kinds, choice.suffix),
            (self.parts, choice.part),
            (self.papers, choice.paper),
        ):
            field.setCurrentIndex(max(0, field.findData(data)))

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        made = FORMATS[self.kinds.currentData()]
        # A picture shows the present step, which is offered last.
        at = self.extents.currentData() if made.takes_many else -1
        return Choice(
            self.kinds.currentData(),
            self._extents[at],
            self.parts.currentData(),
            self.papers.currentData(),
        )

    def _follow(self) -> None:
        """Show what there is to choose for this kind of file."""
        suffix = self.kinds.currentData()
        made = FORMATS[suffix]
        self._form.setRowVisible(self.parts, made.is_drawn and not made.takes_many)
        self._form.setRowVisible(self.extents, made.takes_many)
        self._form.setRowVisible(self.papers, made.is_drawn and made.takes_many)
        self.note.setText(made.note)
        self.adjustSize()
