"""A scrolling view of one page, with things on it to point at."""

from collections.abc import Callable, Hashable, Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.theme import Theme
from app.widgets.plain import asks_for_tip, show_tip
from app.working.layout import Drawing, PageDrawing

_SCROLLING = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)

STRIP_PAD = 8.0
"""The space above and below a result that is held at the bottom."""


class Sheet(QAbstractScrollArea):
    """Draws a page; scrolls up and down only.

    Attributes
    ----------
    footer_left : int
        Where the widget that follows the page begins.
    tip_of : callable
        Returns what a tool tip says of a key; there is none where that is empty.

    Signals
    -------
    key_entered(object), key_left(object)
        The pointer came onto, or left, what this key stands for.
    key_clicked(object)
        It was clicked.
    resized
        There is another width or height to lay the page out for.
    """

    key_entered = Signal(object)
    key_left = Signal(object)
    key_clicked = Signal(object)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._page = PageDrawing((), 0.0, 0.0, 0.0)
        self._ground = self._line = QColor()
        self._lit: frozenset[Hashable] = frozenset()
        self._hovered: Hashable | None = None
        self._clickable: frozenset[Hashable] = frozenset()
        self._pressed: Hashable | None = None
        self._footer: QWidget | None = None
        self.footer_left = 0
        self.tip_of: Callable[[Hashable], str] = lambda _: ""

    @property
    def page(self) -> PageDrawing:
        """What it shows."""
        return self._page

    def show_page(
        self, page: PageDrawing, theme: Theme, clickable: Iterable[Hashable], *, to_top: bool
    ) -> None:
        """Show another page.

        Parameters
        ----------
        page : PageDrawing
            Laid out for the present width.
        theme : Theme
            The colours behind it.
        clickable : iterable of hashable
            The keys that lead somewhere.
        to_top : bool
            Whether to scroll to its top.
        """
        self._page = page
        self._ground, self._line = QColor(theme.surface), QColor(theme.outline)
        self._clickable = frozenset(clickable)
        if self._hovered is not None and not page.rects_of(self._hovered):
            self._enter(None)
        if to_top:
            self.verticalScrollBar().setValue(0)
        self.arrange()
        self.viewport().update()

    def set_footer(self, footer: QWidget) -> None:
        """Let a widget follow the page, scrolling with it."""
        self._footer = footer
        footer.setParent(self.viewport())

    def light(self, keys: frozenset[Hashable]) -> None:
        """Highlight what these keys stand for."""
        if keys != self._lit:
            self._lit = keys
            self.viewport().update()

    def turn(self, by: int) -> bool:
        """Scroll by a page down (1) or up (-1); whether there was anything to scroll to."""
        bar = self.verticalScrollBar()
        before = bar.value()
        # The last line stays in view, above what is held at the bottom.
        page = self.viewport().height() - self.strip().height() - 2 * bar.singleStep()
        bar.setValue(before + by * max(bar.singleStep(), round(page)))
        return bar.value() != before

    def show_footer(self) -> None:
        """Scroll until the widget that follows the page is in view, its beginning at least."""
        bar = self.verticalScrollBar()
        top = round(self._page.height)
        end = top + round(self._footer_height())
        bar.setValue(min(top, max(bar.value(), end - self.viewport().height())))

    def arrange(self) -> None:
        """Find how far there is to scroll, and put the footer in its place."""
        height = self._page.height + self._footer_height()
        view = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setPageStep(view)
        bar.setSingleStep(24)
        bar.setRange(0, max(0, round(height - view)))
        self._place_footer()

    def _footer_height(self) -> float:
        footer = self._footer
        return 0.0 if footer is None or footer.isHidden() else float(footer.height())

    def _place_footer(self) -> None:
        if self._footer is not None and not self._footer.isHidden():
            top = round(self._page.height) - self.verticalScrollBar().value()
            self._footer.move(self.footer_left, top)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the blocks that can be seen, and the result where it stays in view."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset = self.verticalScrollBar().value()
        upper, lower = event.rect().top() + offset, event.rect().bottom() + offset
        pinned = self._pinned()
        for top, drawing in self._page.placed:
            away = top + drawing.height < upper - 4 or top > lower + 4
            if away or (pinned is not None and drawing is pinned):
                continue
            self._paint_block(painter, drawing, top - offset)
        if pinned is not None and pinned.held is not None:
            strip = self.strip()
            painter.fillRect(strip, self._ground)
            painter.fillRect(QRectF(strip.x(), strip.y(), strip.width(), 1.0), self._line)
            painter.setClipRect(strip)
            self._paint_block(painter, pinned.held, strip.y() + STRIP_PAD)
        painter.end()

    def _paint_block(self, painter: QPainter, drawing: Drawing, top: float) -> None:
        painter.translate(self._page.left, top)
        drawing.paint(painter, self._lit)
        painter.translate(-self._page.left, -top)

    def _pinned(self) -> Drawing | None:
        """Return the block that is held at the bottom, its own place being further down."""
        lower = self.verticalScrollBar().value() + self.viewport().height()
        for top, drawing in self._page.placed:
            if drawing.held is not None and top + drawing.height > lower:
                return drawing
        return None

    def strip(self) -> QRectF:
        """Return the area at the bottom where the result is held; empty where it is in place."""
        pinned = self._pinned()
        if pinned is None or pinned.held is None:
            return QRectF()
        view = self.viewport()
        height = pinned.held.height + 2 * STRIP_PAD
        return QRectF(0, view.height() - height, view.width(), height)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Follow the scroll bar."""
        del dx, dy
        self._place_footer()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the page to be laid out anew."""
        super().resizeEvent(event)
        self.resized.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Notice what is under the pointer."""
        self._enter(self._key_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what is pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._key_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Report a click."""
        key, self._pressed = self._pressed, None
        if key is not None and key == self._key_at(event.position()):
            self.key_clicked.emit(key)

    def claims(self, event: QKeyEvent) -> bool | None:
        """Claim the arrow keys that scroll a long page."""
        bare = not event.modifiers() & _COMMANDS
        scrolls = bare and event.key() in _SCROLLING and self.verticalScrollBar().maximum() > 0
        return scrolls or None

    def viewportEvent(self, event: QEvent) -> bool:
        """Leave what was under the pointer as it goes; name it in full as it rests."""
        if asks_for_tip(event):
            key = self._key_at(QPointF(event.pos()))
            show_tip(event, "" if key is None else self.tip_of(key), self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._enter(None)
        return super().viewportEvent(event)

    def _key_at(self, point: QPointF) -> Hashable | None:
        if self.strip().contains(point):
            return None
        return self._page.key_at(point + QPointF(0, self.verticalScrollBar().value()))

    def _enter(self, key: Hashable | None) -> None:
        if key == self._hovered:
            return
        before, self._hovered = self._hovered, key
        if before is not None:
            self.key_left.emit(before)
        if key is not None:
            self.key_entered.emit(key)
        if key in self._clickable:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()
