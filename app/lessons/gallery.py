"""All lessons as cards, a chapter below the other, with a search and the courses."""

from __future__ import annotations

from functools import lru_cache, partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

import resources
from app.text.counting import counted
from app.theme import Appearance, spaced
from app.widgets.drop_down import DropDown
from app.widgets.flow import FlowLayout, height_follows_width
from app.widgets.plain import PlainLabel
from app.widgets.scrolling import SteadyScrollArea
from engine.lessons.lesson import Lesson
from engine.lessons.library import CHAPTERS, shipped_courses, shipped_lessons
from engine.text import masked

WIDTH, PICTURE, HEIGHT = 286, 150, 252
"""A card's least width, its picture's height and its own, at 100 %."""


@lru_cache(maxsize=128)
def _thumbnail(lesson: str, theme: str) -> QPixmap:
    return QPixmap(str(resources.file("lessons", "thumbnails", f"{lesson}-{theme}.png")))


class Card(QAbstractButton):
    """A lesson: its picture, its title, how long it takes, and whether it was done."""

    def __init__(self, lesson: Lesson, appearance: Appearance) -> None:
        super().__init__()
        self.lesson, self._appearance = lesson, appearance
        self.is_done = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(masked(lesson.about).replace("<", "&lt;"))
        self.show_done(False)
        appearance.changed.connect(self.updateGeometry)

    def show_done(self, done: bool) -> None:
        """Show whether it was done."""
        self.is_done = done
        self.setAccessibleName(f"{self.lesson.title}, {self._caption}")
        self.setAccessibleDescription(self.lesson.about)
        self.update()

    @property
    def _caption(self) -> str:
        minutes = counted(self.lesson.minutes, "minute")
        return f"{minutes} · done ✓" if self.is_done else minutes

    def sizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(self._appearance.px(WIDTH), self._appearance.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card."""
        look, theme, px = self._appearance, self._appearance.theme, self._appearance.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(theme.focus if focused else theme.line), 2 if focused else 1))
        painter.setBrush(QColor(theme.hover if self.underMouse() else theme.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(8), px(8))
        inner = QRectF(self.rect()).adjusted(px(12), px(12), -px(12), -px(10))
        self._paint_picture(painter, QRectF(inner.topLeft(), inner.size()), px(PICTURE))
        words = inner.adjusted(0, px(PICTURE + 10), 0, 0)
        painter.setPen(QColor(theme.text))
        painter.setFont(look.font(15, 700))
        wrap = Qt.TextFlag.TextWordWrap
        painter.drawText(words.adjusted(0, 0, 0, -px(22)), wrap, masked(self.lesson.title))
        painter.setPen(QColor(theme.good if self.is_done else theme.muted))
        painter.setFont(look.font(13, 600 if self.is_done else 400))
        painter.drawText(words, Qt.AlignmentFlag.AlignBottom | wrap, self._caption)
        painter.end()

    def _paint_picture(self, painter: QPainter, inner: QRectF, height: int) -> None:
        picture = _thumbnail(self.lesson.id, self._appearance.theme.name)
        if picture.isNull():
            return
        room = QRectF(inner.left(), inner.top(), inner.width(), height)
        scale = max(room.width() / picture.width(), room.height() / picture.height())
        part = QRectF(0, 0, room.width() / scale, room.height() / scale)
        part.moveCenter(QRectF(picture.rect()).center())
        painter.drawPixmap(room, picture, part)


class Gallery(QWidget):
    """Offers lessons.

    Signals
    -------
    chosen(str)
        One is to be opened: its id.
    """

    chosen = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setObjectName("lesson-gallery")
        title = PlainLabel("Lessons")
        title.setProperty("role", "title")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search lessons")
        self.courses = DropDown()
        self.courses.setAccessibleName("Course")
        self.courses.addItem("All lessons")
        for course in shipped_courses():
            self.courses.addItem(course.title)
        self.nothing = PlainLabel("No lesson has these words.")
        self.nothing.setProperty("role", "muted")
        self.cards = {each.id: Card(each, appearance) for each in shipped_lessons()}
        for card in self.cards.values():
            card.clicked.connect(partial(self._take, card.lesson.id))
        self._headings: list[PlainLabel] = []
        self._grids: list[tuple[QWidget, FlowLayout]] = []
        self._body = QWidget()
        self._column = spaced(QVBoxLayout(self._body), appearance, 10, (24, 4, 12, 20))
        self._assemble(title)
        self._arrange()
        self.search.textChanged.connect(self._arrange)
        self.courses.currentIndexChanged.connect(self._arrange)

    def _assemble(self, title: PlainLabel) -> None:
        look = self._appearance
        head = spaced(QHBoxLayout(), look, 12, (24, 16, 24, 6))
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.courses)
        head.addWidget(self.search)
        self.search.setMinimumWidth(look.px(220))
        for _ in CHAPTERS:
            heading, holder = PlainLabel(), QWidget()
            heading.setProperty("role", "heading")
            height_follows_width(holder)
            grid = spaced(FlowLayout(holder), look, (14, 14), (0, 0, 0, 10))
            self._headings.append(heading)
            self._grids.append((holder, grid))
            self._column.addWidget(heading)
            self._column.addWidget(holder)
        self._column.addWidget(self.nothing)
        self._column.addStretch(1)
        view = SteadyScrollArea()
        view.setWidget(self._body)
        column = spaced(QVBoxLayout(self), look, 0, (0, 0, 0, 0))
        column.addLayout(head)
        column.addWidget(view, 1)

    @property
    def order(self) -> tuple[str, ...]:
        """The ids of the lessons that are shown, in their order."""
        wanted = self.search.text().casefold().split()
        return tuple(
            lesson.id
            for lesson in self._of_course()
            if all(word in _searched(lesson) for word in wanted)
        )

    def _of_course(self) -> list[Lesson]:
        at = self.courses.currentIndex() - 1
        lessons = {lesson.id: lesson for lesson in shipped_lessons()}
        if at < 0:
            return list(lessons.values())
        return [lessons[word] for word in shipped_courses()[at].lessons if word in lessons]

    def _arrange(self) -> None:
        """Show the cards that are wanted: a chapter below the other, or a course in its order."""
        shown = [self.cards[word] for word in self.order]
        if self.courses.currentIndex() > 0:
            groups = [(self.courses.currentText(), shown)]
        else:
            groups = [(name, [c for c in shown if c.lesson.chapter == name]) for name in CHAPTERS]
        for card in self.cards.values():
            card.setParent(None)
        groups += [("", [])] * (len(CHAPTERS) - len(groups))
        places = zip(self._headings, self._grids, groups, strict=True)
        for heading, (holder, grid), (name, cards) in places:
            while grid.takeAt(0) is not None:
                pass
            heading.setText(name)
            heading.setVisible(bool(cards))
            for card in cards:
                grid.addWidget(card)
                card.show()
            holder.setVisible(bool(cards))
        self.nothing.setVisible(not shown)

    def show_done(self, done: tuple[str, ...]) -> None:
        """Show which were done."""
        for word, card in self.cards.items():
            card.show_done(word in done)

    def _take(self, word: str) -> None:
        self.chosen.emit(word)


def _searched(lesson: Lesson) -> str:
    return f"{lesson.title} {lesson.about} {lesson.chapter}".casefold()
