"""What follows the look and is no matter of the style sheet: layouts, icons, drawings.

Colours, fonts and sizes of a widget stand in the style sheet, under its object name or a property.
"""

from collections.abc import Hashable
from typing import Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel, QLayout, QWidget

from app.theme.appearance import Appearance
from app.theme.icons import icon, pixmap

Sides = tuple[float, float, float, float]
"""Left, top, right and bottom at 100 %."""

_Spaced = TypeVar("_Spaced", bound=QLayout)


class Drawn(QWidget):
    """The base of a widget that draws itself: measured and drawn anew when the look changes.

    Parameters
    ----------
    appearance : Appearance
        The look, for ``paintEvent`` and ``sizeHint``.
    parent : QWidget, optional
        What it lies in.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        appearance.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Measure and draw anew; what was worked out from the look before goes first."""
        self.updateGeometry()
        self.update()

    def forget_pictures(self) -> None:
        """Let go what is kept to be painted faster: it is out of view."""


@runtime_checkable
class _TwoGaps(Protocol):
    """A layout with a gap across and one down, as a grid has them."""

    def setHorizontalSpacing(self, spacing: int, /) -> None: ...

    def setVerticalSpacing(self, spacing: int, /) -> None: ...


class _Spacing(QObject):
    """Keeps the margins of a layout, and the gaps in it."""

    def __init__(self, layout: QLayout, appearance: Appearance) -> None:
        super().__init__(layout)
        self._layout, self._appearance = layout, appearance
        self.gaps: tuple[float, ...] = ()
        self.margins: Sides | None = None
        appearance.changed.connect(self.apply)

    def apply(self) -> None:
        """Set them in pixels."""
        layout, px = self._layout, self._appearance.px
        if self.margins is not None:
            layout.setContentsMargins(*(px(side) for side in self.margins))
        if len(self.gaps) == 2:
            assert isinstance(layout, _TwoGaps)
            layout.setHorizontalSpacing(px(self.gaps[0]))
            layout.setVerticalSpacing(px(self.gaps[1]))
        elif self.gaps:
            layout.setSpacing(px(self.gaps[0]))


def spaced(
    layout: _Spaced,
    appearance: Appearance,
    gap: float | tuple[float, float] | None = None,
    margins: Sides | None = None,
) -> _Spaced:
    """Keep the room in a layout and around it at any text size.

    Parameters
    ----------
    layout : QLayout
        Is returned.
    appearance : Appearance
        The look.
    gap : float or (float, float), optional
        Between widgets, or across and down, at 100 %; the style's where left out.
    margins : (float, float, float, float), optional
        Left, top, right and bottom at 100 %; the style's where left out.
    """
    spacing = layout.findChild(_Spacing) or _Spacing(layout, appearance)
    spacing.gaps = () if gap is None else gap if isinstance(gap, tuple) else (gap,)
    spacing.margins = margins
    spacing.apply()
    return layout


class _Icon(QObject):
    """Keeps an icon in the colour that the theme has for it."""

    def __init__(self, target: QAbstractButton | QAction | QLabel, appearance: Appearance) -> None:
        super().__init__(target)
        self._target, self._appearance = target, appearance
        self.drawn = ("", 0.0, "")
        appearance.changed.connect(self.apply)

    def apply(self) -> None:
        """Draw it."""
        name, size, colour = self.drawn
        theme, side = self._appearance.theme, self._appearance.px(size)
        tint = getattr(theme, colour)
        if isinstance(self._target, QLabel):
            ratio = self._target.devicePixelRatioF()
            self._target.setPixmap(pixmap(name, tint, side, ratio))
            return
        # What is dimmed already becomes paler where it is switched off.
        off = None if colour == "muted" else theme.disabled
        self._target.setIcon(icon(name, tint, side, off))
        if isinstance(self._target, QAbstractButton):
            self._target.setIconSize(QSize(side, side))


def set_icon(
    target: QAbstractButton | QAction | QLabel,
    appearance: Appearance,
    name: str,
    size: float = 16,
    colour: str = "text",
) -> None:
    """Show an icon in any theme and at any text size.

    Parameters
    ----------
    target : QAbstractButton, QAction or QLabel
        What shows it, in the place of another one that it may have.
    appearance : Appearance
        The look.
    name : str
        The file's name in resources/icons, without ".svg".
    size : float
        Its side in pixels at 100 %.
    colour : str
        The colour's name in the theme.

    Raises
    ------
    KeyError
        If there is no icon of that name.
    """
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    keeper = target.findChild(_Icon, options=direct) or _Icon(target, appearance)
    if keeper.drawn != (name, size, colour):
        keeper.drawn = (name, size, colour)
        keeper.apply()


def set_state(widget: QWidget, name: str, value: Hashable) -> None:
    """Change a property that the style sheet knows a widget by."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
