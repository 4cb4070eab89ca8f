"""What a person wants exported, and how it is to look."""

from dataclasses import dataclass

from app.theme import Appearance


@dataclass(frozen=True, slots=True)
class Extent:
    """Which steps of an iteration are exported; all where nothing is chosen.

    Attributes
    ----------
    step : int or None
        This step alone; 0 is the page before the first one.
    parameter : str
        The steps about the parameter of this name, such as "w5"; empty for no choice.
    """

    step: int | None = None
    parameter: str = ""


@dataclass(frozen=True)
class Drawn:
    """How what is drawn looks.

    Attributes
    ----------
    appearance : Appearance
        Theme and text size.
    paper : str
        "wide" or "a4", of a document.
    part : str
        "graph" or "derivation", of a picture.
    size : (int, int)
        Width and height of a picture in pixels.
    """

    appearance: Appearance
    paper: str = "wide"
    part: str = "graph"
    size: tuple[int, int] = (1600, 900)


@dataclass(frozen=True)
class Choice:
    """What a person wants.

    Attributes
    ----------
    suffix : str
        The ending of the file's name.
    extent : Extent
        Which steps.
    part : str
        "window", "graph" or "derivation", of a picture.
    paper : str
        "wide" or "a4", of a document.
    """

    suffix: str
    extent: Extent
    part: str
    paper: str
