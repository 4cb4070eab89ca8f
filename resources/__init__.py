"""What Chainrule ships beside its code: scenarios, data sets, icons and styles."""

from importlib import resources
from importlib.resources.abc import Traversable


def file(*parts: str) -> Traversable:
    """Return a shipped file or folder by its path below this package.

    Parameters
    ----------
    *parts
        Folder and file names, as in ``file("data", "mnist", "train-labels-idx1-ubyte.gz")``.

    Returns
    -------
    Traversable
        The place of the file; nothing is opened, and it need not exist.
    """
    return resources.files(__name__).joinpath(*parts)
