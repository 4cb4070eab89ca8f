"""Make a network and change its shape: templates, units and layers, round numbers, pasted rows."""
