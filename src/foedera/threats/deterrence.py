r"""Extended deterrence as a strategic game with random utility.

An attacker A attacks or not; the target D resists or yields; its K allies, simultaneously, honour or
renege. S is the set of allies that honour. With the strength x_k that ally k can bring,

    M(S) = m_D + sum_S x_k,   w(S) = M^mu / (M^mu + exp(delta) m_A^mu)   (the defence prevails)
    ally:     Delta_k = v_k E[w(S + k) - w(S)] + rho_k + tau_k - c_k,    h_k = Phi(Delta_k / (sigma sqrt 2))
    target:   r = Phi((E[-(1 - w) v_D - c_D] + v_D + a_D) / (sigma sqrt 2))
    attacker: W(S) = (1 - w) v_A - w l_A - c_A - kappa_A M / (m_A + M) - sum_S psi_k
              V = (1 - r) v_A + r E[W] - E_A,   p_A = Phi(V / s).

P(S) is the product of h_k over S and 1 - h_k over the others. Ally k expects the others to honour with
their prior probabilities h0 (``independent``) or with the equilibrium ones (``qre``, McKelvey and Palfrey
1998). s is sigma sqrt 2 where actors err (``agent``) and sigma sqrt(1 + (1 - r)^2 + r^2 sum P(S)^2) where
payoffs are private (``private``, Signorino 2003). Utility is in units of the issue's value to A, v_A = 1.

p_A holds for a crisis: it is no annual rate. The simulator uses the ratio of p_A with and without allies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedera.core.cards import Card
from foedera.core.errors import ConvergenceError, ModelInputError, did_you_mean
from foedera.core.parameters import Record, param

__all__ = [
    "MAX_ALLIES", "Allies", "Derivatives", "DeterrenceParameters", "Game", "contest", "derivatives",
    "effective_strength", "make_allies", "pact_effect", "solve",
]  # fmt: skip

Floats = NDArray[np.float64]

MAX_ALLIES = 12
MODES = ("independent", "qre")
ERRORS = ("agent", "private")
_ROOT2 = float(np.sqrt(2.0))
_MAX_ITERATIONS, _TOLERANCE, _ACCEPTED = 2000, 1e-12, 1e-8


def _size(value: float, meaning: str, source: str) -> Any:
    return param(
        value, unit="utility", low=0.0, high=10.0, sd=0.4, spread="lognormal", meaning=meaning, source=source
    )


@dataclass(frozen=True)
class DeterrenceParameters(Record):
    """Sizes of the deterrence game; utilities in units of the issue's value to the attacker.

    ``mu`` and ``delta`` are jointly uncertain with the contest of the war outcome model and drawn there.
    """

    mu: float = param(
        0.3761930181, unit="1", low=0.0, high=5.0, meaning="decisiveness of the ratio of strengths",
        source="own logit fit, 77 decisive interstate wars (COW 4.0)",
    )  # fmt: skip
    delta: float = param(
        0.5439935850, unit="logit", low=-5.0, high=5.0, meaning="initiator's edge; 0 without self-selection",
        source="own logit fit, 77 decisive interstate wars (COW 4.0)",
    )  # fmt: skip
    interop_loss: float = param(
        0.3, unit="share", low=0.0, high=1.0, sd=0.4, spread="lognormal",
        meaning="lambda, strength lost by allies that cannot work together at all",
        source="ASSUMPTION: a coalition without interoperability fights at 70%",
    )  # fmt: skip
    defeat_loss: float = _size(
        0.2, "l_A, attacker's loss when the defence prevails", "ASSUMPTION: a fifth of the issue"
    )
    war_cost: float = _size(
        0.15, "c_A, attacker's cost of any war", "ASSUMPTION: less than the issue, else no attack"
    )
    cost_slope: float = _size(
        0.2, "kappa_A, attacker's cost of war against an overwhelming defence", "ASSUMPTION: as a defeat"
    )
    punishment: float = _size(
        0.25, "psi, expected retaliation by a nuclear-armed ally that honours",
        "ASSUMPTION: the size; fuhrmann2014: formal pacts with nuclear states deter",
    )  # fmt: skip
    stationing_bonus: float = param(
        0.0, unit="utility", low=0.0, high=10.0, meaning="added retaliation where nuclear arms are stationed",
        source="fuhrmann2014: stationing adds no measurable deterrence",
    )  # fmt: skip
    response_cost: float = _size(
        0.1, "E_A, economic and diplomatic cost of attacking", "ASSUMPTION: a tenth of the issue"
    )
    target_stake: float = _size(
        1.0, "v_D, value of the issue to the target", "ASSUMPTION: as to the attacker"
    )
    target_war_cost: float = _size(0.2, "c_D, target's cost of war", "ASSUMPTION: a fifth of the issue")
    audience_cost: float = _size(
        0.1, "a_D, target's cost of yielding",
        "ASSUMPTION: the size; tomz2007: audience costs exist and grow with escalation",
    )  # fmt: skip
    ally_stake: float = _size(0.5, "v_k, value of the issue to an ally", "ASSUMPTION: half of the target's")
    ally_war_cost: float = _size(0.2, "c_k, an ally's cost of war", "ASSUMPTION: as the target's")
    reneging_cost: float = _size(
        0.3, "rho_max, cost of breaking an automatic obligation",
        "ASSUMPTION: more than the cost of war, so that such pacts are mostly kept",
    )  # fmt: skip
    tripwire: float = _size(
        0.1,
        "tau, added cost of reneging with own ground troops in the target",
        "ASSUMPTION: half the cost of war",
    )
    sigma: float = param(
        0.25, unit="utility", low=1e-9, high=1e6, sd=0.4, spread="lognormal",
        meaning="scale of the random utility", source="ASSUMPTION: a quarter of the issue",
    )  # fmt: skip


@dataclass(frozen=True)
class Allies:
    """The K allies of a target, each field shape (..., K) or broadcastable to it.

    Parameters
    ----------
    strength : x_k, capability that reaches the target [any unit, that of the attacker's], >= 0
    stake, war_cost : v_k, c_k [utility]
    reneging_cost, tripwire : rho_k, tau_k [utility]; only their sum matters
    punishment : psi_k [utility]
    honouring : h0_k, prior probability that the ally honours, inside (0, 1)
    """

    strength: ArrayLike
    stake: ArrayLike
    war_cost: ArrayLike
    reneging_cost: ArrayLike
    tripwire: ArrayLike = 0.0
    punishment: ArrayLike = 0.0
    honouring: ArrayLike = 0.5

    @classmethod
    def none(cls) -> Allies:
        """Return no allies at all."""
        return cls(*(np.empty(0) for _ in range(7)))

    def arrays(self) -> tuple[Floats, ...]:
        """Return the seven fields, checked and broadcast to one shape (..., K)."""
        names = list(self.__dataclass_fields__)
        values = [_finite(getattr(self, name), f"Allies.{name}", 0.0) for name in names]
        if np.any((values[-1] <= 0.0) | (values[-1] >= 1.0)):
            raise ModelInputError("prior beliefs lie strictly between 0 and 1", where="Allies.honouring")
        shape = np.broadcast_shapes(*(v.shape for v in values))
        return tuple(np.broadcast_to(v, shape) for v in values)


@dataclass(frozen=True)
class Game:
    """A solved game; leading axes (...) are those of the inputs.

    Parameters
    ----------
    attack : p_A, shape (...) [probability], given a crisis
    resist : r, shape (...) [probability]
    honour : h, shape (..., K) [probability]
    coalition : P(S), shape (..., 2^K) [probability]; bit k of the index says whether ally k honours
    prevail : w(S), shape (..., 2^K) [probability]
    strength : M(S), shape (..., 2^K)
    expected_prevail : E[w], shape (...) [probability]
    war_payoff : E[W], shape (...) [utility], the attacker's
    attack_value : V, shape (...) [utility]
    scale : s, shape (...) [utility]
    unique : shape (...), whether the equilibrium was the same from three starts (always so if independent)
    """

    attack: Floats
    resist: Floats
    honour: Floats
    coalition: Floats
    prevail: Floats
    strength: Floats
    expected_prevail: Floats
    war_payoff: Floats
    attack_value: Floats
    scale: Floats
    unique: NDArray[np.bool_]

    @property
    def status_quo(self) -> Floats:
        """Probability that A does not attack, shape (...)."""
        return 1.0 - self.attack

    @property
    def concession(self) -> Floats:
        """Probability that A attacks and D yields, shape (...)."""
        return self.attack * (1.0 - self.resist)

    @property
    def war(self) -> Floats:
        """Probability of war against each coalition, shape (..., 2^K)."""
        return (self.attack * self.resist)[..., None] * self.coalition


@dataclass(frozen=True)
class Derivatives:
    """How p_A answers to its causes (independent allies, agent error).

    Parameters
    ----------
    response : dp/dE_A, shape (...) [1/utility]
    punishment : dp/dpsi_k, shape (..., K) [1/utility]
    denial : dp/dw(S) with the allies' choices held, shape (..., 2^K)
    strength : dp/dx_k, everything answering, shape (..., K) [1/unit of strength]; by the capability at home
        it is this times g_k (1 - lambda (1 - I_k))
    """

    response: Floats
    punishment: Floats
    denial: Floats
    strength: Floats


def effective_strength(
    m: ArrayLike, g: ArrayLike, interop: ArrayLike = 0.8, forward: ArrayLike = 0.0, loss: ArrayLike = 0.3
) -> Floats:
    """Return the strength an ally brings: (f + (m - f) g) (1 - lambda (1 - I)).

    Parameters
    ----------
    m : shape (...), capability at home, > 0
    g : shape (...) [share], what is left of it at the target, 0..1
    interop : shape (...) [share], interoperability with the target
    forward : shape (...), heavy forces already there, 0 <= f <= m
    loss : shape (...) [share], lambda
    """
    home, there = _finite(m, "m", 0.0), _finite(forward, "forward", 0.0)
    if np.any(home <= 0.0) or np.any(there > home):
        raise ModelInputError("needs m > 0 and forward <= m", where="deterrence.effective_strength")
    projected = there + (home - there) * _finite(g, "g", 0.0, 1.0)
    return projected * (1.0 - _finite(loss, "loss", 0.0, 1.0) * (1.0 - _finite(interop, "interop", 0.0, 1.0)))


def make_allies(
    parameters: DeterrenceParameters, strength: ArrayLike, obligation: ArrayLike, *,
    nuclear: ArrayLike = False, stationed: ArrayLike = False, troops: ArrayLike = False,
    honouring: ArrayLike = 0.5,
) -> Allies:  # fmt: skip
    """Return allies with the default sizes of ``parameters``.

    Parameters
    ----------
    parameters : fields scalar, or shape (...)
    strength : shape (..., K), from :func:`effective_strength`
    obligation : shape (..., K), o_k in 0..1: none 0, automatic 1
    nuclear, stationed, troops : shape (..., K), whether the ally is nuclear-armed, stations such weapons in
        the target, has ground troops there
    honouring : shape (..., K) [probability], prior belief that the ally honours
    """
    p = parameters
    retaliation = _tail(p.punishment) + _tail(p.stationing_bonus) * np.asarray(stationed, dtype=bool)
    return Allies(
        strength=strength, stake=_tail(p.ally_stake), war_cost=_tail(p.ally_war_cost),
        reneging_cost=_tail(p.reneging_cost) * _finite(obligation, "obligation", 0.0, 1.0),
        tripwire=_tail(p.tripwire) * np.asarray(troops, dtype=bool),
        punishment=retaliation * np.asarray(nuclear, dtype=bool), honouring=honouring,
    )  # fmt: skip


def contest(defence: ArrayLike, attacker: ArrayLike, mu: ArrayLike, delta: ArrayLike) -> Floats:
    """Return the probability that the defence prevails (Tullock's contest in ratio form).

    Parameters
    ----------
    defence, attacker : shape (...), strengths > 0
    mu, delta : shape (...), decisiveness and the initiator's edge [logit]
    """
    m, a = _finite(defence, "defence", 0.0), _finite(attacker, "attacker", 0.0)
    if np.any(m <= 0.0) or np.any(a <= 0.0):
        raise ModelInputError("strengths must be positive", where="deterrence.contest")
    odds = np.asarray(delta, dtype=float) + np.asarray(mu, dtype=float) * np.log(a / m)
    return np.asarray(1.0 / (1.0 + np.exp(odds)))


def solve(
    m_attacker: ArrayLike, m_target: ArrayLike, allies: Allies,
    parameters: DeterrenceParameters | None = None, *, mode: str = "independent", error: str = "agent",
) -> Game:  # fmt: skip
    """Solve the game exactly, over all 2^K coalitions.

    Parameters
    ----------
    m_attacker, m_target : shape (...), strengths at the target > 0
    allies : K <= 12
    parameters : fields scalar, or shape (...)
    mode : "independent" or "qre"
    error : "agent" or "private"

    Raises
    ------
    ModelInputError : bad sizes, K > 12
    ConvergenceError : the equilibrium iteration did not settle
    """
    p = parameters or DeterrenceParameters()
    _choice(mode, MODES, "mode")
    _choice(error, ERRORS, "error")
    a, d, (x, v, gap, psi, h0) = _inputs(m_attacker, m_target, allies, p)
    strength = _strengths(d, x)
    w = contest(strength, a[..., None], _tail(p.mu), _tail(p.delta))
    honour, unique = _honour(w, v, gap, h0, p.sigma, mode)
    coalition = _coalitions(honour)
    ew = np.sum(coalition * w, axis=-1)
    resist = _phi(_resist_gap(ew, p))
    share = np.sum(coalition * strength / (a[..., None] + strength), axis=-1)
    punished = np.sum(honour * psi, axis=-1)
    payoff = (1.0 - ew) - ew * p.defeat_loss - p.war_cost - p.cost_slope * share - punished
    value = (1.0 - resist) + resist * payoff - p.response_cost
    private = 1.0 + (1.0 - resist) ** 2 + resist**2 * np.sum(coalition**2, axis=-1)
    scale = p.sigma * np.sqrt(private if error == "private" else np.full_like(value, 2.0))
    return Game(
        attack=_phi(value / scale), resist=resist, honour=honour, coalition=coalition, prevail=w,
        strength=strength, expected_prevail=ew, war_payoff=payoff, attack_value=value, scale=scale,
        unique=unique,
    )  # fmt: skip


def pact_effect(
    m_attacker: ArrayLike, m_target: ArrayLike, allies: Allies,
    parameters: DeterrenceParameters | None = None, *, mode: str = "independent", error: str = "agent",
) -> Floats:  # fmt: skip
    """Return q = p_A with the allies / p_A without any, which multiplies an annual probability of onset.

    Parameters
    ----------
    m_attacker, m_target, allies, parameters, mode, error : as in :func:`solve`

    Returns
    -------
    shape (...); above 1 where the allies embolden the attacker, and not clipped
    """
    kind = {"mode": mode, "error": error}
    with_allies = solve(m_attacker, m_target, allies, parameters, **kind).attack
    return np.asarray(with_allies / solve(m_attacker, m_target, Allies.none(), parameters, **kind).attack)


def derivatives(
    m_attacker: ArrayLike, m_target: ArrayLike, allies: Allies, parameters: DeterrenceParameters | None = None
) -> Derivatives:
    """Return how the probability of attack answers to cost, punishment, denial and strength.

    Parameters
    ----------
    m_attacker, m_target, allies, parameters : as in :func:`solve`; independent allies and agent error
    """
    p = parameters or DeterrenceParameters()
    game = solve(m_attacker, m_target, allies, p)
    a, _, (_, v, gap, psi, h0) = _inputs(m_attacker, m_target, allies, p)
    noise, w, m, r = p.sigma * _ROOT2, game.prevail, game.strength, game.resist
    response = -_density(game.attack_value / game.scale) / game.scale
    stiffen = _density(_resist_gap(game.expected_prevail, p)) / noise * p.target_stake
    spared = 1.0 - game.war_payoff
    loss = 1.0 + np.asarray(p.defeat_loss, dtype=float)
    answer = v * _density((v * _gain(w, h0) + gap) / _tail(noise)) / _tail(noise)
    slope, share = _tail(p.mu) * w * (1.0 - w) / m, m / (a[..., None] + m)
    gain_w, gain_share = _gain(w, game.honour), _gain(share, game.honour)
    strength = np.empty_like(game.honour)
    for k in range(v.shape[-1]):
        member = (np.arange(w.shape[-1]) >> k) & 1
        dw, dshare = slope * member, (1.0 - share) ** 2 / a[..., None] * member
        dh = answer * _gain(dw, h0)
        dew = np.sum(game.coalition * dw, axis=-1) + np.sum(gain_w * dh, axis=-1)
        dcost = np.sum(game.coalition * dshare, axis=-1) + np.sum(gain_share * dh, axis=-1)
        dpayoff = loss * dew + p.cost_slope * dcost + np.sum(psi * dh, axis=-1)
        strength[..., k] = response * (r * dpayoff + stiffen * dew * spared)
    return Derivatives(
        response=response, punishment=(response * r)[..., None] * game.honour,
        denial=(response * (r * loss + stiffen * spared))[..., None] * game.coalition, strength=strength,
    )  # fmt: skip


def _inputs(
    m_attacker: ArrayLike, m_target: ArrayLike, allies: Allies, p: DeterrenceParameters
) -> tuple[Floats, Floats, tuple[Floats, ...]]:
    x, v, c, rho, tau, psi, h0 = allies.arrays()
    if x.shape[-1] > MAX_ALLIES:
        raise ModelInputError(
            f"{x.shape[-1]} allies; exact solution is limited to {MAX_ALLIES}", where="Allies",
            fix="use deterrence_grid.attack_probability",
        )  # fmt: skip
    a, d = _finite(m_attacker, "m_attacker", 0.0), _finite(m_target, "m_target", 0.0)
    sizes = [np.shape(getattr(p, name)) for name in p.names()]
    lead = np.broadcast_shapes(a.shape, d.shape, x.shape[:-1], *sizes)
    per_ally = (x, v, rho + tau - c, psi, h0)
    full = tuple(np.broadcast_to(f, (*lead, x.shape[-1])) for f in per_ally)
    return np.broadcast_to(a, lead), np.broadcast_to(d, lead), full


def _strengths(m_target: Floats, x: Floats) -> Floats:
    out = m_target[..., None]
    for k in range(x.shape[-1]):
        out = np.concatenate([out, out + x[..., k, None]], axis=-1)
    return out


def _coalitions(h: Floats) -> Floats:
    out = np.ones((*h.shape[:-1], 1))
    for k in range(h.shape[-1]):
        out = np.concatenate([out * (1.0 - h[..., k, None]), out * h[..., k, None]], axis=-1)
    return out


def _gain(f: Floats, h: Floats) -> Floats:
    """Return E[f(S + k) - f(S)] for each ally k, the others honouring with probability h, shape (..., K)."""
    coalition = _coalitions(h)
    lead = np.broadcast_shapes(f.shape[:-1], h.shape[:-1])
    out = np.empty((*lead, h.shape[-1]))
    for k in range(h.shape[-1]):
        pair = (-1, 2, 2**k)
        values, weights = f.reshape(*f.shape[:-1], *pair), coalition.reshape(*coalition.shape[:-1], *pair)
        difference = values[..., 1, :] - values[..., 0, :]
        out[..., k] = np.sum(weights.sum(axis=-2) * difference, axis=(-2, -1))
    return out


def _honour(
    w: Floats, v: Floats, gap: Floats, h0: Floats, sigma: ArrayLike, mode: str
) -> tuple[Floats, NDArray[np.bool_]]:
    noise = _tail(sigma) * _ROOT2
    if mode == "independent":
        return _phi((v * _gain(w, h0) + gap) / noise), np.ones(h0.shape[:-1], dtype=bool)
    h = np.stack([np.zeros_like(h0), np.full_like(h0, 0.5), np.ones_like(h0)])
    for _ in range(_MAX_ITERATIONS):
        answer = _phi((v * _gain(w, h) + gap) / noise)
        residual = float(np.max(np.abs(answer - h), initial=0.0))
        if residual < _TOLERANCE:
            break
        h = 0.5 * h + 0.5 * answer
    if residual > _ACCEPTED:
        raise ConvergenceError(
            f"residual {residual:.1e} after {_MAX_ITERATIONS} steps", where="deterrence.solve(qre)"
        )
    return h[1], np.all(np.ptp(h, axis=0) < _ACCEPTED, axis=-1)


def _resist_gap(expected_prevail: Floats, p: DeterrenceParameters) -> Floats:
    worth = expected_prevail * p.target_stake + p.audience_cost - p.target_war_cost
    return np.asarray(worth / (p.sigma * _ROOT2))


def _phi(z: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(ndtr(z))


def _density(z: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * z**2) / np.sqrt(2.0 * np.pi))


def _tail(value: ArrayLike) -> Floats:
    return np.asarray(value, dtype=float)[..., None]


def _choice(name: str, known: tuple[str, ...], where: str) -> None:
    if name not in known:
        hint = did_you_mean(name, known) or "one of " + ", ".join(known)
        raise ModelInputError(f"unknown name {name!r}", where=where, fix=hint)


def _finite(value: ArrayLike, name: str, low: float | None = None, high: float | None = None) -> Floats:
    array = np.asarray(value, dtype=float)
    if not np.all(np.isfinite(array)):
        raise ModelInputError("NaN or infinite", where=name)
    if (low is not None and np.any(array < low)) or (high is not None and np.any(array > high)):
        bounds = f"{'' if low is None else low}..{'' if high is None else high}"
        raise ModelInputError(f"a value is outside {bounds}", where=name)
    return array


CARD = Card(
    id="threats.deterrence",
    title="Extended deterrence as a strategic game with random utility",
    cites=("signorino1999", "signorino2003", "mckelvey1998", "fuhrmann2014", "tomz2007", "frederick2020"),
    valid="given a crisis; up to 12 allies exactly, more on a grid of strengths",
    claims_not="an annual rate of attack; most sizes are judgement, and the order of moves matters",
)
