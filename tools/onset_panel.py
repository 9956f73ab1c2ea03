"""Build the panel of politically relevant directed dyad-years from the official files.

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

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

DYAD = ["ccode1", "ccode2", "year"]
PAIR = ["ccode1", "ccode2"]
TERMS = [
    "const", "tdef", "coff", "cneu", "jdem", "landc", "seac", "lnd", "caprat", "S", "rival", "majc", "majt",
    "t1", "t2", "t3",
]  # fmt: skip
DEFENCE, NEUTRALITY, CONSULTATION = 3, 2, 1
FIRST, LAST = 1816, 2010
RECEIVED, GIVEN = "promises-received", "promises-given"
EARTH_KM = 6371.0

Floats = NDArray[np.float64]


def read(data: Path, name: str) -> pl.DataFrame:
    """Read one file of the ``peacesciencer`` folder, CSV or Parquet."""
    path = data / "peacesciencer" / name
    if path.suffix == ".parquet":
        return pl.read_parquet(path).with_columns(pl.col(pl.Int32).cast(pl.Int64))
    return pl.read_csv(path, infer_schema_length=None, null_values=["NA"])


def dyads(data: Path, last: int = LAST) -> pl.DataFrame:
    """Return all directed dyad-years of system members up to ``last``."""
    return read(data, "cow_ddy.parquet").filter(pl.col("year").is_between(FIRST, last)).sort(DYAD)


def by_year(spells: pl.DataFrame, start: str, end: str) -> pl.DataFrame:
    """Return one row per year of each spell, both ends included."""
    return spells.with_columns(year=pl.int_ranges(start, pl.col(end) + 1)).explode("year")


def both_ways(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs and their mirror images, without repetition."""
    mirror = pairs.rename({"ccode1": "ccode2", "ccode2": "ccode1"}).select(pairs.columns)
    return pl.concat([pairs, mirror]).unique()


def majors(data: Path) -> pl.DataFrame:
    """Return the state-years of major powers."""
    years = by_year(read(data, "cow_majors.csv"), "styear", "endyear")
    return years.select("ccode", "year", major=pl.lit(1.0)).unique()


def contiguity(data: Path, coding: str) -> pl.DataFrame:
    """Return the type of direct contiguity per directed dyad-year that has a record."""
    if coding == RECEIVED:
        table = pl.read_csv(data / "cow/contdird.csv", infer_schema_length=None)
        table = table.select("year", "conttype", ccode1="state1no", ccode2="state2no")
    else:
        year = {name: pl.col(name).str.slice(0, 4).cast(pl.Int64) for name in ("stdate", "enddate")}
        table = by_year(read(data, "cow_contdir.csv").with_columns(**year), "stdate", "enddate")
        table = both_ways(table.select(*DYAD, "conttype"))
    return table.group_by(DYAD).agg(pl.col("conttype").min())


def relevant(data: Path, coding: str = RECEIVED, last: int = LAST) -> pl.DataFrame:
    """Return the directed dyad-years of the panel up to ``last``, with landc and seac."""
    power = majors(data).with_columns(pl.col("year") + 1)
    return (
        dyads(data, last)
        .join(contiguity(data, coding), on=DYAD, how="left")
        .join(power.rename({"ccode": "ccode1"}), on=["ccode1", "year"], how="left")
        .join(power.rename({"ccode": "ccode2"}), on=["ccode2", "year"], how="left", suffix="2")
        .filter(pl.any_horizontal(pl.col("conttype", "major", "major2").is_not_null()))
        .select(
            *DYAD,
            landc=(pl.col("conttype") == 1).fill_null(False).cast(pl.Float64),
            seac=pl.col("conttype").is_between(2, 5).fill_null(False).cast(pl.Float64),
        )
    )


