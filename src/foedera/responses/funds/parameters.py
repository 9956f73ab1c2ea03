"""Prices, delays and clauses of a pooled fund."""

from __future__ import annotations

from dataclasses import dataclass

from foedera.core.parameters import Record, param

__all__ = ["FundParameters"]


@dataclass(frozen=True)
class FundParameters(Record):
    """What tail is insured, what each pocket costs, how late it pays, and what arrears do."""

    beta: float = param(
        0.99, unit="probability", low=0.5, high=0.9999, source="the usual level of solvency rules: 1 year in 100",
        meaning="tail level of value at risk and tail value at risk",
    )  # fmt: skip
    capital_cost: float = param(
        0.06, unit="1/year", low=0.0, high=1.0, source="ASSUMPTION: a risk premium of six per cent",
        meaning="yearly cost of a unit of capital held against the tail",
    )  # fmt: skip
    multiple: float = param(
        2.0, unit="1", low=1.0, high=20.0, source="ASSUMPTION: within the range of catastrophe bonds, 1.5 to 4",
        meaning="insurance premium over expected loss",
    )  # fmt: skip
    reserve_carry: float = param(
        0.06, unit="1/year", low=0.0, high=1.0, source="ASSUMPTION: the cost of capital",
        meaning="yearly cost of a unit held in reserve",
    )  # fmt: skip
    credit_fee: float = param(
        0.005, unit="1/year", low=0.0, high=1.0, source="ASSUMPTION: like a deferred drawdown option",
        meaning="yearly fee per unit of a contingent credit line",
    )  # fmt: skip
    credit_load: float = param(
        0.15, unit="1", low=0.0, high=5.0, source="ASSUMPTION: like a deferred drawdown option",
        meaning="what is paid back above each unit drawn",
    )  # fmt: skip
    reserve_days: float = param(
        2.0, unit="day", low=0.0, high=1000.0, source="ASSUMPTION: money at hand",
        meaning="delay of money from the reserve",
    )  # fmt: skip
    credit_days: float = param(
        7.0, unit="day", low=0.0, high=1000.0, source="ASSUMPTION: a line agreed beforehand",
        meaning="delay of contingent credit",
    )  # fmt: skip
    parametric_days: float = param(
        14.0, unit="day", low=0.0, high=1000.0, source="ccrif2016: 21 payouts, all within 14 days",
        meaning="delay of parametric insurance",
    )  # fmt: skip
    indemnity_days: float = param(
        120.0, unit="day", low=0.0, high=1000.0, source="ASSUMPTION: losses must be adjusted first",
        meaning="delay of indemnity insurance",
    )  # fmt: skip
    appeal_days: float = param(
        90.0, unit="day", low=0.0, high=1000.0, source="ASSUMPTION: donors are asked after the event",
        meaning="delay of an ad-hoc appeal",
    )  # fmt: skip
    delay_cost: float = param(
        0.002, unit="share", low=0.0, high=1.0, source="ASSUMPTION: a fifth of a per cent of the loss a day",
        meaning="what a day of delay adds, as a share of the loss",
    )  # fmt: skip
    trigger_correlation: float = param(
        0.8, unit="1", low=0.0, high=1.0, source="ASSUMPTION: a good index",
        meaning="correlation of the index with the loss, in normal scores",
    )  # fmt: skip
    common_shock: float = param(
        0.01, unit="probability", low=0.0, high=1.0, source="ASSUMPTION: one year in a hundred hits everybody",
        meaning="yearly chance of the common shock",
    )  # fmt: skip
    tail_shape: float = param(
        0.25, unit="1", low=0.0, high=5.0, source="ASSUMPTION: a heavy tail with finite variance",
        meaning="shape of the generalised Pareto severity",
    )  # fmt: skip
    arrears_years: float = param(
        1.0, unit="year", low=1.0, high=100.0, source="ASSUMPTION: a pact's clause",
        meaning="full years in arrears after which a member's cover is suspended",
    )  # fmt: skip
    interest: float = param(
        0.0, unit="1/year", low=-0.1, high=0.5, source="ASSUMPTION: no real return on liquid assets",
        meaning="yearly return on the reserve",
    )  # fmt: skip
