"""Parameter records: a value is never without its unit, range, meaning and source.

A record is a frozen dataclass whose fields are declared with :func:`param`::

    @dataclass(frozen=True)
    class War(Record):
        mu: float = param(0.379026, unit="1", low=0.0, high=5.0, source="own fit, 77 wars",
                          meaning="decisiveness of the capability ratio")

A field holds a number, an array of one number per replica, or a name. What nobody published carries
``source="ASSUMPTION: why"``.
"""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from foedera.core.errors import InputError, InputErrors, did_you_mean
from foedera.core.units import UNITS

__all__ = ["ParameterRow", "Record", "param"]


def param(
    value: Any,
    *,
    unit: str,
    source: str,
    meaning: str,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] | None = None,
    sd: float | None = None,
    spread: str | None = None,
) -> Any:
    """Declare a field of a :class:`Record`.

    Parameters
    ----------
    value : the default; a number or a name
    unit : a key of :data:`foedera.core.units.UNITS`
    source : a citation key or a sentence saying where the number is from; ``ASSUMPTION: ...`` if judgement
    meaning : what it is, in a few words
    low, high : inclusive bounds
    choices : the admissible names, for ``unit="name"``
    sd : standard deviation of the value over parameter draws (in the space named by ``spread``)
    spread : "normal", "lognormal" (sd of the log) or "uniform" (over low..high)
    """
    if unit not in UNITS:
        raise InputError(f"unknown unit {unit!r}", where="param(unit=)", fix=f"one of {', '.join(UNITS)}")
    if (unit == "name") != (choices is not None):
        raise InputError("choices go with unit='name' and only with it", where="param(choices=)")
    info = {
        "unit": unit, "source": source, "meaning": meaning, "low": low, "high": high,
        "choices": choices, "sd": sd, "spread": spread,
    }  # fmt: skip
    return dataclasses.field(default=value, metadata=info)


@dataclass(frozen=True)
class ParameterRow:
    """One line of a parameter table."""

    record: str
    name: str
    value: Any
    unit: str
    low: float | None
    high: float | None
    source: str
    meaning: str

    @property
    def assumed(self) -> bool:
        """Whether the default is judgement."""
        return self.source.startswith("ASSUMPTION")


@dataclass(frozen=True)
class Record:
    """Base of parameter records. Raises :class:`InputErrors` on construction if any field is out of range."""

    def __post_init__(self) -> None:
        problems = [p for f in dataclasses.fields(self) if (p := self._problem(f)) is not None]
        if problems:
            raise InputErrors(problems)

    def _problem(self, field: dataclasses.Field[Any]) -> InputError | None:
        info, value = field.metadata, getattr(self, field.name)
        where = f"{type(self).__name__}.{field.name}"
        if info["choices"] is not None:
            if value in info["choices"]:
                return None
            hint = did_you_mean(str(value), info["choices"]) or "one of " + ", ".join(info["choices"])
            return InputError(f"unknown name {value!r}", where=where, fix=hint)
        try:
            array = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            return InputError(f"{value!r} is not a number", where=where)
        if not np.all(np.isfinite(array)):
            return InputError(f"{value!r} is not finite", where=where)
        low, high = info["low"], info["high"]
        if (low is not None and np.any(array < low)) or (high is not None and np.any(array > high)):
            worst = array.flat[np.argmax(np.abs(array - np.clip(array, low, high)))]
            return InputError(
                f"{worst:g} is outside {low}..{high} {info['unit']}", where=where, fix=info["meaning"]
            )
        return None

    @classmethod
    def names(cls) -> list[str]:
        """Return the field names in order."""
        return [f.name for f in dataclasses.fields(cls)]

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some fields changed; an unknown name raises :class:`InputError`."""
        for name in changes:
            if name not in self.names():
                hint = did_you_mean(name, self.names()) or "one of " + ", ".join(self.names())
                raise InputError(f"unknown parameter {name!r}", where=type(self).__name__, fix=hint)
        return dataclasses.replace(self, **changes)

    def take(self, index: Any) -> Self:
        """Return the record with every per-replica field indexed; what was in range stays so and is not checked."""
        chosen = copy.copy(self)
        for name in self.names():
            value = getattr(self, name)
            if isinstance(value, np.ndarray) and value.ndim == 1:
                object.__setattr__(chosen, name, value[index])
        return chosen

    def rows(self) -> list[ParameterRow]:
        """Return the record as a table, one row per field."""
        return [
            ParameterRow(
                record=type(self).__name__,
                name=f.name,
                value=getattr(self, f.name),
                unit=f.metadata["unit"],
                low=f.metadata["low"],
                high=f.metadata["high"],
                source=f.metadata["source"],
                meaning=f.metadata["meaning"],
            )
            for f in dataclasses.fields(self)
        ]

    def draw(self, normals: np.ndarray, uniforms: np.ndarray) -> Self:
        """Return a record whose uncertain fields hold one value per replica.

        Parameters
        ----------
        normals : shape (R, F), standard normal, F = number of fields
        uniforms : shape (R, F), uniform on [0, 1)

        Returns
        -------
        A record; fields declared without ``spread`` keep their scalar. Draws are clipped to low..high.
        """
        changes: dict[str, Any] = {}
        for k, f in enumerate(dataclasses.fields(self)):
            kind, sd = f.metadata["spread"], f.metadata["sd"]
            low, high = f.metadata["low"], f.metadata["high"]
            if kind is None:
                continue
            value = float(getattr(self, f.name))
            if kind == "normal":
                drawn = value + sd * normals[:, k]
            elif kind == "lognormal":
                drawn = value * np.exp(sd * normals[:, k])
            elif kind == "uniform":
                drawn = low + (high - low) * uniforms[:, k]
            else:
                raise InputError(f"unknown spread {kind!r}", where=f.name, fix="normal, lognormal or uniform")
            changes[f.name] = np.clip(drawn, low, high)
        return dataclasses.replace(self, **changes)
