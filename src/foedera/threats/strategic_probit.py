r"""Strategic probit: a two-player crisis game with agent error, for estimation (Signorino 1999).

State 1 keeps the status quo or challenges; state 2 capitulates (which is worth 0 to it) or fights:

    p4 = Phi(u2(war) / sqrt 2)
    p2 = Phi((p4 u1(war) + (1 - p4) u1(capitulation) - u1(status quo)) / sqrt 2),

and the outcomes status quo, capitulation and war have probabilities 1 - p2, p2 (1 - p4) and p2 p4. The
errors have unit variance, so utilities are in units of their standard deviation.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ModelInputError

__all__ = ["strategic_probit_loglik"]

_ROOT2 = float(np.sqrt(2.0))


def strategic_probit_loglik(
    u_status_quo: ArrayLike, u_capitulation: ArrayLike, u_war: ArrayLike, u_war_target: ArrayLike,
    outcome: ArrayLike,
) -> NDArray[np.float64]:  # fmt: skip
    """Return the log-likelihood of observed crises.

    Parameters
    ----------
    u_status_quo, u_capitulation, u_war : shape (..., n) [utility; the errors have unit variance], of state 1
    u_war_target : shape (..., n) [utility], of state 2
    outcome : shape (n,), 0 status quo, 1 capitulation, 2 war

    Returns
    -------
    shape (...), summed over the n cases
    """
    from scipy.special import log_ndtr, ndtr

    y = np.asarray(outcome)
    if not np.all(np.isin(y, (0, 1, 2))):
        fix = "0 is status quo, 1 capitulation, 2 war"
        raise ModelInputError("an outcome is not 0, 1 or 2", where="outcome", fix=fix)
    utilities = (u_status_quo, u_capitulation, u_war, u_war_target)
    sq, cap, war, target = (np.asarray(u, dtype=float) for u in utilities)
    if not all(np.all(np.isfinite(u)) for u in (sq, cap, war, target)):
        raise ModelInputError(
            "a utility is NaN or infinite", where="strategic_probit_loglik", fix="drop the case"
        )
    target = target / _ROOT2
    fights = ndtr(target)
    challenge = (fights * war + (1.0 - fights) * cap - sq) / _ROOT2
    after = np.where(y == 2, log_ndtr(target), log_ndtr(-target))
    terms = np.where(y == 0, log_ndtr(-challenge), log_ndtr(challenge) + after)
    return np.asarray(np.sum(terms, axis=-1))


CARD = Card(
    id="threats.strategic_probit",
    title="Strategic probit of a two-player crisis",
    cites=("signorino1999", "signorino2003"),
    valid="at most one constant per difference of utilities; unobserved branches give no information",
)
