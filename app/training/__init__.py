"""Train: live curves of a run, and what the network makes of its rows."""

from app.training.pane import TrainingPane

__all__ = ["TrainingPane"]
