"""Where a run stands, as bytes: all that its further numbers follow from."""

import struct

import numpy as np
from numpy.typing import NDArray

from engine.random_streams import STATE, packed_state, put_back
from engine.training.trainer import Trainer

_PLACE = struct.Struct("<qq")


def pack(trainer: Trainer) -> bytes:
    """Return where a run stands that is prepared: values, moments, order of rows, random streams.

    Of an epoch under way what its batches came to so far is left out.
    """
    course = trainer.course
    place = _PLACE.pack(course.epochs_done, course.batch)
    streams = packed_state(course.shuffler) + packed_state(course.draws)
    return place + streams + b"".join(part.tobytes() for part in _parts(trainer))


def unpack(trainer: Trainer, packed: bytes) -> None:
    """Put a run of the same network, rows and optimiser where `pack` found it."""
    course = trainer.course
    course.epochs_done, course.batch = _PLACE.unpack_from(packed)
    start = _PLACE.size
    for generator in (course.shuffler, course.draws):
        put_back(generator, packed[start : start + STATE.size])
        start += STATE.size
    for part in _parts(trainer):
        part[...] = np.frombuffer(packed, part.dtype, part.size, start)
        start += part.nbytes


def _parts(trainer: Trainer) -> tuple[NDArray[np.generic], ...]:
    return trainer.parameters.flat, *trainer.learner.moments.values(), trainer.course.order
