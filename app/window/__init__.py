"""The main window: bars, pages, files and keys around the panes."""
