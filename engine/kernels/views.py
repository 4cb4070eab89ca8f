"""Views of arrays, made without the checks of Python's slices.

A slice with two ends that may be negative or beyond the array costs a page of machine code, and a
reshape several; the kernels have a hundred of them, and know their ends.
"""

from typing import Any

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


def _view_of(array: Any, dimensions: int) -> Any:
    return types.Array(array.dtype, dimensions, "C", readonly=not array.mutable)


@intrinsic  # type: ignore[untyped-decorator]
def piece(typing_context: Any, array: Any, start: Any, stop: Any) -> Any:
    """View array[start:stop] of an array of shape (n,)."""
    view = _view_of(array, 1)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        start, stop = arguments[1:]
        length = builder.sub(stop, start)
        return _make(context, builder, signature, arguments[0], [start], [length])

    return view(array, types.intp, types.intp), generate


@intrinsic  # type: ignore[untyped-decorator]
def row_of(typing_context: Any, array: Any, i: Any, start: Any, stop: Any) -> Any:
    """View array[i, start:stop] of an array of shape (rows, columns)."""
    view = _view_of(array, 1)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        i, start, stop = arguments[1:]
        length = builder.sub(stop, start)
        return _make(context, builder, signature, arguments[0], [i, start], [length])

    return view(array, types.intp, types.intp, types.intp), generate


@intrinsic  # type: ignore[untyped-decorator]
def table_of(typing_context: Any, array: Any, start: Any, rows: Any, columns: Any) -> Any:
    """View a piece of an array of shape (n,) from ``start`` on as one of (rows, columns)."""
    view = _view_of(array, 2)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        start, rows, columns = arguments[1:]
        return _make(context, builder, signature, arguments[0], [start], [rows, columns])

    return view(array, types.intp, types.intp, types.intp), generate


@intrinsic  # type: ignore[untyped-decorator]
def plane_of(typing_context: Any, array: Any, i: Any) -> Any:
    """View array[i] of an array of shape (n, rows, columns)."""
    view = _view_of(array, 2)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, arguments[0])
        shape = cgutils.unpack_tuple(builder, whole.shape)[1:]
        nothing = context.get_constant(types.intp, 0)
        places = [arguments[1], nothing, nothing]
        return _make(context, builder, signature, arguments[0], places, shape)

    return view(array, types.intp), generate


@intrinsic  # type: ignore[untyped-decorator]
def flat_of(typing_context: Any, array: Any) -> Any:
    """View an array of shape (rows, columns) as one of (rows · columns,)."""
    view = _view_of(array, 1)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, arguments[0])
        rows, columns = cgutils.unpack_tuple(builder, whole.shape)
        nothing = context.get_constant(types.intp, 0)
        items = [builder.mul(rows, columns)]
        return _make(context, builder, signature, arguments[0], [nothing, nothing], items)

    return view(array), generate


@intrinsic  # type: ignore[untyped-decorator]
def rows_of(typing_context: Any, array: Any, start: Any, count: Any) -> Any:
    """View array[start:start + count] of an array of shape (rows, columns)."""
    view = _view_of(array, 2)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, arguments[0])
        columns = cgutils.unpack_tuple(builder, whole.shape)[1]
        places = [arguments[1], context.get_constant(types.intp, 0)]
        shape = [arguments[2], columns]
        return _make(context, builder, signature, arguments[0], places, shape)

    return view(array, types.intp, types.intp), generate


def _make(
    context: Any, builder: Any, signature: Any, array: Any, places: list[Any], shape: list[Any]
) -> Any:
    """Return a view that begins at the places of an array and is as long as the shape."""
    kind, view = signature.args[0], signature.return_type
    whole = context.make_array(kind)(context, builder, array)
    data = cgutils.get_item_pointer(context, builder, kind, whole, places)
    size = context.get_constant(
        types.intp, context.get_abi_sizeof(context.get_data_type(kind.dtype))
    )
    strides, items = [size], shape[-1]
    for length in reversed(shape[:-1]):
        strides.insert(0, builder.mul(size, items))
        items = builder.mul(items, length)
    result = context.make_array(view)(context, builder)
    result.data, result.itemsize, result.nitems = data, size, items
    result.shape = cgutils.pack_array(builder, shape)
    result.strides = cgutils.pack_array(builder, strides)
    # The kernels own nothing: who called them keeps the arrays.
    result.meminfo = cgutils.get_null_value(result.meminfo.type)
    result.parent = cgutils.get_null_value(result.parent.type)
    return result._getvalue()
