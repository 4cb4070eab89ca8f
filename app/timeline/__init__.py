"""The timeline, the table of all parameters and the history of the loss.

Table and plot are read when they are first asked for: a window opens without them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from app.timeline.controls import STRIDES
from app.timeline.pane import TimelinePane

if TYPE_CHECKING:
    from app.timeline.loss_plot import LossPlot
    from app.timeline.table import ParameterTable

__all__ = ["STRIDES", "LossPlot", "ParameterTable", "TimelinePane"]

_LATER = {"LossPlot": "app.timeline.loss_plot", "ParameterTable": "app.timeline.table"}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
