"""Build the panel of politically relevant directed dyad-years, by the verbs of ``foedera.panel``.

A directed dyad-year is in the panel if the pair has a contiguity record in year t or one of the two was a COW
major power in year t - 1. Contiguity, distance and peace years belong to year t; pacts, power, regimes and
rivalries to year t - 1. In an ATOP directed dyad-year ccode1 gives the promise and ccode2 receives it. There are
two codings:

* ``RECEIVED``. tdef, coff and cneu look at the promises a state was given, S at promises in either direction.
  Contiguity is the official yearly table of types 1-5;
* ``GIVEN``, an earlier coding, kept so that the tables published with it can be remade. A state's pacts are the
  promises it gave, which runs backwards where a promise is one-sided: Japan, promised defence by the USA since
  1951, counts as having no defender. A contiguity record of type 0 (the pair is contiguous at another time) is
  a record, and the lower code holds in a year in which the type changes.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foedera import panel as fp

DYAD = ["ccode1", "ccode2", "year"]
PAIR = ["ccode1", "ccode2"]
TERMS = [
    "const", "tdef", "coff", "cneu", "jdem", "landc", "seac", "lnd", "caprat", "S", "rival", "majc", "majt",
    "t1", "t2", "t3",
]  # fmt: skip
DEFENCE, NEUTRALITY, CONSULTATION = 3, 2, 1
FIRST, LAST = 1816, 2010
RECEIVED, GIVEN = "promises-received", "promises-given"
EDITION = "peacesciencer"
EARTH_KM, EQUATOR_KM = 6371.0, 6378.137
"""The mean radius, for which lnd was estimated, and the one of the panel's distances."""

Floats = NDArray[np.float64]


def lies_in(data: Path) -> None:
    """Take the official files from a folder."""
    os.environ["FOEDERA_DATA_MIRROR"] = str(data.resolve())


def made(plan: fp.Panel) -> pl.DataFrame:
    """Collect a panel; its numbers of states and its years become as wide as everybody else's."""
    rows = plan.using(EDITION).collect().data
    return rows.with_columns(pl.col("^(ccode.?|year)$").cast(pl.Int64))


