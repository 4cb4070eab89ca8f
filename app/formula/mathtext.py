"""Import matplotlib so that no settings but the program's own decide how formulas look."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import resources

_FILE = "matplotlibrc"


def import_matplotlib() -> None:
    """Import matplotlib once, with this program's settings alone.

    It would read a file ``matplotlibrc`` in the working folder, which anybody may have put there,
    or one that the environment names, and fail where either is damaged.
    """
    os.environ["MATPLOTLIBRC"] = str(resources.file("styles", _FILE))
    # A name that it does not know ends its import.
    os.environ.pop("MPLBACKEND", None)
    # Its notes about its caches are not for the person at the screen.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    with _no_file_here():
        import matplotlib
    _find_own_fonts(Path(matplotlib.get_data_path()) / "fonts" / "ttf")


def _find_own_fonts(folder: Path) -> None:
    """Let matplotlib find the fonts that it brings.

    Its list of fonts is a file of the person's, which any program may have written while these
    were not there; mathematics would then be set in whatever is found instead.
    """
    from matplotlib.font_manager import fontManager

    known = {font.fname for font in fontManager.ttflist}
    for path in sorted(map(str, folder.glob("*.ttf"))):
        if path not in known:
            fontManager.addfont(path)


@contextmanager
def _no_file_here() -> Iterator[None]:
    """Let the working folder seem to have no such file, for whoever asks by its bare name."""
    exists = os.path.exists

    def answer(path: Any) -> bool:
        return path != _FILE and exists(path)

    os.path.exists = answer
    try:
        yield
    finally:
        os.path.exists = exists
