"""What ``monkey.py`` does to the window, with what, and how it sees that something broke."""
