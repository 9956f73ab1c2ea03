"""Units of analysis: what a row is about, which states it names, and the clock it runs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from foedera.core.errors import InputError
from foedera.data.membership import CODE, System

__all__ = ["Clock", "System", "Unit"]

Clock = Literal["year", "month", "day"]

CODES: dict[str, str] = CODE
"""Name of the column with a state's number, by system."""


@dataclass(frozen=True)
class Unit:
    """A unit of analysis.

    Parameters
    ----------
    name : 'state-year', 'directed dyad-year', ...
    slots : suffixes of the states a row names: ('',) or ('1', '2')
    clock : what passes from one row of a unit to its next
    system : whose state numbers name the states
    leaders : whether the row names a leader for each state
    directed : whether (a, b) and (b, a) are two rows
    """

    name: str
    slots: tuple[str, ...]
    clock: Clock = "year"
    system: System = "cow"
    leaders: bool = False
    directed: bool = True

    @property
    def dyadic(self) -> bool:
        """Whether a row names two states."""
        return len(self.slots) == 2

    def code(self, slot: str) -> str:
        """Return the name of the column with the number of the state in a slot."""
        return CODES[self.system] + slot

    def tail(self, slot: str) -> str:
        """Return what is put behind the name of a state's column: '', '_1' or '_2'."""
        return f"_{slot}" if slot else ""

    def refuse(self, verb: str, fix: str) -> InputError:
        """Return the error for a verb that does not apply to this unit."""
        article = "an" if self.name[0] in "aeiou" else "a"
        what = f"{verb} does not apply to {article} {self.name}"
        return InputError(what, where=f"panel.{verb.split('(')[0]}", fix=fix)
