"""The clock of a lesson: two pieces of code, how long they take, and the ratio."""
