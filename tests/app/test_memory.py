"""Threads take memory from one place in the window's process."""

import subprocess
import sys

import pytest

_COUNT = """
import ctypes, threading
from app.memory import keep_together
if {together}:
    keep_together()
gate = threading.Barrier(4)
def work():
    gate.wait()
    blocks = [bytearray(2000) for _ in range(2000)]
    gate.wait()
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, ctypes.c_void_p(file))
libc.fflush(ctypes.c_void_p(file))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the C library of Linux alone")
@pytest.mark.parametrize("together", [True, False])
def test_threads_share_one_store(together: bool) -> None:
    code = _COUNT.format(together=together)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.count("<heap nr=") == 1) is together
