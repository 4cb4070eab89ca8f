"""The settings of the next run: everything but the four numbers in the bar."""

from app.training.settings.panel import SettingsPanel

__all__ = ["SettingsPanel"]
