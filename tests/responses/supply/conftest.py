from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from foedera.responses.supply.network import Network, network


@pytest.fixture(scope="session")
def three() -> Network:
    """Refined mineral, components, assembly."""
    return network(
        [[0.5, 3, 0.5], [0.5, 4, 12], [1, 2, 5]], [1, 8.5, 42], names=["mineral", "parts", "assembly"]
    )


@pytest.fixture(scope="session")
def random_economy() -> Callable[[int], Network]:
    def draw(seed: int) -> Network:
        rng = np.random.default_rng(seed)
        return network(rng.uniform(0.1, 3.0, (3, 3)), rng.uniform(8.0, 40.0, 3))

    return draw


@pytest.fixture(scope="session")
def two_countries() -> Network:
    """Ore and machines in each of two countries; ore is worth little and mostly from the second; users by country."""
    z = [[0, 0.05, 0, 0.01], [0, 1, 0, 1], [0, 0.3, 0, 0.4], [0, 1, 0, 2]]
    y = [[0.05, 0], [9, 1], [0, 0.05], [1, 14]]
    return network(z, y, product=[0, 1, 0, 1])
