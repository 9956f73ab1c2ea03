"""Floor 5, stage 5: what it does to people, economies and the belief in promises."""
