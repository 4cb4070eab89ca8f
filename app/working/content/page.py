"""A page of the working pane: its blocks, and what can be pointed at on it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from app.working.content.blocks import (
    Chain,
    Coming,
    Equation,
    Heading,
    Offer,
    Outcome,
    Rows,
    Rule,
    Words,
)
from app.working.content.panels import Check, Ending, Entries, Prose
from engine.network.quantities import Ref

Block = (
    Heading
    | Words
    | Offer
    | Rule
    | Chain
    | Equation
    | Rows
    | Outcome
    | Check
    | Coming
    | Prose
    | Entries
    | Ending
)


@dataclass(frozen=True)
class Page:
    """Everything the pane says at one position.

    Attributes
    ----------
    blocks : tuple of Block
        From top to bottom.
    references : mapping
        Of each key, what it is about in the graph.
    jumps : mapping
        Of each key, the number whose derivation a click leads to.
    positions, samples : mapping
        Of each key, the position, or the row of the batch, that a click leads to.
    """

    blocks: tuple[Block, ...]
    references: Mapping[Hashable, tuple[Ref, ...]] = field(default_factory=dict)
    jumps: Mapping[Hashable, Ref] = field(default_factory=dict)
    positions: Mapping[Hashable, int] = field(default_factory=dict)
    samples: Mapping[Hashable, int] = field(default_factory=dict)

    def plain(self) -> str:
        """Return the page as text."""
        return "\n".join(text for text in (block.plain() for block in self.blocks) if text)

    def latex(self) -> str:
        """Return the page's formulas as LaTeX, a line each."""
        return " \\\\\n".join(text for text in (block.latex() for block in self.blocks) if text)
