"""How the kernels are compiled, and the few things Numba's own vocabulary lacks."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic, overload
from numba.np.linalg import ensure_blas

from engine.kernels.views import piece, row_of, rows_of

Function = TypeVar("Function", bound=Callable[..., Any])

# Sums may be taken in another order and products fused into them, but NaN and infinity stay
# what they are: a run looks for them to know that it has diverged.
_OPTIONS = {
    "nogil": True,
    "fastmath": {"contract", "reassoc", "nsz", "arcp"},
    "error_model": "numpy",
    "boundscheck": False,
    # Nothing is allocated, and counting references to what the caller holds would take as long as
    # a small layer, and longer where several threads count the same ones.
    "_nrt": False,
}

ensure_blas()
# C ← alpha · op(A) · op(B) + beta · C with the BLAS that SciPy brings, column-major as BLAS is.
_gemm = types.ExternalFunction(
    "numba_xxgemm",
    types.intc(
        types.char,  # which precision
        types.char,  # how the first matrix is read
        types.char,  # how the second one is
        types.intp,  # rows, columns and the length of the sums
        types.intp,
        types.intp,
        types.voidptr,  # alpha
        types.voidptr,  # first matrix and its row length
        types.intp,
        types.voidptr,  # second matrix and its row length
        types.intp,
        types.voidptr,  # beta
        types.voidptr,  # result and its row length
        types.intp,
    ),
)
FEW_SUMS, SHORT_SUM = 96, 16
"""So many sums of so many terms are faster by plain loops than BLAS is called for them."""
_AS_IS, _TRANSPOSED = np.int8(ord("n")), np.int8(ord("t"))


def compiled(function: Function) -> Function:
    """Compile a function into those that call it; Python itself cannot call it."""
    # The wrappers that unpack Python's objects cost more to compile than most kernels.
    made: Function = njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **_OPTIONS)(function)
    return made


def inlined(function: Function) -> Function:
    """Compile a function as part of each that calls it, not by itself first.

    What is compiled by itself goes through the optimiser once more at every level above.
    """
    made: Function = njit(inline="always", **_OPTIONS)(function)
    return made


def entry(function: Function) -> Function:
    """Compile a function that Python calls."""
    made: Function = njit(**_OPTIONS)(function)
    return made


@compiled
def _precision(c):
    return np.int8(115) if c.itemsize == 4 else np.int8(100)  # "s" and "d"


@compiled
def product(a, b, c, factors, start, stop):
    """Compute c = factors[0] · a b + factors[1] · c for (m, k), (k, n) and (m, n).

    Only the columns of c from ``start`` to before ``stop``.
    """
    (m, k), n = a.shape, b.shape[1]
    one, two = factors.ctypes, piece(factors, 1, 2).ctypes
    b, c, part = row_of(b, 0, start, n).ctypes, row_of(c, 0, start, n).ctypes, stop - start
    if part > 0:
        _gemm(_precision(a), _AS_IS, _AS_IS, part, m, k, one, b, n, a.ctypes, k, two, c, n)


@compiled
def product_by_rows(a, b, c, factors, start, stop):
    """Compute c = factors[0] · a bᵀ + factors[1] · c for (m, k), (n, k) and (m, n).

    Only the columns of c from ``start`` to before ``stop``.
    """
    (m, k), n = a.shape, b.shape[0]
    part = stop - start
    if m * part <= FEW_SUMS and k <= SHORT_SUM:
        for i in range(m):
            for j in range(start, stop):
                total = c.dtype.type(0)
                for at in range(k):
                    total += a[i, at] * b[j, at]
                c[i, j] = factors[0] * total + factors[1] * c[i, j]
    elif part > 0:
        one, two = factors.ctypes, piece(factors, 1, 2).ctypes
        b, c = rows_of(b, start, n).ctypes, row_of(c, 0, start, n).ctypes
        _gemm(_precision(a), _TRANSPOSED, _AS_IS, part, m, k, one, b, k, a.ctypes, k, two, c, n)


@compiled
def product_over_rows(a, b, c, factors, start, stop):
    """Compute c = factors[0] · aᵀ b + factors[1] · c for (k, m), (k, n) and (m, n).

    Only the rows of c from ``start`` to before ``stop``.
    """
    (k, m), n = a.shape, b.shape[1]
    one, two = factors.ctypes, piece(factors, 1, 2).ctypes
    a, c = row_of(a, 0, start, m).ctypes, rows_of(c, start, m).ctypes
    part = stop - start
    if part > 0:
        _gemm(_precision(b), _AS_IS, _TRANSPOSED, n, part, k, one, b.ctypes, n, a, m, two, c, n)


@intrinsic  # type: ignore[untyped-decorator]
def _float_of_bits(typing_context: Any, bits: Any) -> Any:
    """Read 32 bits as a float32."""
    del typing_context, bits

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


def exponential(x):
    """Return e^x; in float32 within five units of the last place, by arithmetic that vectorises."""
    return np.exp(x)


@overload(exponential)
def _exponential_of(x):
    if x != types.float32:
        return lambda x: np.exp(x)  # noqa: PLW0108  # Numba wants a function of Python

    def single(x):
        # e^x = 2^n e^r with |r| ≤ ½ log 2, and e^r by Cephes' polynomial (expf).
        # Asked this way round, a NaN stays a NaN.
        x = np.float32(-87.0) if x < np.float32(-87.0) else x
        x = np.float32(88.0) if x > np.float32(88.0) else x
        n = np.floor(x * np.float32(1.44269504088896341) + np.float32(0.5))
        r = x - n * np.float32(0.693359375)
        r = r - n * np.float32(-2.12194440e-4)
        p = np.float32(1.9875691500e-4)
        p = p * r + np.float32(1.3981999507e-3)
        p = p * r + np.float32(8.3334519073e-3)
        p = p * r + np.float32(4.1665795894e-2)
        p = p * r + np.float32(1.6666665459e-1)
        p = p * r + np.float32(5.0000001201e-1)
        p = p * (r * r) + r + np.float32(1.0)
        return p * _float_of_bits(np.int32((np.int32(n) + np.int32(127)) << np.int32(23)))

    return single
