"""Where everything on a page goes: blocks become drawings for a width and a look."""

from app.working.layout.drawing import Drawing
from app.working.layout.look import Look
from app.working.layout.pages import Column, Looks, PageDrawing, Pages
from app.working.layout.parts import FormulaPart

__all__ = ["Column", "Drawing", "FormulaPart", "Look", "Looks", "PageDrawing", "Pages"]
