"""The fixed list of units a parameter may carry."""

from __future__ import annotations

UNITS: dict[str, str] = {
    "1": "pure number",
    "probability": "probability in [0, 1]",
    "share": "share of a whole in [0, 1]",
    "logit": "log-odds",
    "utility": "utility; the value of the issue at stake to the attacker is 1",
    "km": "kilometres",
    "day": "days",
    "hour": "hours",
    "month": "months",
    "year": "years",
    "1/year": "per year",
    "1/month": "per month",
    "person": "persons",
    "death": "battle deaths",
    "pct_gdp": "per cent of gross domestic product",
    "pp/year": "percentage points of GDP per year",
    "musd": "million current US dollars",
    "busd": "billion current US dollars",
    "count": "a whole number",
    "name": "one of a list of names",
}
