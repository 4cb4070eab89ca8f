"""The graph pane: the network drawn, its present numbers, and what the step lights."""

from app.graph.pane import GraphPane

__all__ = ["GraphPane"]
