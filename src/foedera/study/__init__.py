"""Floor 7: the question. Studies as data, reforms beside the baseline, and what the futures say.

The names below load on first use (PEP 562), so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

_ADDRESSES = {
    "Run": "results",
    "Study": "schema",
    "compare": "concerns",
    "load_study": "shipped",
    "new_study": "shipped",
    "resolved_yaml": "resolved",
    "run_study": "run",
    "studies": "shipped",
    "study_json_schema": "schema",
}

__all__ = ["Run", "Study", "compare", "load_study", "new_study", "resolved_yaml", "run_study", "studies",
           "study_json_schema"]  # fmt: skip

if TYPE_CHECKING:
    from foedera.study.concerns import compare
    from foedera.study.resolved import resolved_yaml
    from foedera.study.results import Run
    from foedera.study.run import run_study
    from foedera.study.schema import Study, study_json_schema
    from foedera.study.shipped import load_study, new_study, studies


def __getattr__(name: str) -> Any:
    if name in _ADDRESSES:
        from importlib import import_module

        return getattr(import_module(f"foedera.study.{_ADDRESSES[name]}"), name)
    raise AttributeError(f"module 'foedera.study' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
