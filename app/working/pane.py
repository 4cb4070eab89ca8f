"""The working pane: question, formulas, numbers, check, and what comes of the present step."""

from collections.abc import Hashable, Iterator
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.formula import is_ready, readiness
from app.models import Stepper
from app.own_units import own_number
from app.text.prose import Link
from app.theme import Appearance
from app.widgets.copying import copy_menu
from app.widgets.links import open_link
from app.working.closed_form import ClosedForm
from app.working.content import WHY, Page, start_page, step_page, waiting_page
from app.working.content.blocks import Heading
from app.working.content.descriptions import whole_names
from app.working.layout import Column, Look, Looks, PageDrawing, Pages
from app.working.prefetch import IdlePrefetcher
from app.working.sheet import Sheet
from engine.iteration.trace import Trace
from engine.network.quantities import Ref

MARGIN = 22.0
"""The space left and right of the text, at 100 %."""

MOST_PREPARED = 300
"""Of how many pages it is remembered that they have been laid out ahead of time."""

SMALL = 30
"""Up to so many parameters a gradient can be written out in full."""


class WorkingPane(QWidget):
    """What is computed at the present step, derived and worked out in numbers.

    Attributes
    ----------
    sheet : Sheet
        What draws and scrolls.
    closed_form : ClosedForm
        The gradient in full, under the page.
    prefetcher : IdlePrefetcher
        Lays the pages of other steps out ahead of time.
    """

    def __init__(self, stepper: Stepper, appearance: Appearance) -> None:
        super().__init__()
        self._session, self._playback = stepper.session, stepper.playback
        self._selection, self._working = stepper.selection, stepper.working
        self._appearance = appearance
        self._looks = Looks(appearance, 1.0, 1.0)
        self._looks_for = (1.0, 1.0)
        self._pages = Pages()
        self._prepared: set[tuple[int, int]] = set()
        self._prepared_for: tuple[Trace, QSize] | None = None
        self._page = Page(())
        self._shown: tuple[str, int, int] | None = None
        self._own: Hashable | None = None
        self._unfolded = False
        self.sheet = Sheet(self)
        self.closed_form = ClosedForm(appearance)
        self.closed_form.hide()
        self.sheet.set_footer(self.closed_form)
        self.prefetcher = IdlePrefetcher(self._prepare, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sheet)
        self._connect()
        self._show()

    def _connect(self) -> None:
        self._working.changed.connect(self._show)
        self._selection.hovered_changed.connect(self._follow_hover)
        self._appearance.changed.connect(self._renew)
        self.sheet.tip_of = self._whole_names
        self.sheet.key_entered.connect(self._enter)
        self.sheet.key_left.connect(self._leave)
        self.sheet.key_clicked.connect(self._click)
        self.sheet.resized.connect(self._lay_out)
        self.closed_form.toggled.connect(self._toggle_closed_form)
        if not is_ready():
            readiness.formula_ready.connect(self._renew)

    # What it says -------------------------------------------------------------------------

    def plain_text(self) -> str:
        """Return the derivation as text."""
        return self._page.plain()

    def latex(self) -> str:
        """Return the derivation's formulas as LaTeX."""
        return self._page.latex()

    def question_text(self) -> str:
        """Return the question on screen."""
        return next((b.question for b in self._page.blocks if isinstance(b, Heading)), "")

    def scroll_page(self, by: int) -> bool:
        """Scroll by a page down (1) or up (-1); whether there was anything to scroll to."""
        return self.sheet.turn(by)

    def unfold(self) -> None:
        """Show all that SymPy does for the rules that steps begin with, or the rules alone."""
        self._unfolded = not self._unfolded
        self._prepared.clear()
        self._show()

    # Following the models -----------------------------------------------------------------

    def _renew(self) -> None:
        self._looks_for = (0.0, 0.0)
        self._pages.forget()
        self._prepared.clear()
        self._show()

    def _show(self) -> None:
        """Show the page of the present position."""
        self._page = self._page_of(self._playback.position)
        place = self._place()
        moved = place != self._shown
        if moved and self.closed_form.is_open:
            self.closed_form.button.setChecked(False)
        self._shown = place
        self._lay_out(to_top=moved)
        self._follow_hover()
        self.setAccessibleName(self.question_text())
        self.setAccessibleDescription(self.plain_text())
        if self._session.is_open and self._working.enabled:
            self.prefetcher.begin(self._playback.position, self._playback.length)

    def _place(self) -> tuple[str, int, int]:
        """Say which page it is: the same one with other numbers keeps its scroll position."""
        session = self._session
        if not session.is_open:
            return "", 0, 0
        return session.scenario.id, session.iteration, self._playback.position

    def _page_of(self, position: int) -> Page:
        if not self._session.is_open:
            return Page(())
        trace, sample = self._session.trace, self._session.sample
        if position == 0:
            return start_page(trace)
        step = trace.steps[position - 1]
        derivation = self._working.derivation_of(position)
        if derivation is None:
            return waiting_page(trace, step, sample)
        ways, rows = self._working.three_ways_of(position), self._session.rows
        own = partial(own_number, rows, sample=sample)
        return step_page(trace, step, derivation, ways, sample, own=own, unfolded=self._unfolded)

    def _prepare(self, number: int) -> Iterator[None]:
        if not self._session.is_open or not self._working.enabled:
            return
        wanted = self._session.trace, self.sheet.size()
        if self._prepared_for != wanted or len(self._prepared) >= MOST_PREPARED:
            self._prepared_for = wanted
            self._prepared.clear()
        place = number, self._session.sample
        if place in self._prepared:
            return
        page, column = self._page_of(number), self._column_of(number)
        yield
        yield from self._pages.lay_out_piecewise(page, self._looks, column)
        self._prepared.add(place)

    # Layout -------------------------------------------------------------------------------

    @property
    def _margin(self) -> int:
        return round(Look(self._appearance).gap(MARGIN))

    def _column_of(self, position: int) -> Column:
        """Return where a page goes: the scroll bar stands in the margin, the closed form below."""
        view = self.sheet.height()
        offered = self._offers_closed_form(position)
        room = view - (self.closed_form.closed_height if offered else 0)
        width = max(120.0, self.sheet.width() - 2.0 * self._margin)
        return Column(self._margin, width, room, view)

    def _lay_out(self, *, to_top: bool = False) -> None:
        column = self._column_of(self._playback.position)
        size = (column.width, column.view)
        if size != self._looks_for:
            self._looks, self._looks_for = Looks(self._appearance, *size), size
        self._fit_closed_form(round(column.width))
        drawing: PageDrawing = self._pages.lay_out(self._page, self._looks, column)
        clickable: set[Hashable] = {WHY, *self._page.positions, *self._page.samples}
        clickable.update(filter(self._leads, self._page.jumps))
        clickable.update(key for key in drawing.all_keys() if isinstance(key, Link))
        self.sheet.footer_left = self._margin - self.closed_form.hang
        self.sheet.show_page(drawing, self._looks.even.theme, clickable, to_top=to_top)

    # The closed form ----------------------------------------------------------------------

    def _offers_closed_form(self, position: int) -> bool:
        if not (position and self._session.is_open and self._working.enabled):
            return False
        trace = self._session.trace
        small = trace.layout.size <= SMALL and trace.samples == 1
        drawn = any(layer.batch_norm or layer.dropout for layer in trace.scenario.layers)
        return small and not drawn and self._working.gradient_of(position) is not None

    def _fit_closed_form(self, width: int) -> None:
        wanted = self._offers_closed_form(self._playback.position)
        self.closed_form.setVisible(wanted)
        if wanted:
            self.closed_form.fit(width)

    def _toggle_closed_form(self) -> None:
        if self.closed_form.is_open:
            derivation = self._working.derivation
            if derivation is not None:
                self.closed_form.show_formula(derivation.target, self._working.closed_form())
        self._lay_out()
        if self.closed_form.is_open:
            self.sheet.show_footer()

    # Pointing -----------------------------------------------------------------------------

    def _leads(self, key: Hashable) -> bool:
        ref = self._page.jumps.get(key)
        return ref is not None and self._session.trace.steps.number_of(ref) is not None

    def _whole_names(self, key: Hashable) -> str:
        """Return the names of a part in full, a line each, where they are cut in it."""
        return whole_names(self._session.trace, self._refs_of(key))

    def _refs_of(self, key: Hashable) -> tuple[Ref, ...]:
        """Return what a part is about; a symbol is about its own number."""
        return (key,) if isinstance(key, Ref) else self._page.references.get(key, ())

    def _enter(self, key: Hashable) -> None:
        self._own = key
        self._selection.hover(*self._refs_of(key))
        self._follow_hover()

    def _leave(self, key: Hashable) -> None:
        if self._own == key:
            self._own = None
            self._selection.hover()
            self._follow_hover()

    def _click(self, key: Hashable) -> None:
        if isinstance(key, Link):
            open_link(key.address, self)
        elif key == WHY:
            self.unfold()
        elif key in self._page.positions:
            self._playback.pause()
            self._playback.go_to(self._page.positions[key])
        elif key in self._page.samples:
            self._session.set_sample(self._page.samples[key])
        elif key in self._page.jumps:
            self._playback.go_to_ref(self._page.jumps[key])

    def _follow_hover(self) -> None:
        """Light what the pointer rests on here, or what refers to what it rests on elsewhere."""
        if self._own is not None:
            self.sheet.light(frozenset({self._own}))
            return
        hovered = {*self._selection.hovered}
        hovered |= {ref.parameter for ref in self._selection.hovered if ref.parameter is not None}
        lit = {key for key, refs in self._page.references.items() if _meet(refs, hovered)}
        self.sheet.light(frozenset(lit))

    # Copying ------------------------------------------------------------------------------

    def context_menu(self) -> QMenu:
        """Return the menu that offers to copy the derivation."""
        return copy_menu(self, self.plain_text(), self.latex())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu."""
        self.context_menu().popup(event.globalPos())


def _meet(refs: tuple[Ref, ...], hovered: set[Ref]) -> bool:
    return any(ref in hovered for ref in refs)
