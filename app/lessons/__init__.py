"""Lessons: the gallery, and the page that plays one; a folder for each kind of picture.

Loaded when the mode is first opened, as the pictures are drawn by plots.
"""
