"""What import-linter cannot say: it sees packages outside the project as one piece each."""

import ast
import os
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from unused import Product

ROOT = Path(__file__).parents[1]
FILES = [
    path
    for folder in ("app", "engine", "symbolic", "resources")
    for path in (ROOT / folder).rglob("*.py")
]

# Public names that nothing in the product reads, each with what it is there for.
READ_BY_NOTHING = {
    "engine/kernels/arguments.py ADAM": "the last rule a kernel asks for, after all others",
    "engine/compilation/stored_code.py StoredCode.cache_path": "Numba asks its cache for it",
    "engine/compilation/stored_code.py StoredCode.load_overload": "Numba asks its cache for it",
    "engine/compilation/stored_code.py StoredCode.save_overload": "Numba tells its cache",
    "symbolic/rules/typed.py exceeds.nargs": "SymPy asks how many arguments there are",
    "symbolic/rules/typed.py larger.nargs": "SymPy asks how many arguments there are",
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize(
    "path", sorted((ROOT / "app" / "models").glob("*.py")), ids=lambda p: p.stem
)
def test_models_know_qtcore_alone(path: Path) -> None:
    drawing = {"pyqtgraph", "matplotlib"}
    for name in imported(path):
        assert not name.startswith("PySide6") or name == "PySide6.QtCore"
        assert name.split(".")[0] not in drawing


@pytest.mark.parametrize(
    "path", sorted((ROOT / "app" / "graph" / "labels").glob("*.py")), ids=lambda p: p.stem
)
def test_labels_of_the_graph_know_no_widgets(path: Path) -> None:
    assert not any(name.startswith("PySide6.QtWidgets") for name in imported(path))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_generators_come_from_the_registry_of_random_streams(path: Path) -> None:
    if path.name != "random_streams.py":
        assert "default_rng" not in path.read_text(encoding="utf-8")


def test_every_public_name_is_used_by_the_product_itself() -> None:
    assert len(READ_BY_NOTHING) <= 20
    unused = set(Product(ROOT, FILES).unused())
    assert unused - READ_BY_NOTHING.keys() == set()
    assert READ_BY_NOTHING.keys() - unused == set(), "used now: take it off the list"


def test_the_documents_at_the_top_are_known() -> None:
    known = {"ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md"}
    assert {path.name for path in ROOT.glob("*.md")} == known


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_the_maps_name_files_and_folders_that_are_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for path in re.findall(r"`((?:app|engine|symbolic|resources|tests)/[\w./-]*)`", text):
        there = (ROOT / path).exists() or path == "resources/scenarios/my-first.toml"
        assert there, f"{name} names {path}, which is not there any more"


def test_modules_import_each_other_in_no_circle() -> None:
    """Not even where an import is put off, or is made for types alone."""
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in FILES
    }
    graph: dict[str, set[str]] = {}
    for module, path in modules.items():
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
        names = {(node.module, alias.name) for node in froms for alias in node.names}
        found = {inner if (inner := f"{of}.{name}") in modules else of for of, name in names}
        graph[module] = found & modules.keys() - {module}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("room", ["catalogue", "kernels"])
def test_the_catalogue_and_the_kernels_know_arrays_and_themselves(room: str) -> None:
    # Typed functions become records of the catalogue.
    others = ["engine.arrays", "engine.expressions"] if room == "catalogue" else []
    known = {f"engine.{room}", *others}
    for path in (ROOT / "engine" / room).rglob("*.py"):
        for name in imported(path):
            own = name.split(".")[0] in {"app", "engine", "resources", "symbolic"}
            assert not own or ".".join(name.split(".")[:2]) in known, path


def test_the_window_opens_without_algebra_and_plots() -> None:
    code = (
        "import sys, app.window.main_window\n"
        "heavy = {'sympy', 'matplotlib', 'pyqtgraph', 'scipy', 'numpy.random'}\n"
        "rooms = ('app.builder', 'app.exports', 'app.formula', 'app.importing', 'app.working.')\n"
        "rooms += ('app.own_data.', 'engine.expressions', 'engine.kernels', 'symbolic.derive')\n"
        "print(*(name for name in sys.modules if name in heavy or name.startswith(rooms)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == ""


FIRST_PICTURE = """
import os, sys
import app.application as module
plain = module._window
def watched(application, settings):
    window = plain(application, settings)
    window.first_painted.connect(painted)
    return window
def painted():
    print(*sys.modules)
    own = [each for name, each in sys.modules.items() if name.split(".")[0] in OWN]
    kinds = {kind for each in own for kind in vars(each).values() if isinstance(kind, type)}
    print(*(kind for kind in kinds if "__dataclass_fields__" in vars(kind)))
    sys.stdout.flush()
    os._exit(0)
OWN = ("app", "engine", "symbolic", "resources")
module._window = watched
from app.cli import main
main(["mazur-2-2-2"])
"""


def test_the_first_picture_waits_for_little(tmp_path: Path) -> None:
    """Not for what reads data, nor for other modes, nor for data classes to be declared.

    Each of these takes half a millisecond, a structure a fortieth of that.
    """
    places = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    environment = {**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", FIRST_PICTURE]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    )
    loaded, data_classes = (line.split() for line in done.stdout.split("\n")[-3:-1])
    own = {name for name in loaded if name.split(".")[0] in ("app", "engine", "symbolic")}
    assert len(own) <= 203, sorted(own)
    reading = {f"engine.data.{name}" for name in ("names", "opening", "selection", "splitting")}
    assert {name for name in own if name.startswith("engine.data.")} == reading
    modes = ("app.explore.", "app.lessons.", "app.training.", "engine.training", "engine.lessons.p")
    assert not [name for name in own if name.startswith(modes)]
    assert data_classes == []


def test_plots_alone_know_what_draws_them() -> None:
    drawing = {
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if any(name.split(".")[0] == "pyqtgraph" for name in imported(path))
    }
    assert drawing == {"app/plot/frame.py"}


@pytest.mark.parametrize(
    "name", ["newton", "adamw", "leaky-relu", "softplus", "nesterov", "one-cycle"]
)
def test_an_id_stands_in_few_files(name: str) -> None:
    """Its record, its symbolic rule, its kernel's number: the rest of the program reads those."""
    # What is typed has functions of its own, of which some are called alike.
    typed = {ROOT / "symbolic/rules/typed.py", *(ROOT / "engine/expressions").iterdir()}
    files = [path for path in FILES if path not in typed]
    product = [path for path in files if f'"{name}"' in path.read_text(encoding="utf-8")]
    assert len(product) <= 5, product
