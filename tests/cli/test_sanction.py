"""``foedera sanction`` as a user runs it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from .conftest import data, foedera, refusal, result

FEW = ("sanction", "--senders", "QUAD,DEU", "--target", "RUS", "--draws", 5)


def test_words() -> None:
    text = result(*FEW, "--marginal", "--frontier", "--third", "CHN", "--best", 2, "--transfers")
    assert text.isascii()
    assert text.startswith(
        "QUAD and Germany (five senders) cut all trade with Russia in all sectors.\nRussia loses "
    )
    for part in ("(90% of draws: ", "Punishment per unit of own cost: ", "With transfers of ", "Would leave ",
                 "QUAD and Germany against Russia: who pays", "If third parties joined", "The coalition of 2 ",
                 "What each sender adds, and who would leave", "Coalitions that no other looked at betters",
                 "What this rests on:", "Certificate: labour-market residual", "Accounts of the table:",
                 "read it for who pays relative to whom, not for levels", "ASSUMPTION: one sector"):  # fmt: skip
        assert part in text, part


def test_json() -> None:
    found = data(*FEW)
    assert found["senders"] == ["AUS", "IND", "JPN", "USA", "DEU"] and found["target"] == "RUS"
    assert found["certificate"]["worst"] < 1e-8
    assert found["sums"]["target_loss_low"] < found["sums"]["target_loss_high"]
    without = data(*FEW[:-1], 0)
    assert without["sums"]["target_loss_low"] is None and without["draws"] == 0


@pytest.mark.slow
def test_measures() -> None:
    text = result(*FEW[:-1], 0, "--tariff", 20, "--retaliation", "--evasion", 0.25)
    assert text.startswith(
        "QUAD and Germany (five senders) add 20 points to tariffs on imports from Russia in all sectors; "
        "25 per cent of it gets past; Russia answers in kind."
    )
    assert "make 1.1 times as costly all trade with" in result(*FEW[:-1], 0, "--barrier", 1.1)
    assert "cut 50 per cent of exports to" in result(
        *FEW[:-1], 0, "--enforcement", 0.5, "--direction", "exports", "--balanced"
    )


def test_files(tmp_path: Path) -> None:
    done = foedera(*FEW, "--figure", "a.png", "--report", "a.html", "--csv", "a.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for line in ("figures: a.png", "report: a.html", "table: a.csv"):
        assert line in done.stderr
    assert pl.read_csv(tmp_path / "a.csv").height == 82
    assert (tmp_path / "a.png").stat().st_size > 20_000


@pytest.mark.slow
def test_refusals(tmp_path: Path) -> None:
    def no(*words: object, **more: object) -> str:
        return refusal("sanction", "--draws", 0, *words, **more)  # type: ignore[arg-type]

    assert "the target RUS is among the senders" in no("--senders", "G7,RUS", "--target", "RUS")
    assert "did you mean 'nato'?" in no("--senders", "NATTO", "--target", "RUS")
    assert "--sectors: no sector or group 'energy' in reference" in no(
        "--senders", "G7", "--target", "RUS", "--sectors", "energy"
    )
    assert "--tariff and --barrier are of two measures" in no(
        "--senders", "G7", "--target", "RUS", "--tariff", 5, "--barrier", 1.1
    )
    assert "--enforcement: 2 is outside 0.0..1.0" in no(
        "--senders", "G7", "--target", "RUS", "--enforcement", 2
    )
    assert "the same trade is cut both ways already" in no(
        "--senders", "G7", "--target", "RUS", "--retaliation"
    )
    assert "no kind of picture" in no(
        "--senders", "G7", "--target", "RUS", "--figure", "a.docx", cwd=tmp_path
    )
    assert "nobody is named" in no("--senders", ",", "--target", "RUS")
    assert "nowhere" in no(
        "--senders", "G7", "--target", "RUS", "--report", "nowhere/a.html", status=1, cwd=tmp_path
    )
