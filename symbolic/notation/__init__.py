"""What the numbers of an iteration are called."""
