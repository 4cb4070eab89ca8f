"""Import data: what is proposed of a table or of images, shown and changed before it is done."""

from app.importing.dialog import ImportDialog

__all__ = ["ImportDialog"]
