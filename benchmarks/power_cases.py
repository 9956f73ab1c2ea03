"""Games whose power is timed, and the Python packages beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foedera.decisions.power.game import Game, simple_game, weighted_game
from foedera.decisions.voting import compile_rule
from foedera.pacts.institutions import body_of

__all__ = ["GAMES", "PEERS", "SHARED", "TOO_LONG", "Peer", "Weighted"]

ELECTORS = {
    "CA": 54, "TX": 40, "FL": 30, "NY": 28, "IL": 19, "PA": 19, "OH": 17, "GA": 16, "NC": 16, "MI": 15, "NJ": 14,
    "VA": 13, "WA": 12, "AZ": 11, "IN": 11, "MA": 11, "TN": 11, "CO": 10, "MD": 10, "MN": 10, "MO": 10, "WI": 10,
    "AL": 9, "SC": 9, "KY": 8, "LA": 8, "OR": 8, "CT": 7, "OK": 7, "AR": 6, "IA": 6, "KS": 6, "MS": 6, "NV": 6,
    "UT": 6, "NE": 5, "NM": 5, "HI": 4, "ID": 4, "ME": 4, "MT": 4, "NH": 4, "RI": 4, "WV": 4, "AK": 3, "DE": 3,
    "DC": 3, "ND": 3, "SD": 3, "VT": 3, "WY": 3,
}  # fmt: skip
"""Electors of the states of the United States and the District of Columbia, 2024 to 2028; 270 of 538 elect."""


def body(name: str, variant: str) -> Game:
    """Return the simple game of a shipped institution."""
    found = body_of(name, variant)
    return simple_game(compile_rule(found.rule, found.members))


def two_chambers() -> Game:
    """Return two thirds of 193 members who hold half of weights that fall as 1/k (Zipf's law), made up."""
    weights = {f"M{k:03d}": round(100_000 / k) for k in range(1, 194)}
    half = {"yes_weight": {"quota": sum(weights.values()) // 2 + 1, "weights": weights}}
    return simple_game(compile_rule({"all_of": [{"yes_share": {"share": "2/3"}}, half]}, list(weights)))


GAMES: dict[str, Callable[[], Game]] = {
    "Security Council, 15": lambda: body("unsc", "today"),
    "EU 2012, 27, three conditions": lambda: body("eu-council", "lisbon-2012"),
    "EU Nice, 27, three weights": lambda: body("eu-council", "nice"),
    "US electors, 51": lambda: weighted_game(270, ELECTORS),
    "IMF, 190, half of 5.0 million votes": lambda: body("imf-governors", "majority"),
    "IMF, 190, 85 per cent": lambda: body("imf-governors", "special-85"),
    "IMF, 190, 3/5 of members and 85 per cent": lambda: body("imf-governors", "amendment"),
    "two chambers, 193": two_chambers,
}
"""Games by name."""


@dataclass(frozen=True)
class Weighted:
    """A game with one weighted quota, perhaps with a least number of members: what other packages know."""

    quota: int
    weights: list[int]
    least: int = 1

    @classmethod
    def of(cls, game: Game) -> Weighted:
        """Return it from a game of one condition, or of a weight and a number of members, both to be met."""
        count = next((c for c in game.conditions if (game.forms[c.form] == 1).all()), None)
        weight = next(c for c in game.conditions if c is not count)
        return cls(weight.cut, [int(w) for w in game.forms[weight.form]], count.cut if count else 1)


@dataclass(frozen=True)
class Peer:
    """Another package.

    Parameters
    ----------
    name, index : package and index
    work : returns the index of a weighted game
    """

    name: str
    index: str
    work: Callable[[Weighted], Any]

    def can(self, game: Weighted) -> bool:
        """Return whether the package has such games at all."""
        return game.least == 1 or self.name == "powerindices"


def _powerindices_bz(game: Weighted) -> Any:
    import powerindices

    found = powerindices.compute_pbi(game.quota, list(game.weights), game.least)
    return [x / sum(found) for x in found]


def _powerindices_ss(game: Weighted) -> Any:
    import powerindices

    return powerindices.compute_ssi(game.quota, list(game.weights), game.least)


def _powerindex(name: str) -> Callable[[Weighted], Any]:
    def work(game: Weighted) -> Any:
        from powerindex import Game as Peers

        made = Peers(game.quota, weights=list(game.weights))
        getattr(made, f"calc_{name}")()
        return getattr(made, name)

    return work


def _tucoopy_bz(game: Weighted) -> Any:
    from tucoopy.power.banzhaf import banzhaf_index_weighted_voting

    return banzhaf_index_weighted_voting(game.weights, game.quota)


def _tucoopy_ss(game: Weighted) -> Any:
    from tucoopy.power.shapley_shubik import shapley_shubik_index_weighted_voting

    return shapley_shubik_index_weighted_voting(game.weights, game.quota)


def hundreds() -> Game:
    """Return the Fund's majority with votes in hundreds, which other packages can still do."""
    votes = Weighted.of(GAMES["IMF, 190, half of 5.0 million votes"]()).weights
    rounded = {f"M{k:03d}": max(1, round(v / 100)) for k, v in enumerate(votes)}
    return weighted_game(sum(rounded.values()) // 2 + 1, rounded)


def two_criteria() -> Game:
    """Return 15 of the 27 of 2012 with 65 per cent of the population in ten thousands, without the clause of four."""
    weights = {k: round(w / 10) for k, w in _populations().items()}
    rule = {"yes_weight": {"quota": -(-65 * sum(weights.values()) // 100), "weights": weights}}
    return simple_game(compile_rule({"all_of": [{"yes_count": 15}, rule]}, list(weights)))


def _populations() -> dict[str, int]:
    game = GAMES["EU 2012, 27, three conditions"]()
    form = next(row for row in game.forms if row.max() > 1)
    return {m: int(w) for m, w in zip(game.members, form, strict=True)}


SHARED: dict[str, Callable[[], Game]] = {
    "Security Council as 39 of 45": lambda: weighted_game(
        39, {f"M{k}": 7 if k < 5 else 1 for k in range(15)}
    ),
    "EU 1995, 15": lambda: body("eu-council", "1995"),
    "US electors, 51": lambda: weighted_game(270, ELECTORS),
    "EU 2012, 27, two criteria": two_criteria,
    "IMF, 190, hundreds of votes": hundreds,
}
"""Games that other packages can express."""

TOO_LONG = {
    ("IMF, 190, hundreds of votes", "powerindices", "shapley_shubik"),
    ("IMF, 190, hundreds of votes", "powerindex", "shapley_shubik"),
    ("IMF, 190, hundreds of votes", "tucoopy", "shapley_shubik"),
    ("IMF, 190, hundreds of votes", "tucoopy", "banzhaf"),
}
"""What took more than ninety seconds here, and is not waited for."""

PEERS = (
    Peer("powerindices", "banzhaf", _powerindices_bz),
    Peer("powerindices", "shapley_shubik", _powerindices_ss),
    Peer("powerindex", "banzhaf", _powerindex("banzhaf")),
    Peer("powerindex", "shapley_shubik", _powerindex("shapley_shubik")),
    Peer("tucoopy", "banzhaf", _tucoopy_bz),
    Peer("tucoopy", "shapley_shubik", _tucoopy_ss),
)
