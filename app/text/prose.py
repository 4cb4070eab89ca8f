"""Lay a stranger's text out in paragraphs; nothing in it is loaded, whatever it names."""

from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF, QUrl
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from app.text.markdown import Paragraph, Run, parse
from engine.text import breakable

_GREATER = {1: 1.25, 2: 1.12}
"""How much larger than the text its headings are, by their level."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a text leads to; the key of what can be clicked."""

    address: str


class StrangersText(QTextDocument):
    """A document that opens no file and no address, and breaks words wherever it must.

    Parameters
    ----------
    markdown : str
        The text; see `app.text.markdown` for what of it is understood.
    font : QFont
        The ordinary font.
    width : float
        The width to lay it out in, in pixels.
    pages : collection of str
        Addresses beside https ones that links may lead to.
    """

    def __init__(
        self, markdown: str, font: QFont, width: float, pages: Collection[str] = ()
    ) -> None:
        super().__init__()
        self._links: list[tuple[int, int, Link]] = []
        self._formats: dict[tuple[object, ...], QTextCharFormat] = {}
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setDefaultFont(font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setDefaultTextOption(option)
        self.setTextWidth(width)
        cursor = QTextCursor(self)
        cursor.beginEditBlock()
        for at, paragraph in enumerate(parse(markdown, pages)):
            self._write(cursor, paragraph, first=at == 0)
        cursor.endEditBlock()

    def loadResource(self, kind: int, name: QUrl | str) -> QObject | None:
        """Load nothing."""
        del kind, name
        return None

    def links(self) -> Iterator[tuple[Hashable, QRectF]]:
        """Yield every link with the areas that it covers, one for each line."""
        layout = self.documentLayout()
        for start, end, link in self._links:
            block = self.findBlock(start)
            origin = layout.blockBoundingRect(block).topLeft()
            begin, stop = start - block.position(), end - block.position()
            lines = block.layout()
            for number in range(lines.lineForTextPosition(begin).lineNumber(), lines.lineCount()):
                line = lines.lineAt(number)
                first = max(begin, line.textStart())
                last = min(stop, line.textStart() + line.textLength())
                if first >= last:
                    break
                left, right = _x(line.cursorToX(first)), _x(line.cursorToX(last))
                area = QRectF(left, line.y(), right - left, line.height()).normalized()
                yield link, area.translated(origin)

    def _write(self, cursor: QTextCursor, paragraph: Paragraph, *, first: bool) -> None:
        em = self.defaultFont().pixelSize()
        shape = QTextBlockFormat()
        if not first:
            shape.setTopMargin(em * (0.2 if paragraph.kind in ("item", "code") else 0.7))
        if paragraph.kind == "heading":
            shape.setHeadingLevel(paragraph.level)
        if paragraph.kind == "item":
            hang = QFontMetricsF(self.defaultFont()).horizontalAdvance(f"{paragraph.marker} ")
            shape.setLeftMargin(em * 1.4 * paragraph.level + hang)
            shape.setTextIndent(-hang)
        if first:
            cursor.setBlockFormat(shape)
        else:
            cursor.insertBlock(shape)
        if paragraph.marker:
            cursor.insertText(f"{paragraph.marker} ", self._format(Run(""), paragraph))
        for run in paragraph.runs:
            start = cursor.position()
            cursor.insertText(breakable(run.text), self._format(run, paragraph))
            if run.link:
                self._links.append((start, cursor.position(), Link(run.link)))

    def _format(self, run: Run, paragraph: Paragraph) -> QTextCharFormat:
        heading = paragraph.level if paragraph.kind == "heading" else 0
        key = (run.bold, run.italic, run.code, run.link, heading)
        if key not in self._formats:
            font = QFont(self.defaultFont())
            if run.code:
                fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
                font.setFamilies(fixed.families())
            if heading:
                font.setPixelSize(round(font.pixelSize() * _GREATER.get(heading, 1.0)))
            if run.bold or heading:
                font.setWeight(QFont.Weight.Bold)
            font.setItalic(run.italic)
            font.setUnderline(bool(run.link))
            look = QTextCharFormat()
            look.setFont(font)
            if run.link:
                look.setAnchor(True)
                look.setAnchorHref(run.link)
            self._formats[key] = look
        return self._formats[key]


def _x(place: object) -> float:
    """Return a place in a line, of which Qt returns also the letter that it belongs to."""
    return float(place[0] if isinstance(place, tuple) else place)  # type: ignore[arg-type]


def widest_part(html: str, font: QFont) -> float:
    """Return the width of the widest part of our own HTML that labels do not break."""
    document = StrangersText("", font, 1.0)
    # As labels do: else lines end inside words, too.
    option = document.defaultTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    document.setDefaultTextOption(option)
    document.setHtml(html)
    return document.idealWidth()
