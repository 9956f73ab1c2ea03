"""Measure how far the response surface of sanctions is from solved equilibria, over random coalitions.

python tools/surface_error.py
"""

from __future__ import annotations

import numpy as np

from foedera.responses.sanctions.equilibrium import solve
from foedera.responses.sanctions.measures import Measure, sanction
from foedera.responses.sanctions.surface import response_surface, shared_equally
from foedera.responses.sanctions.transfers import equal_losses
from foedera.responses.sanctions.welfare import welfare, zero_deficits
from foedera.study.economies import economy_of

TARGETS = ("RUS", "CHN", "USA", "SRB", "PRK", "BLR")
SHARES = (0.1, 0.4, 0.8)
EACH = 8


def main() -> None:
    """Print the largest errors by target: of the target, of the senders together, of any state, of transfers."""
    economy = zero_deficits(economy_of("reference"))
    rng, measure = np.random.default_rng(1), Measure(enforcement=0.9)
    print("target   losses            target  senders  any state  transfers, percentage points")
    for target in TARGETS:
        senders = [s for s in economy.states if s not in (target, "ROW")]
        at = np.array([economy.index(s) for s in senders])
        t, errors, losses = economy.index(target), [], []
        surface = response_surface(economy, target, senders, measure)
        for members in np.array([rng.random(len(senders)) < share for share in SHARES for _ in range(EACH)]):
            by = [s for s, m in zip(senders, members, strict=True) if m]
            shock = sanction(economy, by, target, None, measure)
            exact, found = welfare(solve(economy, shock)), surface.welfare(members)
            inside = np.isin(np.arange(economy.n), at[members])
            shared = welfare(equal_losses(economy, shock, by))[inside]
            mean = found + 100.0 * shared_equally(found, economy.income, inside) / economy.income
            own = np.average((found - exact)[inside], weights=economy.income[inside])
            losses.append(-exact[t])
            errors.append(
                (abs(found - exact)[t], abs(own), abs(found - exact).max(), abs(mean[inside] - shared).max())
            )
        worst = np.max(errors, axis=0)
        print(
            f"{target}      {min(losses):6.3f} to {max(losses):6.3f}  "
            + "  ".join(f"{e:7.4f}" for e in worst)
        )


if __name__ == "__main__":
    main()
