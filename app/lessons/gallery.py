"""All lessons as cards, a chapter below the other, with a search and the courses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

import resources
from app.lessons.course_panel import CoursePanel
from app.text.counting import counted
from app.theme import Appearance, spaced
from app.widgets.drop_down import DropDown
from app.widgets.flow import FlowLayout, height_follows_width
from app.widgets.plain import PlainLabel, plain_tip
from app.widgets.scrolling import SteadyScrollArea
from engine.lessons.lesson import Course, Lesson
from engine.lessons.library import CHAPTERS, lessons_of, shipped_courses, shipped_lessons
from engine.text import masked

WIDTH, PICTURE, HEIGHT, INSET = 286, 150, 252, 12
"""A card's width, its picture's height and its own, and the edge around the picture, at 100 %."""

NARROWEST, WIDEST = 0.88, 1.25
"""How much narrower or wider cards become so that they fill their lines."""


@lru_cache(maxsize=128)
def _thumbnail(lesson: str, theme: str) -> QPixmap:
    return QPixmap(str(resources.file("lessons", "thumbnails", f"{lesson}-{theme}.png")))


class Card(QAbstractButton):
    """A lesson: its picture, its title, how long it takes, and whether it was done."""

    pointed = Signal()
    """The pointer or the focus has come to it."""

    def __init__(self, lesson: Lesson, appearance: Appearance) -> None:
        super().__init__()
        self.lesson, self._appearance = lesson, appearance
        self.is_done = False
        self.tick: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(plain_tip(lesson.about))
        self.show_done(False)
        appearance.changed.connect(self.updateGeometry)

    def show_done(self, done: bool) -> None:
        """Show whether it was done."""
        self.is_done = done
        self.setAccessibleName(f"{self.lesson.title}, {self._caption}")
        self.setAccessibleDescription(self.lesson.about)
        self.update()

    def show_tick(self, tick: int | None) -> None:
        """Show its place in a course that is made, 0 while it has none; None where none is made."""
        self.tick = tick
        self.update()

    @property
    def _caption(self) -> str:
        minutes = counted(self.lesson.minutes, "minute")
        return f"{minutes} · done ✓" if self.is_done else minutes

    def enterEvent(self, event: QEnterEvent) -> None:
        """Say that the pointer is here."""
        super().enterEvent(event)
        self.pointed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the focus is here."""
        super().focusInEvent(event)
        self.pointed.emit()

    def sizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(self._appearance.px(WIDTH), self._appearance.px(HEIGHT))

    def hasHeightForWidth(self) -> bool:
        """Return that the picture keeps its shape."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of a wider or narrower card."""
        return self._appearance.px(HEIGHT - PICTURE) + self._picture_height(width)

    def _picture_height(self, width: int) -> int:
        around = 2 * INSET
        return round((width - self._appearance.px(around)) * PICTURE / (WIDTH - around))

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
        inner = QRectF(self.rect()).adjusted(px(INSET), px(INSET), -px(INSET), -px(10))
        high = self._picture_height(self.width())
        self._paint_picture(painter, QRectF(inner.topLeft(), inner.size()), high)
        words = inner.adjusted(0, high + px(10), 0, 0)
        painter.setPen(QColor(theme.text))
        painter.setFont(look.font(15, 700))
        wrap = Qt.TextFlag.TextWordWrap
        painter.drawText(words.adjusted(0, 0, 0, -px(22)), wrap, masked(self.lesson.title))
        painter.setPen(QColor(theme.good if self.is_done else theme.muted))
        painter.setFont(look.font(13, 600 if self.is_done else 400))
        painter.drawText(words, Qt.AlignmentFlag.AlignBottom | wrap, self._caption)
        if self.tick is not None:
            side = px(30)
            room = QRectF(inner.right() - side, inner.top(), side, side)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.setBrush(QColor(theme.accent if self.tick else theme.raised))
            painter.drawRoundedRect(room, px(5), px(5))
            painter.setPen(QColor(theme.on_accent))
            painter.setFont(look.font(15, 700))
            shown = str(self.tick) if self.tick else ""
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)
        painter.end()

    def _paint_picture(self, painter: QPainter, inner: QRectF, height: int) -> None:
        picture = _thumbnail(self.lesson.id, self._appearance.theme.name)
        room = QRectF(inner.left(), inner.top(), inner.width(), height)
        if picture.isNull():
            # A lesson from a file has no picture of its own.
            painter.setPen(QColor(self._appearance.theme.muted))
            painter.setFont(self._appearance.font(20))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, masked(self.lesson.chapter))
            return
        scale = max(room.width() / picture.width(), room.height() / picture.height())
        part = QRectF(0, 0, room.width() / scale, room.height() / scale)
        part.moveCenter(QRectF(picture.rect()).center())
        painter.drawPixmap(room, picture, part)


