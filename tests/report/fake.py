"""A made-up run that looks like a real one: shapes, names and kinds are the simulator's, the numbers are not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from foedera.pacts.loader import library
from foedera.sim.events import KINDS, schema
from foedera.sim.outcomes import MEASURES, PER_STATE
from foedera.study.results import Run
from foedera.world import World

START, MONTHS = date(2025, 1, 1), 240
FOCUS, ADVERSARIES = ("EST", "LTU", "LVA"), ("BLR", "RUS")
SCENARIOS = ("baseline", "us-leaves", "two-thirds", "without")
TITLES = {
    "baseline": "As things stand",
    "us-leaves": "The United States leaves in 2027",
    "two-thirds": "The Council decides by two thirds",
    "without": "Without nato",
}
PRIORS = ("own", "benson", "leeds", "null", "pooled", "game")

STUDY = """\
study: fake
title: {title}
question: What would it mean for the Baltic states if the United States left, or the Council voted?
start: 2025-01
years: 20
replicas: {replicas}
seed: 7
pacts: [nato]
focus:
  pacts: [nato]
  states: [EST, LVA, LTU]
  adversaries: [RUS, BLR]
deterrence: {{link: statistical, prior: pooled}}
priors: {{replicas: {replicas}}}
reforms:
  - id: us-leaves
    title: {reform}
    why: It has been said aloud.
    changes:
      - remove_member: {{pact: nato, state: USA, date: 2027-01-01}}
  - id: two-thirds
    title: The Council decides by two thirds
    changes:
      - replace_decision: {{pact: nato, rule: {{yes_share: {{share: 0.667, of: members}}}}}}
