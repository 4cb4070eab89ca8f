"""``chainrule train``: files it reads and writes, folds, and what it refuses."""

import json
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from app.cli import main
from engine.compilation.store import CodeStore
from engine.network.data_specs import TableSpec
from engine.network.scenario import EarlyStopping, Schedule
from engine.scenario import find_scenario, save_scenario
from engine.training import load_parameters

XOR = find_scenario("xor")
SMALL = ["train", "xor", "--epochs", "6", "--batch-size", "2"]


def test_resuming_a_checkpoint_gives_what_one_run_gives(tmp_path, capsys):
    checkpoint, saved = tmp_path / "run.npz", tmp_path / "w.npz"
    assert main([*SMALL, "--checkpoint", str(checkpoint), "--save", str(saved), "--json"]) == 0
    whole = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    first = load_parameters(saved, find_scenario("xor"))
    assert [line["epoch"] for line in whole[:-1]] == [1, 2, 3, 4, 5, 6]
    # The checkpoint is of some epoch's end; what is left of the run comes out the same.
    assert main([*SMALL, "--resume", str(checkpoint), "--save", str(saved), "--json"]) == 0
    rest = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rest) <= len(whole)
    assert [line["train_loss"] for line in rest[:-1]] == [
        line["train_loss"] for line in whole[len(whole) - len(rest) : -1]
    ]
    assert np.array_equal(load_parameters(saved, find_scenario("xor")).flat, first.flat)


def test_a_checkpoint_of_other_settings_is_refused(tmp_path, capsys):
    checkpoint = tmp_path / "run.npz"
    assert main([*SMALL, "--checkpoint", str(checkpoint)]) == 0
    capsys.readouterr()
    assert main([*SMALL, "--seed", "9", "--resume", str(checkpoint)]) == 1
    printed = capsys.readouterr().err
    assert printed == (
        "chainrule: run.npz: the checkpoint of another run: seed 0 there and 9 here, "
        "network.seed 0 there and 9 here; expected one of xor with the same settings, seed and "
        "data\n"
    )
    longer = ["--epochs", "30", "--batch-size", "3"]
    assert main([*SMALL, *longer, "--resume", str(checkpoint)]) == 1
    printed = capsys.readouterr().err
    assert "batch size 2 there and 3 here" in printed
    assert "epochs 6 there and 30 here" in printed
    assert "the number of epochs too" in printed
    assert main(["train", "softmax-3", "--resume", str(checkpoint)]) == 1
    assert "scenario xor there and softmax-3 here" in capsys.readouterr().err
    assert main([*SMALL, "--resume", str(tmp_path / "none.npz")]) == 1
    assert capsys.readouterr().err == "chainrule: none.npz: no such file\n"


