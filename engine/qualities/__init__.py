"""Qualities of a latent point (SPEC sec. 2). `QUALITY_LABELS` is known without loading torch."""

QUALITY_LABELS = {
    "density-rank": "Density rank",
    "density-rank-exact": "Density rank, exact",
    "density-rank-approximate": "Density rank, RI eq. 1",
    "density-rank-general": "Density rank, estimated",
    "constant": "Constant",
}
