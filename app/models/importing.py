"""Data files that are about to be imported: what is proposed of them, and what a person changed."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.data.images.pictures import read_images
from engine.data.importing.columns import Kind, Role
from engine.data.importing.images import idx_head, image_spec
from engine.data.importing.proposing import Proposal, propose
from engine.data.importing.sample import SHOWN, Sample, read_sample
from engine.errors import UserError
from engine.network.data_specs import ImageSpec, TableSpec
from engine.network.scenario import Scenario
from engine.scenario.importing import file_stem, import_data, test_file

PICTURES = 60
"""So many images are shown."""

_WARNINGS = 8
_EMPTY = "empty"


@dataclass(frozen=True, eq=False)
class Pictures:
    """The first images of a file.

    Attributes
    ----------
    spec
        The files.
    images
        Shape (shown, height, width), 0 to 255.
    labels
        What each is.
    rows, classes
        How many images and classes there are in all.
    """

    spec: ImageSpec
    images: NDArray[np.uint8]
    labels: tuple[str, ...]
    rows: int
    classes: int


@dataclass(frozen=True)
class Brought:
    """A data file as far as it is read before anything is decided.

    Attributes
    ----------
    file
        Where it is.
    content
        The first rows of a table, or images.
    """

    file: Path
    content: Sample | Pictures


def bring(file: Path) -> Brought:
    """Read what is shown of a data file; it may take a while.

    Raises
    ------
    UserError
        It is neither a table nor images.
    """
    head = idx_head(file)
    if head is None:
        sample = read_sample(file)
        with suppress(UserError):
            # Found here it is at hand when it is shown; what is wrong is said there.
            propose(sample, TableSpec(file.name, ""))
        return Brought(file, sample)
    spec = image_spec(head)
    source = read_images(spec, file.parent)
    images, labels = source.first(PICTURES)
    names = tuple(source.classes[label] for label in labels.tolist())
    return Brought(file, Pictures(spec, images, names, source.total_rows, len(source.classes)))


class ImportModel(QObject):
    """What is proposed of a data file, changed by what a person decides.

    Parameters
    ----------
    brought : Brought
        The file.

    Attributes
    ----------
    proposal : Proposal or None
        What is proposed of a table; None where it is no table as it is read now, and of images.
    problem : str
        Why there is none; empty otherwise.
    to : Path
        Where the scenario is written.
    may_replace : bool
        Whether that may replace a file, as a person said.

    Signals
    -------
    changed
        Something else is proposed.
    """

    changed = Signal()

    def __init__(self, brought: Brought) -> None:
        super().__init__()
        self.file, self._content = brought.file, brought.content
        self.proposal: Proposal | None = None
        self.problem = ""
        self.to, self.may_replace = _proposed_file(brought.file), False
        self.wished = TableSpec(brought.file.name, "")
        self._roles: dict[int, Role] = {}
        self._kinds: dict[int, Kind] = {}
        self._propose()

    @property
    def pictures(self) -> Pictures | None:
        """The images; None of a table."""
        return self._content if isinstance(self._content, Pictures) else None

    @property
    def rows(self) -> list[list[str]]:
        """The first rows of the table."""
        return [] if self.proposal is None else self.proposal.sample.rows[:SHOWN]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return () if self.proposal is None else self.proposal.sample.dialect.names

    @property
    def target(self) -> int | None:
        """Place of the column that is predicted, from 0."""
        return None if self.proposal is None else self.proposal.target

    @property
    def task(self) -> str:
        """Whether a class or a number is predicted; empty where nothing is proposed."""
        return "" if self.proposal is None else self.proposal.task

    @property
    def why_target(self) -> str:
        """Why the target was proposed, a sentence; empty where a person chose it."""
        found = self.proposal
        why = "" if found is None else found.columns[found.target].why
        return f"Proposed, as {why}." if why else ""

    @property
    def why_task(self) -> str:
        """Why a class or a number was proposed; empty where a person chose it."""
        return "" if self.proposal is None else self.proposal.reason

    @property
    def may_be_unknown(self) -> bool:
        """Whether fields that are learned from are unknown, or may be further down."""
        found = self.proposal
        return (
            found is None
            or not found.sample.is_whole
            or any(column.facts.unknown for column in found.columns if column.role == "input")
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What should be looked at, the gravest first; of many the last ones are counted."""
        found = () if self.proposal is None else self.proposal.warnings
        more = len(found) - _WARNINGS
        return found if more <= 1 else (*found[:_WARNINGS], f"{more:,} more of this kind.")

    @property
    def summary(self) -> str:
        """How much there is, in a sentence."""
        if self.pictures is not None:
            shown, spec = self.pictures, self.pictures.spec
            height, width = shown.images.shape[1:]
            test = f", the test from {spec.test_images}" if spec.test_images else ""
            return (
                f"{shown.rows:,} images of {width} × {height} pixels in {shown.classes:,} classes,"
                f" labels from {spec.labels}{test}."
            )
        if self.proposal is None:
            return ""
        rows, columns = len(self.proposal.sample.rows), len(self.names)
        if self.proposal.sample.is_whole:
            return f"{rows:,} rows of {columns:,} columns."
        return f"{columns:,} columns; all is proposed after the first {rows:,} rows."

    def written(self, key: str) -> str:
        """Return how the table is written: `separator` or `decimal`."""
        if self.proposal is None:
            return str(getattr(self.wished, key) or "")
        return str(getattr(self.proposal.sample.dialect, key))

    @property
    def header_rows(self) -> int:
        """How many rows stand before the first row of fields."""
        if self.proposal is None:
            return int(self.wished.header is not False)
        return self.proposal.sample.dialect.header.rows

    @property
    def unknowns(self) -> str:
        """The fields that say that a value is unknown, apart by commas."""
        if self.proposal is None:
            words = frozenset(self.wished.unknowns or ())
        else:
            words = self.proposal.sample.dialect.unknowns
        return ", ".join(sorted(word or _EMPTY for word in words))

    # What a person decides --------------------------------------------------------------

    def set_written(self, **written: Any) -> None:
        """Say how the table is written: `separator`, `decimal`, `header` or `unknowns`."""
        if "separator" in written and written["separator"] != self.wished.separator:
            # Its columns are others now.
            self._roles, self._kinds = {}, {}
            written["target"] = ""
        self._wish(**written)

    def set_unknowns(self, text: str) -> None:
        """Say which fields are unknown, apart by commas."""
        words = [word.strip() for word in text.split(",")]
        self.set_written(unknowns=tuple("" if w.lower() == _EMPTY else w for w in words if w))

    def set_target(self, at: int) -> None:
        """Say which column, from 0, is predicted; as what is proposed anew."""
        self._roles.pop(at, None)
        self._wish(target=at + 1, task=None)

    def set_task(self, task: str) -> None:
        """Say whether a class or a number is predicted."""
        if self.proposal is not None:
            self._wish(task=task, target=self.proposal.target + 1)

    def set_unknown_inputs(self, becomes: str) -> None:
        """Say what becomes of unknown fields."""
        self._wish(unknown_inputs=becomes)

    def set_test(self, file: Path | None) -> None:
        """Say which file has the test rows; with None a part of these rows is set aside.

        Raises
        ------
        UserError
            It is the file itself.
        """
        self._wish(test=None if file is None else test_file(self.file, file))

    def set_roles(self, columns: Iterable[int], role: Role) -> None:
        """Say what columns, from 0, are for; the target stays one."""
        if role == "target":
            for at in columns:
                self.set_target(at)
            return
        self._roles |= dict.fromkeys(self._inputs(columns), role)
        self._wish()

    def set_kinds(self, columns: Iterable[int], kind: Kind | Literal[""]) -> None:
        """Say what columns, from 0, hold; with an empty kind what they are found to hold."""
        for at in self._inputs(columns):
            self._kinds.pop(at, None)
            if kind:
                self._kinds[at] = kind
        self._wish()

    def _inputs(self, columns: Iterable[int]) -> list[int]:
        target = None if self.proposal is None else self.proposal.target
        return [at for at in columns if at != target]

    def _wish(self, **changes: Any) -> None:
        def named(wanted: str, said: dict[int, Any]) -> tuple[int, ...]:
            return tuple(at + 1 for at, what in sorted(said.items()) if what == wanted)

        if self.proposal is not None and "target" not in changes:
            # What is proposed without an end would move as columns are left out.
            changes["target"] = self.proposal.target + 1
        self.wished = replace(
            self.wished,
            **changes,
            ignore=named("left out", self._roles),
            keep=named("input", self._roles),
            categories=named("category", self._kinds),
            numbers=named("number", self._kinds),
        )
        self._propose()
        self.changed.emit()

    def _propose(self) -> None:
        if isinstance(self._content, Pictures):
            return
        try:
            self.proposal, self.problem = propose(self._content, self.wished), ""
        except UserError as error:
            self.proposal, self.problem = None, str(error)

    # The scenario -----------------------------------------------------------------------

    @property
    def can_import(self) -> bool:
        """Whether there is something to import."""
        return self.pictures is not None or self.proposal is not None

    def set_file(self, to: Path, *, may_replace: bool) -> None:
        """Say where the scenario is written."""
        named = to if to.suffix or not to.name else to.with_name(f"{to.name}.toml")
        self.to, self.may_replace = named, may_replace

    def write(self) -> Scenario:
        """Read the data whole and write the scenario; it may take a while.

        Raises
        ------
        UserError
            The data cannot be read as it was decided, or the file cannot be written.
        """
        spec = self.proposal.spec if self.proposal is not None else None
        if self.pictures is not None:
            return import_data(self.pictures.spec, self.file.parent, self.to, over=self.may_replace)
        if spec is None:
            raise UserError(self.problem)
        return import_data(spec, self.file.parent, self.to, over=self.may_replace)


def _proposed_file(data: Path) -> Path:
    """Return a new file beside the data, or in the home folder where none can be written there."""
    folder = data.parent if os.access(data.parent, os.W_OK) else Path.home()
    stem, number = file_stem(data), 1
    to = folder / f"{stem}.toml"
    while to.exists():
        number += 1
        to = folder / f"{stem}-{number}.toml"
    return to
