"""States by the names and numbers that publishers of economic and United Nations data write."""

from __future__ import annotations

import polars as pl

from foedera.data import codes

__all__ = ["NUMERIC", "cow_of_names", "iso3_of_names", "iso3_of_numbers"]

_ALIASES = {"china, hong kong": "HKG", "congo, repubic of": "COG", "korea": "KOR", "norh macedonia": "MKD"}
"""What publishers write beside the names of ``data/state_names.csv``: slips of the pen, and a name with two owners."""

_COW = {"federal republic of germany": 260, "yemen arab republic": 678}
"""Names whose Correlates of War number does not follow from the code of the state."""

_NUMBERS = """
004AFG 008ALB 010ATA 012DZA 016ASM 020AND 024AGO 028ATG 031AZE 032ARG 036AUS 040AUT 044BHS 048BHR 050BGD 051ARM
052BRB 056BEL 060BMU 064BTN 068BOL 070BIH 072BWA 076BRA 084BLZ 090SLB 092VGB 096BRN 100BGR 104MMR 108BDI 112BLR
116KHM 120CMR 124CAN 132CPV 136CYM 140CAF 144LKA 148TCD 152CHL 156CHN 158TWN 170COL 174COM 178COG 180COD 184COK
188CRI 191HRV 192CUB 196CYP 200CSK 203CZE 204BEN 208DNK 212DMA 214DOM 218ECU 222SLV 226GNQ 230ETH 231ETH 232ERI
233EST 234FRO 242FJI 246FIN 248ALA 250FRA 258PYF 262DJI 266GAB 268GEO 270GMB 275PSE 276DEU 278DDR 280DEU 288GHA
292GIB 296KIR 300GRC 304GRL 308GRD 312GLP 316GUM 320GTM 324GIN 328GUY 332HTI 336VAT 340HND 344HKG 348HUN 352ISL
356IND 360IDN 364IRN 368IRQ 372IRL 376ISR 380ITA 384CIV 388JAM 392JPN 398KAZ 400JOR 404KEN 408PRK 410KOR 414KWT
417KGZ 418LAO 422LBN 426LSO 428LVA 430LBR 434LBY 438LIE 440LTU 442LUX 446MAC 450MDG 454MWI 458MYS 462MDV 466MLI
470MLT 474MTQ 478MRT 480MUS 484MEX 492MCO 496MNG 498MDA 499MNE 504MAR 508MOZ 512OMN 516NAM 520NRU 524NPL 528NLD
531CUW 533ABW 534SXM 540NCL 548VUT 554NZL 558NIC 562NER 566NGA 570NIU 578NOR 583FSM 584MHL 585PLW 586PAK 591PAN
598PNG 600PRY 604PER 608PHL 616POL 620PRT 624GNB 626TLS 630PRI 634QAT 638REU 642ROU 643RUS 646RWA 659KNA 660AIA
662LCA 666SPM 670VCT 674SMR 678STP 682SAU 686SEN 688SRB 690SYC 694SLE 702SGP 703SVK 704VNM 705SVN 706SOM 710ZAF
716ZWE 720YMD 724ESP 728SSD 729SDN 732ESH 736SDN 740SUR 748SWZ 752SWE 756CHE 760SYR 762TJK 764THA 768TGO 772TKL
776TON 780TTO 784ARE 788TUN 792TUR 795TKM 796TCA 798TUV 800UGA 804UKR 807MKD 810SUN 818EGY 826GBR 834TZA 840USA
850VIR 854BFA 858URY 860UZB 862VEN 876WLF 882WSM 887YEM 890YUG 891SCG 894ZMB
535BES 074BVT 086IOT 162CXR 166CCK 238FLK 254GUF 260ATF 831GGY 334HMD 833IMN 832JEY 175MYT 500MSR 574NFK 580MNP
612PCN 652BLM 654SHN 663MAF 239SGS 744SJM 581UMI
"""
NUMERIC = {int(entry[:3]): entry[3:] for entry in _NUMBERS.split()}
"""ISO 3166 alpha-3 code of the numeric codes of ISO 3166 and of the United Nations, former ones included."""


def _code(name: str) -> str | None:
    """Return the code of the one state that is called so; names that two states bore lead to none."""
    found = codes.words().get(codes.plain(name), ())
    return _ALIASES.get(name.strip().lower()) or (found[0] if len(found) == 1 else None)


def iso3_of_names(names: pl.Series) -> pl.Series:
    """Return the alpha-3 code of each name, null where no state is called exactly so.

    Parameters
    ----------
    names : as the publisher writes them; accents, capital letters and punctuation do not matter
    """
    return _mapped(names, {n: _code(n) for n in names.drop_nulls().unique()}, pl.String)


def cow_of_names(names: pl.Series) -> pl.Series:
    """Return the Correlates of War number of each name, null where it has none.

    Parameters
    ----------
    names : as the publisher writes them; 'Germany' is the united one and that to 1945 (255)
    """
    found: dict[str, int | None] = {}
    for name in names.drop_nulls().unique():
        iso3 = _code(name)
        found[name] = _COW.get(name.strip().lower()) or (codes.to_cow(iso3) if iso3 else None)
    return _mapped(names, found, pl.Int16)


def iso3_of_numbers(numbers: pl.Series) -> pl.Series:
    """Return the ISO 3166 alpha-3 code of each numeric code, null where there is none.

    Parameters
    ----------
    numbers : numeric codes, text or whole numbers
    """
    whole = numbers.cast(pl.Int32, strict=False)
    return whole.replace_strict(NUMERIC, default=None, return_dtype=pl.String)


def _mapped(
    cells: pl.Series, to: dict[str, str | None] | dict[str, int | None], dtype: type[pl.DataType]
) -> pl.Series:
    if not to:
        return pl.Series(cells.name, [None] * cells.len(), dtype=dtype)
    return cells.replace_strict(
        list(to), pl.Series(list(to.values()), dtype=dtype), default=None, return_dtype=dtype
    )