"""


def write(
    folder: Path,
    *,
    replicas: int = 120,
    rate: float = 1.6,
    title: str = "The Baltic states in a changed pact",
    reform: str = TITLES["us-leaves"],
) -> Run:
    """Write a finished run into a folder and open it; ``rate`` is crises per future (0: a world at peace)."""
    made = make(replicas, rate)
    study = STUDY.format(title=json.dumps(title), reform=json.dumps(reform), replicas=replicas)
    _store(folder, made, study, list(SCENARIOS), replicas)
    rng = np.random.default_rng(1)
    names = [f"{s}--{p}" for s in SCENARIOS for p in PRIORS]
    effect = {"baseline": 0.9, "us-leaves": 1.3, "two-thirds": 0.95, "without": 1.5}
    attacks = np.stack([rng.poisson(rate * effect[n.split("--")[0]], replicas) / 2 for n in names])
    priors = xr.Dataset(
        {"attacks_per_decade": (("scenario", "replica"), attacks)},
        coords={"scenario": names, "replica": range(replicas)},
    )
    _store(folder / "priors", Fake(made.world, (), priors, made.events.clear()), "", names, replicas)
    return Run.open(folder)


def _store(folder: Path, made: Fake, study: str, scenarios: list[str], replicas: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    titles = [{"id": s, "title": TITLES.get(s, s)} for s in scenarios]
    provenance = {
        "study": "0" * 64, "foedera": "0.1.0", "blocks": 4, "world": made.world.digest(), "pacts": "1" * 64, "seed": 7,
        "replicas": replicas, "scenarios": titles, "citations": ["leeds2003", "berkemeier2018"],
        "versions": {"numpy": np.__version__}, "created": "2025-01-01T00:00:00+00:00", "command": "foedera run fake",
    }  # fmt: skip
    (folder / "provenance.json").write_text(json.dumps(provenance))
    (folder / "study.yaml").write_text(study)
    made.outcomes.to_netcdf(folder / "outcomes.nc", engine="scipy", format="NETCDF3_64BIT")
    made.events.write_parquet(folder / "events.parquet")


@dataclass(frozen=True)
class Fake:
    """Finished numbers of the made-up run."""

    world: World
    pacts: tuple[Any, ...]
    outcomes: xr.Dataset
    events: pl.DataFrame


def make(replicas: int = 120, rate: float = 1.6, seed: int = 3) -> Fake:
    """Make a run; ``rate`` is the number of crises per future (0: a world at peace)."""
    world, pact = World.reference(), library()["nato"]
    members = [m for m in pact.members_on(START) if m in world.iso3]
    rng = np.random.default_rng(seed)
    logs = []
    for name in SCENARIOS:
        bound = [m for m in members if name != "without" and not (name == "us-leaves" and m == "USA")]
        for replica in range(replicas):
            for crisis in range(rng.poisson(rate * {"us-leaves": 1.3, "without": 1.6}.get(name, 1.0))):
                logs += _crisis(rng, name, replica, crisis, bound)
    types = schema(world.iso3, ["nato"], [f"nato/{c.id}" for c in pact.clauses])
    columns = ["scenario", *types]
    frame = pl.DataFrame(logs, schema=dict.fromkeys(columns), orient="row") if logs else None
    casts = {"scenario": pl.Enum(SCENARIOS), **types}
    events = pl.DataFrame(schema=casts) if frame is None else frame.cast(casts)
    events = events.sort("scenario", "replica", "month", "crisis", maintain_order=True).with_row_index("row")
    return Fake(world, (pact,), _outcomes(world, members, events, replicas, rng), events)


def _crisis(
    rng: np.random.Generator, name: str, replica: int, crisis: int, bound: list[str]
) -> list[tuple[Any, ...]]:
    month, a, b = int(rng.integers(MONTHS)), str(rng.choice(ADVERSARIES)), str(rng.choice(FOCUS))
    severity = int(rng.choice([2, 3, 4, 5], p=[0.05, 0.3, 0.45, 0.2]))
    out: list[tuple[Any, ...]] = []

    def log(kind: str, actor: str | None = None, other: str | None = b, clause: str | None = None,
            value: float | None = None, days: float | None = None, when: int = month) -> None:  # fmt: skip
        pact = "nato" if clause or kind in ("adopted", "deadlock") else None
        full = f"nato/{clause}" if clause else None
        out.append((name, replica, when, crisis, KINDS[kind][0], kind, actor, other, pact, full, value, days))

    log("onset", a, value=severity)
    if severity >= 3 and bound:
        log("convened", clause="article-4", value=len(bound))
        if rng.random() < (0.7 if name == "two-thirds" else 0.55) * severity / 4:
            log(
                "adopted",
                value=float(rng.integers(1, 9)),
                days=float(rng.gamma(2, 9 if name == "two-thirds" else 14)),
            )
        else:
            log("deadlock", value=12.0)
    if severity < 5:
        return out
    side = [b]
    for m in bound:
        if m != b:
            log("invoked", m, clause="article-5", value=0.6)
    for m in bound:
        if m != b:
            kept = rng.random() < (0.9 if m in FOCUS else 0.78)
            log("honoured" if kept else "reneged", m, clause="article-5", value=0.8)
            side += [m] if kept else []
    for m in side[1:]:
        log("joined", m, value=-1.0, days=float(rng.gamma(2, 20)))
    length = int(rng.integers(2, 30))
    log(
        "ended",
        a,
        value=float(rng.choice([1, 2, 3])),
        days=length * 30.4,
        when=min(month + length, MONTHS - 1),
    )
    total = 1000 * (rng.pareto(1.1) + 0.2)
    for m in [a, *side]:
        log("deaths", m, value=float(total * rng.random() / len(side)), when=min(month + length, MONTHS - 1))
        log("output_loss", m, value=float(rng.gamma(2, 1.5)), when=min(month + length, MONTHS - 1))
    return out


def _outcomes(
    world: World, members: list[str], events: pl.DataFrame, replicas: int, rng: np.random.Generator
) -> xr.Dataset:
    shape, years, n = (len(SCENARIOS), replicas), list(range(2025, 2045)), len(world.iso3)
    data = {name: rng.gamma(2.0, 0.5, shape) for name in MEASURES} | {
        name: rng.gamma(2.0, 0.2, (*shape, n)) for name in PER_STATE
    }
    grave = (pl.col("kind") == "onset") & (pl.col("value") >= 4)
    deaths = (pl.col("kind") == "deaths") & pl.col("actor").is_in(FOCUS)
    data["attacks_per_decade"] = _tally(events.filter(grave), replicas) / 2
    data["wars_per_decade"] = _tally(events.filter(grave & (pl.col("value") == 5)), replicas) / 2
    data["deaths"] = _tally(events.filter(deaths), replicas, "value")
    data["obligations"] = _tally(events.filter(pl.col("kind") == "invoked"), replicas)
    data["honoured"] = _tally(events.filter(pl.col("kind") == "honoured"), replicas)
    bound = np.isin(world.iso3, members)
    gdp = world.array("gdp_busd") * bound
    data["benefit_share"][:] = gdp / gdp.sum()
    data["cost_share"][:] = world.array("milex_busd") * bound / (world.array("milex_busd") * bound).sum()
    for name, dims in (("triggered", ["invoked"]), ("kept", ["honoured"])):
        rows = events.filter(pl.col("kind").is_in(dims))
        data[name] = np.zeros((*shape, n))
        at = (rows["scenario"].to_physical(), rows["replica"], rows["actor"].to_physical())
        np.add.at(data[name], tuple(c.to_numpy().astype(int) for c in at), 1.0)
    yearly = np.zeros((*shape, len(years)))
    rows = events.filter(grave)
    place = [rows["scenario"].to_physical(), rows["replica"], rows["month"] // 12]
    np.add.at(yearly, tuple(c.to_numpy().astype(int) for c in place), 1.0)
    dims = {1: ("scenario", "replica"), 2: ("scenario", "replica", "state")}
    variables = {k: (dims[v.ndim - 1], v) for k, v in data.items()}
    variables["yearly_attacks"] = (("scenario", "replica", "year"), yearly.cumsum(axis=2))
    coords = {"scenario": list(SCENARIOS), "replica": np.arange(replicas), "state": world.iso3, "year": years}
    return xr.Dataset(variables, coords=coords)


def _tally(rows: pl.DataFrame, replicas: int, column: str | None = None) -> np.ndarray:
    out = np.zeros((len(SCENARIOS), replicas))
    at = (rows["scenario"].to_physical().to_numpy().astype(int), rows["replica"].to_numpy().astype(int))
    np.add.at(out, at, 1.0 if column is None else rows[column].to_numpy())
    return out
