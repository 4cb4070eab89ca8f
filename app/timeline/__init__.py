"""The timeline, the table of all parameters and the history of the loss."""

from app.timeline.loss_plot import LossPlot
from app.timeline.pane import TimelinePane
from app.timeline.table import ParameterTable

__all__ = ["LossPlot", "ParameterTable", "TimelinePane"]
