"""NATO polls, colonial history, threat and alliance scores: the owners' layouts, and facts about the real files."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from foedera.data.raw import Located, Raw
from foedera.data.source import Source
from foedera.data.sources import benson_clinton, icow_colonial, leedssavun_threat, opinion_nato
from foedera.data.tidy import open_table

POLLS = "year,poll,perc.supp,perc.opp,perc.none,data,roper.num,elite,Notes\n1976,1,63,19,18,no,,0,\n"
COLONIAL = (
    "\ufeffState,Name,ColRuler,IndFrom,IndDate,IndViol,IndType,SecFrom,SecDate,SecViol,Into,IntoDate,COWsys,GWsys,Notes\n"
    "2,United States of America,200,200,178309,1,2,-9,-9,-9,-9,-9,181601,181601,Treaty of Paris\n"
)


@pytest.mark.parametrize(
    ("source", "text", "row"),
    [
        (opinion_nato.SOURCE, POLLS, (1, 1976, 1, 63, 19, 18, "no", None, 0, None)),
        (icow_colonial.SOURCE, COLONIAL, (2, 200, 200, 178309, 1, 2, None, None, None, None, None, 181601, 181601)),
        (leedssavun_threat.SOURCE, "ccode,year,lsthreat\n,2009,0\n2,1816,.63919497\n", (2, 1816, 0.63919497)),
        (benson_clinton.SOURCE, '"","atopid","PotMilCapacity.score","Depth.score","Scope.score"\n'
         '"1",1040,-0.958,1.537,2.738\n',
         (1040, 2.738, 1.537, -0.958)),
    ],
    ids=lambda x: x.id if isinstance(x, Source) else "",
)  # fmt: skip
def test_the_owners_layout(tmp_path: Path, source: Source, text: str, row: tuple[object, ...]) -> None:
    path = tmp_path / source.editions[0].files[0].name
    path.write_text(text, encoding="utf-8")
    parsed = source.editions[0].read(Raw({path.name: Located(path)}))
    assert parsed[source.tables[0].name].rows() == [row]


def test_facts(mirror: Path) -> None:
    polls = open_table(opinion_nato.SOURCE, "polls").read()
    assert (polls.height, polls["support"].min(), polls["support"].max()) == (59, 45, 86)
    colonies = open_table(icow_colonial.SOURCE, "states").read()
    assert (colonies.height, colonies.filter(col_ruler=200).height) == (217, 62)
    assert colonies.filter(ccode=750).select("col_ruler", "indep_date").row(0) == (200, 194708)
    threat = open_table(leedssavun_threat.SOURCE, "state_years").read()
    assert threat.height == 14400 - 7 and threat["lsthreat"].is_between(0, 1).all()
    scores = open_table(benson_clinton.SOURCE, "alliances").read()
    assert scores.height == 492 and scores.filter(pl.col("atopid") == 1040)["scope_score"].item() == 2.738
