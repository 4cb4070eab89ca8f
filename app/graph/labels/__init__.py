"""What the labels of a drawn network say, and where they find room."""
