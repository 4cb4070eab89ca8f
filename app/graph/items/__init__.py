"""The graphics items that a network is drawn with."""
