"""What trains: forward, backward and update as machine code, a whole run of batches a call.

The arithmetic is that of the readable passes, compiled by Numba and cached on disk, and it runs
without Python's one lock. Nothing here loads Numba until `engine.kernels.batches` is imported,
which a run does when it begins; `engine.kernels.arguments` says what they are called with.
"""
