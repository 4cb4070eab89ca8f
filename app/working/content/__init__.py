"""What the working pane says, as blocks of words and formulas; no Qt in here."""

from app.working.content.page import Page
from app.working.content.start import start_page
from app.working.content.steps import WHY, step_page, waiting_page

__all__ = ["WHY", "Page", "start_page", "step_page", "waiting_page"]
