"""Explore: data, features, network and output of a network over points of the plane."""

from app.explore.pane import ExplorePane

__all__ = ["ExplorePane"]
