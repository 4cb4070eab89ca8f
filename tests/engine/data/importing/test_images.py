"""IDX files find those that belong to them."""

from pathlib import Path

import numpy as np
import pytest
from imports import idx, write_images

from engine.data.importing.images import IdxHead, idx_head, image_spec
from engine.data.library import load_dataset
from engine.errors import DatasetError


def head(file: Path) -> IdxHead:
    """Return what an IDX file announces."""
    found = idx_head(file)
    assert found is not None
    return found


def test_images_find_labels_and_test(tmp_path: Path) -> None:
    images = write_images(tmp_path)
    write_images(tmp_path, 30, "t10k")
    spec = image_spec(head(images))
    assert spec == image_spec(head(tmp_path / spec.labels))
    assert (spec.labels, spec.test_images) == ("train-labels-idx1-ubyte", "t10k-images-idx3-ubyte")
    dataset = load_dataset(spec, tmp_path)
    assert (len(dataset.x_train), len(dataset.x_test), len(dataset.classes)) == (60, 30, 3)


def test_by_content_whatever_they_are_called(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_bytes(idx(np.zeros((9, 2, 2))))
    (tmp_path / "what").write_bytes(idx(np.arange(9) % 2))
    (tmp_path / "other").write_bytes(idx(np.arange(8) % 2))
    (tmp_path / "folder").mkdir()
    spec = image_spec(head(tmp_path / "pictures"))
    assert (spec.images, spec.labels, spec.test_images) == ("pictures", "what", None)


@pytest.mark.parametrize(("name", "missing"), [("a", "labels"), ("b", "images")])
def test_alone_they_say_what_is_missing(tmp_path: Path, name: str, missing: str) -> None:
    (tmp_path / "a").write_bytes(idx(np.zeros((9, 2, 2))))
    (tmp_path / "b").write_bytes(idx(np.arange(7)))
    with pytest.raises(DatasetError, match=f"expected an IDX file of .*{missing}"):
        image_spec(head(tmp_path / name))


def test_a_table_is_none_and_a_cut_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    assert idx_head(tmp_path / "a.csv") is None
    (tmp_path / "cut").write_bytes(b"\0\0\x08\x03\0\0")
    with pytest.raises(DatasetError, match="cut short"):
        idx_head(tmp_path / "cut")
