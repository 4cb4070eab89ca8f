"""The window and the command line."""

import os

# Before NumPy is loaded: the threads of its linear algebra would wait for their first work in a
# loop, for some 50 ms of every core at every start. They sleep instead, and are woken in time.
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
