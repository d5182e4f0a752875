"""Products and HS codes as a tree: what is stated, under what it stands, how it is named."""

from __future__ import annotations

import pandas as pd

from dashboard.charts import Tables
from dashboard.shelf import rows_of
from dashboard.words import Words
from etl import harmonized_system as hs
from etl.codes import PRODUCTS

EVERYTHING = "TOTAL"


def stated_years(tables: Tables) -> pd.DataFrame:
    """China's report of each product's value by year, in US dollars, both flows."""
    return rows_of(
        tables,
        "series_annual",
        statistic="GACC",
        reporter="CHN",
        partner="RUS",
        measure="value",
        unit="USD",
        flow=("export", "import"),
    )


def stated_products(tables: Tables) -> list[str]:
    """Every product and code with a stated yearly value, and the groups of the tree above them."""
    return sorted(set(stated_years(tables)["product"]) - {EVERYTHING})


def parts_of(codes: list[str], whole: str) -> list[str]:
    """The stated parts of a product that no other stated part contains; all topmost ones for ''.

    A code and a product that stand at one place are the same thing: the named product is kept.
    """
    places = {hs.place_of(code): code for code in sorted(codes, key=lambda code: code[:2] != "HS")}
    inside = {
        place: code
        for place, code in places.items()
        if not whole or hs.place_of(whole) in hs.ancestors(place)
    }
    return [code for place, code in inside.items() if not set(hs.ancestors(place)) & set(inside)]


def product_name(code: str, say: Words) -> str:
    """A product or code in words: 'Crude oil', 'HS 27 Fuels and mineral oils', 'HS 2603'."""
    if code in PRODUCTS:
        return say(PRODUCTS[code])
    known = hs.name_of(code)
    shown = f"HS {code[2:]}" if code.startswith("HS") else code
    return f"{shown} {say(known)}" if known else shown


def codes_at(place: str) -> tuple[str, ...]:
    """Every code that names what stands at one place: 'HS2709' → ('HS2709', 'crude_oil')."""
    return (place, *(name for name, code in hs.PRODUCT_CODES.items() if code == place))
