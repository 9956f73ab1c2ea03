"""One moment of the international system; the shipped reference world."""

from foedera.world.world import World

__all__ = ["World"]
