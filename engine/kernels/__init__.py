"""Kernels and their distances (SPEC sec. 3). `KERNEL_LABELS` is known without loading torch."""

KERNEL_LABELS = {"linear": "Linear", "gaussian": "Gaussian", "inverse-multiquadric": "Inverse multiquadric"}
