"""Search for geodesics where the answer is known: toy surfaces, obstacles and sample sets (FG sec. 4)."""
