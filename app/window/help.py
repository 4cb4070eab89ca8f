"""Help: the list of keys and the manual, with a search over all of it."""

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QStackedWidget,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.manual import Page, Place, find, manual
from app.text.prose import StrangersText
from app.theme import Appearance
from app.widgets.links import open_link
from app.widgets.plain import PlainLabel
from app.window.help_texts import KEYS, keys_page, keys_text

SHARE = 0.9
"""The most of the screen that the dialog takes."""

MOST_PLACES = 100
"""So many places are listed; whoever finds more adds a word."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PAGING = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class HelpDialog(QDialog):
    """Shows a page beside the list of pages, or the places where words were found.

    Attributes
    ----------
    search : QLineEdit
        The words to look for.
    pages : QListWidget
        The titles of all pages.
    text : QTextBrowser
        The page that is shown.
    places : QListWidget
        What was found; it takes the page's place until one is chosen.
    """

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and help")
        self._appearance = appearance
        self._documents: dict[str, QTextDocument] = {}
        self._pages = (keys_page(self._document(KEYS)), *manual())
        self._found: list[Place] = []
        self._shown = KEYS
        self._make()
        self._arrange(parent)
        appearance.changed.connect(self._draw_anew)
        self.show_page(KEYS)
        self.search.setFocus()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return next(page for page in self._pages if page.name == self._shown)

    def show_page(self, name: str) -> None:
        """Show a page from its top.

        Parameters
        ----------
        name : str
            Its name, as links have it.
        """
        self._shown = name
        self.text.setDocument(self._document(name))
        self.text.setExtraSelections([])
        self.text.verticalScrollBar().setValue(0)
        self.text.setAccessibleName(self.page.title)
        self.stack.setCurrentWidget(self.text)
        self.pages.blockSignals(True)
        self.pages.setCurrentRow(self._pages.index(self.page))
        self.pages.blockSignals(False)

    def show_place(self, place: Place) -> None:
        """Show the page of a place that was found, scrolled to it, its words marked."""
        self.show_page(place.page.name)
        block = self.text.document().findBlockByNumber(place.line)
        self.text.setTextCursor(QTextCursor(block))
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.value() + self.text.cursorRect().top() - self._appearance.px(24))
        self._mark(block.position(), block.text())
        self.text.setFocus()

    def _make(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search all pages")
        self.search.setAccessibleName("Search all pages")
        self.search.textChanged.connect(self._find)
        self.count = PlainLabel()
        self.count.setProperty("role", "caption")
        self.count.hide()
        self.pages = QListWidget()
        self.pages.setObjectName("help-pages")
        self.pages.setAccessibleName("Pages")
        self.pages.ensurePolished()  # rows are measured when the first one is chosen
        self.pages.addItems([page.title for page in self._pages])
        self.pages.currentRowChanged.connect(self._turn_to)
        self.pages.itemClicked.connect(lambda: self._turn_to(self.pages.currentRow()))
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.places = QListWidget()
        self.places.setAccessibleName("Places found")
        self.places.itemClicked.connect(self._choose)
        for listing in (self.pages, self.places):
            # What is too long ends in dots.
            listing.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for widget in (self.search, self.pages, self.places):
            widget.installEventFilter(self)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._to_search)

    def _arrange(self, parent: QWidget) -> None:
        px = self._appearance.px
        self.stack = QStackedWidget()
        self.stack.addWidget(self.text)
        self.stack.addWidget(self.places)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        # Else Enter in the field and in the lists would close the dialog.
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        top, middle, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self.search, 1)
        top.addWidget(self.count)
        middle.addWidget(self.pages, 1)
        middle.addWidget(self.stack, 2)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addWidget(buttons)
        # In large text it would be taller than the screen; the frame needs room as well.
        room = parent.screen().availableSize()
        width, height = round(room.width() * SHARE), round(room.height() * SHARE)
        self.setMaximumSize(width, height)
        self.resize(min(px(960), width), min(px(680), height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the field to the lists, open what Enter is pressed on, scroll from anywhere."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key, searching = event.key(), self.stack.currentWidget() is self.places
        if key in _ENTER:
            if watched is self.pages:
                self.text.setFocus()
            elif self._found:
                self._choose()
        elif key in _PAGING and not searching:
            self.text.keyPressEvent(event)
        elif key == Qt.Key.Key_Down and watched is self.search:
            self._show_places()
            (self.places if self._found else self.pages).setFocus()
        else:
            return super().eventFilter(watched, event)
        return True

    def _find(self, text: str) -> None:
        """List where the words stand; without any, show the page again."""
        self._found = find(text, self._pages)
        shown = self._found[:MOST_PLACES]
        self.places.clear()
        self.places.addItems([_two_lines(place) for place in shown])
        self.places.setCurrentRow(0)
        self.count.setText(_count(len(shown), len(self._found)) if text.strip() else "")
        self.count.setVisible(bool(self.count.text()))
        self.search.setAccessibleDescription(self.count.text())
        self.stack.setCurrentWidget(self.places if text.strip() else self.text)

    def _show_places(self) -> None:
        if self._found:
            self.stack.setCurrentWidget(self.places)

    def _to_search(self) -> None:
        """Go back to the field, and to what was found."""
        self._show_places()
        self.search.setFocus()
        self.search.selectAll()

    def _choose(self) -> None:
        self.show_place(self._found[max(0, self.places.currentRow())])

    def _turn_to(self, row: int) -> None:
        if row >= 0:
            self.show_page(self._pages[row].name)

    def _follow(self, url: QUrl) -> None:
        """Go where a link leads: to another page, or out of the program if the person agrees."""
        address = url.toString()
        if any(page.name == address for page in self._pages):
            self.show_page(address)
        else:
            open_link(address, self)

    def _mark(self, start: int, text: str) -> None:
        """Mark the words that are looked for in a line that begins at a place of the page."""
        folded, marks = text.lower(), []
        for word in self.search.text().lower().split():
            at = folded.find(word)
            while at >= 0:
                mark = QTextEdit.ExtraSelection()
                cursor = QTextCursor(self.text.document())
                cursor.setPosition(start + at)
                cursor.setPosition(start + at + len(word), QTextCursor.MoveMode.KeepAnchor)
                mark.cursor = cursor
                mark.format.setBackground(QColor(self._appearance.theme.selection))
                marks.append(mark)
                at = folded.find(word, at + len(word))
        self.text.setExtraSelections(marks)

    def _document(self, name: str) -> QTextDocument:
        """Return a page as it is drawn, made when it is first shown."""
        if name not in self._documents:
            if name == KEYS:
                document = keys_text(self._appearance, self.devicePixelRatioF())
            else:
                pages = {page.name: page.markdown for page in manual()}
                font = self._appearance.font(15)
                document = StrangersText(pages[name], font, self._appearance.px(600), pages)
            document.setDocumentMargin(self._appearance.px(10))
            document.setParent(self)
            self._documents[name] = document
        return self._documents[name]

    def _draw_anew(self) -> None:
        """Draw the pages anew in another look."""
        old, self._documents = self._documents, {}
        shown = self.stack.currentIndex()
        self.show_page(self._shown)
        # What was found stays in view.
        self.stack.setCurrentIndex(shown)
        for document in old.values():
            document.deleteLater()


def _two_lines(place: Place) -> str:
    title, heading = place.page.title, place.heading
    where = title if heading == title else f"{title} › {heading}"
    return f"{where}\n{place.excerpt}"


def _count(shown: int, found: int) -> str:
    if not found:
        return "nothing found"
    if shown < found:
        return f"{shown} of {found:,} places"
    return "1 place" if found == 1 else f"{found} places"
