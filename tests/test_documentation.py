"""README, the maps and the manual: short where they are to be, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "resources/**/*.md", "tests/**/*.md")
    for path in ROOT.glob(pattern)
)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 120


def test_the_readme_leads_to_every_page_of_the_manual() -> None:
    links = set(LINK.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    pages = {f"resources/manual/{page.name}" for page in (ROOT / "resources/manual").glob("*.md")}
    assert pages
    assert pages <= links


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    for address in LINK.findall(path.read_text(encoding="utf-8")):
        if not address.startswith("https://"):
            assert (path.parent / address.partition("#")[0]).exists(), address


def test_what_ci_reads_of_the_readme_is_there_once() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("sudo apt-get install ") for line in lines) == 1
    assert sum("-m pytest" in line for line in lines) == 1


def test_every_screenshot_is_shown() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for picture in (ROOT / "resources" / "screenshots").iterdir():
        assert f"resources/screenshots/{picture.name}" in readme
