"""Floor 5, stage 4: what states do about it (war, sanctions, peace operations and the other responses)."""
