"""Qualities of a latent point (SPEC sec. 2).

`QUALITY_LABELS` names them without loading torch; `qualities.make.make_quality` makes one for a prior.
"""

QUALITY_LABELS = {
    "density-rank": "Density rank",
    "density-rank-exact": "Density rank, exact",
    "density-rank-approximate": "Density rank, RI eq. 1",
    "density-rank-general": "Density rank, estimated",
    "attribute": "Attribute",
    "constant": "Constant",
}
