"""Which public names of the product does the product itself not use?

A name of a module counts as used where it is read outside its own definition, in its file or in
one that imports it. A name of a class counts as used where anything of that spelling is read from
anything; only ``self.name`` is known to mean the class it stands in.
"""

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Definition:
    """A public name: where it is defined, and in which class if in one."""

    path: Path
    name: str
    owner: str
    lines: range
    signal: bool = False


@dataclass(frozen=True)
class Use:
    """A place that reads a name.

    Attributes
    ----------
    owner : str
        The class whose ``self`` it is read from, if it is.
    kind : str
        ``"name"``, ``"imported"``, ``"attribute"`` or ``"text"``.
    then : str
        The attribute that is read from it at once, such as ``"emit"``.
    """

    path: Path
    line: int
    owner: str
    kind: str
    then: str = ""


class _Reader(ast.NodeVisitor):
    """Collects what a file defines and what it reads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.definitions: list[Definition] = []
        self.uses: defaultdict[str, list[Use]] = defaultdict(list)
        self.bases: dict[str, set[str]] = {}
        self._imported: dict[str, str] = {}
        self._classes: list[str] = []
        self._then = ""

    def define(self, body: list[ast.stmt], owner: str = "") -> None:
        for node in body:
            for name in _names(node):
                if not name.startswith("_"):
                    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                    item = Definition(self.path, name, owner, lines, _is_signal(node))
                    self.definitions.append(item)
            if isinstance(node, ast.ClassDef) and not owner:
                self.bases[node.name] = {ast.unparse(base).split("[")[0] for base in node.bases}
                self.define(node.body, node.name)

    def find_imports(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for alias in node.names:
                    self._imported[alias.asname or alias.name] = alias.name

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
        ):
            self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            imported = self._imported.get(node.id)
            kind = "name" if imported is None else "imported"
            self._use(imported or node.id, node.lineno, kind)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        then, self._then = self._then, ""
        if isinstance(node.ctx, ast.Load):
            own = self._classes and _is_self(node.value)
            owner = self._classes[-1] if own else ""
            of_module = isinstance(node.value, ast.Name) and node.value.id in self._imported
            line = node.end_lineno or node.lineno
            self._use(node.attr, line, "attribute", owner, then)
            if of_module:
                self._use(node.attr, line, "imported", owner, then)
        self._then = node.attr if isinstance(node.value, ast.Attribute | ast.Name) else ""
        self.visit(node.value)
        self._then = ""

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and node.value.isidentifier():
            self._use(node.value, node.lineno, "text")

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        for name in node.kwd_attrs:
            self._use(name, node.lineno, "attribute")
        self.generic_visit(node)

    def _use(self, name: str, line: int, kind: str, owner: str = "", then: str = "") -> None:
        self.uses[name].append(Use(self.path, line, owner, kind, then))


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        return [node.name]
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return [
        part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)
    ]


def _is_signal(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "Signal"
    )


def _is_self(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id in {"self", "cls"}) or (
        isinstance(node, ast.Call) and ast.unparse(node.func) == "super"
    )


class Product:
    """All files of the product, read once.

    Parameters
    ----------
    root : Path
        The folder that the packages are in.
    files : list of Path
        Their modules.
    """

    def __init__(self, root: Path, files: list[Path]) -> None:
        self._root = root
        self._definitions: list[Definition] = []
        self._uses: defaultdict[str, list[Use]] = defaultdict(list)
        self._bases: defaultdict[str, set[str]] = defaultdict(set)
        for path in files:
            reader = _Reader(path)
            tree = ast.parse(path.read_text(encoding="utf-8"))
            reader.define(tree.body)
            reader.find_imports(tree)
            reader.visit(tree)
            self._definitions += reader.definitions
            for name, uses in reader.uses.items():
                self._uses[name] += uses
            for name, bases in reader.bases.items():
                self._bases[name] |= bases
        self._elsewhere = self._read_elsewhere()
        self._above = {name: set(self._ancestors(name)) for name in [*self._bases]}

    def unused(self) -> Iterator[str]:
        """Return the names without a use, such as ``app/settings.py Settings.own``."""
        for item in self._definitions:
            if not self._is_used(item) and not self._is_called_from_outside(item):
                name = f"{item.owner}.{item.name}" if item.owner else item.name
                yield f"{item.path.relative_to(self._root).as_posix()} {name}"

    def _is_used(self, item: Definition) -> bool:
        if item.name in self._elsewhere:
            return True
        uses = [use for use in self._uses[item.name] if self._may_mean(use, item)]
        if not item.signal:
            return bool(uses)
        sent = any(use.then not in {"connect", "disconnect"} for use in uses)
        return sent and any(use.then != "emit" for use in uses)

    def _may_mean(self, use: Use, item: Definition) -> bool:
        same_file = use.path == item.path
        if same_file and use.line in item.lines:
            return False
        if not item.owner:
            return use.kind == "imported" or (use.kind == "name" and same_file)
        if use.kind in {"name", "imported"}:
            # In a class's own body its names stand by themselves.
            return same_file
        return not use.owner or self._related(use.owner, item.owner)

    def _related(self, one: str, other: str) -> bool:
        above, below = self._above.get(one, {one}), self._above.get(other, {other})
        return other in above or one in below

    def _ancestors(self, name: str) -> Iterator[str]:
        yield name
        for base in self._bases.get(name, ()):
            if base != name:
                yield from self._ancestors(base.split(".")[-1])

    def _is_called_from_outside(self, item: Definition) -> bool:
        """Whether it overrides what a library, such as Qt, defines and calls."""
        if not item.owner:
            return False
        module = ".".join(item.path.relative_to(self._root).with_suffix("").parts)
        owner = getattr(importlib.import_module(module.removesuffix(".__init__")), item.owner)
        packages = {path.name for path in self._root.iterdir()}
        return any(
            item.name in vars(base) and base.__module__.split(".")[0] not in packages
            for base in owner.__mro__[1:]
        )

    def _read_elsewhere(self) -> set[str]:
        """Return the names that the entry points and the style sheet read."""
        entries = re.findall(r'"app\.\w+:(\w+)"', (self._root / "pyproject.toml").read_text())
        style = (self._root / "resources/styles/app.qss").read_text(encoding="utf-8")
        return {*entries, *re.findall(r"@(\w+)", style)}
