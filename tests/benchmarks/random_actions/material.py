"""Files to open: sound ones, odd ones, and ones that no program would take."""

import random
from pathlib import Path

from engine.scenario import list_scenarios

SCENARIO = """format = 1
id = "{id}"
title = {title}
description = {description}
[network]
{inputs}
[[network.layers]]
units = {units}
activation = "{activation}"
[[network.layers]]
{last}
[loss]
name = "{loss}"
[data]
{data}
[training]
learning_rate = {rate}
"""
NAMES = (
    "a", "年", "אבג", "عمر", "🦊", "x_1", "<b>bold</b>", "a\u202eb", "\\\\frac{1}{2}", "$x$", "%s",
    "&amp;", "long" * 12, " spaced name ", "e\u0301", "Σ", "₂", "#", "_", "^", "{0}", "-",
)  # fmt: skip


def write_files(folder: Path, dice: random.Random) -> list[str]:
    """Write files of all kinds, and return their paths and the ids of shipped scenarios."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [*_tables(folder, dice), *_networks(folder, dice), *_broken(folder, dice)]
    return [str(path) for path in paths] + [str(folder), str(folder / "missing.toml"), "nobody"]


def shipped() -> list[str]:
    """Return the ids of the scenarios that come with the program."""
    return list(list_scenarios())


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04X}" for c in escaped) + '"'


def _fill(folder: Path, name: str, **values: object) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(SCENARIO.format(id=name, **values), encoding="utf-8")
    return path


def _tables(folder: Path, dice: random.Random) -> list[Path]:
    """Write small own tables of classes and of numbers, with names in many scripts."""
    made = []
    for number in range(4):
        names = dice.sample(NAMES, 4)
        header = ",".join(f"{name}{k}".replace(",", "") for k, name in enumerate(names[:3]))
        classes = dice.sample(NAMES, 3)
        rows = []
        for _ in range(dice.choice((8, 40, 300))):
            target = dice.choice(classes) if number % 2 else f"{dice.gauss(0, 100):.3f}"
            rows.append(f"{dice.gauss(40, 9):.2f},{dice.choice(names)},{target}")
        table = folder / f"table{number}.csv"
        table.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        last = 'activation = "softmax"' if number % 2 else 'activation = "linear"'
        loss = "categorical-cross-entropy" if number % 2 else "mean-squared-error"
        target = f"{names[2]}2".replace(",", "")
        made.append(
            _fill(
                folder, f"own-{number}", title=_quoted(f"Own table {names[0]}"),
                description=_quoted("A *table* of " + ", ".join(names)), inputs="",
                units=dice.choice((1, 3, 20)), activation=dice.choice(("tanh", "relu", "sigmoid")),
                last=last, loss=loss,
                data=f'dataset = {{ file = "{table.name}", target = {_quoted(target)} }}',
                rate=dice.choice((0.001, 0.1, 1.0)),
            )
        )  # fmt: skip
    return made


def _networks(folder: Path, dice: random.Random) -> list[Path]:
    """Write inline scenarios: strange names, runaway rates, several shapes."""
    made = []
    for number in range(6):
        inputs = dice.sample(NAMES, dice.choice((1, 2, 5)))
        outputs = [f"o{k}{name}" for k, name in enumerate(dice.sample(NAMES, dice.choice((2, 4))))]
        rows = dice.choice((1, 3))
        x = [[round(dice.uniform(-1, 1), 2) for _ in inputs] for _ in range(rows)]
        y = [[round(dice.random(), 2) for _ in outputs] for _ in range(rows)]
        made.append(
            _fill(
                folder, f"net-{number}", title=_quoted(dice.choice(NAMES) * 3),
                description=_quoted(dice.choice(NAMES)),
                inputs=f"inputs = [{', '.join(map(_quoted, inputs))}]",
                units=dice.choice((1, 2, 6, 40)),
                activation=dice.choice(("tanh", "relu", "sigmoid", "linear")),
                last=f"units = [{', '.join(map(_quoted, outputs))}]\nactivation = "
                + dice.choice(('"sigmoid"', '"linear"')),
                loss=dice.choice(("half-squared-error", "mean-absolute-error")),
                data=f"x = {x}\ny = {y}", rate=dice.choice((1e-9, 0.5, 50.0, 1e30)),
            )
        )  # fmt: skip
    return made


def _broken(folder: Path, dice: random.Random) -> list[Path]:
    """Write what is no scenario, or nearly one."""
    from importlib import resources

    shelf = resources.files("resources") / "scenarios"
    whole = (shelf / "mazur-2-2-2.toml").read_text(encoding="utf-8")
    lines = whole.splitlines()
    texts: dict[str, bytes] = {
        "empty.toml": b"",
        "noise.toml": dice.randbytes(3000),
        "cut.toml": whole[: dice.randrange(len(whole))].encode(),
        "without.toml": "\n".join(dice.sample(lines, len(lines) - 3)).encode(),
        "nul.toml": whole.replace("Mazur", "Ma\0zur").encode(),
        "utf16.toml": whole.encode("utf-16"),
        "table.csv": b"a,b\n1,2\n",
        "picture.png": b"\x89PNG\r\n\x1a\n" + dice.randbytes(100),
        "numbers.toml": whole.replace("0.5", dice.choice(("nan", "inf", "1e400", '"x"'))).encode(),
        "no-table.toml": (folder / "own-0.toml").read_bytes().replace(b"table0", b"nothing"),
    }
    made = []
    for name, content in texts.items():
        (folder / name).write_bytes(content)
        made.append(folder / name)
    return made
