"""Random paths with fixed ends (SPEC sec. 6, the poster BP): one process a file.

Nothing is imported here, so that the names of the covariances are known without loading torch.
"""
