"""What a scenario is once it is read, where its parameters stand, and how a number is addressed."""
