"""What a person can cause has one root, and its text is fit for any terminal."""

import ast
from pathlib import Path

import pytest

from engine.errors import DatasetError, ScenarioError, UserError

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "error",
    [
        UserError("a\x1b[2J: found 3"),
        DatasetError("a\x1b[2J: found 3"),
        ScenarioError("a\x1b[2J", "", "found 3"),
    ],
    ids=["root", "data set", "scenario"],
)
def test_a_sentence_can_be_shown_anywhere(error: UserError) -> None:
    assert isinstance(error, UserError)
    assert str(error) == r"a\x1b[2J: found 3"


def test_what_a_person_can_cause_is_caught_by_its_root() -> None:
    kinds = {"ScenarioError", "DatasetError"}
    for room in ("app", "symbolic", "engine"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Tuple):
                    names = {part.id for part in node.type.elts if isinstance(part, ast.Name)}
                    assert not kinds <= names, f"{path}:{node.lineno} lists what UserError means"
