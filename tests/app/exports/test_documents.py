"""Worked examples as LaTeX and Markdown."""

import re

import pytest

from app.exports.choice import Extent
from app.exports.latex_document import LatexDocument
from app.exports.markdown_document import MarkdownDocument
from app.exports.worked import Worked, work_out
from app.reports.trace import trace_of
from engine.data.selection import select_rows
from engine.errors import UserError
from engine.network.scenario import Scenario
from engine.scenario import find_scenario, parse_scenario

HOSTILE = r"""
format = 1
id = "hostile"
title = "\"); import os# \\input{x} </text><script> $a_b^c & 50% ~ `code` *bold* [x](y)"
[network]
inputs = ["\"); import os#", "\\input{x} & <y>"]
[[network.layers]]
units = ["</text><script>", "年齢", "é_Ж"]
activation = { formula = "z*sigmoid(1.702z)" }
[[network.layers]]
units = 1
activation = "linear"
[loss]
name = "half-squared-error"
[data]
x = [[0.5, -1.0]]
y = [[0.25]]
[training]
learning_rate = 0.1
"""


def worked(scenario: Scenario, extent: Extent = Extent()) -> Worked:  # noqa: B008
    trace, _ = trace_of(scenario, 1, None)
    return work_out(trace, select_rows(scenario, None).batch(0), extent)


def test_the_whole_iteration_has_every_step_and_its_numbers() -> None:
    text = LatexDocument().text(worked(find_scenario("mazur-2-2-2")))
    assert len(re.findall(r"\\subsection\*{.*step \d+ of 39}", text)) == 39
    assert r"w_{5} \leftarrow w_{5} - \alpha" in text.replace(r"\ensuremath", "")
    assert "0.358916" in text
    assert text.isascii()
    assert text.count("{") == text.count("}")


def test_a_parameter_has_its_gradient_and_its_update() -> None:
    example = worked(find_scenario("mazur-2-2-2"), Extent(parameter="w5"))
    assert [step.number for step in example.steps] == [15, 36]
    assert "## BACKWARD, step 15 of 39" in MarkdownDocument().text(example)


@pytest.mark.parametrize(
    ("extent", "said"),
    [
        (Extent(step=40), "step 40; expected 0 to 39"),
        (Extent(parameter="w99"), "'w99'; expected one such as 'w1'"),
    ],
)
def test_what_is_not_there_is_said(extent: Extent, said: str) -> None:
    with pytest.raises(UserError, match=re.escape(said)):
        worked(find_scenario("mazur-2-2-2"), extent)


def test_more_steps_than_a_file_holds_are_refused() -> None:
    with pytest.raises(UserError, match="are more than the 500 that a file holds"):
        worked(find_scenario("census"))


def test_latex_runs_nothing_of_a_strangers_text() -> None:
    text = LatexDocument().text(worked(parse_scenario(HOSTILE, "hostile.toml")))
    assert r"\input" not in text
    body = text.partition(r"\begin{document}")[2]
    # Outside of formulas no special character stands by itself.
    words = re.sub(r"\$\\displaystyle .*?(?<!\\)\$|\\ensuremath\{\{\}\^", "", body)
    assert not re.search(r"(?<!\\)[$%#&^~]", words)
    assert r"\other{" in text  # 年 for those whose fonts have it
    # In formulas neither: pdfTeX stops at a & that stands between no columns.
    assert r"\text{\textbackslash{}input\{x\} \& \textless{}y\textgreater{}}" in body
    assert r"\text{''); import os\#}" in body


def test_markdown_runs_nothing_of_a_strangers_text() -> None:
    text = MarkdownDocument().text(worked(parse_scenario(HOSTILE, "hostile.toml")))
    assert "<" not in text
    assert r"\*bold\*" in text
    assert r"\[x\]\(y\)" in text
