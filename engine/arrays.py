"""The array types every module of the engine speaks."""

from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.floating[Any]]
BoolArray: TypeAlias = npt.NDArray[np.bool_]


_Array = TypeVar("_Array", bound=npt.NDArray[Any])


def read_only(array: _Array) -> _Array:
    """Return the array with writing switched off, so that a record stays what was recorded.

    Parameters
    ----------
    array : ndarray
        Any shape. It is changed in place, not copied.
    """
    array.setflags(write=False)
    return array
