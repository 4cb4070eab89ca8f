"""The two switches of the drawer under the graph: the table of parameters, and the loss."""

from PySide6.QtCore import QObject

from app.window.actions import Actions
from app.window.step_page import StepPage


class DrawerSwitch(QObject):
    """Opens and closes the drawer, and keeps its actions checked as it is."""

    def __init__(self, page: StepPage, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._actions = page, actions
        page.timeline.parameters_requested.connect(self.toggle_parameters)
        page.timeline.loss_requested.connect(self.toggle_losses)
        page.drawer.close_button.clicked.connect(self.close)

    def toggle_parameters(self) -> None:
        """Show the table of all parameters, or hide it."""
        self._page.toggle_parameters()
        self.sync()

    def toggle_losses(self) -> None:
        """Show the loss over the iterations, or hide it."""
        self._page.toggle_losses()
        self.sync()

    def close(self) -> None:
        """Hide whatever is shown; the keys act on the graph again."""
        self._page.close_drawer()
        self.sync()
        self._page.graph.setFocus()

    def sync(self) -> None:
        """Check the actions of what is shown."""
        page = self._page
        self._actions["parameters"].setChecked(page.drawer.holds(page.table))
        self._actions["losses"].setChecked(page.drawer.holds(page.losses))
