"""The records that a scenario's mechanisms read, and one draw of them per pair of futures.

Two neighbouring futures share each parameter draw. The spread within pairs is then chance alone and the
spread between pairs is parameters and chance, which is how the report splits the variance.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from foedera.core import streams
from foedera.core.errors import InputError, did_you_mean
from foedera.core.estimates import Estimate
from foedera.core.parameters import ParameterRow, Record, param
from foedera.decisions.burden import BurdenParameters
from foedera.decisions.entanglement import EntanglementParameters
from foedera.decisions.honouring import ERAS, KINDS, HonouringParameters
from foedera.decisions.sanctioning import SanctioningParameters
from foedera.decisions.speed import SpeedParameters
from foedera.decisions.voting import VotingParameters
from foedera.effects.losses import LossParameters
from foedera.effects.reputation import ReputationParameters
from foedera.responses.sanctions.imposed import ImposedParameters
from foedera.responses.war import WarParameters
from foedera.responses.war_duration import DurationParameters
from foedera.sim.sanctioning import SanctionChoices
from foedera.threats.deterrence import DeterrenceParameters
from foedera.threats.disputes import DETERRENCE_PRIORS, TERMS, RivalryRule

__all__ = ["IDLE", "PAIR", "Draw", "ParameterSet", "SimParameters"]

PAIR = 2
MOVING = ("rival", "t1", "t2", "t3")
"""Onset terms that change from year to year within a future; the rest is fixed while the pacts stay as they are."""
LINKS = ("unset", "statistical", "game")


@dataclass(frozen=True)
class SimParameters(Record):
    """What joins the models to each other; choices of the simulator itself."""

    link: str = param(
        "unset", unit="name", choices=LINKS, source="the study must choose",
        meaning="what carries the effect of pacts on onset: the statistical coefficient or the deterrence game",
    )  # fmt: skip
    prior: str = param(
        "pooled", unit="name", choices=tuple(DETERRENCE_PRIORS), source="see foedera.threats.disputes",
        meaning="named prior of the defence-pact coefficient under the statistical link",
    )  # fmt: skip
    era: str = param(
        "since_1945", unit="name", choices=ERAS, source="berkemeier2018",
        meaning="era whose rate of honoured obligations is used",
    )  # fmt: skip
    onset_shift: float = param(
        0.474, unit="logit", low=-3.0, high=3.0, source="calibrated: python tools/calibrate.py",
        meaning="added to the intercept of onset so that the reference world disputes as often as its states did",
    )  # fmt: skip
    onset_shift_game: float = param(
        0.3, unit="logit", low=-3.0, high=3.0, source="calibrated: python tools/calibrate.py",
        meaning="the same under the deterrence game",
    )  # fmt: skip
    game_dyads: float = param(
        200.0, unit="count", low=0.0, source="ASSUMPTION: they bring two thirds of the disputes",
        meaning="dyads on which the deterrence game is played with the parameters of each future",
    )  # fmt: skip
    review_years: float = param(
        5.0, unit="year", low=1.0, source="ASSUMPTION: beliefs move slowly",
        meaning="years after which the game is played anew with the beliefs of the day",
    )  # fmt: skip
    peace_clip: float = param(
        48.0, unit="year", low=1.0, source="ASSUMPTION: the fitted cubic turns up at 48 years, an artefact",
        meaning="years of peace beyond which the hazard is held",
    )  # fmt: skip
    burn_in_years: float = param(
        40.0, unit="year", low=1.0, high=200.0, source="ASSUMPTION: longer than the memory of the fitted cubic matters",
        meaning="years of simulated history before the run",
    )  # fmt: skip
    democracy_threshold: float = param(
        0.5, unit="1", low=0.0, high=1.0, source="ASSUMPTION: midpoint of V-Dem polyarchy stands for Polity2 >= 6",
        meaning="polyarchy from which a state counts as a democracy",
    )  # fmt: skip
    system_size: float = param(
        195.0, unit="count", low=2.0, source="cow2016", meaning="states in the international system"
    )
    interoperability_without_pact: float = param(
        0.2, unit="share", low=0.0, high=1.0, source="ASSUMPTION: forces that never trained together",
        meaning="interoperability of two states without a common pact",
    )  # fmt: skip
    milex_weight: float = param(
        1.0 / 6.0, unit="share", low=0.0, high=1.0, source="half of the military third of the capability measure",
        meaning="weight of the military-expenditure share in capability",
    )  # fmt: skip
    urgency_threat: float = param(
        0.1, unit="1", low=0.0, high=1.0, source="ASSUMPTION", meaning="urgency of a threat"
    )
    urgency_show: float = param(
        0.3, unit="1", low=0.0, high=1.0, source="ASSUMPTION", meaning="urgency of a show of force"
    )
    urgency_force: float = param(
        0.6, unit="1", low=0.0, high=1.0, source="ASSUMPTION", meaning="urgency of a use of force"
    )
    urgency_war: float = param(
        1.0, unit="1", low=0.0, high=1.0, source="the North Atlantic Council, 11-12 September 2001",
        meaning="urgency of a war",
    )  # fmt: skip
    utility_saturation: float = param(
        3.0, unit="logit", low=0.1, source="ASSUMPTION: no government is more than 95 per cent sure to agree",
        meaning="largest pull of ideal points on a vote",
    )  # fmt: skip
    idiosyncratic_sd: float = param(
        0.5, unit="logit", low=0.0, source="ASSUMPTION: half the dispersion of the EU calibration, allies being closer",
        meaning="what ideal points do not say of a member's view of a crisis",
    )  # fmt: skip
    obligation_utility: float = param(
        1.247,
        unit="logit",
        low=0.0,
        source="tomz2023",
        meaning="pull of a treaty duty on the willingness to act",
    )

    def urgency(self, severity: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
        """Return the urgency of crises by severity code 2..5, shape (C,)."""
        scale = np.array([self.urgency_threat, self.urgency_show, self.urgency_force, self.urgency_war])
        return np.asarray(scale[np.asarray(severity, dtype=int) - 2])


IDLE: dict[str, str] = {
    "deterrence.mu": "the game shares war.mu", "deterrence.delta": "the game shares war.delta",
    "deterrence.interop_loss": "the game shares war.interop_loss",
    "deterrence.stationing_bonus": "the world has no stationed weapons",
    "deterrence.tripwire": "the world has no stationed troops",
    "honouring.neutrality": "neutrality is not decided on",
    "honouring.nonaggression": "non-aggression is not decided on",
    "honouring.power_change": "the library does not say what changed since signature",
    "honouring.domestic_change": "the library does not say what changed since signature",
    "honouring.attack_sensitivity": "rates are used after an attack, as published",
    "speed.attribution_mean": "it is always known who attacked", "speed.compromise": "the question put stands",
    "speed.join_floor": "only the willing join", "war.draw_share": "a monthly run uses duration.victory_share",
    "war.draw_rule": "a monthly run uses duration.victory_share", "duration.mediation": "nobody mediates",
    "entanglement.moral_hazard": "no mechanism has it", "entanglement.stake": "no mechanism has it",
    "entanglement.moral_hazard_unconditional": "no mechanism has it",
    "imposed.black_knight": "trade diverted to third states is in the equilibrium; nobody smuggles",
    "imposed.salience": "every issue weighs the same",
} | {
    f"burden.{name}": "budgets follow pledges, not the game of contributions"
    for name in BurdenParameters.names() if name not in ("closing_rate", "innovation_sd")
}  # fmt: skip
"""Parameters of the models that the simulator does not read, and why; a study cannot set them."""


@dataclass(frozen=True)
class ParameterSet:
    """All records of a scenario, by name."""

    sim: SimParameters = field(default_factory=SimParameters)
    rivalry: RivalryRule = field(default_factory=RivalryRule)
    deterrence: DeterrenceParameters = field(default_factory=DeterrenceParameters)
    honouring: HonouringParameters = field(default_factory=HonouringParameters)
    voting: VotingParameters = field(default_factory=VotingParameters)
    speed: SpeedParameters = field(default_factory=SpeedParameters)
    burden: BurdenParameters = field(default_factory=BurdenParameters)
    entanglement: EntanglementParameters = field(default_factory=EntanglementParameters)
    war: WarParameters = field(default_factory=WarParameters)
    duration: DurationParameters = field(default_factory=DurationParameters)
    losses: LossParameters = field(default_factory=LossParameters)
    reputation: ReputationParameters = field(default_factory=ReputationParameters)
    sanctions: SanctionChoices = field(default_factory=SanctionChoices)
    sanctioning: SanctioningParameters = field(default_factory=SanctioningParameters)
    imposed: ImposedParameters = field(default_factory=ImposedParameters)

    def records(self) -> dict[str, Record]:
        """Return the records by name."""
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}

    def replace(self, changes: dict[str, Any]) -> Self:
        """Return a copy with fields changed, named "record.field"; unknown names raise :class:`InputError`."""
        out = self.records()
        for address, value in changes.items():
            name, _, parameter = address.partition(".")
            if name not in out:
                known = did_you_mean(name, out) or "one of " + ", ".join(out)
                raise InputError(f"unknown parameter record {name!r}", where=address, fix=known)
            if address in IDLE:
                raise InputError(f"the simulator does not read '{address}'", where=address,
                                 fix=f"{IDLE[address]}; it belongs to the model used alone")  # fmt: skip
            out[name] = out[name].replace(**{parameter: value})
        return type(self)(**out)  # type: ignore[arg-type]

    def rows(self) -> list[ParameterRow]:
        """Return every parameter that the simulator reads as one table."""
        return [
            dataclasses.replace(row, record=name)
            for name, record in self.records().items()
            for row in record.rows()
            if f"{name}.{row.name}" not in IDLE
        ]


@dataclass(frozen=True)
class Draw:
    """One block's parameters: a value per future where they are uncertain.

    Parameters
    ----------
    records : records whose fields are scalars or shape (R,)
    replicas : R
    onset : shape (R, 16), coefficients of onset [logit]
    onset_moving : shape (R, 4), those of rivalry and of the peace years
    pact_coefficient : shape (R,), coefficient of the target's defence pact; 0 under the game
    war_onset : shape (R, 4), coefficients of war given onset [logit]
    join : shape (R, 6), coefficients of joining without a duty [logit]
    honour_rate : published rate of honoured obligations by type, shape (R,) [probability]
    values : the records before drawing
    """

    records: dict[str, Record]
    replicas: int
    onset: NDArray[np.float64]
    onset_moving: NDArray[np.float64]
    pact_coefficient: NDArray[np.float64]
    war_onset: NDArray[np.float64]
    join: NDArray[np.float64]
    honour_rate: dict[str, NDArray[np.float64]]
    values: ParameterSet

    @property
    def peace_clip(self) -> int:
        """Whole years of peace beyond which the onset hazard is held."""
        return round(self.values.sim.peace_clip)

    def field(self, record: str, name: str) -> NDArray[np.float64]:
        """Return one parameter as shape (R,)."""
        return np.broadcast_to(np.asarray(getattr(self.records[record], name), dtype=float), (self.replicas,))

    def game(self, every: int) -> DeterrenceParameters:
        """Return the deterrence game of every future, or of every second one, with the contest of the war model."""
        return _contest(self.records["deterrence"], self.records["war"], every)

    def game_at_values(self) -> DeterrenceParameters:
        """Return the game at the parameters' values, not drawn."""
        return _contest(self.values.deterrence, self.values.war, 1)

    def record(self, name: str, replica: NDArray[np.integer[Any]]) -> Any:
        """Return a record whose uncertain fields are indexed by the replica of each row."""
        return self.records[name].take(replica)


