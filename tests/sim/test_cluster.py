"""The same bits on a Dask cluster, and clear words when there is none."""

from pathlib import Path

import polars as pl
import pytest
import xarray as xr
from scenes import experiment

from foedera.core.errors import InputError
from foedera.sim.pipeline import PIPELINE
from foedera.sim.runner import run
from foedera.sim.scenario import BLOCK
from foedera.sim.store import Store

ORIGIN = {"study": "x", "foedera": "x", "blocks": 2, "world": "x", "pacts": "x"}


def stored(folder: Path, **options) -> Store:
    store = Store(folder)
    store.begin("study: x\n", ORIGIN, resume=False)
    threats = [m for m in PIPELINE if m.name in ("budgets", "disputes", "wars")]
    run(experiment(replicas=BLOCK + 3, years=2), store, pipeline=threats, **options)
    return store


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")
def test_same_bits_on_a_cluster(tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        dashboard_address=None,
        host="127.0.0.1",
        protocol="tcp://",
    ) as cluster:
        far = stored(tmp_path / "far", scheduler=cluster.scheduler_address)
    here = stored(tmp_path / "here", workers=1)
    xr.testing.assert_identical(far.outcomes(), here.outcomes())
    assert far.events().collect().equals(here.events().collect())
    assert isinstance(far.events().collect(), pl.DataFrame)


def test_no_scheduler_answers(tmp_path):
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match=r"no Dask scheduler answers.*dask scheduler"):
        stored(tmp_path / "none", scheduler="tcp://127.0.0.1:9")
