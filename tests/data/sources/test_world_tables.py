"""World input-output tables in their owners' layouts: the R package, the release of 2016, the tables of the OECD; and
the tidy copy of the archive of Caliendo and Parro."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from foedera.core.errors import InputError
from foedera.data.raw import Located, Raw
from foedera.data.sources import io_cp2015, io_icio, io_wiod, io_wiod2016
from foedera.data.tidy import parse


def _read(source: object, edition: str, path: Path) -> dict[str, pl.DataFrame]:
    chosen = source.edition(edition)  # type: ignore[attr-defined]
    return dict(chosen.read(Raw({chosen.files[0].name: Located(path)})))


def test_the_r_original_equals_its_copy(mirror: Path) -> None:
    ours, copy = (parse(io_wiod.SOURCE, io_wiod.SOURCE.edition(e)) for e in ("rdata-2011", "r-wiod-2011"))
    for name in ("flows", "output"):
        assert ours[name].sort(pl.all()).equals(copy[name].sort(pl.all()))


def test_an_r_file_without_the_list_is_told(mirror: Path) -> None:
    with pytest.raises(InputError, match="no list wiot_2008 with countries"):
        _read(io_wiod.SOURCE, "rdata-2008", mirror / "ge/wiod2013/wiot_2011.RData")


def _wiot2016(path: Path, codes: tuple[str, ...] = ("A01", "A02")) -> Path:
    uses = [f"v{c}{k}" for c in ("AUS", "ROW") for k in (1, 2, 57, 61)]
    rows = [
        {"IndustryCode": code, "IndustryDescription": "x", "Country": country, "RNr": k + 1, "Year": 2014,
         **{u: float(100 * n + i) for i, u in enumerate(uses)}, "TOT": 1000.0 + n}
        for n, (country, k, code) in enumerate(
            (c, k, code) for c in ("AUS", "ROW") for k, code in enumerate(codes))
    ]  # fmt: skip
    rows.append(dict(rows[0], IndustryCode="VA", Country="TOT", RNr=70))
    pd.DataFrame(rows).to_stata(path, write_index=False)
    return path


def test_wiod_of_2016(tmp_path: Path) -> None:
    tables = _read(io_wiod2016.SOURCE, "2014", _wiot2016(tmp_path / "w.dta"))
    assert tables["flows"].height == 4 * 8
    row = tables["flows"].filter(from_country="ROW", from_sector="A02").rows()
    assert row[0] == (2014, "ROW", "A02", "AUS", "A01", 300.0)
    assert [r[3:5] for r in row] == [(c, u) for c in ("AUS", "ROW") for u in ("A01", "A02", "F1", "F5")]
    assert tables["output"].rows()[-1] == (2014, "ROW", "A02", 1003.0)


def test_wiod_of_2016_with_a_use_of_nobody_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="column vAUS2 is the use of no row's industry"):
        _read(io_wiod2016.SOURCE, "2014", _wiot2016(tmp_path / "w.dta", ("A01",)))


_ICIO = """\
V1,ARG_A01_02,ARG_C10T12,ROW_A01_02,ROW_C10T12,ARG_HFCE,ARG_DPABR,ROW_HFCE,ROW_DPABR,OUT
ARG_A01_02,1,2,3,4,5,-6,7,8,24
ARG_C10T12,1,2,3,4,5,6,7,8,36
ROW_A01_02,1,2,3,4,5,6,7,8,36
ROW_C10T12,1,2,3,4,5,6,7,9,37
TLS,1,1,1,1,1,1,1,1,
VA,1,1,1,1,,,,,
OUT,1,1,1,1,,,,,
"""


def test_icio(tmp_path: Path) -> None:
    path = tmp_path / "2020_SML.csv"
    path.write_text(_ICIO)
    tables = _read(io_icio.SOURCE, "2020", path)
    assert tables["flows"].height == 4 * 8
    first = tables["flows"].filter(from_country="ARG", from_sector="A01_02").rows()
    assert first[1] == (2020, "ARG", "A01_02", "ARG", "C10T12", 2.0)
    assert first[5] == (2020, "ARG", "A01_02", "ARG", "F6", -6.0)
    assert tables["output"]["output"].to_list() == [24, 36, 36, 37]
    path.write_text(_ICIO.replace("ROW_C10T12,1", "ROW_X,1"))
    with pytest.raises(InputError, match="industry 'ROW_X' has a row and no column"):
        _read(io_icio.SOURCE, "2020", path)
    path.write_text(_ICIO.replace("TLS,", "TAX,"))
    with pytest.raises(InputError, match="row 'TAX' names no country and industry"):
        _read(io_icio.SOURCE, "2020", path)


def test_the_tidy_copy_of_cp2015_has_the_archives_tables(mirror: Path) -> None:
    """But for output that the copy raises to exports, and tariffs of 2005, which it has among NAFTA alone."""
    own, copy = (parse(io_cp2015.SOURCE, io_cp2015.SOURCE.edition(e)) for e in ("2015", "tidy"))
    both = own["trade"].join(copy["trade"], on=["sector", "exporter", "importer"])
    assert both.height == 20 * 31 * 31
    assert (both["value"] - both["value_right"]).abs().max() < 1e-6
    abroad = both.filter(pl.col("exporter") != pl.col("importer"))
    assert (abroad["tariff_1993"] - abroad["tariff_1993_right"]).abs().max() < 1e-9
    nafta = ["CAN", "MEX", "USA"]
    inside = abroad.filter(pl.col("exporter").is_in(nafta) & pl.col("importer").is_in(nafta))
    assert (inside["tariff_2005"] - inside["tariff_2005_right"]).abs().max() < 1e-9
    made = own["output"].join(copy["output"], on=["sector", "country"])
    assert made.height == 40 * 31
    raised = made.filter((pl.col("gross_output_right") / pl.col("gross_output") - 1).abs() > 1e-9)
    assert raised.height == 26 and (raised["gross_output_right"] > raised["gross_output"]).all()
    assert (made["va_share"] - made["va_share_right"]).abs().max() < 1e-12
    used = own["io"].join(copy["io"], on=["country", "input_sector", "using_sector"])
    assert used.height == 31 * 40 * 40 and (used["share"] - used["share_right"]).abs().max() < 1e-9
    assert own["theta"].equals(copy["theta"])
