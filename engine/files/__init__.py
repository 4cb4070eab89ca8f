"""Files: regular ones opened, whole ones put in place of others, arrays read, the log written."""
