"""What is proposed of files that a person brings: which columns, which task, which recipe."""
