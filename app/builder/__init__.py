"""Make a network in the window: the templates to begin with, and the panel that changes one."""

from app.builder.panel import BuildPanel
from app.builder.templates import TemplateDialog

__all__ = ["BuildPanel", "TemplateDialog"]
