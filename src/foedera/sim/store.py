"""A run's folder: what was asked, with what, and what came out; written so that a kill at any moment loses nothing.

study.yaml        the study as resolved
provenance.json   versions, hashes of world and pacts, seed, citations
blocks/00007/     one folder per finished block, moved into place whole
outcomes.nc       every measure by scenario and future (NetCDF, xarray)
events.parquet    the event log of every scenario and future
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from foedera.core.errors import InputError, StoreError

if TYPE_CHECKING:
    import xarray as xr

    from foedera.sim.block import BlockResult

__all__ = ["Store"]


class Store:
    """One run folder.

    Parameters
    ----------
    folder : where; made by :meth:`begin`
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def begin(self, study: str, provenance: Mapping[str, Any], *, resume: bool) -> None:
        """Make the folder, or take up an unfinished run of the very same study.

        Raises
        ------
        InputError : the folder holds something else, or a different study, or nothing to resume
        StoreError : the folder cannot be written
        """
        known = self.folder / "provenance.json"
        if resume:
            if not known.exists():
                raise InputError(
                    "there is no run to resume", where=str(self.folder), fix="leave out --resume"
                )
            old = self.provenance()
            for name in ("study", "foedera", "blocks", "world", "pacts"):
                if old.get(name) != provenance[name]:
                    raise InputError(
                        f"the run there was made with another {name}", where=str(self.folder),
                        fix="resume with the same study, options and version, or choose another --out",
                    )  # fmt: skip
            self._sweep()
            return
        if self.folder.exists() and any(self.folder.iterdir()):
            fix = "add --resume to finish it" if known.exists() else "choose another --out"
            raise InputError("the folder is not empty", where=str(self.folder), fix=fix)
        try:
            with self.writing("the run folder", then=""):
                (self.folder / "blocks").mkdir(parents=True, exist_ok=True)
                _write_text(self.folder / "study.yaml", study)
                _write_text(known, json.dumps(provenance, indent=1, sort_keys=True) + "\n")
        except (StoreError, KeyboardInterrupt):
            shutil.rmtree(self.folder, ignore_errors=True)  # it was empty or not there
            raise

    def _sweep(self) -> None:
        """Remove what a killed run was writing."""
        for leftover in self.folder.rglob("*.partial"):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()

    @contextmanager
    def writing(self, what: str, *, then: str = ", then run again with --resume") -> Iterator[None]:
        """Turn a failure to write into a StoreError that names ``what`` and the folder."""
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"{what} could not be written: {error.strerror or error}", where=str(self.folder),
                fix=f"free some space or choose another --out{then}",
            ) from error  # fmt: skip

    def _block(self, index: int) -> Path:
        return self.folder / "blocks" / f"{index:05d}"

    def has_block(self, index: int) -> bool:
        """Whether a block is finished."""
        return self._block(index).is_dir()

    def write_block(self, index: int, results: Mapping[str, BlockResult]) -> None:
        """Write one block of every scenario; it appears whole or not at all."""
        partial = self._block(index).with_suffix(".partial")
        try:
            with self.writing(f"block {index}"):
                shutil.rmtree(partial, ignore_errors=True)
                partial.mkdir(parents=True)
                for name, result in results.items():
                    with open(partial / f"{name}.npz", "wb") as file:
                        np.savez(file, **result.outcomes)  # type: ignore[arg-type]
                        _flush(file)
                    result.events.write_parquet(partial / f"{name}.parquet", compression="zstd")
                os.replace(partial, self._block(index))
        except (StoreError, KeyboardInterrupt):
            shutil.rmtree(partial, ignore_errors=True)
            raise

    def finish(self, blocks: int, scenarios: list[str], coordinates: Mapping[str, list[Any]]) -> None:
        """Join the blocks into ``outcomes.nc`` and ``events.parquet`` and drop them."""
        try:
            with self.writing("the results"):
                self._finish(blocks, scenarios, coordinates)
        except (StoreError, KeyboardInterrupt):
            self._sweep()
            raise

    def _finish(self, blocks: int, scenarios: list[str], coordinates: Mapping[str, list[Any]]) -> None:
        dataset = self._join(blocks, scenarios, coordinates)
        target = self.folder / "outcomes.nc"
        dataset.to_netcdf(target.with_suffix(".partial"), engine="scipy", format="NETCDF3_64BIT")
        events = pl.concat(
            pl.read_parquet(self._block(b) / f"{name}.parquet").select(
                pl.lit(name, dtype=pl.Enum(scenarios)).alias("scenario"), pl.exclude("pact", "clause"),
                pl.col("pact", "clause").cast(pl.String),  # scenarios have different pacts
            )
            for name in scenarios
            for b in range(blocks)
        )  # fmt: skip
        log = self.folder / "events.parquet"
        events.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("row")).write_parquet(
            log.with_suffix(".partial"), compression="zstd"
        )
        os.replace(log.with_suffix(".partial"), log)
        os.replace(target.with_suffix(".partial"), target)
        shutil.rmtree(self.folder / "blocks")

    def _join(self, blocks: int, scenarios: list[str], coordinates: Mapping[str, list[Any]]) -> xr.Dataset:
        import xarray as xr

        from foedera.sim.outcomes import MEASURES, PER_STATE
        from foedera.sim.state import YEARLY

        parts = {}
        for name in scenarios:
            loaded = [np.load(self._block(b) / f"{name}.npz") for b in range(blocks)]
            parts[name] = {key: np.concatenate([part[key] for part in loaded]) for key in loaded[0].files}
        meaning = {**MEASURES, **PER_STATE, **{f"yearly_{k}": v for k, v in YEARLY.items()}}
        data = {}
        for key in parts[scenarios[0]]:
            values = np.stack([parts[name][key] for name in scenarios])
            extra = ("year",) if key.startswith("yearly_") else ("state",) if key in PER_STATE else ()
            data[key] = (("scenario", "replica", *extra), values, {"long_name": meaning[key]})
        replicas = next(iter(data.values()))[1].shape[1]
        return xr.Dataset(data, coords={"scenario": scenarios, "replica": np.arange(replicas), **coordinates})

    @property
    def done(self) -> bool:
        """Whether the run is complete."""
        return (self.folder / "outcomes.nc").exists()

    def provenance(self) -> dict[str, Any]:
        """Return ``provenance.json``; a missing or broken one raises :class:`InputError`."""
        path = self.folder / "provenance.json"
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise InputError("this is not a run folder", where=str(self.folder),
                             fix="give the folder that 'foedera run' wrote") from None  # fmt: skip
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise InputError(
                f"the file is damaged: {error}", where=str(path), fix="run the study again"
            ) from None
        return found

    def outcomes(self) -> xr.Dataset:
        """Return every measure by scenario and future, loaded into memory."""
        import xarray as xr

        self._complete()
        try:
            with xr.open_dataset(self.folder / "outcomes.nc", engine="scipy") as file:
                return file.load()
        except (OSError, ValueError, TypeError, IndexError) as error:
            raise StoreError(f"the file cannot be read: {error}", where=str(self.folder / "outcomes.nc"),
                             fix="run the study again") from error  # fmt: skip

    def events(self) -> pl.LazyFrame:
        """Return the event log, lazily; the column ``row`` names each event."""
        self._complete()
        return pl.scan_parquet(self.folder / "events.parquet")

    def study(self) -> str:
        """Return the resolved study as YAML."""
        self.provenance()
        return (self.folder / "study.yaml").read_text(encoding="utf-8")

    def _complete(self) -> None:
        self.provenance()
        if not self.done:
            raise InputError("the run is not finished", where=str(self.folder), fix="finish it with --resume")


def _write_text(path: Path, text: str) -> None:
    partial = path.with_suffix(path.suffix + ".partial")
    with open(partial, "w", encoding="utf-8") as file:
        file.write(text)
        _flush(file)
    os.replace(partial, path)


def _flush(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())