@pytest.mark.parametrize("name", ["w.npz", "w.safetensors"])
def test_training_starts_from_saved_parameters(tmp_path, capsys, name):
    saved, whole = tmp_path / name, ["train", "xor", "--json", "--epochs"]
    assert main([*whole, "7"]) == 0
    seventh = json.loads(capsys.readouterr().out.splitlines()[6])
    assert main([*whole, "6", "--save", str(saved)]) == 0
    capsys.readouterr()
    # All four rows at once, by plain descent: nothing but the parameters is carried on.
    assert main([*whole, "1", "--start", str(saved)]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert first["train_loss"] == seventh["train_loss"]
    assert main(["train", "softmax-3", "--epochs", "1", "--start", str(saved)]) == 1
    assert "for softmax-3" in capsys.readouterr().err


def test_folds_are_reported_one_by_one_and_together(capsys):
    assert main(["train", "xor", "--epochs", "2", "--folds", "2", "--json"]) == 0
    *folds, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [fold["fold"] for fold in folds] == [1, 2]
    assert last["final"]
    losses = [fold["validation_loss"] for fold in folds]
    assert last["validation_loss"]["mean"] == pytest.approx(sum(losses) / 2)
    assert main(["train", "xor", "--epochs", "2", "--folds", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("fold 1 of 2, epoch 2, training loss ")
    assert lines[2].startswith("2 folds, validation loss ")


def test_folds_write_no_parameters(tmp_path, capsys):
    saved = tmp_path / "w.npz"
    assert main(["train", "xor", "--folds", "2", "--save", str(saved)]) == 1
    assert "cross-validation trains several networks" in capsys.readouterr().err
    assert not saved.exists()


def with_folds(path, **changed):
    """Save a scenario that asks for folds, and for more by its file."""
    training = replace(XOR.training, folds=2, epochs=3, **changed)
    save_scenario(replace(XOR, training=training), path)


def test_what_a_file_asks_for_is_switched_off(tmp_path, capsys):
    path = tmp_path / "own.toml"
    with_folds(path, schedule=Schedule("cosine"), early_stopping=EarlyStopping(1))
    assert main(["train", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("2 folds, ")
    # Without folds there are no held-out rows to stop by: the rules of the file hold.
    assert main(["train", str(path), "--folds", "0"]) == 1
    place = "chainrule: own.toml: training.early_stopping: no rows are held out"
    assert capsys.readouterr().err.startswith(place)
    once = ["train", str(path), "--folds", "0", "--without", "early-stopping", "--json"]

    def rates():
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert lines[-1]["final"]
        return [line["learning_rate"] for line in lines[:-1]]

    assert main(once) == 0
    assert rates() == pytest.approx([0.5, 0.375, 0.125])
    assert main([*once, "--without", "schedule"]) == 0
    assert rates() == [0.5] * 3
    # Files are for a single run.
    saved = tmp_path / "w.npz"
    assert main(["train", str(path), "--save", str(saved)]) == 1
    assert capsys.readouterr().err.endswith("no file for a single one, or --folds 0\n")
    assert main([*once, "--save", str(saved)]) == 0
    assert saved.exists()


def test_images_are_trained_on_as_they_are_without_augmentation(tmp_path, capsys):
    rng = np.random.default_rng(0)
    for name, array in (
        ("images", rng.integers(0, 256, (40, 6, 6))),
        ("labels", rng.integers(0, 2, 40)),
    ):
        head = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
        (tmp_path / name).write_bytes(head + array.astype(np.uint8).tobytes())
    losses = []
    for augmentation in ("", "[training.augmentation]\nshift = 0.3\n"):
        path = tmp_path / f"own{len(losses)}.toml"
        path.write_text(
            'format = 1\nid = "own"\ntitle = "Own"\n[network]\n[[network.layers]]\nunits = 2\n'
            'activation = "softmax"\n[loss]\nname = "categorical-cross-entropy"\n[data]\n'
            'dataset = { images = "images", labels = "labels" }\n'
            f"[training]\nlearning_rate = 0.5\nepochs = 2\n{augmentation}",
            encoding="utf-8",
        )
        for words in ([], ["--without", "augmentation"]):
            assert main(["train", str(path), "--json", *words]) == 0
            lines = capsys.readouterr().out.splitlines()
            losses.append([json.loads(line).get("train_loss") for line in lines])
    assert losses[0] == losses[1] == losses[3] != losses[2]


def test_seconds_between_two_writes_are_not_ignored(capsys, tmp_path):
    with pytest.raises(SystemExit) as caught:
        main([*SMALL, "--every", "5"])
    assert caught.value.code == 2
    error = capsys.readouterr().err
    assert error.endswith("--every 5: expected it beside --checkpoint F or --resume F\n")
    checkpoint = str(tmp_path / "run.npz")
    assert main([*SMALL, "--every", "5", "--checkpoint", checkpoint]) == 0
    assert main([*SMALL, "--every", "5", "--resume", checkpoint]) == 0


def test_the_help_says_how_folds_are_switched_off(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["train", "--help"])
    assert caught.value.code == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "0 trains once though the scenario says otherwise" in printed


@pytest.mark.parametrize("option", ["--save", "--checkpoint", "--resume"])
@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no folder of the kernel's")
def test_a_folder_that_takes_no_file_is_reported_before_the_run(capsys, option):
    assert main([*SMALL, option, "/proc/run.npz"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    start = "chainrule: run.npz: cannot be written: nothing can be written to the folder /proc ("
    assert captured.err.startswith(start)


def test_the_run_is_not_saved_where_it_starts_from(capsys, tmp_path):
    path = tmp_path / "w.npz"
    assert main([*SMALL, "--save", str(path)]) == 0
    before = path.read_bytes()
    assert main([*SMALL, "--start", str(path), "--checkpoint", str(path)]) == 1
    assert "expected two files" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ["--folds", "1"],
        ["--folds", "-1"],
        ["--folds", "101"],
        ["--every", "-1"],
        ["--every", "soon"],
        ["--seed", "1.5"],
        ["--seed", "9" * 40],
        ["--epochs", "9" * 5000],
        ["--epochs", "٣"],
        ["--save", ""],
        ["--without", "everything"],
    ],
)
def test_numbers_out_of_range_are_wrong_usage(words, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["train", "xor", *words])
    assert caught.value.code == 2
    printed = capsys.readouterr().err
    assert "expected" in printed or "choose from" in printed
    assert len(printed.splitlines()[-1]) < 150


def test_scores_are_reported_in_json(capsys):
    assert main(["train", "census", "--epochs", "1", "--json"]) == 0
    epoch, final = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(epoch["validation_precision"]) == len(final["test_f1"]) == 2
    assert 0.8 < final["test_roc_auc"] < 1.0
    assert epoch["learning_rate"] > 0


def test_a_folder_of_data_is_for_data_sets(capsys, tmp_path) -> None:
    assert main(["train", "xor", "--data", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("chainrule: xor: data: --data ")
    assert error.count("\n") == 1


def test_one_file_does_not_hold_both_parameters_and_the_run(capsys, tmp_path) -> None:
    path = str(tmp_path / "run.npz")
    for option in ("--checkpoint", "--resume"):
        assert main(["train", "xor", "--save", path, option, path]) == 1
        assert "expected two files" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_batch_size_is_not_ignored(capsys, tmp_path) -> None:
    path = tmp_path / "own.toml"
    scenario = find_scenario("xor")
    training = replace(scenario.training, optimiser="gradient-descent", batch_size=None)
    save_scenario(replace(scenario, training=training), path)
    assert main(["train", str(path), "--batch-size", "2"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("chainrule: own.toml: training.batch_size: --batch-size 2, but ")
    assert error.count("\n") == 1


def test_json_holds_no_number_that_is_not_finite(capsys, tmp_path) -> None:
    rows = "".join(f"{number},{number}\n" for number in range(20))
    (tmp_path / "train.csv").write_text(f"a,y\n{rows}", encoding="utf-8")
    (tmp_path / "test.csv").write_text("a,y\n1e29,1\n", encoding="utf-8")
    xor = find_scenario("xor")
    layer = replace(xor.layers[1], activation="linear", weights=np.ones((1, 1)), weight_names=None)
    scenario = replace(
        xor,
        inputs=("a",),
        layers=(layer,),
        loss="mean-squared-error",
        x=None,
        y=None,
        dataset=TableSpec("train.csv", "y", "regression", "test.csv"),
        normalisation="standardise",
        path=tmp_path / "xor.toml",
    )
    save_scenario(scenario, tmp_path / "own.toml")
    assert main(["train", str(tmp_path / "own.toml"), "--epochs", "1", "--json"]) == 0
    printed = capsys.readouterr().out
    assert "Infinity" not in printed
    assert json.loads(printed.splitlines()[-1])["test_loss"] is None


@pytest.mark.parametrize(
    ("option", "name", "expected"),
    [
        ("--save", "w.txt", ".npz or .safetensors"),
        ("--save", "w", ".npz or .safetensors"),
        ("--checkpoint", "run.safetensors", ".npz"),
    ],
)
def test_a_file_is_named_for_what_is_in_it(capsys, tmp_path, option, name, expected) -> None:
    assert main([*SMALL, option, str(tmp_path / name)]) == 1
    captured = capsys.readouterr()
    assert captured.err == f"chainrule: {name}: expected a name that ends in {expected}\n"
    assert captured.out == ""
    assert not list(tmp_path.iterdir())


def test_a_table_in_another_folder_gives_the_inputs(capsys, tmp_path) -> None:
    for folder, columns in ((tmp_path, "a"), (tmp_path / "other", "a,b")):
        folder.mkdir(exist_ok=True)
        numbers = [",".join(str(row + n) for n in range(len(columns) // 2 + 1)) for row in range(9)]
        rows = "".join(f"{text},{'pq'[row % 2]}\n" for row, text in enumerate(numbers))
        (folder / "my.csv").write_text(f"{columns},y\n{rows}", encoding="utf-8")
    (tmp_path / "own.toml").write_text(
        'format = 1\nid = "own"\ntitle = "Own"\n[network]\n[[network.layers]]\nunits = 2\n'
        'activation = "softmax"\n[loss]\nname = "categorical-cross-entropy"\n[data]\n'
        'dataset = { file = "my.csv", target = "y" }\n'
        "[training]\nlearning_rate = 0.5\nepochs = 1\n",
        encoding="utf-8",
    )
    train = ["train", str(tmp_path / "own.toml"), "--json"]
    elsewhere = ["--data", str(tmp_path / "other")]
    for words, parameters in (([], 4), (elsewhere, 6)):
        assert main([*train, *words]) == 0
        final = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert final["parameters"] == parameters
    # What lies beside the scenario is not even looked at.
    (tmp_path / "my.csv").unlink()
    assert main([*train, *elsewhere]) == 0
    capsys.readouterr()
    assert main(train) == 1
    assert capsys.readouterr().err.startswith("chainrule: own.toml: data.dataset: ")


def test_a_folder_for_compiled_code_that_is_not_the_users_is_said_once(
    capsys, monkeypatch, tmp_path
):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    bad = CodeStore(tmp_path / "file" / "kernels")
    monkeypatch.setattr("app.reports.train.code_store", lambda: bad)
    assert main([*SMALL]) == 0
    assert capsys.readouterr().err == f"chainrule: {bad.problem}\n"
