"""Print the largest errors of curves that are made of bumps, and those errors times their number.

For a curve of bounded slope the product stays; at a jump the error itself does.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

import numpy as np
from bounded_curves import BOUNDED, JUMP

from engine.lessons.bumps import errors
from engine.lessons.functions import at_points

SIZES = (16, 32, 64, 128, 256)


def main() -> None:
    """Print the table."""
    print("largest error, and that times n".ljust(34), *(f"n = {n}".rjust(14) for n in SIZES))
    for f in (*BOUNDED, JUMP):
        found = [
            np.abs(errors(lambda x, f=f: at_points(f, "x", x).value, 0, 1, n)).max() for n in SIZES
        ]
        products = [error * n for error, n in zip(found, SIZES, strict=True)]
        cells = (
            f"{error:.5f} {product:.3f}" for error, product in zip(found, products, strict=True)
        )
        print(f.ljust(34), *(cell.rjust(14) for cell in cells), end="  ")
        print(f"largest/least product {max(products) / min(products):.3f}")


if __name__ == "__main__":
    main()
