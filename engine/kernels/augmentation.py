"""Images changed a little each time they are trained on: moved, turned, scaled, slanted, bent."""

import numpy as np

from engine.kernels.arguments import ELASTIC, ROTATION, SCALE, SHEAR, SHIFT
from engine.kernels.compiling import compiled, entry, product, product_by_rows
from engine.kernels.drawing import PIECE, bits_at, even_at
from engine.kernels.views import plane_of, row_of, rows_of
from engine.kernels.workers import ALL

_EVEN = 5
"""Numbers that are drawn for each image, before its field of displacements."""


@compiled
def gather_warped(source, chosen, warp, seed, x, start, stop, worker):
    """Copy rows from ``start`` to before ``stop`` into x, each image warped in its own way.

    ``chosen``, shape (rows,), says which ones they are, and x is of shape (rows, inputs).
    """
    height, width = warp.height, warp.width
    image = plane_of(warp.image, worker)
    draws = _EVEN + 2 * height * ((width + 3) // 4)
    for i in range(start, stop):
        row = chosen[i]
        # The border of the image's room stays 0: it is what lies outside.
        for r in range(height):
            for c in range(width):
                at = r * width + c
                if len(source.stored):
                    image[r + 1, c + 1] = source.stored[row, at]
                else:
                    image[r + 1, c + 1] = source.values[row, at]
        if warp.numbers[ELASTIC] > 0:
            _draw_field(warp, worker, seed, i * draws + _EVEN)
        _sample(warp, worker, seed, i * draws, row_of(x, i, 0, x.shape[1]))
        for j in range(x.shape[1]):
            x[i, j] = x[i, j] * source.scale + source.shift


@compiled
def _draw_field(warp, worker, seed, place):
    """Draw a displacement for each pixel, down and to the right, and smooth both by a Gaussian.

    Simard, Steinkraus and Platt, 2003, section 2: even numbers within ±1, convolved, times α.
    """
    height, width = warp.height, warp.width
    noise, smooth = plane_of(warp.noise, worker), plane_of(warp.smooth, worker)
    step = warp.numbers[ELASTIC] / noise.dtype.type(32768)
    half = noise.dtype.type(32767.5)
    fours = (width + 3) // 4
    for r in range(2 * height):
        numbers = row_of(noise, r, 0, width)
        for four in range(fours):
            bits = bits_at(seed, place + r * fours + four)
            for j in range(4 * four, min(4 * four + 4, width)):
                numbers[j] = (noise.dtype.type(bits & PIECE) - half) * step
                bits >>= np.uint64(16)
    # Along the rows of both at once, then down the columns of each.
    product_by_rows(noise, warp.across, smooth, warp.factors, ALL, width)
    for start in (0, height):
        smoothed, field = rows_of(smooth, start, height), rows_of(noise, start, height)
        product(warp.down, smoothed, field, warp.factors, ALL, width)


@compiled
def _even(numbers, which, seed, place):
    return numbers[which] * numbers.dtype.type(even_at(seed, place + which))


@compiled
def _sample(warp, worker, seed, place, out):
    """Write the warped image into ``out``, shape (height · width,), between pixels bilinearly.

    An output pixel p, counted from the middle, is taken from where the warp has brought it from:
    turned and slanted back, made smaller, and moved back; plus the field's displacement.
    """
    n, height, width = warp.numbers, warp.height, warp.width
    image, noise = plane_of(warp.image, worker), plane_of(warp.noise, worker)
    one = n.dtype.type(1)
    angle, slant = _even(n, ROTATION, seed, place), _even(n, SHEAR, seed, place)
    size = one / (one + _even(n, SCALE, seed, place))
    # ELASTIC draws by itself: its number is that of the second shift.
    down = n.dtype.type(height) * _even(n, SHIFT, seed, place)
    right = n.dtype.type(width) * n[SHIFT] * n.dtype.type(even_at(seed, place + ELASTIC))
    cos, sin = np.cos(angle) * size, np.sin(angle) * size
    middle_r, middle_c = n.dtype.type(0.5 * (height - 1)), n.dtype.type(0.5 * (width - 1))
    last_r, last_c = n.dtype.type(height), n.dtype.type(width)
    bends = n[ELASTIC] > 0
    for i in range(height):
        r = n.dtype.type(i) - middle_r
        for j in range(width):
            c = n.dtype.type(j) - middle_c - slant * r
            from_r = cos * r - sin * c + middle_r - down
            from_c = sin * r + cos * c + middle_c - right
            if bends:
                from_r += noise[i, j]
                from_c += noise[height + i, j]
            from_r = min(max(from_r, -one), last_r) + one
            from_c = min(max(from_c, -one), last_c) + one
            y, x = int(from_r), int(from_c)
            b, a = from_r - n.dtype.type(y), from_c - n.dtype.type(x)
            above = image[y, x] + a * (image[y, x + 1] - image[y, x])
            below = image[y + 1, x] + a * (image[y + 1, x + 1] - image[y + 1, x])
            out[i * width + j] = above + b * (below - above)


@entry
def warp_rows(source, chosen, warp, seed, x):
    """Copy rows into x, shape (rows, inputs), each image warped in its own way.

    Parameters
    ----------
    source : Source
        The rows.
    chosen : ndarray of int64, shape (rows,)
        Which of them.
    warp : Warp
        How they are changed.
    seed : int
        What the changes follow from.
    x : ndarray of shape (rows, inputs)
        Receives the images.
    """
    gather_warped(source, chosen, warp, seed, x, 0, len(chosen), 0)