def capital_distances(data: Path) -> pl.DataFrame:
    """Return ln(km + 1) between the capitals of 1 January, great circle."""
    capitals = read(data, "cow_capitals.csv").with_columns(pl.col("stdate", "enddate").str.to_date())
    days = pl.DataFrame({"year": range(FIRST, LAST + 1)}).with_columns(day=pl.date("year", 1, 1))
    seats = capitals.join_where(days, pl.col("stdate") <= pl.col("day"), pl.col("enddate") >= pl.col("day"))
    seats = seats.select("ccode", "year", lat=pl.col("lat").radians(), lon=pl.col("lng").radians())
    pairs = seats.rename({"ccode": "ccode1"}).join(seats.rename({"ccode": "ccode2"}), on="year", suffix="2")
    across = pl.col("lat").cos() * pl.col("lat2").cos() * ((pl.col("lon2") - pl.col("lon")) / 2).sin() ** 2
    half = ((pl.col("lat2") - pl.col("lat")) / 2).sin() ** 2 + across
    return pairs.select(*DYAD, lnd=(2 * EARTH_KM * half.clip(0, 1).sqrt().arcsin() + 1).log())


def promises(treaties: pl.DataFrame, states: NDArray[np.int64]) -> dict[str, Floats]:
    """Return one year's promises as 0/1 matrices [giver, receiver]; ``states`` is sorted, all parties."""
    row, column = np.searchsorted(states, treaties["ccode1"]), np.searchsorted(states, treaties["ccode2"])
    out = {}
    for name in ("defense", "offense", "neutral", "nonagg", "consul"):
        out[name] = np.zeros((len(states), len(states)))
        out[name][row, column] = treaties[f"atop_{name}"].to_numpy()
    return out


def similarity(kinds: dict[str, Floats]) -> Floats:
    """Return S, unweighted, absolute distances (Signorino and Ritter 1999), shape (N, N)."""
    weak = NEUTRALITY * np.maximum(kinds["neutral"], kinds["nonagg"])
    level = np.maximum.reduce([DEFENCE * kinds["defense"], weak, CONSULTATION * kinds["consul"]])
    np.fill_diagonal(level, DEFENCE)
    distance = np.array([np.abs(level - row).sum(axis=1) for row in level])
    return 1.0 - 2.0 * distance / (DEFENCE * len(level))


def pact_year(treaties: pl.DataFrame, members: NDArray[np.int64], year: int, coding: str) -> pl.DataFrame:
    """Return tdef, coff, cneu and S of every directed dyad of system members in one year.

    tdef: somebody other than the challenger has promised to defend the target; coff, cneu: somebody other than
    the target has promised the challenger to attack with it, to stay neutral. An ally need not be a system
    member.
    """
    parties = np.union1d(members, np.union1d(treaties["ccode1"], treaties["ccode2"]))
    kinds, inside = promises(treaties, parties), np.ix_(*[np.searchsorted(parties, members)] * 2)
    received = coding == RECEIVED
    ties = {k: np.maximum(p, p.T) if received else p for k, p in kinds.items()}
    held = {k: p.T if received else p for k, p in kinds.items()}
    others = {k: (p.sum(axis=1)[:, None] - p > 0).astype(float)[inside] for k, p in held.items()}
    i, j = np.nonzero(~np.eye(len(members), dtype=bool))
    return pl.DataFrame({
        "ccode1": members[i], "ccode2": members[j], "year": np.full(len(i), year),
        "tdef": others["defense"][j, i], "coff": others["offense"][i, j], "cneu": others["neutral"][i, j],
        "S": similarity({k: p[inside] for k, p in ties.items()})[i, j],
    })  # fmt: skip


def pacts(data: Path, coding: str) -> pl.DataFrame:
    """Return the pact covariates of all directed dyad-years (ATOP 5.1)."""
    treaties = read(data, "atop_alliance.parquet").partition_by("year", as_dict=True)
    members = dyads(data).group_by("year").agg(pl.col("ccode1").unique().sort()).sort("year")
    years = [pact_year(treaties[(y,)], np.array(m), y, coding) for y, m in members.iter_rows()]
    return pl.concat(years)


