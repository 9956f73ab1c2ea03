"""The simulator's memory: replica-first arrays, each with a meaning and a unit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedera.effects import reputation
from foedera.sim.history import Past
from foedera.sim.scene import Scene

__all__ = ["ARRAYS", "YEARLY", "State"]

ARRAYS: dict[str, str] = {
    "capability": "(R, N) composite capability [share of the world's set]",
    "milex_pct": "(R, N) military expenditure [% of GDP]",
    "quiet": "(R, U) whole years since the undirected dyad's last dispute [year]",
    "rival": "(R, U) strategic rivalry under way",
    "disputed": "(R, U) a dispute began this calendar year",
    "recent": "(window, R, U) disputes begun in each of the last years, year y at y modulo window",
    "fighting": "(R, U) the two are principals of a war under way",
    "reputation": "(R, N) promises seen kept and broken, prior included, fading [count]",
    "deaths": "(R, N) battle deaths so far [death]",
    "output_loss": "(R, N) output lost to war so far [busd]",
    "sanction_loss": "(R, N) income lost to sanctions so far, before compensation; a bystander may gain [busd]",
    "sanction_cost": "(R, N) of this, lost as a sender [busd]",
    "sanction_hurt": "(R, N) of this, lost as the target [busd]",
    "sanction_transfer": "(R, N) received so far in compensation for sanctions, below 0 if paid [busd]",
    "sanction_relief": "(R, N) of this, received, without what was paid [busd]",
}

YEARLY: dict[str, str] = {
    "attacks": "uses of force and wars begun against focus states, cumulative",
    "wars": "wars begun against focus states, cumulative",
    "joined": "wars that focus states joined though they began as somebody else's, cumulative",
    "deaths": "battle deaths of focus states, cumulative",
    "output_loss": "output lost by focus states, cumulative [busd]",
    "milex": "military expenditure of focus states [% of their GDP]",
    "belief": "what others believe of focus states' word, mean probability of honouring",
}


class State:
    """Arrays of one block; names and meanings in ``ARRAYS``.

    Parameters
    ----------
    scene : gives the starting values
    replicas : R
    past : the dyads' history at the start
    """

    def __init__(self, scene: Scene, replicas: int, past: Past) -> None:
        states, pairs = scene.n, len(scene.pair_low)
        self._scene = scene
        self.capability = np.tile(scene.capability, (replicas, 1))
        self.milex_pct = np.tile(scene.milex_pct, (replicas, 1))
        self.quiet, self.rival, self.recent = past.quiet.copy(), past.rival.copy(), past.recent.copy()
        self.disputed = np.zeros((replicas, pairs), dtype=bool)
        self.fighting = np.zeros((replicas, pairs), dtype=bool)
        rep = scene.parameters.reputation
        self.reputation = reputation.start(
            np.full((replicas, states), rep.base_rate), np.full((replicas, states), rep.strength)
        )
        self.deaths = np.zeros((replicas, states))
        self.output_loss = np.zeros((replicas, states))
        (
            self.sanction_loss,
            self.sanction_cost,
            self.sanction_hurt,
            self.sanction_transfer,
            self.sanction_relief,
        ) = (np.zeros((replicas, states)) for _ in range(5))
        self.sanctions = {k: np.zeros(replicas) for k in ("begun", "conceded", "abandoned")}
        self.counts = {k: np.zeros(replicas) for k in ("attacks", "wars", "joined")}
        years = len(scene.clock.calendar_years())
        self.yearly = {name: np.full((replicas, years), np.nan) for name in YEARLY}
        self._focus = scene.experiment.focus_index()

    def belief(self) -> NDArray[np.float64]:
        """Return what others believe of each state's word, shape (R, N) [probability]."""
        return reputation.belief(self.reputation)

    def record(self, month: int) -> None:
        """Write the values at a year's end, or at the horizon, into the year's column."""
        clock = self._scene.clock
        if clock.day(month).month != 12 and month != clock.months - 1:
            return
        y, f = self._scene.clock.year_index(month), self._focus
        gdp = self._scene.gdp_busd[f]
        for name, count in self.counts.items():
            self.yearly[name][:, y] = count
        self.yearly["deaths"][:, y] = self.deaths[:, f].sum(1)
        self.yearly["output_loss"][:, y] = self.output_loss[:, f].sum(1)
        self.yearly["milex"][:, y] = (self.milex_pct[:, f] * gdp).sum(1) / gdp.sum()
        self.yearly["belief"][:, y] = self.belief()[:, f].mean(1)
