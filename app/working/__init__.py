"""The working pane: the derivation of the present step, on the right of the window."""

from app.working.pane import WorkingPane
from app.working.prefetch import IdlePrefetcher

__all__ = ["IdlePrefetcher", "WorkingPane"]
