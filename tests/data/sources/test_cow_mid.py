"""Militarized disputes: the owner's four files, and the opposed pairs against those of the R package."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from foedera.data.raw import Located, Raw
from foedera.data.sources.cow_mid import SOURCE
from foedera.data.tidy import open_table

MIDA = (
    "dispnum,stday,stmon,styear,endday,endmon,endyear,outcome,settle,fatality,fatalpre,maxdur,mindur,hiact,hostlev,"
    "recip,numa,numb,ongo2014,version\r\n9,-9,7,1902,24,1,1903,6,1,-9,-9,208,178,7,3,0,2,1,0,5\r\n"
)
MIDB = (
    "dispnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,revstate,revtype1,revtype2,fatality,"
    "fatalpre,hiact,hostlev,orig,version\r\n"
    '9,"UKG",200,-9,7,1902,24,1,1903,0,1,1,-9,0,0,0,1,1,5\r\n'
    '9,"USA",2,-9,7,1902,24,1,1903,1,1,1,-9,-9,-9,7,3,1,5\r\n'
    '9,"FRN",220,5,8,1902,6,8,1902,1,1,1,-9,0,0,7,3,0,5\r\n'
    '9,"FRN",220,25,1,1903,28,1,1903,1,1,1,-9,0,0,7,3,0,5\r\n'
)
MIDI = (
    "dispnum,incidnum,stday,stmon,styear,endday,endmon,endyear,duration,tbi,fatality,fatalpre,action,hostlev,numa,"
    "version\r\n9,9001,18,10,1993,18,10,1993,1,-9,0,0,1,2,1,5\r\n"
)
MIDIP = (
    "dispnum,incidnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,insidea,sidea,fatality,fatalpre,action,"
    'hostlev,revtype1,revtype2,version\r\n9,9001,"USA",2,16,7,1993,16,7,1993,1,1,2,30,7,3,2,0,5\r\n'
)


def test_the_owners_layout(tmp_path: Path) -> None:
    files = {}
    for name, text in (("MIDA", MIDA), ("MIDB", MIDB), ("MIDI", MIDI), ("MIDIP", MIDIP)):
        path = tmp_path / f"{name} 5.0.csv"
        path.write_bytes(text.encode())
        files[path.name] = Located(path)
    tables = dict(SOURCE.edition("5.0").read(Raw(files)))
    assert tables["disputes"].row(0, named=True)["fatality"] is None
    assert tables["participants"]["stday"].to_list() == [None, None, 5, 25]
    pairs = tables["dyad_dispute_years"]
    keys = pairs.filter(pl.col("ccode1") < pl.col("ccode2")).select("ccode1", "ccode2", "year", "disponset")
    assert keys.rows() == [(2, 200, 1902, 1), (2, 200, 1903, 0), (200, 220, 1902, 1)]
    assert pairs.filter(pl.col("ccode1") == 2).row(0, named=True)["fatality1"] is None
    assert pairs["fatality2"].to_list() == [0, 0, None, None, 0, 0] and pairs["stmon"].to_list() == [7] * 6


@pytest.mark.parametrize(
    ("table", "rows"),
    [("disputes", 2436), ("participants", 5883), ("incidents", 4483), ("incident_participants", 9619)],
)
def test_the_owners_files(mirror: Path, table: str, rows: int) -> None:
    assert open_table(SOURCE, table, "5.0").read().height == rows


def test_no_participant_without_dispute(mirror: Path) -> None:
    disputes, taking = (open_table(SOURCE, t, "5.0").read() for t in ("disputes", "participants"))
    assert set(taking["dispnum"]) == set(disputes["dispnum"])


def test_the_opposed_pairs_are_those_of_the_package(mirror: Path) -> None:
    ours, theirs = (open_table(SOURCE, "dyad_dispute_years", e).read() for e in ("5.0", "peacesciencer"))
    assert ours.height == theirs.height == 11390
    keys = ["dispnum", "ccode1", "ccode2", "year"]
    both = ours.join(theirs, on=keys, suffix="_theirs")
    differ = {
        c: both.filter(pl.col(c).ne_missing(pl.col(f"{c}_theirs"))) for c in ours.columns if c not in keys
    }
    assert both.height == 11390 and [c for c, rows in differ.items() if rows.height] == ["disponset"]
    assert set(differ["disponset"].select(keys).rows()) == {(4678, 365, 375, 2014), (4678, 375, 365, 2014)}, (
        "Finland came back in 2014; the package has an onset for Estonia, which did too, and none for Finland"
    )
