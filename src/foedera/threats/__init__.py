"""Floor 5, stage 1: what happens (disputes, deterrence, and the other threats)."""
