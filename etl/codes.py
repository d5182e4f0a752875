"""The codes that bundled rows may use, each with its plain name: one place for each word."""

from __future__ import annotations

STATISTICS: dict[str, str] = {
    "GACC": "General Administration of Customs of China",
    "FCS": "Federal Customs Service of Russia",
    "ROSSTAT": "Rosstat, the Russian statistical service",
    "NBS": "National Bureau of Statistics of China",
    "MOFCOM": "Ministry of Commerce of China",
    "CBR": "Bank of Russia",
    "PBOC": "People's Bank of China",
    "SAFE": "State Administration of Foreign Exchange of China",
    "FED": "Federal Reserve, United States",
    "BLS": "Bureau of Labor Statistics, United States",
    "SWIFT": "SWIFT RMB Tracker",
    "MOEX": "Moscow Exchange",
    "WB": "World Bank",
    "IMF": "International Monetary Fund",
    "UN": "UN Comtrade, as quoted by the document",
    "MINENERGO": "Ministry of Energy of Russia",
    "MINFIN": "Ministry of Finance of Russia",
    "GAZPROM": "Gazprom",
    "ROSNEFT": "Rosneft",
    "TRANSNEFT": "Transneft",
    "INTERRAO": "Inter RAO",
    "MED": "Ministry of Economic Development of Russia",
    "MINSELKHOZ": "Ministry of Agriculture of Russia",
    "ROSSELKHOZNADZOR": "Rosselkhoznadzor, the Russian farm-produce inspectorate",
    "ROSRYBOLOVSTVO": "Federal Agency for Fishery of Russia",
    "ROSLESINFORG": "Roslesinforg, the Russian forest inventory",
    "AGROEXPORT": "Agroexport, centre of the Russian Ministry of Agriculture",
    "CAAM": "China Association of Automobile Manufacturers",
    "AUTOSTAT": "Autostat, Russian car market agency",
    "RUSGOV": "Officials of Russia, the statistic not named",
    "EBRD": "European Bank for Reconstruction and Development",
    "OPEC": "OPEC, monthly report",
    "OECD": "OECD",
    "EIA": "Energy Information Administration, United States",
    "CEPII": "CEPII, BACI: reports of both sides, reconciled",
    "CREA": "CREA, model of shipments and prices",
    "JODI": "Joint Organisations Data Initiative",
    "KPLER": "Kpler, cargo tracking",
    "LSEG": "LSEG, cargo tracking",
    "VORTEXA": "Vortexa, cargo tracking",
}

AREAS: dict[str, str] = {
    "CHN": "China",
    "RUS": "Russia",
    "WLD": "World",
    "ASIA": "Asia",
    "SAU": "Saudi Arabia",
    "IRQ": "Iraq",
    "MYS": "Malaysia",
    "AGO": "Angola",
    "OMN": "Oman",
    "ARE": "United Arab Emirates",
    "BRA": "Brazil",
    "USA": "United States",
    "KWT": "Kuwait",
    "IRN": "Iran",
    "VEN": "Venezuela",
    "COL": "Colombia",
    "KAZ": "Kazakhstan",
    "QAT": "Qatar",
    "AUS": "Australia",
    "IDN": "Indonesia",
    "PNG": "Papua New Guinea",
    "TKM": "Turkmenistan",
    "MMR": "Myanmar",
    "UZB": "Uzbekistan",
    "MNG": "Mongolia",
    "CAN": "Canada",
    "NGA": "Nigeria",
    "GBR": "United Kingdom",
    "NOR": "Norway",
}

ENERGY_PRODUCTS: dict[str, str] = {
    "crude_oil": "Crude oil",
    "oil_products": "Oil products",
    "fuel_oil": "Fuel oil",
    "naphtha": "Naphtha",
    "lpg": "Liquefied petroleum gas",
    "coal": "Coal, all kinds",
    "coking_coal": "Coking coal",
    "thermal_coal": "Thermal coal",
    "lng": "Liquefied natural gas",
    "pipeline_gas": "Pipeline gas",
    "natural_gas": "Natural gas, both forms",
    "electricity": "Electricity",
}

GROUPS: dict[str, str] = {
    "G_food": "Food and farm goods (HS 01–24)",
    "G_mineral": "Mineral products (HS 25–27)",
    "G_chemical": "Chemicals (HS 28–40)",
    "G_leather": "Leather and furs (HS 41–43)",
    "G_wood": "Wood, pulp and paper (HS 44–49)",
    "G_textile": "Textiles and footwear (HS 50–67)",
    "G_precious": "Precious stones and metals (HS 71)",
    "G_metal": "Metals (HS 72–83)",
    "G_machinery": "Machinery and vehicles (HS 84–90)",
    "G_other": "Other goods",
}
"""The product groups in which Russian customs reviews report."""

