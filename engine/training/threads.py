"""How many threads the matrix products of a run are given."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from engine.layout import ParameterLayout

WORTH_SHARING = 12_000_000
"""Multiplications in a layer's product from which on several threads are faster than one.

Below it they gain little on a machine that has nothing else to do, and lose much on one that has:
while one thread waits for its turn, the other waits for it.
"""


def thread_limit(
    layout: ParameterLayout, batch_size: int
) -> Callable[[], AbstractContextManager[Any]]:
    """Return what makes a context in which matrix products have as many threads as is best.

    It depends on sizes alone, so that a run of the same plan adds up its sums in the same order.

    Parameters
    ----------
    layout : ParameterLayout
        The network's layers.
    batch_size : int
        Rows of a batch.
    """
    largest = max(slot.n_out * slot.n_in for slot in layout.slots)
    if largest * batch_size >= WORTH_SHARING:
        return nullcontext
    # Found out once, as looking through all loaded libraries takes milliseconds.
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415

    controller = ThreadpoolController()
    return lambda: controller.limit(limits=1, user_api="blas")
