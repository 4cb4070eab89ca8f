"""Training runs: a plan goes in, records of how it goes come out."""

from engine.training.data import TrainingData, load_training_data
from engine.training.plan import TrainingPlan
from engine.training.records import Diverged, EpochMetrics, Final, Progress, Record
from engine.training.saving import load_parameters, save_parameters
from engine.training.trainer import Trainer

__all__ = [
    "Diverged",
    "EpochMetrics",
    "Final",
    "Progress",
    "Record",
    "Trainer",
    "TrainingData",
    "TrainingPlan",
    "load_parameters",
    "load_training_data",
    "save_parameters",
]
