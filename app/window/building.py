"""New network and Edit network: the dialog of templates and the panel, made when asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.theme import Appearance
from app.widgets.plain import without_mnemonics
from app.window.documents import Documents
from app.window.notice import NoticeStrip
from app.window.step_page import StepPage
from engine.errors import UserError
from engine.network.scenario import Scenario

if TYPE_CHECKING:
    from app.builder import BuildPanel
    from app.models import Stepper
    from app.models.builder import BuilderModel


class Building:
    """Opens what a network is made and changed with.

    Parameters
    ----------
    stepper : Stepper
        The models.
    documents : Documents
        Opens and saves what is made.
    page : StepPage
        Has the place beside the graph.
    appearance : Appearance
        The look of dialogs.
    notice : NoticeStrip
        Says what is refused.

    Attributes
    ----------
    show_stepper : callable
        Goes to the stepper, where another mode is shown.
    activations : QMenu
        Offers activations for the layer that is worked on.
    """

    def __init__(
        self,
        stepper: Stepper,
        documents: Documents,
        page: StepPage,
        appearance: Appearance,
        notice: NoticeStrip,
    ) -> None:
        self._notice, self._layer = notice, 1
        self._stepper, self._documents = stepper, documents
        self._page, self._appearance = page, appearance
        self.show_stepper: Callable[[], None] = lambda: None
        self.switch: QAction | None = None
        self.panel: BuildPanel | None = None
        self.activations = QMenu("A&ctivation", page)
        self.activations.aboutToShow.connect(self._offer_activations)
        headings = page.graph.headings
        headings.units_wanted.connect(self._change_units)
        headings.activation_wanted.connect(
            lambda layer, name: self._try(lambda model: model.set_activation(layer, name))
        )
        headings.layer_wanted.connect(lambda k: self._try(lambda model: model.add_layer(k)))

    def choose_template(self) -> None:
        """Offer networks to begin with."""
        from app.builder import TemplateDialog
        from app.graph.thumbnail import paint_network
        from engine.design.templates import TEMPLATES, copy_of

        offers = [(each.name, each.sentence, each.scenario()) for each in TEMPLATES]
        here = self._stepper.document.place.shown
        offers.append(("A copy of this one", here.title, copy_of(here)))
        dialog = TemplateDialog(offers, paint_network, self._appearance, self._page.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._open)
        dialog.open()

    def _open(self, scenario: Scenario) -> None:
        if self._documents.open_made(scenario):
            self.set_open(True)

    @property
    def is_open(self) -> bool:
        """Whether the panel is there."""
        return self.panel is not None and self._page.side.currentWidget() is self.panel

    def toggle(self) -> None:
        """Show or hide the panel."""
        self.set_open(not (self.is_open and self._page.isVisible()))

    def set_open(self, shown: bool) -> None:
        """Show the panel beside the graph, or the derivation again."""
        if shown:
            self.show_stepper()
            panel = self._made()
            self._page.show_beside(panel)
            panel.take_focus()
        elif self.is_open:
            self._page.show_beside(None)
            self._page.graph.setFocus(Qt.FocusReason.OtherFocusReason)
        self._page.graph.headings.set_always(shown)
        if self.switch is not None:
            self.switch.setChecked(shown)

    def paste(self) -> None:
        """Take rows that were copied, with the panel there to see them."""
        self.set_open(True)
        self._made().paste()

    def actions(self) -> dict[str, Callable[[], None]]:
        """Return what actions on the layer that is worked on do, by their names."""
        doing = (self.add_unit, self.remove_unit, self.add_layer, self.remove_layer)
        return {each.__name__: each for each in doing}

    # The layer that is worked on ----------------------------------------------------------

    def add_unit(self) -> None:
        """Add a unit to the layer of the present step, or that was changed last."""
        self._change(lambda model, layer, _: model.add_unit(layer))

    def remove_unit(self) -> None:
        """Take away the unit of the present step, or the last of the layer changed last."""
        self._change(lambda model, layer, unit: model.remove_unit(layer, unit))

    def add_layer(self) -> None:
        """Add a hidden layer behind this one, before the outputs at the latest."""
        depth = self._stepper.session.scenario.depth
        self._change(lambda model, layer, _: model.add_layer(min(layer + 1, depth)))

    def remove_layer(self) -> None:
        """Take this layer away."""
        self._change(lambda model, layer, _: model.remove_layer(layer))

    def _offer_activations(self) -> None:
        """Fill the menu for the layer that is worked on."""
        from engine.design.choices import activations_of

        scenario, (layer, _) = self._stepper.session.scenario, self._place()
        self.activations.clear()
        for key, name in activations_of(scenario, layer):
            action = self.activations.addAction(without_mnemonics(name))
            action.setCheckable(True)
            action.setChecked(scenario.layers[layer - 1].activation == key)
            action.triggered.connect(
                lambda _=False, key=key: self._change(
                    lambda model, layer, _: model.set_activation(layer, key)
                )
            )

    def _place(self) -> tuple[int, int | None]:
        """Return the layer that is worked on, and the unit of the present step in it."""
        step, depth = self._stepper.playback.step, self._stepper.session.scenario.depth
        if step is not None and step.target.layer > 0:
            return step.target.layer, step.target.unit
        return min(self._layer, depth), None

    def _change(self, change: Callable[[BuilderModel, int, int | None], None]) -> None:
        layer, unit = self._place()
        self._layer = layer
        self._try(lambda model: change(model, layer, unit))

    def _change_units(self, layer: int, by: int) -> None:
        self._try(lambda model: model.add_unit(layer) if by > 0 else model.remove_unit(layer))

    def _try(self, change: Callable[[BuilderModel], None]) -> None:
        try:
            change(self.model)
        except UserError as error:
            self._notice.say_error(str(error))

    @cached_property
    def model(self) -> BuilderModel:
        """Changes what is open."""
        from app.models.builder import BuilderModel

        return BuilderModel(self._stepper.session)

    def _made(self) -> BuildPanel:
        if self.panel is None:
            from app.builder import BuildPanel

            self.panel = BuildPanel(self.model, self._page.look)
            self.panel.closed.connect(lambda: self.set_open(False))
            self.panel.save_wanted.connect(lambda: self._documents.save(elsewhere=True))
        return self.panel
