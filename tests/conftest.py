"""Shared test set-up: Qt draws offscreen, and settings never touch the person's own."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
