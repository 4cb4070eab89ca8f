"""How many threads share a run's work, and what keeps them at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Thread

from engine.network.layout import ParameterLayout

SHARED_FROM = 12_000_000
"""Multiplications in a layer's product from which on several threads are faster than one.

Below it they gain little on a machine that has nothing else to do, and lose much on one that has:
while one thread waits for its turn, the others wait for it.
"""
ALONE_UP_TO = 65_536
"""Multiplications up to which a matrix product is not shared among threads by BLAS itself."""
FOR_EACH = 6_000_000
"""Multiplications for each thread."""

# One run at a time is at work. How many threads a matrix product has is the process's own: two
# runs would each put back what they found, and the later one the other's limit, for good. They
# overlap where a run is given up while its kernels are compiled, which the next one waits for.
_TURN = Lock()


def workers_for(layout: ParameterLayout, batch_size: int, available: int) -> int:
    """Return how many threads share the work of a batch.

    Parameters
    ----------
    layout : ParameterLayout
        The network's layers.
    batch_size : int
        Rows of a batch.
    available : int
        Threads that the machine can run at a time.
    """
    work = batch_size * max(slot.n_out * slot.n_in for slot in layout.slots)
    return max(1, min(available, work // FOR_EACH)) if work >= SHARED_FROM else 1


class WorkerThreads:
    """Threads beside the caller's own, and single-threaded matrix products in all of them.

    Parameters
    ----------
    count : int
        All workers, the caller's included.
    largest : int
        Multiplications of the largest product; where small ones need no limit, none is set.
    """

    def __init__(self, count: int, largest: int) -> None:
        # Found out once, as looking through all loaded libraries takes milliseconds.
        from threadpoolctl import ThreadpoolController  # noqa: PLC0415

        self.count = count
        self._needs_limit = count > 1 or largest > ALONE_UP_TO
        self._controller = ThreadpoolController()

    @contextmanager
    def at_work(
        self, assist: Callable[[int], object], dismiss: Callable[[], object]
    ) -> Iterator[None]:
        """Let ``assist(worker)`` run in all workers but 0, which is the caller's; end with them.

        ``dismiss()`` must let them end, whatever has become of the caller. Another thread that is
        here already is waited for.
        """
        if not self._needs_limit:
            yield
            return
        others: list[Thread] = []
        with _TURN, self._controller.limit(limits=1, user_api="blas"):
            try:
                for worker in range(1, self.count):
                    other = Thread(
                        target=assist, args=(worker,), name=f"worker {worker}", daemon=True
                    )
                    other.start()
                    others.append(other)
                yield
            finally:
                dismiss()
                for other in others:
                    other.join()
