"""A box to choose from: cut short with a tool tip while closed, whole where it drops down."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from app.widgets.plain import asks_for_tip, show_tip

SHARE = 0.9
"""The most of the screen's width that the list takes."""

LONGEST_LIST = 24
"""Entries before the list scrolls, where the screen has room for them."""


class DropDown(QComboBox):
    """A combo box whose entries may be wider than itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxVisibleItems(LONGEST_LIST)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls: whoever turns it over the box means the page."""
        event.ignore()

    def showPopup(self) -> None:
        """Drop down wide enough for the longest entry, as far as the screen goes."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width()
        frame = view.contentsMargins()
        metrics = view.fontMetrics()
        texts = (self.itemText(index) for index in range(self.count()))
        longest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        # What stands beside a text depends on the style: two letters' height on either side.
        beside = 3 * metrics.height() + bar + frame.left() + frame.right()
        wanted = max(view.sizeHintForColumn(0), longest + beside)
        room = round(self.screen().availableSize().width() * SHARE)
        view.setMinimumWidth(min(wanted, room))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chosen entry with an ellipsis where it is too long for the box."""
        del event
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text(option)
        if self.currentIndex() < 0:
            dimmed = option.palette.placeholderText()
            option.palette.setBrush(QPalette.ColorRole.ButtonText, dimmed)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def shown_text(self, option: QStyleOptionComboBox | None = None) -> str:
        """Return the chosen entry, or what stands for none, as the closed box shows it."""
        if option is None:
            option = QStyleOptionComboBox()
            self.initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        taken = 0 if option.currentIcon.isNull() else option.iconSize.width() + 4
        return self.fontMetrics().elidedText(
            self._whole_text(), Qt.TextElideMode.ElideRight, field.width() - taken - 2
        )

    def _whole_text(self) -> str:
        return self.placeholderText() if self.currentIndex() < 0 else self.currentText()

    def event(self, event: QEvent) -> bool:
        """Show the whole entry as a tool tip where the closed box shows a part."""
        if asks_for_tip(event) and (whole := self._whole_text()) != self.shown_text():
            show_tip(event, "\n".join(part for part in (whole, self.toolTip()) if part), self)
            return True
        return super().event(event)
