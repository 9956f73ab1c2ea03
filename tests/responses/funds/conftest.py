from __future__ import annotations

import pytest

from foedera.responses.funds.loss import event
from foedera.responses.funds.pool import Pool, make_pool


@pytest.fixture(scope="session")
def three() -> Pool:
    """The worked example: three members with an event each, and a common one."""
    own = [event(p, x) for p, x in zip((0.05, 0.04, 0.10), (100, 60, 30))]
    return make_pool(own, chance=0.01, extra=[80, 50, 20])
