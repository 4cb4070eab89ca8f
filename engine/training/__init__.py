"""Training runs: a plan goes in, records of how it goes come out."""

from engine.training.checkpoints import Checkpoint, resume
from engine.training.data import TrainingData, load_training_data
from engine.training.folds import FoldDone, Summary, cross_validation
from engine.training.plan import TrainingPlan
from engine.training.records import Diverged, EpochMetrics, Final, Preparing, Progress, Record
from engine.training.saving import load_parameters, save_parameters
from engine.training.trainer import Trainer

__all__ = [
    "Checkpoint",
    "Diverged",
    "EpochMetrics",
    "Final",
    "FoldDone",
    "Preparing",
    "Progress",
    "Record",
    "Summary",
    "Trainer",
    "TrainingData",
    "TrainingPlan",
    "cross_validation",
    "load_parameters",
    "load_training_data",
    "resume",
    "save_parameters",
]