def state_measures(data: Path) -> pl.DataFrame:
    """Return CINC (NMC 7.0), Polity2 and major-power status per state-year."""
    cinc = read(data, "cow_nmc.csv")
    polity = read(data, "cow_democracy.parquet").select("ccode", "year", "polity2")
    table = cinc.select("ccode", "year", "cinc").join(polity, on=["ccode", "year"], how="left")
    return table.join(majors(data), on=["ccode", "year"], how="left").with_columns(
        pl.col("major").fill_null(0.0)
    )


def rivalries(data: Path) -> pl.DataFrame:
    """Return directed dyad-years of strategic rivalry (Thompson, Sakuwa and Suhas)."""
    years = by_year(read(data, "tss_rivalries.csv"), "start", "end")
    return both_ways(years.select(DYAD)).with_columns(rival=pl.lit(1.0))


def onsets(data: Path) -> pl.DataFrame:
    """Return directed dyad-years in which an originator on side A began a dispute with one on side B."""
    rows = read(data, "gml_dirdisp.parquet").filter(midonset=1, orig1=1, orig2=1, sidea1=1, sidea2=0)
    return rows.group_by(DYAD).agg(onset=pl.lit(1.0), hostlev=pl.col("hostlev").max())


def peace_years(data: Path) -> pl.DataFrame:
    """Return t, the years of coexistence since the last with a dispute in the dyad, or since the first.

    0 in the year after a dispute; years in which one state was out of the system do not count.
    """
    disputes = read(data, "gml_dirdisp.parquet").select(DYAD).unique().with_columns(dispute=True)
    place = pl.int_range(pl.len()).over(PAIR)
    rows = dyads(data).join(disputes, on=DYAD, how="left").sort(DYAD).with_columns(place=place)
    restart = pl.when(pl.col("dispute").shift(1).over(PAIR)).then(pl.col("place")).forward_fill().over(PAIR)
    return rows.select(*DYAD, t=pl.col("place") - restart.fill_null(0))


def panel(data: Path, coding: str = RECEIVED) -> pl.DataFrame:
    """Return the complete rows: DYAD, onset, hostlev, t, the TERMS and post1945."""

    def before(table: pl.DataFrame) -> pl.DataFrame:
        return table.with_columns(pl.col("year") + 1)

    measures = before(state_measures(data))
    joined = (
        relevant(data, coding)
        .join(measures.rename({"ccode": "ccode1"}), on=["ccode1", "year"], how="left")
        .join(measures.rename({"ccode": "ccode2"}), on=["ccode2", "year"], how="left", suffix="2")
        .join(before(pacts(data, coding)), on=DYAD, how="left")
        .join(before(rivalries(data)), on=DYAD, how="left")
        .join(capital_distances(data), on=DYAD, how="left")
        .join(onsets(data), on=DYAD, how="left")
        .join(peace_years(data), on=DYAD, how="left")
    )
    return (
        joined.with_columns(
            const=pl.lit(1.0),
            jdem=((pl.col("polity2") >= 6) & (pl.col("polity22") >= 6)).cast(pl.Float64),
            caprat=pl.col("cinc") / (pl.col("cinc") + pl.col("cinc2")),
            rival=pl.col("rival").fill_null(0.0),
            onset=pl.col("onset").fill_null(0.0),
            majc=pl.col("major"), majt=pl.col("major2"),
            t1=pl.col("t") / 10, t2=pl.col("t") ** 2 / 1e3, t3=pl.col("t") ** 3 / 1e5,
            post1945=(pl.col("year") > 1945).cast(pl.Float64),
        )
        .drop_nulls(TERMS)
        .select(*DYAD, "onset", "hostlev", "t", *TERMS, "post1945")
        .sort(DYAD)
    )  # fmt: skip
