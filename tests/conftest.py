"""Shared test set-up: Qt draws offscreen, and settings never touch the person's own."""

import logging
import os
from collections.abc import Iterator

import pytest

from symbolic.formula.numbers import NumberFormat, set_number_format

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The tests share all cores already: threads of one would wait for those of another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")


@pytest.fixture(scope="session", autouse=True)
def _own_log_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let nothing be written to the person's own log, and their settings be read by none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(autouse=True)
def _numbers_as_at_first() -> Iterator[None]:
    """Write numbers as they are written at first, whatever the test before chose."""
    set_number_format(NumberFormat())
    yield
    set_number_format(NumberFormat())


@pytest.fixture(autouse=True)
def _log_of_its_own() -> Iterator[None]:
    """Close the log behind each test: the next has another folder and other streams."""
    yield
    logger = logging.getLogger("chainrule")
    for handler in logger.handlers[:]:
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(logging.NOTSET)
