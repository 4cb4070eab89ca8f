"""The timeline, the table of all parameters and the history of the loss."""

from app.timeline.pane import TimelinePane

__all__ = ["TimelinePane"]