def before(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table as the year after sees it."""
    return table.with_columns(pl.col("year") + 1)


def dyads(last: int = LAST) -> pl.DataFrame:
    """Return all directed dyad-years of system members up to ``last``."""
    return made(fp.dyad_years(FIRST, last))


def both_ways(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs and their mirror images, without repetition."""
    mirror = pairs.rename({"ccode1": "ccode2", "ccode2": "ccode1"}).select(pairs.columns)
    return pl.concat([pairs, mirror]).unique()


def treaties() -> pl.DataFrame:
    """Return the ATOP 5.1 directed dyad-years: ccode1 promises ccode2."""
    return made(fp.events(f"atop@{EDITION}", "dyad_years"))


def state_measures() -> pl.DataFrame:
    """Return CINC (NMC 7.0), Polity2 and major-power status per state-year."""
    plan = fp.state_years(FIRST).add("cow.nmc", keep=["cinc"]).add("democracy", keep=["isard_polity2"])
    return made(plan.add("cow.majors"))


def by_year(spells: pl.DataFrame) -> pl.DataFrame:
    """Return both directions of dyad spells in each year they touch, DYAD and other columns."""
    ends = (pl.col(n).dt.year() if spells.schema[n] == pl.Date else pl.col(n) for n in ("start", "end"))
    first, last = (e.cast(pl.Int64) for e in ends)
    return both_ways(
        spells.with_columns(year=pl.int_ranges(first, last + 1)).explode("year").drop("start", "end")
    )


def contiguity(coding: str) -> pl.DataFrame:
    """Return the type of direct contiguity per directed dyad-year that has a record."""
    if coding == RECEIVED:
        table = made(fp.events("cow.contiguity@3.2", "dyad_years")).rename({"conttype_year": "conttype"})
    else:
        table = by_year(made(fp.events(f"cow.contiguity@{EDITION}", "dyad_spells")))
    return table.group_by(DYAD).agg(pl.col("conttype").min())


def relevant(coding: str = RECEIVED, last: int = LAST) -> pl.DataFrame:
    """Return the directed dyad-years of the panel up to ``last``, with landc and seac."""
    power = before(made(fp.state_years(FIRST).add("cow.majors"))).filter(pl.col("major") == 1)
    return (
        dyads(last)
        .join(contiguity(coding), on=DYAD, how="left")
        .join(power.rename({"ccode": "ccode1"}), on=["ccode1", "year"], how="left")
        .join(power.rename({"ccode": "ccode2"}), on=["ccode2", "year"], how="left", suffix="2")
        .filter(pl.any_horizontal(pl.col("conttype", "major", "major2").is_not_null()))
        .select(
            *DYAD,
            landc=(pl.col("conttype") == 1).fill_null(False).cast(pl.Float64),
            seac=pl.col("conttype").is_between(2, 5).fill_null(False).cast(pl.Float64),
        )
    )


def promises_received() -> pl.DataFrame:
    """Return tdef, coff, cneu and S of every directed dyad-year, by the promises that a state was given.

    tdef: somebody other than the challenger has promised to defend the target; coff, cneu: somebody other than
    the target has promised the challenger to attack with it, to stay neutral. An ally need not be a system
    member.
    """
    kinds = ["defense", "offense", "neutral"]
    held = made(fp.state_years(FIRST, LAST).add("atop")).select(
        "ccode", "year", *(pl.col(f"atop_{k}_partners").alias(k) for k in kinds)
    )
    pairs = made(fp.dyad_years(FIRST, LAST).add("atop").similarity("atop"))
    back = pairs.select(
        ccode1="ccode2", ccode2="ccode1", year="year", offense="atop_offense", neutral="atop_neutral"
    )
    return (
        pairs.join(back, on=DYAD)
        .join(held.select("year", ccode2="ccode", held_target="defense"), on=["ccode2", "year"])
        .join(held.rename({"ccode": "ccode1"}), on=["ccode1", "year"], suffix="_held")
        .select(
            *DYAD,
            tdef=(pl.col("held_target") > pl.col("atop_defense")).cast(pl.Float64),
            coff=(pl.col("offense_held") > pl.col("offense")).cast(pl.Float64),
            cneu=(pl.col("neutral_held") > pl.col("neutral")).cast(pl.Float64),
            S="atop_s",
        )
    )


def promises(table: pl.DataFrame, states: NDArray[np.int64]) -> dict[str, Floats]:
    """Return one year's promises as 0/1 matrices [giver, receiver]; ``states`` is sorted, all parties."""
    row, column = np.searchsorted(states, table["ccode1"]), np.searchsorted(states, table["ccode2"])
    out = {}
    for name in ("defense", "offense", "neutral", "nonagg", "consul"):
        out[name] = np.zeros((len(states), len(states)))
        out[name][row, column] = table[f"atop_{name}"].to_numpy()
    return out


def similarity(kinds: dict[str, Floats]) -> Floats:
    """Return S of the promises given, unweighted, absolute distances (Signorino and Ritter 1999), shape (N, N)."""
    weak = NEUTRALITY * np.maximum(kinds["neutral"], kinds["nonagg"])
    level = np.maximum.reduce([DEFENCE * kinds["defense"], weak, CONSULTATION * kinds["consul"]])
    np.fill_diagonal(level, DEFENCE)
    distance = np.array([np.abs(level - row).sum(axis=1) for row in level])
    return 1.0 - 2.0 * distance / (DEFENCE * len(level))


def given_in(table: pl.DataFrame, members: NDArray[np.int64], year: int) -> pl.DataFrame:
    """Return tdef, coff, cneu and S of every directed dyad of members in one year, by the promises given."""
    parties = np.union1d(members, np.union1d(table["ccode1"], table["ccode2"]))
    kinds, inside = promises(table, parties), np.ix_(*[np.searchsorted(parties, members)] * 2)
    others = {k: (p.sum(axis=1)[:, None] - p > 0).astype(float)[inside] for k, p in kinds.items()}
    i, j = np.nonzero(~np.eye(len(members), dtype=bool))
    return pl.DataFrame({
        "ccode1": members[i], "ccode2": members[j], "year": np.full(len(i), year),
        "tdef": others["defense"][j, i], "coff": others["offense"][i, j], "cneu": others["neutral"][i, j],
        "S": similarity({k: p[inside] for k, p in kinds.items()})[i, j],
    })  # fmt: skip


def promises_given() -> pl.DataFrame:
    """Return tdef, coff, cneu and S of every directed dyad-year, by the promises that a state gave."""
    held = treaties().partition_by("year", as_dict=True)
    members = dyads().group_by("year").agg(pl.col("ccode1").unique().sort()).sort("year")
    return pl.concat([given_in(held[(y,)], np.array(m), y) for y, m in members.iter_rows()])


def rivalries() -> pl.DataFrame:
    """Return directed dyad-years of strategic rivalry (Thompson, Sakuwa and Suhas).

    By the numbers of the list: its rivalry of Austria-Hungary with Yugoslavia goes on to 1920, and
    ``add("rivalries.tss")`` hands it to Austria from 1919. The shipped estimates were made with the list as it is.
    """
    spells = made(fp.events(f"rivalries.tss@{EDITION}", "spells")).select(*PAIR, "start", "end")
    return by_year(spells).unique().with_columns(rival=pl.lit(1.0))


def onsets() -> pl.DataFrame:
    """Return directed dyad-years in which an originator on side A began a dispute with one on side B."""
    rows = made(fp.dispute_years(f"gml.mid@{EDITION}")).filter(onset=1, orig1=1, orig2=1, sidea1=1, sidea2=0)
    return rows.group_by(DYAD).agg(onset=pl.lit(1.0), hostlev=pl.col("hostlev").max())


def measures() -> pl.DataFrame:
    """Return jdem, caprat, majc, majt of the year before, lnd and t of every directed dyad-year.

    t: years of coexistence since the last with a dispute in the dyad, or since the first.
    """
    plan = (
        fp.dyad_years(FIRST, LAST)
        .add("cow.majors")
        .add("cow.nmc", keep=["cinc"]).measure("capability ratio", name="caprat")
        .add("democracy", keep=["isard_polity2"]).measure("joint democracy", of="isard_polity2", name="jdem")
        .lag("majors").lag("caprat").lag("jdem")
        .add("capitals")
        .add("gml.mid", keep=[]).peace_years("gml.ongoing", name="t")
    )  # fmt: skip
    lagged = {"majc": "major_1", "majt": "major_2", "caprat": "caprat", "jdem": "jdem"}
    return made(plan).select(
        *DYAD, "t", *(pl.col(f"{c}_lag1").cast(pl.Float64).alias(n) for n, c in lagged.items()),
        lnd=(pl.col("capdist") * (EARTH_KM / EQUATOR_KM) + 1).log(),
    )  # fmt: skip


def panel(coding: str = RECEIVED) -> pl.DataFrame:
    """Return the complete rows: DYAD, onset, hostlev, t, the TERMS and post1945."""
    pacts = promises_received() if coding == RECEIVED else promises_given()
    joined = (
        relevant(coding)
        .join(measures(), on=DYAD, how="left")
        .join(before(pacts), on=DYAD, how="left")
        .join(before(rivalries()), on=DYAD, how="left")
        .join(onsets(), on=DYAD, how="left")
    )
    return (
        joined.with_columns(
            const=pl.lit(1.0),
            rival=pl.col("rival").fill_null(0.0),
            onset=pl.col("onset").fill_null(0.0),
            t1=pl.col("t") / 10, t2=pl.col("t").cast(pl.Float64) ** 2 / 1e3,
            t3=pl.col("t").cast(pl.Float64) ** 3 / 1e5,
            post1945=(pl.col("year") > 1945).cast(pl.Float64),
        )
        .drop_nulls(TERMS)
        .select(*DYAD, "onset", "hostlev", "t", *TERMS, "post1945")
        .sort(DYAD)
    )  # fmt: skip
