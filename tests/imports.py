"""Data files that tests import, and how a proposal is made of them."""

import struct
from pathlib import Path
from typing import Any

import numpy as np

from engine.data.importing.proposing import Proposal, propose
from engine.data.importing.sample import read_sample
from engine.network.data_specs import TableSpec

MIXED = "row,when,name,city,size,mood,buys\n" + "".join(
    f"{i},2024-{i % 12 + 1:02d}-{i % 27 + 1:02d},person {i},{('Rome', 'Oslo', '?')[i % 3]},"
    f"{'' if i % 10 == 0 else i * 7 % 40 / 2},{('good', 'bad')[i % 2]},"
    f"{('no', 'yes')[i * 7 % 40 > 20]}\n"
    for i in range(1, 121)
)
"""Row numbers, dates, identifiers and unknowns beside what can be learned from."""


def clusters(classes: int, inputs: int, rows: int, seed: int = 5) -> str:
    """Return a table of points around a centre for each class, named in the last column."""
    dice = np.random.default_rng(seed)
    centres = dice.uniform(-4, 4, (classes, inputs))
    header = ",".join([*(f"x{at + 1}" for at in range(inputs)), "species"])
    lines = [
        ",".join(
            [
                *(f"{v:.2f}" for v in centres[i % classes] + dice.normal(0, 0.7, inputs)),
                "abc"[i % classes],
            ]
        )
        for i in range(rows)
    ]
    return "\n".join([header, *lines]) + "\n"


def measured(inputs: int, rows: int, seed: int = 6) -> str:
    """Return a table whose last column is a number that follows the others."""
    dice = np.random.default_rng(seed)
    x = dice.normal(0, 1, (rows, inputs))
    y = 150 + 30 * x[:, 0] - 20 * x[:, -1] + dice.normal(0, 5, rows)
    header = ",".join([*(f"s{at + 1}" for at in range(inputs)), "progression"])
    lines = [",".join(f"{v:.4g}" for v in [*row, t]) for row, t in zip(x, y, strict=True)]
    return "\n".join([header, *lines]) + "\n"


def idx(values: np.ndarray[Any, Any]) -> bytes:
    """Return bytes as an IDX file."""
    head = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
    return head + values.astype(np.uint8).tobytes()


def write_images(folder: Path, rows: int = 60, stem: str = "train") -> Path:
    """Write small pictures of three classes with their labels, and return the pictures' file."""
    dice = np.random.default_rng(7)
    labels = np.arange(rows) % 3
    images = dice.integers(0, 60, (rows, 6, 5))
    images[np.arange(rows), labels * 2, :] += 150
    folder.mkdir(exist_ok=True)
    (folder / f"{stem}-labels-idx1-ubyte").write_bytes(idx(labels))
    path = folder / f"{stem}-images-idx3-ubyte"
    path.write_bytes(idx(images))
    return path


def proposal(folder: Path, content: str | bytes, **wished: Any) -> Proposal:
    """Return what is proposed of a table with this content."""
    file = folder / "my.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return propose(read_sample(file), TableSpec("my.csv", wished.pop("target", ""), **wished))
