"""IDX files that belong together: images with their labels, and those for the test."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from engine.data.files import open_file
from engine.data.images.idx import IMAGES_MAGIC, LABELS_MAGIC
from engine.errors import DatasetError
from engine.network.data_specs import ImageSpec

_LOOKED_AT = 2_000
"""So many files of a folder are looked at."""

_TEST = ("t10k", "test", "valid", "eval")


@dataclass(frozen=True)
class IdxHead:
    """What an IDX file announces.

    Attributes
    ----------
    file
        The file.
    shape
        Rows, and of images height and width.
    """

    file: Path
    shape: tuple[int, ...]

    @property
    def is_test(self) -> bool:
        """Whether its name says that it is for the test."""
        return any(word in self.file.name.lower() for word in _TEST)


def idx_head(file: Path) -> IdxHead | None:
    """Return what a file announces if it is an IDX file of images or labels, by its content.

    Raises
    ------
    DatasetError
        The file cannot be read.
    """
    with open_file(file) as stream:
        start = stream.read(16)
    magic = int.from_bytes(start[:4], "big")
    if magic not in {IMAGES_MAGIC, LABELS_MAGIC}:
        return None
    count = magic & 0xFF
    if len(start) < 4 + 4 * count:
        raise DatasetError(f"{file}: is cut short after {len(start)} bytes, expected an IDX file")
    return IdxHead(file, struct.unpack(f">{count}I", start[4 : 4 + 4 * count]))


def image_spec(head: IdxHead) -> ImageSpec:
    """Return images with their labels, and those for the test, from the folder of one of them.

    Raises
    ------
    DatasetError
        There is no file that belongs to it.
    """
    others = list(_beside(head.file))
    images = head if len(head.shape) == 3 else _partner(head, others)
    if images is None:
        raise DatasetError(
            f"{head.file}: holds {head.shape[0]:,} labels, expected an IDX file of as many images"
            " beside it"
        )
    labels = head if len(head.shape) == 1 else _partner(images, others)
    if labels is None:
        raise DatasetError(
            f"{images.file}: has no labels, expected an IDX file of {images.shape[0]:,} labels"
            " beside it"
        )
    test = _test(images, others)
    named = [head.file.name for head in (images, labels, *test)]
    return ImageSpec(*named)


def _test(images: IdxHead, others: list[IdxHead]) -> tuple[IdxHead, ...]:
    if images.is_test:
        return ()
    for other in others:
        if other.is_test and len(other.shape) == 3 and other.shape[1:] == images.shape[1:]:
            labels = _partner(other, others)
            return () if labels is None else (other, labels)
    return ()


def _partner(head: IdxHead, others: list[IdxHead]) -> IdxHead | None:
    """Return the file of the other kind with as many rows whose name is most alike."""
    found = [
        other
        for other in others
        if len(other.shape) != len(head.shape) and other.shape[0] == head.shape[0]
    ]
    return max(
        found,
        key=lambda other: SequenceMatcher(None, other.file.name, head.file.name).ratio(),
        default=None,
    )


def _beside(file: Path) -> Iterator[IdxHead]:
    """Yield the IDX files of a file's folder."""
    try:
        beside = sorted(islice(file.parent.iterdir(), _LOOKED_AT))
    except OSError:
        return
    for other in beside:
        try:
            head = idx_head(other) if other.is_file() else None
        except (DatasetError, OSError):
            continue
        if head is not None:
            yield head
