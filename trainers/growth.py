"""When a progressive network grows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """Where training is: `growth` as networks take it (2.3: the third grid beyond 4x4 has come in by 0.3), its
    finest grid `level`, and the share in [0, 1] of that level's own time that is over."""

    level: int
    growth: float
    share: float


@dataclass(frozen=True)
class GrowthSchedule:
    """Grids fade in and settle by turns; both are counted in images (Karras et al. 2018, sec. 2).

    The 4x4 grid only settles. The last of `levels` grids stays once it has settled.
    """

    levels: int
    fade_images: int
    stable_images: int

    def at(self, images_seen: int) -> Stage:
        """The stage after so many images."""
        if self.levels == 0 or images_seen < self.stable_images:
            return Stage(0, 0.0, min(images_seen / max(self.stable_images, 1), 1.0))
        span = max(self.fade_images + self.stable_images, 1)
        past = images_seen - self.stable_images
        level = min(1 + past // span, self.levels)
        past -= (level - 1) * span
        fade = min(past / self.fade_images, 1.0) if self.fade_images else 1.0
        # At fade 0 the new grid is not to be seen yet, but it is trained from here on.
        return Stage(level, level - 1 + max(fade, 1e-6), min(past / span, 1.0))