def draw_parameters(parameters: ParameterSet, seed: int, block: int, replicas: int, block_size: int) -> Draw:
    """Draw the parameters of a block; the same for every scenario that shares the records.

    Raises :class:`InputError` if the deterrence link is unset.
    """
    from foedera.decisions import entanglement, honouring
    from foedera.threats import disputes

    if parameters.sim.link == "unset":
        raise InputError(
            "the deterrence link is not chosen", where="deterrence.link",
            fix="write 'statistical' or 'game': exactly one carries the effect of pacts",
        )  # fmt: skip
    pairs = -(-block_size // PAIR)

    def spread(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.repeat(values, PAIR, axis=0)[:replicas]

    def luck(name: str) -> np.random.Generator:
        return streams.generator(seed, block, f"parameters/{name}", 0)

    records = {
        name: _drawn(record, luck(name), pairs, spread) for name, record in parameters.records().items()
    }
    statistical = parameters.sim.link == "statistical"
    fit = disputes.ONSET_1946_2010 if statistical else disputes.ONSET_WITHOUT_PACTS
    onset = spread(_embed(fit, luck("onset").standard_normal((pairs, len(fit.terms)))))
    pact = luck("prior").standard_normal(pairs)
    moving = [disputes.TERMS.index(t) for t in MOVING]
    war, join = disputes.WAR_GIVEN_ONSET, entanglement.JOINING
    era = parameters.sim.era
    rates = spread(honouring.draw_rates(era, luck("rates").random((pairs, len(KINDS))), parameters.honouring))
    return Draw(
        records=records,
        replicas=replicas,
        onset=onset,
        onset_moving=np.ascontiguousarray(onset[:, moving]),
        pact_coefficient=_pact_coefficient(parameters.sim, onset, spread(pact)),
        war_onset=spread(war.draw(luck("war").standard_normal((pairs, len(war.terms))))),
        join=spread(join.draw(luck("join").standard_normal((pairs, len(join.terms))))),
        values=parameters,
        honour_rate={kind: rates[:, k] for k, kind in enumerate(KINDS)},
    )


def _pact_coefficient(
    sim: SimParameters, onset: NDArray[np.float64], normals: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the coefficient of the target's defence pact, shape (R,): 0 under the game, else a draw of the prior.

    The prior "own" is the estimate itself, drawn jointly with the other coefficients.
    """
    if sim.link == "game":
        return np.zeros(len(onset))
    if sim.prior == "own":
        return onset[:, TERMS.index("tdef")]
    from foedera.threats import disputes

    return disputes.draw_prior(sim.prior, normals)


def _contest(game: Any, war: Any, every: int) -> DeterrenceParameters:
    shared = {"mu": war.mu, "delta": war.delta, "interop_loss": war.interop_loss}
    whole: DeterrenceParameters = game.replace(**shared)
    return whole if every == 1 else whole.take(np.s_[::every])


def _embed(fit: Estimate, normals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return draws in the order of the onset model's terms, shape (pairs, 16); a term not estimated is 0."""
    drawn = fit.draw(normals)
    columns = [drawn[:, fit.terms.index(t)] if t in fit.terms else np.zeros(len(drawn)) for t in TERMS]
    return np.stack(columns, axis=1)


def _drawn(record: Record, rng: np.random.Generator, pairs: int, spread: Any) -> Record:
    count = len(record.names())
    drawn = record.draw(rng.standard_normal((pairs, count)), rng.random((pairs, count)))
    arrays = {n: spread(v) for n in drawn.names() if np.ndim(v := getattr(drawn, n)) == 1}
    return drawn.replace(**arrays)