PRODUCT_SERIES: dict[str, str] = {
    "cars": "Passenger cars",
    "trucks": "Trucks",
    "vehicles": "Motor vehicles, all kinds",
    "machinery": "Machinery",
    "mech_elec": "Machinery and electronics (group of China Customs)",
    "electrical": "Electrical goods",
    "smartphones": "Smartphones",
    "laptops": "Laptop computers",
    "timber": "Sawn wood and logs",
    "timber_logs": "Logs",
    "paper_pulp": "Pulp and paper",
    "copper": "Copper",
    "aluminium": "Aluminium",
    "nickel": "Nickel",
    "iron_ore": "Iron ore",
    "gold": "Gold",
    "fertiliser": "Fertilisers",
    "potash": "Potash",
    "alumina": "Alumina",
    "platinum_metals": "Platinum-group metals",
    "potatoes": "Potatoes",
    "tractors": "Tractors",
    "grain": "Grain",
    "soybeans": "Soybeans",
    "rapeseed_oil": "Rapeseed oil",
    "sunflower_oil": "Sunflower oil",
    "meat": "Meat and offal",
    "poultry": "Poultry",
    "pork": "Pork",
    "beef": "Beef",
    "fish": "Fish and seafood",
    "agri": "All farm and food goods",
    "wheat": "Wheat",
    "barley": "Barley",
    "maize": "Maize",
    "oats": "Oats",
    "buckwheat": "Buckwheat",
    "rapeseed": "Rapeseed",
    "soybean_oil": "Soybean oil",
    "vegetable_oil": "Vegetable oils",
    "pork_all": "Pork with offal",
    "turkey_meat": "Turkey meat",
    "frozen_fish": "Frozen fish",
    "pollock": "Pollock",
    "cod": "Cod",
    "crabs": "Crabs",
    "crustaceans": "Crustaceans",
    "fish_fillet": "Fish fillet",
    "fruit_veg": "Fruit and vegetables",
    "timber_softwood": "Softwood timber",
    "plywood": "Plywood",
    "paper": "Paper and board",
    "energy": "Energy goods",
    "metals": "Metals",
    "iron_steel": "Iron and steel",
    "copper_aluminium": "Copper and aluminium",
    "computers": "Computers",
    "vehicle_parts": "Vehicle parts",
    "clothing": "Clothing",
    "footwear": "Footwear",
}

CURRENCY_GROUPS: dict[str, str] = {
    "rouble": "Rouble",
    "yuan": "Yuan",
    "rouble_friendly": "Rouble and currencies of friendly states",
    "friendly": "Currencies of friendly states",
    "unfriendly": "Currencies of unfriendly states",
    "usd": "US dollar",
    "eur": "Euro",
    "usd_eur": "US dollar and euro",
    "national": "Rouble and yuan",
    "other": "Other currencies",
}

OTHER_PRODUCTS: dict[str, str] = {
    "TOTAL": "All goods",
    "GDP": "Gross domestic product",
    "USD_CNY": "Yuan per US dollar",
    "CNY_RUB": "Roubles per yuan",
    "USD_RUB": "Roubles per US dollar",
    "brent": "Brent crude",
    "urals": "Urals crude",
    "espo": "ESPO crude",
    "dubai": "Dubai crude",
    "coal_australia": "Coal, Australia, Newcastle",
    "gas_europe": "Natural gas, Europe (TTF)",
    "lng_japan": "Liquefied natural gas, Japan, import price",
    "us_cpi": "Consumer prices, United States, all urban consumers, seasonally adjusted",
}

PRODUCTS: dict[str, str] = (
    OTHER_PRODUCTS | ENERGY_PRODUCTS | GROUPS | PRODUCT_SERIES | CURRENCY_GROUPS
)
"""Every named product; HS codes ('HS27', 'HS2709', 'S05') are allowed besides, see `HS_PATTERN`."""

HS_PATTERN = r"HS\d{2}(\d{2}(\d{2}(\d{2})?)?)?|S(0[1-9]|1\d|2[01])"

SHARES_OF: dict[str, str] = {
    "trade_turnover": "all bilateral trade",
    "export_payments": "payments for Russia's exports to China",
    "import_payments": "payments for Russia's imports from China",
    "yuan_only": "bilateral trade, the yuan alone",
    "rouble_only": "bilateral trade, the rouble alone",
    "usd_only": "bilateral trade, the dollar alone",
    "eur_only": "bilateral trade, the euro alone",
    "dollar_euro": "bilateral trade, third currencies",
}
"""What a statement on settlement is a share of: never joined in one line."""

MEASURES: dict[str, str] = {
    "value": "value in money",
    "quantity": "mass, volume or energy",
    "number": "number of pieces",
    "share": "share of the flow's value",
    "rank": "rank among suppliers",
    "rate": "exchange rate",
    "price": "price",
    "price_index": "level of prices against those of a base period",
    "settlement_share": "share of a currency group in settlements for goods and services",
    "payments_value": "payments for goods and services in a currency",
    "payment_share": "share of a currency in payments",
    "fx_turnover_share": "share of a currency in foreign-exchange trading",
}

STATUSES = ("published", "provisional", "stated", "estimated")
QUALIFIERS = ("", "about", "over", "under")
DOCUMENT_KINDS: dict[str, str] = {
    "official": "page or document of the body that made the figure",
    "copy": "public copy of the publisher's own table",
    "agency": "news agency that quotes the publisher",
    "press": "newspaper, trade press or other site that quotes it",
    "paper": "paper, review or report of researchers",
}
"""How near a document is to the publisher, nearest first."""
EVENT_KINDS = ("sanctions", "infrastructure", "energy", "payments", "diplomacy")

MIX: dict[str, tuple[str, ...]] = {
    "import": (
        *("crude_oil", "oil_products", "coal", "lng", "pipeline_gas", "electricity"),
        *("copper", "aluminium", "nickel", "iron_ore", "gold", "timber", "paper_pulp"),
        *("fertiliser", "fish", "soybeans", "rapeseed_oil", "sunflower_oil", "grain", "poultry"),
    ),
    "export": (
        *("cars", "trucks", "smartphones", "computers", "vehicle_parts"),
        *("clothing", "footwear", "fruit_veg", "plywood"),
    ),
}
"""Products that do not overlap, by China's flow: the parts whose values may be added up."""
