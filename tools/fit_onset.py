"""Fit the onset of militarized disputes and of war given a dispute.

    python tools/fit_onset.py DATA [OUT] [--coding promises-received|promises-given]

DATA holds the folders ``peacesciencer`` and ``cow``. Prints the fits and writes them to OUT:

* ``onset_1946_2010.json``, ``onset_1816_1944.json`` and ``war_given_onset.json``;
* ``onset_1946_2010_without_pacts.json``, the same without ``tdef``, for runs in which the deterrence game
  carries what a defence pact does.

``promises-received``, the coding of the shipped estimates, writes to the package's ``threats`` folder unless
OUT says otherwise. ``promises-given`` remakes the tables first published with the pacts the wrong way round and
writes only where OUT says. Covariances are clustered by undirected dyad.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from onset_panel import GIVEN, RECEIVED, TERMS, lies_in, panel
from regression import Fit, logit, write

COMMAND = {
    RECEIVED: "python tools/fit_onset.py DATA",
    GIVEN: f"python tools/fit_onset.py DATA OUT --coding {GIVEN}",
}
PACKAGE = Path(__file__).resolve().parents[1] / "src/foedera/threats"
WAR_TERMS = ["const", "rival", "jdem", "post1945"]
WAR = 5
SOURCE = (
    "Own logit on politically relevant directed dyad-years. GML-MID 2.2.1 (originator on side A against "
    "originator on side B, years with a dispute under way kept); ATOP 5.1 dyad-years; COW contiguity "
    "3.2, majors 2016 and NMC 7.0; Polity2; Thompson strategic rivalries; capital distances of "
    "peacesciencer. Pacts, power, regimes and rivalries lagged one year. Peace years count years of "
    "coexistence. Covariance clustered by undirected dyad. "
)
CODING = {
    RECEIVED: (
        "Contiguity is the official yearly table of types 1-5; tdef, coff and cneu look at the promises a "
        "state was given, S at promises in either direction."
    ),
    GIVEN: (
        "Pairs with a contiguity record of type 0 (contiguous at another time) are in the panel as not "
        "contiguous, and the lower code holds in a year in which the type changes; a state's pacts are the "
        "promises it gave, so that the beneficiary of a one-sided defence pact counts as undefended."
    ),
}
CODING_HELP = (
    "whose promises tdef, coff and cneu count. promises-received (the default, and what is shipped): a target is "
    "defended if others promised to defend it. promises-given: it is defended if it promised to defend others, "
    "which is backwards for one-sided pacts such as that of the USA with Japan; it also counts contiguity "
    "records of type 0. Kept to remake the tables first published with it, not for use"
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


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Fit dispute onset and war given a dispute.")
    parser.add_argument("data", type=Path, help="folder that holds peacesciencer and cow")
    parser.add_argument("out", type=Path, nargs="?", help="folder for the JSON files")
    parser.add_argument("--coding", choices=(RECEIVED, GIVEN), default=RECEIVED, help=CODING_HELP)
    return parser.parse_args()


def main(data: Path, out: Path | None, coding: str) -> None:
    """Build the panel, fit, print and write."""
    lies_in(data)
    rows = panel(coding)
    recent, early = between(rows, 1946, 2010), between(rows, 1816, 1944)
    no_pacts = [term for term in TERMS if term != "tdef"]
    fits = {
        "onset_1946_2010": (TERMS, fit_onset(recent, TERMS), SOURCE),
        "onset_1816_1944": (TERMS, fit_onset(early, TERMS), SOURCE),
        "onset_1946_2010_without_pacts": (no_pacts, fit_onset(recent, no_pacts), SOURCE),
        "war_given_onset": (WAR_TERMS, fit_war(rows), WAR_SOURCE),
    }
    for name, (terms, fit, source) in fits.items():
        title = name.replace("_2010", "-2010").replace("_1944", "-1944").replace("_", " ")
        show(title, terms, fit)
        if out is not None:
            write(out, f"{name}.json", title, terms, fit, source + CODING[coding], COMMAND[coding])
    show("pooled 1816-2010", TERMS, fit_onset(rows, TERMS))


if __name__ == "__main__":
    given = arguments()
    default = PACKAGE if given.coding == RECEIVED else None
    main(given.data, given.out or default, given.coding)
