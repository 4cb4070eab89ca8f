"""A kernel that shows what training sees of images."""

from engine.compiled.augmentation import gather_warped
from engine.compiled.compiling import entry


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
