"""Update rules, one a file."""

from engine.optimisers.adam import Adam
from engine.optimisers.base import Moments, Optimiser
from engine.optimisers.momentum import Momentum
from engine.optimisers.registry import optimiser_of
from engine.optimisers.rmsprop import RMSprop
from engine.optimisers.sgd import SGD

__all__ = ["SGD", "Adam", "Moments", "Momentum", "Optimiser", "RMSprop", "optimiser_of"]
