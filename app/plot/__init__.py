"""Plots: axes, and layers over them that are plain data.

Axes, layers and looks load nothing; `app.plot.plot`, which draws them, is imported after the first
paint alone.
"""
