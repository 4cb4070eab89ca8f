"""Open an address that a stranger's text names: only over https, and only when asked to."""

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from app.widgets.boxes import plain_box


def checked_address(address: str) -> QUrl | None:
    """Return the https address that a text names; None for any other, which is not opened."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme() != "https" or not url.host() or url.userInfo():
        return None
    return url


def open_link(
    address: str,
    parent: QWidget,
    ask: Callable[[str, QWidget], bool] | None = None,
    show: Callable[[QUrl], object] = QDesktopServices.openUrl,
) -> bool:
    """Open an address in the browser if it is an https one and the person agrees.

    Parameters
    ----------
    address : str
        What the text names.
    parent : QWidget
        What the question belongs to.
    ask, show : callable, optional
        Ask whether to open what, and open it; replaceable, so that a test can answer.

    Returns
    -------
    bool
        Whether it was opened.
    """
    url = checked_address(address)
    if url is None:
        return False
    # Encoded, so that letters which look like others give themselves away.
    whole = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
    if not (ask or _ask)(whole, parent):
        return False
    show(url)
    return True


def _ask(address: str, parent: QWidget) -> bool:
    box = plain_box(parent, address, "Open this address in the web browser?")
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Open | buttons.Cancel)
    box.setDefaultButton(buttons.Cancel)
    return QMessageBox.StandardButton(box.exec()) is buttons.Open
