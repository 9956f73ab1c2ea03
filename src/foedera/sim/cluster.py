"""The same blocks on a Dask cluster: ``pip install foedera[cluster]``, then ``--scheduler tcp://...``."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from foedera.core.errors import InputError, StoreError

if TYPE_CHECKING:
    from foedera.sim.block import BlockResult
    from foedera.sim.mechanism import Mechanism
    from foedera.sim.runner import Compiled
    from foedera.sim.scenario import Experiment

__all__ = ["results"]

_here: tuple[Experiment, Compiled] | None = None


def _work(
    experiment: Experiment, mechanisms: tuple[Mechanism, ...], index: int
) -> tuple[int, dict[str, BlockResult]]:
    """Run one block on a worker, which compiles the experiment the first time it sees it."""
    global _here
    from foedera.sim.runner import Compiled

    if _here is None or _here[0] is not experiment:
        _here = (experiment, Compiled(experiment, mechanisms))
    return index, _here[1].block(index)


def results(
    experiment: Experiment, mechanisms: tuple[Mechanism, ...], todo: list[int], scheduler: str
) -> Generator[tuple[int, dict[str, BlockResult]], None, None]:
    """Yield (block, results) as workers finish them.

    Parameters
    ----------
    experiment, mechanisms, todo : what to run, by which mechanisms, which blocks
    scheduler : address of a running Dask scheduler

    Raises
    ------
    InputError : distributed is not installed, or nobody answers at the address
    StoreError : the cluster was lost; finished blocks stay
    """
    try:
        from distributed import Client, as_completed
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise InputError("Dask is not installed", where="--scheduler",
                         fix="pip install 'foedera[cluster]'") from None  # fmt: skip
    try:
        client = Client(scheduler, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers: {error}", where=f"--scheduler {scheduler}",
                         fix="start one with 'dask scheduler' and give its address") from error  # fmt: skip
    with client, client.as_current():
        shared = client.scatter(experiment, broadcast=True, hash=False)
        futures = [client.submit(_work, shared, mechanisms, index, pure=False) for index in todo]
        try:
            for _, result in as_completed(futures, with_results=True):
                yield result
        except (KilledWorker, FutureCancelledError, OSError) as error:
            raise StoreError(f"the cluster was lost: {error}", where=scheduler,
                             fix="run again with --resume") from error  # fmt: skip
