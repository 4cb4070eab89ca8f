"""Words as they are shown: names in any script, paragraphs, counts, rows."""
