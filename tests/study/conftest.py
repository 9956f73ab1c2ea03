"""A small study to vary, and a hand-made run whose numbers are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
import xarray as xr

from foedera.core.errors import InputError
from foedera.sim.outcomes import MEASURES
from foedera.sim.scenario import Focus
from foedera.study import Study

TEXT = """\
study: small
title: A small question
question: Does it matter?
start: 2025-01
years: 10
replicas: 64
pacts: [nato, csto, eu]
focus: {pacts: [nato], states: [EST, LVA], adversaries: [RUS]}
deterrence: {link: statistical, prior: own}
reforms:
"""


@pytest.fixture
def small() -> Callable[[str], Study]:
    """Return a function from the text of reforms, or of changes of one reform, to a study."""

    def build(*changes: str, reforms: str = "", text: str = TEXT, folder: str = ".") -> Study:
        if changes:
            reforms += "  - id: it\n    title: The reform\n    changes:\n"
            reforms += "".join(f"      - {c}\n" for c in changes)
        return Study.from_text((text + reforms) if reforms else text.replace("reforms:\n", ""), folder=folder,
                               filename="small.yaml")  # fmt: skip

    return build


@pytest.fixture
def refused(small) -> Callable[..., str]:
    """Return a function from changes to the message that compiling them raises."""

    def message(*changes: str, **options: str) -> str:
        with pytest.raises(InputError) as caught:
            small(*changes, **options).experiment()
        return str(caught.value)

    return message


@dataclass
class Handmade:
    """What a run looks like to the concerns."""

    outcomes: xr.Dataset
    events: pl.LazyFrame
    focus: Focus


@pytest.fixture
def handmade() -> Handmade:
    """Two scenarios and "without" over 40 futures: two states in focus, one pact, wars in every fourth future."""
    rng = np.random.default_rng(7)
    scenarios, states, replicas = ["baseline", "reform", "without"], ["AAA", "BBB", "ZZZ"], 40
    events, attacks = [], np.zeros((3, replicas))
    for s, name in enumerate(scenarios):
        for r in range(replicas):
            for crisis in range(rng.integers(0, 3) + (name == "without")):
                war = r % 4 == 0 and crisis == 0
                events.append((name, r, crisis, "onset", "ZZZ", "AAA", None, None, 5.0 if war else 4.0, None))
                attacks[s, r] += 1
                if name != "without":
                    kind, days = ("adopted", 5.0 + r + s) if r % 5 else ("deadlock", None)
                    events.append((name, r, crisis, kind, None, "AAA", "pact", None, 1.0, days))
                if war and name != "without":
                    kept = "honoured" if r % 8 else "reneged"
                    events.append((name, r, crisis, kept, "BBB", "AAA", "pact", "pact/one", 0.5, None))
                    events.append((name, r, crisis, "joined", "BBB", "AAA", None, None, -1.0, 10.0 + r))
                    events.append((name, r, crisis, "joined", "ZZZ", "AAA", None, None, -1.0, 99.0))
            # another pact, another victim, a contribution to the attacker: none of them counts
            events.append((name, r, 90, "adopted", None, "ZZZ", "other", None, 1.0, 1.0))
            events.append((name, r, 91, "onset", "BBB", "ZZZ", None, None, 5.0, None))
            events.append((name, r, 91, "joined", "AAA", "BBB", None, None, 1.0, 1.0))
    columns = ["scenario", "replica", "crisis", "kind", "actor", "other", "pact", "clause", "value", "days"]
    frame = pl.DataFrame(events, schema=columns, orient="row", infer_schema_length=None)
    frame = frame.with_columns(pl.col("value", "days").cast(pl.Float64)).with_row_index("row")
    shape = (3, replicas)
    data = {name: (("scenario", "replica"), rng.random(shape)) for name in MEASURES}
    data["attacks_per_decade"] = (("scenario", "replica"), attacks)
    data["deaths"] = (("scenario", "replica"), np.where(rng.random(shape) < 0.3, 5000.0, 0.0))
    promised, kept = (
        _per_future(frame, scenarios, replicas, kinds) for kinds in (["honoured", "reneged"], ["honoured"])
    )
    data["obligations"] = (("scenario", "replica"), promised)
    data["honoured"] = (("scenario", "replica"), kept)
    by_state = ("scenario", "replica", "state")
    share = np.broadcast_to(np.array([0.6, 0.4, 0.0]), (3, replicas, 3))
    data["cost_share"], data["benefit_share"] = (by_state, share), (by_state, share[..., [1, 0, 2]])
    data["state_milex_pct"] = (by_state, np.broadcast_to([2.0, 1.0, 5.0], (3, replicas, 3)))
    coords = {"scenario": scenarios, "replica": np.arange(replicas), "state": states}
    return Handmade(xr.Dataset(data, coords), frame.lazy(), Focus(("pact",), ("AAA", "BBB"), ("ZZZ",)))


def _per_future(frame: pl.DataFrame, scenarios: list[str], replicas: int, kinds: list[str]) -> np.ndarray:
    out = np.zeros((len(scenarios), replicas))
    for name, replica in frame.filter(pl.col("kind").is_in(kinds)).select("scenario", "replica").rows():
        out[scenarios.index(name), replica] += 1
    return out
