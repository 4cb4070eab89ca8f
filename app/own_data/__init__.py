"""Own data: a digit that a person draws or brings, a row of a table that a person types."""
