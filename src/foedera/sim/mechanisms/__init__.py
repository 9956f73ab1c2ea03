"""Thin adapters: one mechanism each, from the simulator's state to a published model and back."""