class _Cards(FlowLayout):
    """Cards of one size, as many in a line as fill it."""

    def _arrange(self, rect: QRect, place: bool) -> int:
        shown = [item for item in self._items if not item.isEmpty()]
        if not shown:
            return 0
        wanted, room = shown[0].sizeHint().width(), rect.width() + self._gap
        columns = max(1, int(room // (NARROWEST * wanted + self._gap)))
        width = min(int(WIDEST * wanted), room // columns - self._gap)
        height = shown[0].heightForWidth(width)
        for index, item in enumerate(shown if place else []):
            line, column = divmod(index, columns)
            x = rect.x() + column * (width + self._gap)
            y = rect.y() + line * (height + self._line_gap)
            item.setGeometry(QRect(x, y, width, height))
        lines = -(-len(shown) // columns)
        return lines * height + (lines - 1) * self._line_gap


class _Section(QWidget):
    """Cards below a heading."""

    def __init__(self, name: str, cards: list[Card], appearance: Appearance) -> None:
        super().__init__()
        self.cards = cards
        heading, holder = PlainLabel(name), QWidget()
        heading.setProperty("role", "heading")
        height_follows_width(holder)
        flow = spaced(_Cards(holder), appearance, (14, 14), (0, 0, 0, 10))
        for card in cards:
            flow.addWidget(card)
        column = spaced(QVBoxLayout(self), appearance, 10, (0, 0, 0, 0))
        column.addWidget(heading)
        column.addWidget(holder)

    def show_found(self, wanted: list[str]) -> list[Lesson]:
        """Show the cards that have some words; return their lessons."""
        found: list[Lesson] = []
        for card in self.cards:
            lesson = card.lesson
            text = f"{lesson.title} {lesson.about} {lesson.chapter}".casefold()
            card.setVisible(all(word in text for word in wanted))
            found += [lesson] * (not card.isHidden())
        self.setVisible(bool(found))
        return found


class Gallery(QWidget):
    """Offers lessons.

    Attributes
    ----------
    order : tuple of Lesson
        The lessons that are shown, in their order.

    Signals
    -------
    chosen(object)
        A `Lesson` is to be opened.
    pointed(object)
        A `Lesson` may soon be.
    save_wanted(str, object)
        A course is to be saved: its title, and its lessons.
    """

    chosen = Signal(object)
    pointed = Signal(object)
    save_wanted = Signal(str, object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.setObjectName("lesson-gallery")
        self.order: tuple[Lesson, ...] = ()
        self._courses: list[tuple[Course, list[Lesson]]] = [
            (course, lessons_of(course)) for course in shipped_courses()
        ]
        self._done: tuple[str, ...] = ()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search lessons")
        self.courses = DropDown()
        self.courses.setAccessibleName("Course")
        self.courses.addItem("All lessons")
        for course, _ in self._courses:
            self.courses.addItem(course.title)
        self.nothing = PlainLabel("No lesson has these words.")
        self.nothing.setProperty("role", "muted")
        self.making = QPushButton("Make a course")
        self.making.setCheckable(True)
        self.panel = CoursePanel(appearance)
        self.panel.hide()
        self._own: list[Lesson] = []
        self._own_section: _Section | None = None
        self._view = SteadyScrollArea()
        self._column = spaced(QVBoxLayout(), appearance, 10, (24, 4, 12, 20))
        self._assemble()
        # The sections of each course, the first those of all lessons by their chapters.
        self._sections: dict[int, list[_Section]] = {}
        self._sections = {0: [self._section(name, _of_chapter(name)) for name in CHAPTERS]}
        self._find()
        self.search.textChanged.connect(self._find)
        self.courses.currentIndexChanged.connect(self._find)
        self.making.toggled.connect(self._make)
        self.panel.changed.connect(self._tick)
        self.panel.save_wanted.connect(self.save_wanted)

    def _assemble(self) -> None:
        look = self._appearance
        title = PlainLabel("Lessons")
        title.setProperty("role", "title")
        head = spaced(QHBoxLayout(), look, 12, (24, 16, 24, 6))
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.making)
        head.addWidget(self.courses)
        head.addWidget(self.search)
        self.search.setMinimumWidth(look.px(220))
        body = QWidget()
        body.setLayout(self._column)
        self._column.addWidget(self.nothing)
        self._column.addStretch(1)
        self._view.setWidget(body)
        column = spaced(QVBoxLayout(self), look, 0, (0, 0, 0, 0))
        column.addLayout(head)
        below = spaced(QHBoxLayout(), look, 0, (0, 0, 0, 0))
        below.addWidget(self._view, 1)
        below.addWidget(self.panel)
        column.addLayout(below, 1)

    def _section(self, name: str, lessons: list[Lesson]) -> _Section:
        cards = [Card(lesson, self._appearance) for lesson in lessons]
        for card in cards:
            card.clicked.connect(partial(self._take, card.lesson))
            card.pointed.connect(partial(self.pointed.emit, card.lesson))
            card.show_done(card.lesson.id in self._done)
        section = _Section(name, cards, self._appearance)
        self._column.insertWidget(self._column.count() - 2, section)
        self._tick(cards)
        return section

    def _find(self) -> None:
        """Show what is searched for, of all lessons or of a course."""
        at = self.courses.currentIndex()
        if at not in self._sections:
            course, lessons = self._courses[at - 1]
            self._sections[at] = [self._section(course.title, lessons)]
        wanted = self.search.text().casefold().split()
        order: list[Lesson] = []
        for number, sections in self._sections.items():
            for section in sections:
                if number == at:
                    order += section.show_found(wanted)
                else:
                    section.hide()
        if tuple(order) != self.order:
            # Else one may see nothing but the end of what was found.
            self._view.verticalScrollBar().setValue(0)
        self.order = tuple(order)
        self.nothing.setVisible(not order)

    def card(self, word: str) -> Card:
        """Return the card of a lesson that is shown."""
        sections = self._sections[self.courses.currentIndex()]
        return next(c for section in sections for c in section.cards if c.lesson.id == word)

    def show_done(self, done: tuple[str, ...]) -> None:
        """Show which were done."""
        self._done = done
        for sections in self._sections.values():
            for section in sections:
                for card in section.cards:
                    card.show_done(card.lesson.id in done)

    def show_course(self, course: Course) -> None:
        """Offer the lessons of a course's file, and show them; it is read anew.

        Raises
        ------
        LessonError
            One of its lessons is none.
        """
        lessons = lessons_of(course)
        known = [(each.id, each.folder) for each, _ in self._courses]
        key = (course.id, course.folder)
        at = known.index(key) if key in known else len(known)
        self._courses[at : at + 1] = [(course, lessons)]
        for section in self._sections.pop(at + 1, ()):
            section.hide()
            section.deleteLater()
        if at == len(known):
            self.courses.addItem(course.title)
        self.courses.setItemText(at + 1, course.title)
        self.search.clear()
        self.courses.setCurrentIndex(at + 1)
        self._find()

    def add_own(self, lesson: Lesson) -> None:
        """Have the lesson of a file among all lessons, in the place of what its file had before."""
        self._own = [*(each for each in self._own if each.path != lesson.path), lesson]
        if self._own_section is not None:
            self._sections[0].remove(self._own_section)
            self._own_section.hide()
            self._own_section.deleteLater()
        self._own_section = self._section("From files", self._own)
        self._sections[0].append(self._own_section)
        self._find()

    def _take(self, lesson: Lesson) -> None:
        if self.making.isChecked():
            self.panel.toggle(lesson)
        else:
            self.chosen.emit(lesson)

    # Making a course ----------------------------------------------------------------------

    def _make(self, making: bool) -> None:
        """Let lessons be ticked, or be opened again; what was ticked stays."""
        self.panel.setVisible(making)
        self._tick()
        if making:
            self.panel.begin()

    def end_making(self) -> None:
        """Begin with nothing the next time."""
        self.making.setChecked(False)
        self.panel.clear()

    def _tick(self, cards: Sequence[Card] | None = None) -> None:
        making, sections = self.making.isChecked(), self._sections.values()
        every = [card for group in sections for section in group for card in section.cards]
        for card in every if cards is None else cards:
            place = self.panel.place_of(card.lesson) if making else None
            card.show_tick((place or 0) if making else None)


def _of_chapter(name: str) -> list[Lesson]:
    return [lesson for lesson in shipped_lessons() if lesson.chapter == name]
