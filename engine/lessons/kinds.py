"""A kind of picture as a record, and a picture's setting: what is read, moved and asked for."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, runtime_checkable

from engine.catalogue.records import Catalogue
from engine.errors import Fail
from engine.lessons.keys import Key
from engine.lessons.texts import Text

Place = tuple[float, float]
"""A point of a picture, in its own numbers."""


class Coming(dict[str, float]):
    """Values of which some are computed beside the window: they are NaN until then.

    Attributes
    ----------
    are_there : bool
        Whether all of them are.
    """

    def __init__(self, values: Mapping[str, float], are_there: bool) -> None:
        super().__init__(values)
        self.are_there = are_there


class Working(NamedTuple):
    """In the place of an answer: none is there yet, and work that nobody wants is left here."""


class Picture(Protocol):
    """What a kind computes of a setting."""

    @property
    def values(self) -> Mapping[str, float]:
        """The numbers that words can have, by name; NaN where there is none."""

    def handles(self) -> Mapping[str, Place]:
        """Return what can be dragged, by key or by key and place in it, such as "area.1"."""

    def limits(self, key: str) -> Place:
        """Return from where to where a number is moved on a slider."""

    def dragged(self, handle: str, x: float, y: float) -> Mapping[str, Any]:
        """Return the keys that change where a handle is put there."""


@runtime_checkable
class SlowPicture(Picture, Protocol):
    """A picture of which something takes longer than a redraw: it is worked out beside."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be worked out."""

    def work(self) -> Iterator[Any]:
        """Yield answers, each better than the one before, in a thread: it changes nothing.

        Where the next one takes long there are some `Working` before it.
        """

    def take(self, answer: Any) -> None:
        """Have an answer among its values from now on."""


@runtime_checkable
class AskingPicture(Picture, Protocol):
    """A picture that has a choice of its own to ask for."""

    def choices(self) -> tuple[tuple[Text, ...], int, tuple[Text, ...]]:
        """Return the choices, which is right, from 0, and of each why it is not."""


@dataclass(frozen=True, slots=True)
class PictureKind:
    """A kind of picture.

    Attributes
    ----------
    id : str
        What files call it.
    sentence : str
        What it shows.
    keys : tuple of Key
        What a file can say of it.
    offers : mapping of str to str
        The values that it computes, each with what it is.
    formulas : mapping of str to str
        The lines of mathematics that can stand beside it, each with what it is.
    points : int
        How many numbers a point has that is set on it; 0 where none can be set.
    lines : bool
        Whether a line can be drawn on it.
    check : callable
        Raises, through its second argument, for keys that do not go together.
    make : callable
        Returns the picture of its keys.
    coming : callable
        Returns, for its keys, the names of values that may be there later.
    """

    id: str
    sentence: str
    keys: tuple[Key, ...]
    offers: Mapping[str, str]
    formulas: Mapping[str, str]
    check: Callable[[Mapping[str, Any], Fail], None]
    make: Callable[[Mapping[str, Any]], Picture]
    points: int = 0
    lines: bool = False
    coming: Callable[[Mapping[str, Any]], Collection[str]] = lambda _: ()

    def key(self, name: str) -> Key | None:
        """Return a key by its name."""
        return next((key for key in self.keys if key.name == name), None)


class Kinds(Catalogue[PictureKind]):
    """Kinds of picture by their id."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A picture as it stands in a file, or as it was moved to: a kind, and its keys in order."""

    kind: PictureKind
    entries: tuple[tuple[str, Any], ...]

    @property
    def keys(self) -> dict[str, Any]:
        """What it has for each key."""
        return dict(self.entries)

    def changed(self, changes: Mapping[str, Any]) -> "Setting":
        """Return the setting with other entries; they have been checked."""
        return Setting(self.kind, tuple((self.keys | dict(changes)).items()))

    def picture(self) -> Picture:
        """Return the picture, computed once."""
        return _picture(self.kind.id, self)

    def __hash__(self) -> int:
        return hash((self.kind.id, self.entries))


@lru_cache(maxsize=64)
def _picture(_: str, setting: Setting) -> Picture:
    return setting.kind.make(setting.keys)


def read_setting(
    kind: PictureKind, found: Mapping[str, Any], place: str, fail: Fail, base: Setting | None = None
) -> Setting:
    """Return a setting as a file has it, over another one or over the kind's defaults."""
    keys = {key.name: key.default for key in kind.keys} if base is None else base.keys
    for name, value in found.items():
        key = kind.key(name)
        if key is None:
            known = ", ".join(each.name for each in kind.keys)
            fail(f"{place}.{name}"[:80], f"unknown key; expected one of {known}")
        keys[name] = key.read(value, f"{place}.{name}", fail)
    kind.check(keys, lambda inner, problem: fail(f"{place}.{inner}", problem))
    return Setting(kind, tuple(keys.items()))
