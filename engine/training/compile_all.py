"""Compiling all kernels before anybody waits for them: ``python -m engine.training.compile_all``.

The process has a low priority, says nothing but what goes to the log, and ends with the one that
started it.
"""

import os
import sys
import threading
from typing import Any

import numpy as np

from engine.files.log import log_fault
from engine.network.scenario import Augmentation
from engine.scenario import find_scenario
from engine.training.data import RowSet, TrainingData
from engine.training.distortion import distorted
from engine.training.plan import TrainingPlan
from engine.training.trainer import Trainer

_NICE = 10
_BELOW_NORMAL = 0x4000


def compile_all() -> None:
    """Load or compile what runs of any network need, and note that it is all there.

    A network's sizes, activations, loss and optimiser are numbers to the kernels; only precision
    is a type to them, and whatever has a kernel is trained in float32.
    """
    _ = Trainer(TrainingPlan.of(find_scenario("xor"))).learner
    distorted(_blank_image(), np.zeros(1, dtype=np.int64), Augmentation(), 0)

    from engine.compilation.store import code_store  # noqa: PLC0415
    from engine.kernels.augmentation import warp_rows  # noqa: PLC0415
    from engine.kernels.batches import run_batches  # noqa: PLC0415

    kernels: tuple[Any, ...] = (run_batches, warp_rows)
    code_store().mark_complete([name for kernel in kernels for name in kernel._cache.names])


def _blank_image() -> TrainingData:
    row, labels = np.zeros((1, 4), dtype=np.uint8), np.zeros(1, dtype=np.int64)
    rows = RowSet(row, np.zeros((1, 1), dtype=np.float32), labels)
    return TrainingData(rows, labels, labels[:0], None, 1.0, ("0",), image_shape=(2, 2))


def _lower_priority() -> None:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(_NICE)


def _end_with_parent() -> None:
    """End once the other end of standard input is closed: its owner is gone."""
    if sys.stdin is not None:
        sys.stdin.buffer.read()
        os._exit(1)


def _compile_or_log() -> int:
    """Compile all; return the exit status."""
    try:
        compile_all()
    except Exception as error:
        log_fault("Compiling ahead", error)
        return 1
    return 0


if __name__ == "__main__":
    _lower_priority()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    status = _compile_or_log()
    # The thread still reads; nothing is left to be written.
    os._exit(status)
