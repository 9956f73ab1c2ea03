"""Organizations: the wide file becomes memberships and sums."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from foedera.data.raw import Located, Raw
from foedera.data.sources.cow_igo import SOURCE
from foedera.data.tidy import open_table

WIDE = (
    "ccode,year,state,AAAID,ACC,Wassen\n2,1996,usa,-1,1,3\n20,1996,canada,0,-9,2\n31,1996,bahamas,-1,-1,-1\n"
)


def test_the_owners_layout(tmp_path: Path) -> None:
    path = tmp_path / "state_year_formatv3.csv"
    path.write_text(WIDE)
    tables = dict(SOURCE.edition("3.0").read(Raw({path.name: Located(path)})))
    assert set(tables["memberships"].rows()) == {
        ("ACC", 2, 1996, 1), ("Wassen", 2, 1996, 3), ("AAAID", 20, 1996, 0), ("ACC", 20, 1996, None),
        ("Wassen", 20, 1996, 2),
    }  # fmt: skip
    assert tables["state_years"].rows() == [
        (2, 1996, 1, 0, 1, 2),
        (20, 1996, 0, 1, 0, 1),
        (31, 1996, 0, 0, 0, 0),
    ]


def test_the_copies(mirror: Path) -> None:
    dyads = open_table(SOURCE, "dyad_years").read()
    assert dyads.height == 2 * 917695
    of_1920 = dyads.filter(
        pl.col("ccode1").is_in([2, 20]) & pl.col("ccode2").is_in([2, 20]) & (pl.col("year") == 1920)
    )
    assert of_1920["dyadigos"].to_list() == [7, 7]
    states = open_table(SOURCE, "state_years").read()
    assert states.height == 15557
    parts = states["sum_igo_full"] + states["sum_igo_associate"] + states["sum_igo_observer"]
    assert (parts == states["sum_igo_anytype"]).all()
