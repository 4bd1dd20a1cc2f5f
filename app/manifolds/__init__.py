"""The Manifolds tab: toy scenes whose exact answer is known (FG sec. 4)."""
