"""A curve and the networks near to it: its layers, and the pane that shows them."""
