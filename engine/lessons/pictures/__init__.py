"""The kinds of picture, a module each; all else finds them in `KINDS`."""

from engine.lessons.kinds import Kinds
from engine.lessons.pictures.approximation import APPROXIMATION
from engine.lessons.pictures.chain import CHAIN
from engine.lessons.pictures.circuit import CIRCUIT
from engine.lessons.pictures.clock import CLOCK
from engine.lessons.pictures.curve import CURVE
from engine.lessons.pictures.image_grid import IMAGE_GRID
from engine.lessons.pictures.network import NETWORK
from engine.lessons.pictures.points import POINTS
from engine.lessons.pictures.quiz import QUIZ
from engine.lessons.pictures.runs import RUNS
from engine.lessons.pictures.surface import SURFACE
from engine.lessons.pictures.table import TABLE
from engine.lessons.pictures.word_vectors import WORDS

KINDS = Kinds(
    CURVE,
    CHAIN,
    SURFACE,
    POINTS,
    IMAGE_GRID,
    CIRCUIT,
    RUNS,
    NETWORK,
    WORDS,
    APPROXIMATION,
    TABLE,
    CLOCK,
    QUIZ,
)
