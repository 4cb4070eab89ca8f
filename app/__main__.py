"""``python -m app`` is the same as ``chainrule``."""

import sys

from app.cli import main

sys.exit(main())
