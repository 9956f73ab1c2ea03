"""Floor 6: months x futures. State arrays, crisis table, event log, blocks, runners, store."""
