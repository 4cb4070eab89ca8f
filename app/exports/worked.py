"""What of an iteration is exported, as the pages that the window shows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from app.exports.choice import Extent
from app.own_units import own_number
from app.working.content.page import Page
from app.working.content.panels import Entries
from app.working.content.start import start_page
from app.working.content.steps import step_page
from engine.data.selection import Rows
from engine.errors import UserError
from engine.iteration.steps import Step
from engine.iteration.trace import Trace
from symbolic.check.three_ways import three_ways
from symbolic.derive.steps import derive

MOST_STEPS = 500
"""So many steps a file holds: more is no example that anybody works through."""


@dataclass(frozen=True)
class Worked:
    """An iteration and the steps of it that are exported.

    Attributes
    ----------
    trace : Trace
        The iteration.
    rows : Rows
        What it is computed over.
    sample : int
        The row of the batch whose numbers are shown, from 0.
    steps : tuple of Step
        In order.
    begins : bool
        Whether the page before the first step comes first.
    """

    trace: Trace
    rows: Rows
    sample: int
    steps: tuple[Step, ...]
    begins: bool

    def pages(self) -> Iterator[tuple[int, Page]]:
        """Yield each step's number and page."""
        if self.begins:
            yield 0, _without_keys(start_page(self.trace))
        own = partial(own_number, self.rows, sample=self.sample)
        for step in self.steps:
            target = step.target
            ways = None if target.parameter is None else three_ways(self.trace, target.gradient)
            derivation = derive(self.trace, step.number, self.sample)
            page = step_page(self.trace, step, derivation, ways, self.sample, own=own)
            yield step.number, page


def _without_keys(page: Page) -> Page:
    """Return a page without the keys to press, which are of no use on paper."""
    blocks = (b for b in page.blocks if not (isinstance(b, Entries) and b.style == "keys"))
    return replace(page, blocks=tuple(blocks))


def work_out(trace: Trace, rows: Rows, extent: Extent, sample: int = 0) -> Worked:
    """Choose the steps that an export shows.

    Raises
    ------
    UserError
        There is no such step or parameter, or there are more steps than a file holds.
    """
    steps = trace.steps
    if extent.step is not None:
        if not 0 <= extent.step <= len(steps):
            raise UserError(f"step {extent.step:,}; expected 0 to {len(steps):,}")
        chosen = (steps[extent.step - 1],) if extent.step else ()
        return Worked(trace, rows, sample, chosen, begins=not chosen)
    if extent.parameter:
        refs = trace.layout.refs()
        named = next((ref for ref in refs if trace.layout.name(ref) == extent.parameter), None)
        if named is None:
            raise UserError(
                f"no parameter is called '{extent.parameter}'; expected one such as "
                f"'{trace.layout.name(next(iter(trace.layout.refs())))}'"
            )
        about = tuple(step for step in steps if step.target.parameter == named)
        return Worked(trace, rows, sample, about, begins=False)
    if len(steps) > MOST_STEPS:
        raise UserError(
            f"{len(steps):,} steps are more than the {MOST_STEPS:,} that a file holds; "
            "expected one step (--step N) or one parameter (--parameter NAME)"
        )
    return Worked(trace, rows, sample, tuple(steps), begins=True)
