"""The widgets that every page uses."""
