"""``foedera power --sample``: power of bodies that are too large to count, estimated with a stated bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from foedera.cli.printing import put, put_json, put_table, put_wrapped

if TYPE_CHECKING:
    from foedera.decisions.power.sampling import Sampled
    from foedera.pacts.institutions import Body

__all__ = ["put_sampled"]


def put_sampled(bodies: Sequence[Body], draws: int, seed: int, *, as_json: bool) -> None:
    """Print the estimated chance to pass and power of every member, body by body.

    Parameters
    ----------
    bodies : the baseline and its reforms
    draws : random coalitions, and as many random orders of the members
    seed : of the draws
    as_json : print for machines
    """
    from foedera.decisions.power.sampling import sample_act, sample_banzhaf, sample_shapley_shubik
    from foedera.study.institutions.bodies import compiled

    found = []
    for k, body in enumerate(bodies):
        rule = compiled(body)
        act = sample_act(rule, seed, draws=draws)
        of_members = (sample_banzhaf(rule, seed, draws=draws), sample_shapley_shubik(rule, seed, draws=draws))
        found.append(_record(body, act, *of_members))
        if not as_json:
            if k:
                put()
            _put(body, rule.text(), act, *of_members)
    if as_json:
        put_json({"draws": draws, "seed": seed, "variants": found})


def _put(body: Body, text: str, act: Sampled, banzhaf: Sampled, shapley: Sampled) -> None:
    put_wrapped(f"{body.title} ({body.variant})")
    put_wrapped(f"It {text}.", first="  ", indent="  ")
    put_wrapped(f"Power to act {_range(act, None)}, estimated.", first="  ", indent="  ")
    rows = [(body.names[code], _range(banzhaf, i), _range(shapley, i)) for i, code in enumerate(body.members)]
    put()
    put_table(("member", "Banzhaf, absolute", "Shapley-Shubik"), rows, numbers={1, 2})
    put()
    put_wrapped(
        f"From {act.draws:,} random coalitions and as many random orders. In brackets 95 per cent of each estimate; "
        f"each lies within {100 * banzhaf.error:.2f} points of the exact value with a chance of "
        f"{100 * (1 - banzhaf.risk):g} per cent or more (Hoeffding's bound)."
    )


def _range(sampled: Sampled, member: int | None) -> str:
    value, low, high = (
        x if member is None else x[member] for x in (sampled.value, sampled.low, sampled.high)
    )
    return f"{100 * float(value):.3f} % ({100 * float(low):.3f} to {100 * float(high):.3f})"


def _record(body: Body, act: Sampled, banzhaf: Sampled, shapley: Sampled) -> dict[str, Any]:
    def one(sampled: Sampled) -> dict[str, Any]:
        return {"value": sampled.value.tolist(), "low": sampled.low.tolist(), "high": sampled.high.tolist(),
                "error": sampled.error, "risk": sampled.risk}  # fmt: skip

    return {"id": body.id, "variant": body.variant, "members": list(body.members), "act": one(act),
            "banzhaf_absolute": one(banzhaf), "shapley_shubik": one(shapley)}  # fmt: skip
