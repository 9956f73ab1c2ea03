"""Foedera: a computational laboratory for multilateral security.

The root only names things; each is loaded when it is first used (PEP 562).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedera.core.version import VERSION as __version__

_ADDRESSES = {
    "World": "foedera.world",
    "Pact": "foedera.pacts",
    "load_pact": "foedera.pacts",
    "library": "foedera.pacts",
    "Study": "foedera.study",
    "InputError": "foedera.core.errors",
}

__all__ = ["InputError", "Pact", "Study", "World", "__version__", "library", "load_pact"]

if TYPE_CHECKING:
    from foedera.core.errors import InputError
    from foedera.pacts import Pact, library, load_pact
    from foedera.study import Study
    from foedera.world import World


def __getattr__(name: str) -> Any:
    if name in _ADDRESSES:
        from importlib import import_module

        return getattr(import_module(_ADDRESSES[name]), name)
    raise AttributeError(f"module 'foedera' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
