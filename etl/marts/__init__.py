"""Derived tables: one module a mart, written once as Ibis expressions, found by themselves.

A module in this package that defines `MART` is a mart. It names the tables it reads (fact tables
or other marts) and builds one Ibis expression from them; what engine runs it is decided here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

import ibis
import pandas as pd
import pyarrow as pa
from ibis import ir

from etl.discovery import declared

Tables = Mapping[str, ir.Table]


@dataclass(frozen=True)
class Mart:
    """A derived table: its name, meaning, sort order and recipe."""

    name: str
    meaning: str
    needs: tuple[str, ...]
    order: tuple[str, ...]
    build: Callable[[Tables], ir.Table]


def discover() -> dict[str, Mart]:
    """Every mart by name."""
    found = declared(sys.modules[__name__], "MART")
    return {mart.name: mart for mart in found}


def _to_frame(arrow: pa.Table) -> pd.DataFrame:
    """The table as a frame, days as timestamps: pandas has no type of its own for days."""
    fields = [
        field.with_type(pa.timestamp("ms")) if pa.types.is_date(field.type) else field
        for field in arrow.schema
    ]
    return arrow.cast(pa.schema(fields)).to_pandas()


def build_all(facts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Every mart as a frame, each after the tables it needs, on an in-process DuckDB."""
    marts = discover()
    engine = ibis.duckdb.connect()
    tables: dict[str, ir.Table] = {name: ibis.memtable(frame) for name, frame in facts.items()}
    needs = {name: set(mart.needs) & set(marts) for name, mart in marts.items()}
    built = {}
    for name in TopologicalSorter(needs).static_order():
        mart = marts[name]
        expression = mart.build({need: tables[need] for need in mart.needs})
        arrow = engine.to_pyarrow(expression.order_by(list(mart.order)))
        tables[name] = ibis.memtable(arrow)  # Arrow keeps days as days, unlike a frame
        built[name] = _to_frame(arrow)
    engine.disconnect()
    return built
