"""What the gradient wants of each parameter in words, the strongest first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.graph.labels.wording import caption
from app.theme import Appearance
from app.widgets.plain import plain_tip
from engine.iteration.trace import Trace
from engine.lessons.wishes import WORDS, Wishes, wishes_of
from engine.network.quantities import Quantity, Ref
from symbolic.formula.numbers import CHECK_DECIMALS, format_number

_HEADS = ("", "should …", "layer", "weight")
_WISH = 1
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._trace: Trace | None = None
        self._image: tuple[int, int] | None = None
        self._wishes: Wishes | None = None

    def show_trace(self, trace: Trace, image: tuple[int, int] | None) -> None:
        if trace is self._trace:
            return
        self.beginResetModel()
        self._trace, self._image, self._wishes = trace, image, wishes_of(trace)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 0 if parent.isValid() or self._wishes is None else len(self._wishes.order)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        across = orientation is Qt.Orientation.Horizontal
        return _HEADS[section] if across and role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = 0) -> Any:
        if self._wishes is None or self._trace is None:
            return None
        row, column = index.row(), index.column()
        change = float(self._wishes.change[row])
        match Qt.ItemDataRole(role):
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(
                    f"−∂L/∂{self._name(row)} = {format_number(change, CHECK_DECIMALS)}"
                )
            case Qt.ItemDataRole.ForegroundRole if column == _WISH and change:
                theme = self._appearance.theme
                return QColor(theme.positive if change > 0.0 else theme.negative)
            case Qt.ItemDataRole.TextAlignmentRole if column == 0:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _ref(self, row: int) -> Ref:
        assert self._wishes is not None
        assert self._trace is not None
        return self._trace.layout.ref(int(self._wishes.order[row]))

    def _name(self, row: int) -> str:
        assert self._trace is not None
        return self._trace.layout.name(self._ref(row))

    def _text(self, row: int, column: int) -> str:
        assert self._trace is not None
        scenario, ref = self._trace.scenario, self._ref(row)
        match column:
            case 0:
                return f"{row + 1:,}"
            case 1:
                return self._wish(row)
            case 2:
                return caption(scenario, ref.layer, strip=False, brief=True).partition(",")[0]
        unit = scenario.unit_name(ref.layer, ref.unit or 0)
        if ref.quantity is not Quantity.WEIGHT:
            return f"bias of {unit}"
        return f"{self._source(ref.layer - 1, ref.source or 0)} → {unit}"

    def _source(self, layer: int, unit: int) -> str:
        assert self._trace is not None
        if layer == 0 and self._image is not None:
            row, column = divmod(unit, self._image[1])
            return f"pixel {row + 1}, {column + 1}"
        return self._trace.scenario.unit_name(layer, unit)

    def _wish(self, row: int) -> str:
        assert self._wishes is not None
        strength = int(self._wishes.strength[row])
        word = WORDS[strength]
        if strength < 2:
            return word
        up = float(self._wishes.change[row]) > 0.0
        return f"{'↑ increase' if up else '↓ decrease'} {word}"


class WishList(QTableView):
    """A table of all parameters."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance, self._model = appearance, _Model(appearance)
        self.setModel(self._model)
        self.setAccessibleName("What the gradient wants of each weight and bias")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self._dress()
        appearance.changed.connect(self._dress)

    def show_trace(self, trace: Trace, image: tuple[int, int] | None) -> None:
        """Show what the gradient of an iteration wants."""
        self._model.show_trace(trace, image)
        self.scrollToTop()

    def _dress(self) -> None:
        px = self._appearance.px
        self.verticalHeader().setDefaultSectionSize(px(30))
        for column, width in enumerate((60, 158, 88)):
            self.setColumnWidth(column, px(width))
        self.viewport().update()
