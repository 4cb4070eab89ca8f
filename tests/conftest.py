"""Shared test set-up: Qt draws offscreen, and settings never touch the person's own."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The tests share all cores already: threads of one would wait for those of another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")
