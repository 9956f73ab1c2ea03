"""Trade: the owner's pairs go both ways; the copies show the numbers told about them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from foedera.data.raw import Located, Raw
from foedera.data.sources.cow_trade import SOURCE
from foedera.data.tidy import open_table

DYADIC = (
    "ccode1,ccode2,year,importer1,importer2,flow1,flow2,smoothflow1,smoothflow2,smoothtotrade,version\n"
    "2,20,1920,United States of America,Canada,611.86,735.48,611.86,735.48,1347.34,4\n"
    "2,31,1973,United States of America,Bahamas,-9,12.5,-9,12.5,-9,4\n"
)
NATIONAL = (
    "ccode,statename,stateabb,year,imports,exports,alt_imports,alt_exports,source1,source2,version\n"
    "2,United States of America,USA,1870,450,-9,-9,-9,2,2,4\n"
)


def test_the_owners_layout(tmp_path: Path) -> None:
    files = {}
    for name, text in (("Dyadic_COW_4.0.csv", DYADIC), ("National_COW_4.0.csv", NATIONAL)):
        (tmp_path / name).write_text(text)
        files[name] = Located(tmp_path / name)
    tables = dict(SOURCE.edition("4.0").read(Raw(files)))
    assert tables["dyad_years"].row(2) == (20, 2, 1920, 735.48, 611.86, 735.48, 611.86)
    assert tables["dyad_years"].row(3) == (31, 2, 1973, 12.5, None, 12.5, None)
    assert tables["state_years"].rows() == [(2, 1870, 450.0, None)]


def test_the_copies(mirror: Path) -> None:
    dyads = open_table(SOURCE, "dyad_years", "peacesciencer-dyads").read()
    assert dyads.height == 1347308
    pair = dyads.filter((pl.col("ccode1") == 2) & (pl.col("ccode2") == 200) & (pl.col("year") == 2014))
    assert pair.row(0)[3:5] == (54049, 42505)
    back = dyads.select(ccode1="ccode2", ccode2="ccode1", year="year", flow1="flow2")
    joined = dyads.join(back, on=["ccode1", "ccode2", "year"], suffix="_back")
    assert (
        joined.height == dyads.height
        and joined.filter(pl.col("flow1").ne_missing(pl.col("flow1_back"))).is_empty()
    )
    states = open_table(SOURCE, "state_years").read()
    total = dyads.filter((pl.col("ccode1") == 2) & (pl.col("year") == 2014))["flow1"].sum()
    usa = states.filter((pl.col("ccode") == 2) & (pl.col("year") == 2014))["imports"].item()
    assert total == 2344001 and round(usa) == 2345186, "national imports include what has no partner"
