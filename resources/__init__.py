"""What Chainrule ships beside its code: scenarios, data sets, icons and styles."""

from pathlib import Path


def file(*parts: str) -> Path:
    """Return a shipped file or folder by its path below this package.

    ``importlib.resources`` would do the same for a package inside a zip file, which this one
    never is, and takes ten milliseconds of every start to load.

    Parameters
    ----------
    *parts
        Folder and file names, as in ``file("data", "mnist", "train-labels-idx1-ubyte.gz")``.

    Returns
    -------
    Path
        The place of the file; nothing is opened, and it need not exist.
    """
    return Path(__file__).parent.joinpath(*parts)
