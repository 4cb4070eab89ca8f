"""Images changed a little each time they are trained on: moved, turned, scaled, slanted, bent."""

import numpy as np

from engine.compiled.compiling import compiled, product, product_by_rows
from engine.compiled.given import ELASTIC, ROTATION, SCALE, SHEAR, SHIFT


@compiled
def gather_warped(source, chosen, warp, generator, x):
    """Copy rows into x, shape (rows, inputs), each image warped in its own way."""
    height, width = warp.height, warp.width
    for i in range(len(chosen)):
        row = chosen[i]
        # The border of the image's room stays 0: it is what lies outside.
        for r in range(height):
            for c in range(width):
                at = r * width + c
                if len(source.stored):
                    warp.image[r + 1, c + 1] = source.stored[row, at]
                else:
                    warp.image[r + 1, c + 1] = source.values[row, at]
        if warp.numbers[ELASTIC] > 0:
            _draw_field(warp, generator)
        _sample(warp, generator, x[i])
        for j in range(x.shape[1]):
            x[i, j] = x[i, j] * source.scale + source.shift


@compiled
def _draw_field(warp, generator):
    """Draw a displacement for each pixel, down and to the right, and smooth both by a Gaussian.

    Simard, Steinkraus and Platt, 2003, section 2: even numbers within ±1, convolved, times α.
    """
    noise = warp.noise
    size = noise.size
    flat = noise.ravel()
    step = warp.numbers[ELASTIC] / noise.dtype.type(32768)
    half = noise.dtype.type(32767.5)
    for i in range(0, size, 3):
        bits = np.int64(generator.random() * 281474976710656.0)
        for k in range(i, min(i + 3, size)):
            flat[k] = (noise.dtype.type(bits & 65535) - half) * step
            bits >>= 16
    # Along the rows of both at once, then down the columns of each.
    product_by_rows(noise, warp.across, warp.smooth, warp.factors)
    height = warp.height
    for axis in range(2):
        part = slice(axis * height, (axis + 1) * height)
        product(warp.down, warp.smooth[part], noise[part], warp.factors)


@compiled
def _even(generator, numbers, which):
    return numbers[which] * numbers.dtype.type(2.0 * generator.random() - 1.0)


@compiled
def _sample(warp, generator, out):
    """Write the warped image into ``out``, shape (height · width,), between pixels bilinearly.

    An output pixel p, counted from the middle, is taken from where the warp has brought it from:
    turned and slanted back, made smaller, and moved back; plus the field's displacement.
    """
    n, image, height, width = warp.numbers, warp.image, warp.height, warp.width
    one = n.dtype.type(1)
    angle, slant = _even(generator, n, ROTATION), _even(generator, n, SHEAR)
    size = one / (one + _even(generator, n, SCALE))
    down = n.dtype.type(height) * _even(generator, n, SHIFT)
    right = n.dtype.type(width) * _even(generator, n, SHIFT)
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
                from_r += warp.noise[i, j]
                from_c += warp.noise[height + i, j]
            from_r = min(max(from_r, -one), last_r) + one
            from_c = min(max(from_c, -one), last_c) + one
            y, x = int(from_r), int(from_c)
            b, a = from_r - n.dtype.type(y), from_c - n.dtype.type(x)
            above = image[y, x] + a * (image[y, x + 1] - image[y, x])
            below = image[y + 1, x] + a * (image[y + 1, x + 1] - image[y + 1, x])
            out[i * width + j] = above + b * (below - above)
