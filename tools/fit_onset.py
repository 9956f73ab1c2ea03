"""Fit the onset of militarized disputes and of war given a dispute.

    python tools/fit_onset.py DATA [OUT]

DATA holds the folders ``peacesciencer`` and ``cow``. OUT, by default the package's ``threats`` folder,
receives

* ``onset_1946_2010.json``, ``onset_1816_1944.json`` and ``war_given_onset.json``, on the panel of the design;
* ``onset_1946_2010_without_pacts.json``, the same without ``tdef``, for runs in which the deterrence game
  carries what a defence pact does;
* ``onset_1946_2010_corrected.json`` and ``onset_1816_1944_corrected.json``, on the corrected panel.

``onset_panel`` says how the two panels differ. Covariances are clustered by undirected dyad.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from onset_panel import TERMS, panel
from regression import Fit, logit, write

COMMAND = "python tools/fit_onset.py DATA"
WAR_TERMS = ["const", "rival", "jdem", "post1945"]
WAR = 5
SOURCE = (
    "Own logit on politically relevant directed dyad-years. GML-MID 2.2.1 (originator on side A against "
    "originator on side B, years with a dispute under way kept); ATOP 5.1 dyad-years; COW contiguity "
    "3.2, majors 2016 and NMC 7.0; Polity2; Thompson strategic rivalries; capital distances of "
    "peacesciencer. Pacts, power, regimes and rivalries lagged one year. Peace years count years of "
    "coexistence. Covariance clustered by undirected dyad. "
)
DESIGN = (
    "Pairs with a contiguity record of type 0 (contiguous at another time) are in the panel as not "
    "contiguous, and the lower code holds in a year in which the type changes; a state's pacts are the "
    "promises it gave, so that the beneficiary of a one-sided defence pact counts as undefended."
)
CORRECTED = (
    "Contiguity is the official yearly table of types 1-5; tdef, coff and cneu look at the promises a "
    "state was given, S at promises in either direction."
)
WAR_SOURCE = "Own logit on the dispute onsets of the same panel, 1816-2010: GML-MID 2.2.1 hostility 5. "


def between(rows: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    """Return the rows of these years, both included."""
    return rows.filter(pl.col("year").is_between(first, last))


def clusters(rows: pl.DataFrame) -> NDArray[np.int64]:
    """Return the undirected dyad of each row."""
    pair = pl.min_horizontal("ccode1", "ccode2") * 1000 + pl.max_horizontal("ccode1", "ccode2")
    return rows.select(pair).to_series().to_numpy()


def fit_onset(rows: pl.DataFrame, terms: list[str]) -> Fit:
    """Fit the annual onset logit."""
    return logit(rows.select(terms).to_numpy(), rows["onset"].to_numpy(), clusters(rows))


def fit_war(rows: pl.DataFrame) -> Fit:
    """Fit the logit of war given an onset."""
    began = rows.filter(pl.col("onset") == 1)
    war = (began["hostlev"] == WAR).cast(pl.Float64).to_numpy()
    return logit(began.select(WAR_TERMS).to_numpy(), war, clusters(began))


def show(name: str, terms: list[str], fit: Fit) -> None:
    """Print one fit as a table."""
    print(f"{name}: N={fit.n} events={fit.events} lnL={fit.loglik:.4f}")
    for term, value, se in zip(terms, fit.values, np.sqrt(np.diag(fit.covariance)), strict=True):
        print(f"  {term},{value:.4f},{se:.4f}")


def main(data: Path, out: Path) -> None:
    """Build both panels, fit, print and write."""
    no_pacts = [term for term in TERMS if term != "tdef"]
    for corrected, suffix, coding in ((False, "", DESIGN), (True, "_corrected", CORRECTED)):
        rows = panel(data, corrected)
        recent, early = between(rows, 1946, 2010), between(rows, 1816, 1944)
        fits = {
            "onset_1946_2010": (TERMS, fit_onset(recent, TERMS), SOURCE + coding),
            "onset_1816_1944": (TERMS, fit_onset(early, TERMS), SOURCE + coding),
        }
        if not corrected:
            fits["onset_1946_2010_without_pacts"] = (no_pacts, fit_onset(recent, no_pacts), SOURCE + coding)
            fits["war_given_onset"] = (WAR_TERMS, fit_war(rows), WAR_SOURCE + coding)
        for name, (terms, fit, source) in fits.items():
            title = f"{name}{suffix}".replace("_2010", "-2010").replace("_1944", "-1944").replace("_", " ")
            show(title, terms, fit)
            write(out, f"{name}{suffix}.json", title, terms, fit, source, COMMAND)
        show(f"pooled 1816-2010{suffix}", TERMS, fit_onset(rows, TERMS))


if __name__ == "__main__":
    here = Path(__file__).resolve().parents[1] / "src/foedera/threats"
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else here)
