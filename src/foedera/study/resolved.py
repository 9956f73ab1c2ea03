"""A study as resolved: text that stands by itself, and digests that tell whether two runs asked the same."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

from foedera.core.version import VERSION
from foedera.pacts.loader import shipped
from foedera.pacts.schema import Pact
from foedera.sim.scenario import Experiment
from foedera.study.compile import baseline_pacts, experiment, own_world, read_pact
from foedera.study.schema import Study
from foedera.world import World
from foedera.world.called import REFERENCE

__all__ = ["pact_digest", "pacts_digest", "resolved_yaml", "sha256"]


def pact_digest(pact: Pact) -> str:
    """Return the SHA-256 of a pact's contents."""
    return sha256(json.dumps(pact.model_dump(mode="json", by_alias=True), sort_keys=True))


def pacts_digest(experiment: Experiment) -> str:
    """Return the SHA-256 of the pacts of every scenario."""
    return sha256(json.dumps([[s.id, [pact_digest(p) for p in s.pacts]] for s in experiment.scenarios]))


def sha256(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def resolved_yaml(study: Study) -> str:
    """Return the study as text that stands by itself: defaults filled in, own pacts written out, digests.

    It reads back as a study that compiles to the same experiment. A world of one's own is expected in the
    folder ``world`` beside it.
    """
    from ruamel.yaml import YAML

    whole = experiment(study)
    base, focus = whole.scenarios[0], whole.focus
    data = study.model_dump(mode="json", by_alias=True, exclude={"reforms", "pacts"})
    data |= {
        "world": study.world if study.world == REFERENCE else "world",
        "start": f"{study.start:%Y-%m}",
        "pacts": _plain_pacts(study, base.world),
        "focus": {n: list(getattr(focus, n)) for n in ("pacts", "states", "adversaries")},
        "reforms": [_plain_reform(study, i) for i in range(len(study.reforms))],
    }
    yaml, out = YAML(), io.StringIO()
    yaml.width = 110
    yaml.dump(data, out)
    lines = [f"# resolved with foedera {VERSION}", f"# world {base.world.name}: {base.world.digest()}"]
    every = {pact_digest(p): p.id for s in whole.scenarios for p in s.pacts}
    lines += [f"# pact {name}: {digest}" for digest, name in every.items()]
    return "\n".join([*lines, out.getvalue()])


def _plain_pacts(study: Study, world: World) -> Any:
    """Return the pacts as a study names them, those that ship by their id."""
    known = shipped()
    names = [p.id if p is known.get(p.id) else _plain(p) for p in baseline_pacts(study, world)]
    return {"of": names, "as_of_start": True} if study.pacts.as_of_start else names


def _plain(pact: Pact) -> dict[str, Any]:
    return pact.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _plain_reform(study: Study, index: int) -> dict[str, Any]:
    """Return a reform as plain data; only what the file gives, as leaving out has a meaning in changes."""
    reform = study.reforms[index]
    plain: dict[str, Any] = reform.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for j, change in enumerate(reform.changes):
        source = getattr(change, "add_pact", None)
        if source is not None:
            pact = read_pact(study, own_world(study), source, ("reforms", index, "changes", j, "add_pact"))
            plain["changes"][j] = {"add_pact": pact.id if pact is shipped().get(pact.id) else _plain(pact)}
    return plain
