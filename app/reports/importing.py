"""What is proposed of a table, a line each, while a scenario is written over it."""

from pathlib import Path

from app.reports.table import align
from engine.data.importing.images import idx_head, image_spec
from engine.data.importing.proposing import Proposal, propose
from engine.data.importing.sample import read_sample
from engine.errors import UserError
from engine.network.data_specs import ImageSpec, TableSpec, Task
from engine.scenario.importing import import_data, test_file
from engine.text import visible


def import_lines(
    data: Path, output: Path, target: str, task: Task | None, test: Path | None
) -> list[str]:
    """Write a scenario over data files as it is proposed, and return what was.

    Images find those for the test themselves; of a table ``test`` may have the rows.

    Raises
    ------
    UserError
        The data cannot be read, or the file cannot be written.
    """
    lines: list[str] = []
    spec: TableSpec | ImageSpec
    if (head := idx_head(data)) is not None:
        if test is not None:
            raise UserError(f"{test}: images find those for the test in their own folder")
        spec = image_spec(head)
    else:
        rows = None if test is None else test_file(data, test)
        proposal = propose(read_sample(data), TableSpec(data.name, target, task, test=rows))
        lines, spec = _described(proposal), proposal.spec
    scenario = import_data(spec, data.parent, output)
    sizes = "-".join(map(str, scenario.sizes))
    return [*lines, f"{output}: a network {sizes}; chainrule train {output}"]


def _described(proposal: Proposal) -> list[str]:
    heads = ("column", "role", "holds", "different", "unknown", "such as")
    rows = [
        (
            visible(column.name),
            column.role,
            column.facts.kind,
            f"{column.facts.different:,}",
            f"{column.facts.unknown:,}",
            visible(", ".join(column.facts.examples)[:40]),
        )
        for column in proposal.columns
    ]
    said = [proposal.reason, *proposal.warnings]
    return [*align([heads, *rows]), *(f"note: {visible(line)}" for line in said if line)]
