"""The look as one page of several follows it."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.theme.appearance import Appearance


class PageAppearance(Appearance):
    """Follows another look at once while its page is shown, else when it is shown next.

    A change of theme or text size lays every formula and label out anew. Only what can be seen
    does so while the person waits.

    Parameters
    ----------
    source : Appearance
        The look that is followed.
    """

    def __init__(self, source: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent=parent)
        self._source = source
        self._page: QWidget | None = None
        self.take_over(source)
        source.changed.connect(self._follow)

    def follow_for(self, page: QWidget) -> None:
        """Follow while this page is not hidden behind another."""
        self._page = page
        page.installEventFilter(self)

    def _follow(self) -> None:
        if self._page is None or not self._page.isHidden():
            self.take_over(self._source)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch up before the page is painted."""
        if event.type() is QEvent.Type.Show:
            self.take_over(self._source)
        return super().eventFilter(watched, event)
