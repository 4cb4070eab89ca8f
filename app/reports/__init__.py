"""What the window shows, as text or JSON for handouts, scripts and tests."""
