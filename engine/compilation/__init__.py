"""What describes a run to the kernels, and compiles, stores and loads them before it begins."""
