"""What a scenario can name: activations, losses, optimisers, schedules and initialisers.

Each is declared here once, as a frozen record of data and pure functions of arrays. The rest of
the program reads the records: which keys a file may have and what they are without it, in which
order steps come and what they are computed from, what things are called. Only the algebra
(``symbolic``) and the kernels (``engine.kernels``) have a table of their own beside them.

Nothing here knows of scenarios, parameters or passes.
"""
