"""The graph's view: zoom, pan and pointer; it keeps no keys it does not use."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsView, QToolTip, QWidget

from app.graph.plan.geometry import Point
from app.widgets.plain import plain_tip

NEAREST, FURTHEST = 6.0, 0.5
"""How far zooming goes in and out."""

_DRAG = 5


class GraphView(QGraphicsView):
    """Shows the picture.

    Attributes
    ----------
    zoom : float
        The magnification; at 1 texts have the size they are laid out for.
    tip : str
        What the tool tip says where the pointer is.

    Signals
    -------
    pointed(object)
        The pointer moved: where it is in the picture, or None when it left.
    clicked(object), double_clicked(object)
        A press without a drag, and where.
    edit_wanted
        Enter or F2.
    menu_wanted(object, QPoint)
        The context menu: of where in the picture, None for what is chosen, and where on screen.
    zoomed
        The magnification changed.
    resized
        The view port has another size.
    painting
        The view port is about to be painted.
    """

    pointed = Signal(object)
    clicked = Signal(object)
    double_clicked = Signal(object)
    edit_wanted = Signal()
    menu_wanted = Signal(object, QPoint)
    zoomed = Signal()
    resized = Signal()
    painting = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # One that Python has made: to find out what kind of widget one of Qt's own is, PySide
        # would load all that it knows of every kind, which the first picture would wait for.
        self.setViewport(QWidget())
        hints = QPainter.RenderHint
        self.setRenderHints(hints.Antialiasing | hints.TextAntialiasing)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing, False)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setInteractive(False)
        self.zoom = 1.0
        self.tip = ""
        self._pressed: QPoint | None = None
        self._panned = False

    def fit(self) -> None:
        """Show the whole picture."""
        self._magnify(self._whole())

    def reset(self) -> None:
        """Show it at the size it is laid out for."""
        self._magnify(1.0)

    def _magnify(self, zoom: float) -> None:
        self.resetTransform()
        self.scale(zoom, zoom)
        self.zoom = zoom
        self.centerOn(self.sceneRect().center())
        self.zoomed.emit()

    def _whole(self) -> float:
        """Return the magnification at which all of the picture is seen."""
        room, rect = self.viewport().size(), self.sceneRect()
        if rect.isEmpty():
            return 1.0
        ratio = min(room.width() / rect.width(), room.height() / rect.height())
        return 1.0 if ratio > 0.99 else ratio

    def show_bars(self, scrolls: tuple[bool, bool]) -> None:
        """Have scroll bars in the directions in which the picture is larger than the view."""
        policies = Qt.ScrollBarPolicy
        across, down = (
            policies.ScrollBarAlwaysOn if each else policies.ScrollBarAlwaysOff for each in scrolls
        )
        if self.horizontalScrollBarPolicy() != across:
            self.setHorizontalScrollBarPolicy(across)
        if self.verticalScrollBarPolicy() != down:
            self.setVerticalScrollBarPolicy(down)

    def zoom_by(self, factor: float) -> None:
        """Magnify about the pointer."""
        wanted = min(NEAREST, max(min(FURTHEST, self._whole()), self.zoom * factor))
        if abs(wanted - 1.0) < 0.03:
            wanted = 1.0
        factor = wanted / self.zoom
        if factor != 1.0:
            self.zoom = wanted
            self.scale(factor, factor)
            self.zoomed.emit()

    def in_picture(self, position: QPointF) -> Point:
        """Turn a place in the view port into one in the picture."""
        mapped = self.viewportTransform().inverted()[0].map(position)
        return Point(mapped.x(), mapped.y())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say that the size changed."""
        super().resizeEvent(event)
        self.resized.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom; a touch pad's sideways movement does nothing."""
        turned = event.angleDelta().y() or event.pixelDelta().y()
        if turned:
            self.zoom_by(1.0015**turned)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Zoom by pinching; say when it is painted and when the pointer leaves."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1.0 + event.value())
            return True
        if isinstance(event, QHelpEvent):
            if self.tip:
                QToolTip.showText(event.globalPos(), plain_tip(self.tip), self.viewport())
            else:
                QToolTip.hideText()
            return True
        if event.type() is QEvent.Type.Paint:
            self.painting.emit()
        elif event.type() is QEvent.Type.Leave:
            self.pointed.emit(None)
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._panned = event.position().toPoint(), False
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while pressed, else point."""
        position = event.position().toPoint()
        if self._pressed is None:
            self.pointed.emit(self.in_picture(event.position()))
            return
        moved = position - self._pressed
        if self._panned or moved.manhattanLength() > _DRAG:
            self._panned = True
            self._pressed = position
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            across, down = self.horizontalScrollBar(), self.verticalScrollBar()
            across.setValue(across.value() - moved.x())
            down.setValue(down.value() - moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or a drag."""
        if self._pressed is not None and not self._panned:
            if event.button() is Qt.MouseButton.LeftButton:
                self.clicked.emit(self.in_picture(event.position()))
        elif self._panned:
            self.viewport().unsetCursor()
        self._pressed = None
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask to edit."""
        self.double_clicked.emit(self.in_picture(event.position()))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is under the pointer, or by the keyboard of what is chosen."""
        keyed = event.reason() is QContextMenuEvent.Reason.Keyboard
        point = None if keyed else self.in_picture(QPointF(event.pos()))
        self.menu_wanted.emit(point, event.globalPos())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take 0, Enter and F2; leave every other key to the window."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() == Qt.Key.Key_0:
            self.fit()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_wanted.emit()
        else:
            event.ignore()
            return
        event.accept()
