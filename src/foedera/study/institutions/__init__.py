"""Bodies that decide, studied: votes, power, speed and design, put together from pacts, world and models."""
