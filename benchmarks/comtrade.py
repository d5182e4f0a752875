"""Rows a second from a Comtrade reply to checked Parquet, beside the official client's way."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.table import Row
from etl.archive import Document
from etl.sources import joined, un_comtrade

ROWS = 99_000
ROUNDS = 3
ADDRESS = "https://comtradeapi.un.org/data/v1/get/C/M/HS?"


def measure() -> list[Row]:
    """The same reply both ways in turn, the best of each."""
    document = Document.of("CHN 2024 HS6", ADDRESS, reply(), learned=dt.date(2025, 6, 1))
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            ours.append(_seconds(lambda: _amur([document], Path(folder) / "amur.parquet")))
            theirs.append(_seconds(lambda: _naive(document)))
    return [
        Row(
            *("Comtrade replies read, checked, written", ROWS / min(ours)),
            *("json.loads and json_normalize, not written", ROWS / min(theirs), "rows/s", 3),
        )
    ]


def reply(rows: int = ROWS, year: int = 2024) -> bytes:
    """A reply on China's months of a year in Comtrade's form, 47 fields a row, figures made up."""
    chance = random.Random(year)  # noqa: S311 -- figures, not a secret
    keys = itertools.product(
        [f"{year}{month:02d}" for month in range(1, 13)],
        ["M", "X"],
        [643, 0],
        [f"{chapter:02d}{rest:04d}" for chapter in range(1, 98) for rest in range(22)],
    )
    data = [_row(chance, *key) for key in itertools.islice(keys, rows)]
    return json.dumps(
        {"elapsedTime": "1.0 secs", "count": len(data), "data": data, "error": ""}
    ).encode()


def _row(chance: random.Random, period: str, flow: str, partner: int, code: str) -> dict[str, Any]:
    value, weight = round(chance.lognormvariate(12, 3), 2), round(chance.lognormvariate(9, 3), 2)
    return {
        "typeCode": "C",
        "freqCode": "M",
        "refPeriodId": int(f"{period}01"),
        "refYear": int(period[:4]),
        "refMonth": int(period[4:]),
        "period": period,
        "reporterCode": 156,
        "reporterISO": "CHN",
        "reporterDesc": "China",
        "flowCode": flow,
        "flowDesc": "Import" if flow == "M" else "Export",
        "partnerCode": partner,
        "partnerISO": "RUS",
        "partnerDesc": "Russian Federation",
        "partner2Code": 0,
        "partner2ISO": "W00",
        "partner2Desc": "World",
        "classificationCode": "H6",
        "classificationSearchCode": "HS",
        "isOriginalClassification": True,
        "cmdCode": code,
        "cmdDesc": "Goods of a kind that is described here at some length, " * 6,
        "aggrLevel": 6,
        "isLeaf": True,
        "customsCode": "C00",
        "customsDesc": "TOTAL CPC",
        "mosCode": "0",
        "motCode": 0,
        "motDesc": "TOTAL MOT",
        "qtyUnitCode": 8,
        "qtyUnitAbbr": "kg",
        "qty": weight,
        "isQtyEstimated": False,
        "altQtyUnitCode": -1,
        "altQtyUnitAbbr": "N/A",
        "altQty": 0.0,
        "isAltQtyEstimated": False,
        "netWgt": weight,
        "isNetWgtEstimated": False,
        "grossWgt": 0.0,
        "isGrossWgtEstimated": False,
        "cifvalue": value,
        "fobvalue": None,
        "primaryValue": value,
        "legacyEstimationFlag": 0,
        "isReported": False,
        "isAggregate": True,
    }


def _amur(documents: list[Document], path: Path) -> None:
    parsed = joined(un_comtrade.parse(documents, dt.date(2025, 6, 1)))
    if parsed.set_aside:
        raise RuntimeError(str(parsed.set_aside)[:500])
    pd.concat(parsed.tables.values()).to_parquet(path, index=False, compression="zstd")


def _naive(document: Document) -> None:
    pd.json_normalize(json.loads(document.content)["data"])


def _seconds(work: Any) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
