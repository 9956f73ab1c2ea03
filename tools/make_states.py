"""Compile the table of states: ``python tools/make_states.py DATA``.

Reads from the folder of owners' data sets the state lists of the Correlates of War project and of Gleditsch and
Ward, and countrycode's ISO codes of their numbers; adds the microstates, which the copy of the second list leaves
out, and the codes of states that ISO 3166 never had. Writes ``src/foedera/data/states.csv``: one row for each time
in which a number of one of the two systems stands for one state under one code and name.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "src/foedera/data"
OPEN = {"cow": date(2016, 12, 31), "gw": date(2017, 12, 31)}
"""Last day of each list: a tenure that ends then is still open."""

SEGMENTS: dict[int, list[tuple[str, str, str]]] = {
    255: [("", "PRU", "Prussia"), ("1871-01-18", "DEU", "Germany")],
    260: [("", "DEU", "West Germany"), ("1990-10-03", "DEU", "Germany")],
    345: [("", "SRB", "Serbia"), ("1918-12-01", "YUG", "Yugoslavia"),
          ("2003-02-04", "SCG", "Serbia and Montenegro"), ("2006-06-05", "SRB", "Serbia")],
    365: [("", "RUS", "Russia"), ("1922-12-30", "SUN", "Soviet Union"), ("1991-12-26", "RUS", "Russia")],
    678: [("", "YEM", "North Yemen"), ("1990-05-22", "YEM", "Yemen")],
    816: [("", "VDR", "North Vietnam"), ("1976-07-02", "VNM", "Vietnam")],
}  # fmt: skip
"""From which day a number stands for which code and name; '' says from its beginning."""

OWN: dict[int, tuple[str, str]] = {
    89: ("UPC", "United Provinces of Central America"), 99: ("GCL", "Gran Colombia"), 240: ("HAN", "Hanover"),
    245: ("BAV", "Bavaria"), 265: ("DDR", "German Democratic Republic"), 267: ("BAD", "Baden"), 269: ("SAX", "Saxony"),
    271: ("WRT", "Württemberg"), 273: ("HSE", "Hesse-Kassel"), 275: ("HSG", "Hesse-Darmstadt"),
    280: ("MEC", "Mecklenburg-Schwerin"), 300: ("AUH", "Austria-Hungary"), 315: ("CSK", "Czechoslovakia"),
    327: ("PAP", "Papal States"), 329: ("SIC", "Two Sicilies"), 332: ("MOD", "Modena"), 335: ("PMA", "Parma"),
    337: ("TUS", "Tuscany"), 340: ("SRB", "Serbia"), 347: ("XKX", "Kosovo"), 396: ("ABK", "Abkhazia"),
    397: ("SOT", "South Ossetia"), 511: ("ZAN", "Zanzibar"), 563: ("TRA", "Transvaal"),
    564: ("OFS", "Orange Free State"), 680: ("YMD", "South Yemen"), 711: ("TBT", "Tibet"), 730: ("KRE", "Korea"),
    815: ("VNM", "Vietnam"), 817: ("RVN", "South Vietnam"),
}  # fmt: skip
"""Code and name of numbers for which countrycode has no ISO code or another one. ISO's KOR is South Korea."""

MICROSTATES = """
54 DMA 1978-11-03, 55 GRD 1974-02-07, 56 LCA 1979-02-22, 57 VCT 1979-10-27, 58 ATG 1981-11-01, 60 KNA 1983-09-19,
221 MCO 1816-01-01, 223 LIE 1816-01-01, 232 AND 1816-01-01, 331 SMR 1816-01-01, 396 ABK 2008-08-26,
397 SOT 2008-08-26, 403 STP 1975-07-12, 591 SYC 1976-06-29, 935 VUT 1980-07-30, 970 KIR 1979-07-12,
971 NRU 1968-01-31, 972 TON 1970-06-04, 973 TUV 1978-10-01, 983 MHL 1986-10-21, 986 PLW 1994-10-01,
987 FSM 1986-11-03, 990 WSM 1962-01-01
"""
"""Microstates of Gleditsch and Ward with their first day: independence, or the list's beginning; all still there."""

WITHDRAWN = """
AFI ANT ATB ATN BUR BYS CSK CTE DDR DHY FXX GEL HVO JTN MID NHB NTZ PCI PCZ PHI PUS RHO ROM SCG SKM SUN TMP VDR WAK YMD
YUG ZAR
"""
"""Codes that ISO 3166 once had: no code of ours may be one of them."""

Tenure = tuple[int, str, date, date, bool]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def cow(data: Path) -> Iterator[Tenure]:
    """Yield number, abbreviation, first day, last day and False of each tenure of the Correlates of War list."""
    for r in rows(data / "cow/states2016.csv"):
        start = date(int(r["styear"]), int(r["stmonth"]), int(r["stday"]))
        end = date(int(r["endyear"]), int(r["endmonth"]), int(r["endday"]))
        yield int(r["ccode"]), r["stateabb"], start, end, False


def gw(data: Path) -> Iterator[Tenure]:
    """Yield the same of the Gleditsch-Ward list, True for microstates; without abbreviation."""
    for r in rows(data / "peacesciencer/gw_states.csv"):
        start, end = date.fromisoformat(r["startdate"]), date.fromisoformat(r["enddate"])
        yield int(r["gwcode"]), "", start, end, False
    for entry in MICROSTATES.replace("\n", " ").split(","):
        number, _, first = entry.split()
        yield int(number), "", date.fromisoformat(first), OPEN["gw"], True


def segments(
    number: int, iso3: str, name: str, start: date, end: date
) -> Iterator[tuple[str, str, date, date]]:
    """Yield the parts of a tenure in which the number stands for one state under one code and name."""
    parts = SEGMENTS.get(number, [("", iso3, name)])
    firsts = [date.fromisoformat(p[0]) if p[0] else date.min for p in parts]
    lasts = [f - timedelta(days=1) for f in firsts[1:]] + [date.max]
    for (_, code, called), first, last in zip(parts, firsts, lasts, strict=True):
        if max(start, first) <= min(end, last):
            yield code, called, max(start, first), min(end, last)


def main() -> None:
    """Write the table."""
    data = Path(sys.argv[1])
    iso = {r["iso3"]: r["name"] for r in rows(HERE / "iso3166.csv")}
    known: dict[int, str] = {}
    for r in rows(data / "geo/countrycode_codelist.csv"):
        for column in ("gwn", "cown"):
            if r[column] and r["iso3c"]:
                known[int(r[column])] = r["iso3c"]
    pacific = {int(e.split()[0]): e.split()[1] for e in MICROSTATES.replace("\n", " ").split(",")}
    out = []
    for system, tenures in (("cow", cow(data)), ("gw", gw(data))):
        for number, abb, start, end, micro in tenures:
            iso3 = (pacific if micro else known).get(number, "")
            iso3, name = OWN.get(number) or (iso3, iso.get(iso3, ""))
            for code, called, first, last in segments(number, iso3, name, start, end):
                if not code or (code not in iso and code in WITHDRAWN.split()):
                    raise SystemExit(
                        f"{system} {number}: no code, or one that ISO 3166 has withdrawn: '{code}'"
                    )
                until = "" if last >= OPEN[system] else last.isoformat()
                out.append((system, number, abb, code, called, first.isoformat(), until, str(micro).lower()))
    out.sort(key=lambda row: (row[0], row[1], row[5]))
    with (HERE / "states.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("system", "number", "abb", "iso3", "name", "start", "end", "microstate"))
        writer.writerows(out)


if __name__ == "__main__":
    main()
