"""Threads that share the work of a kernel, without a lock between them.

One worker runs the batches. Where a loop is long enough to share, it writes a job into the job
slot, does its own part and waits until the others have done theirs; they read the slot all the
time. A job takes some 100 µs, and there are a dozen to a batch: a thread that slept in between
would wake too late for most of them.
"""

import ctypes
import sys
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from engine.kernels.arguments import BEGUN, DONE, JOB, Workers
from engine.kernels.compiling import compiled, inlined

PATIENCE = 2000
"""How often a worker reads the job slot before it lets another thread have its core."""
LEAVE = -1
"""The job that ends a worker."""
GRAIN = 16
"""Units that are not parted: as many numbers as the widest machine instructions take at once."""


@intrinsic  # type: ignore[untyped-decorator]
def _add(typing_context: Any, slot: Any, place: Any, value: Any) -> Any:
    """Add to a number in the job slot, in one piece; what was written before is seen with it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        at = _address(context, builder, signature, arguments)
        return builder.atomic_rmw("add", at, arguments[2], "acq_rel")

    return types.int64(slot, types.int64, types.int64), generate


@intrinsic  # type: ignore[untyped-decorator]
def _seen(typing_context: Any, slot: Any, place: Any) -> Any:
    """Read a number in the job slot, and see all that was written before it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        at = _address(context, builder, signature, arguments)
        return builder.load_atomic(at, "acquire", 8)

    return types.int64(slot, types.int64), generate


def _address(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    kind = signature.args[0]
    array = context.make_array(kind)(context, builder, arguments[0])
    return cgutils.get_item_pointer(context, builder, kind, array, [arguments[1]])


@intrinsic  # type: ignore[untyped-decorator]
def _call(typing_context: Any, address: Any) -> Any:
    """Call the function at an address; it takes nothing, and what it returns is left alone."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(32), ())
        builder.call(builder.inttoptr(arguments[0], kind.as_pointer()), ())
        return context.get_dummy_value()

    return types.void(types.int64), generate


def give_way_address() -> int:
    """Return where the system's function is that lets another thread have the core, or 0."""
    windows = sys.platform == "win32"
    try:
        library = ctypes.CDLL("kernel32" if windows else None)
        function = library.SwitchToThread if windows else library.sched_yield
    except (AttributeError, OSError):
        return 0
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def dismiss(workers: Workers) -> None:
    """Let the other workers end, if they have not yet; the first worker no longer runs."""
    workers.slot[JOB] = LEAVE
    workers.slot[BEGUN] += 1


@compiled
def _wait(workers, place, number):
    """Wait until a number in the job slot is another than ``number``, and return it."""
    looked = 0
    while True:
        found = _seen(workers.slot, place)
        if found != number:
            return found
        looked += 1
        if looked > PATIENCE and workers.give_way != 0:
            _call(workers.give_way)


@inlined
def begin_job(workers):
    """Let the other workers begin the job that is in the slot."""
    if workers.threads > 1:
        workers.slot[DONE] = 0
        _add(workers.slot, BEGUN, 1)


@inlined
def wait_for_all(workers):
    """Wait until the other workers have done their parts of the present job."""
    done = 0
    while done < workers.threads - 1:
        done = _wait(workers, DONE, done)


@compiled
def next_job(workers, number):
    """Wait for the job after the one of this number, and return its own number."""
    return _wait(workers, BEGUN, number)


@compiled
def report_done(workers):
    """Count one more worker that has done its part."""
    _add(workers.slot, DONE, 1)


ALL = np.int64(0)
"""Where all of something begins. A bare 0 is of a type of its own, and compiled by itself."""


@compiled
def part_of(size, grain, worker, count):
    """Return where a worker's part of ``size`` things begins and ends, in whole grains."""
    share = (size + count * grain - 1) // (count * grain) * grain
    return min(size, worker * share), min(size, (worker + 1) * share)
