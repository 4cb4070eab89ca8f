"""Machine code of a kernel, loaded and stored in place of Numba's own cache."""

import pickle
from collections.abc import Callable
from typing import Any

from numba.core.compiler import CompileResult
from numba.core.compiler_lock import global_compiler_lock
from numba.core.serialize import dumps

from engine.compilation.store import code_store, name_of
from engine.files.log import log_fault


class StoredCode:
    """A kernel's machine code in the user's store: what a dispatcher of Numba's looks into.

    Numba's own cache looks at the file of the function alone, not at those of what it calls,
    unpickles whatever stands in its files, and may keep them where others can write.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._kernel = function.__name__
        self._store = code_store()
        self.names: list[str] = []
        """The files that this process has loaded or written."""

    @property
    def cache_path(self) -> str:
        """Where the files are, as Numba's statistics show it."""
        return str(self._store.folder or "")

    def holds(self, signature: Any, target_context: Any) -> bool:
        """Return whether there is undamaged code for arguments of these types."""
        # Numba's own calls have the lock already; of two threads at once one would fail.
        with global_compiler_lock:
            target_context.refresh()
            name = self._name(signature, target_context.codegen())
        return self._store.load(name) is not None

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """Return the compiled function for arguments of these types, or None."""
        target_context.refresh()
        name = self._name(signature, target_context.codegen())
        stored = self._store.load(name)
        if stored is None:
            return None
        try:
            made = CompileResult._rebuild(target_context, *pickle.loads(stored))
        except Exception as error:
            # These are the bytes that were written. Whatever they cannot be used for here, such
            # as another processor, they are compiled anew.
            log_fault(f"Loading {name}", error)
            return None
        self.names.append(name)
        return made

    def save_overload(self, signature: Any, made: Any) -> None:
        """Store a compiled function."""
        if not made.lifted and not made.library.has_dynamic_globals:
            name = self._name(signature, made.codegen)
            self._store.save(name, dumps(made._reduce()))
            self.names.append(name)

    def _name(self, signature: Any, codegen: Any) -> str:
        return name_of(self._kernel, str(signature), str(codegen.magic_tuple()))


def stored(kernel: Any) -> Any:
    """Return a kernel whose machine code is loaded from the user's store, and stored there."""
    if not isinstance(kernel._cache, StoredCode):
        kernel._cache = StoredCode(kernel.py_func)
    return kernel
