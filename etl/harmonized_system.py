"""The Harmonized System: its sections and chapters, and plain-language sectors made of chapters.

Structure: World Customs Organization, Harmonized System Nomenclature, editions 1992 (H0) to 2022
(H6); sections and chapters are the same in all of them. The short names are our own.
"""

from __future__ import annotations

EDITIONS: dict[str, int] = {
    "H0": 1988,
    "H1": 1996,
    "H2": 2002,
    "H3": 2007,
    "H4": 2012,
    "H5": 2017,
    "H6": 2022,
}
"""The editions and the year from whose January each was in force; H0 is called HS 1992 too."""

SECTIONS: dict[str, tuple[str, range]] = {
    "S01": ("Live animals and animal products", range(1, 6)),
    "S02": ("Plants and plant products", range(6, 15)),
    "S03": ("Fats and oils", range(15, 16)),
    "S04": ("Prepared food, drinks and tobacco", range(16, 25)),
    "S05": ("Minerals and fuels", range(25, 28)),
    "S06": ("Chemical products", range(28, 39)),
    "S07": ("Plastics and rubber", range(39, 41)),
    "S08": ("Hides, leather and furs", range(41, 44)),
    "S09": ("Wood and wickerwork", range(44, 47)),
    "S10": ("Pulp, paper and print", range(47, 50)),
    "S11": ("Textiles and clothes", range(50, 64)),
    "S12": ("Shoes, hats and umbrellas", range(64, 68)),
    "S13": ("Stone, ceramics and glass", range(68, 71)),
    "S14": ("Gems and precious metals", range(71, 72)),
    "S15": ("Base metals", range(72, 84)),
    "S16": ("Machines and electrical equipment", range(84, 86)),
    "S17": ("Vehicles, aircraft and ships", range(86, 90)),
    "S18": ("Instruments and clocks", range(90, 93)),
    "S19": ("Arms and ammunition", range(93, 94)),
    "S20": ("Furniture, toys and other manufactures", range(94, 97)),
    "S21": ("Art and antiques", range(97, 98)),
}
"""Each section's short name and its chapters."""

CHAPTERS: dict[int, str] = {
    1: "Live animals",
    2: "Meat",
    3: "Fish and shellfish",
    4: "Milk, eggs and honey",
    5: "Other animal products",
    6: "Live plants and flowers",
    7: "Vegetables",
    8: "Fruit and nuts",
    9: "Coffee, tea and spices",
    10: "Cereals",
    11: "Flour, malt and starch",
    12: "Oil seeds and fodder",
    13: "Gums and resins",
    14: "Plaiting plants",
    15: "Fats and edible oils",
    16: "Meat and fish preparations",
    17: "Sugar and sweets",
    18: "Cocoa and chocolate",
    19: "Bakery goods and pasta",
    20: "Preserved fruit and vegetables",
    21: "Sauces and other food",
    22: "Drinks and vinegar",
    23: "Food residues and feed",
    24: "Tobacco",
    25: "Salt, stone and cement",
    26: "Ores",
    27: "Fuels and mineral oils",
    28: "Inorganic chemicals",
    29: "Organic chemicals",
    30: "Medicines",
    31: "Fertilizers",
    32: "Dyes and paints",
    33: "Perfumes and cosmetics",
    34: "Soap and wax",
    35: "Starch, glue and enzymes",
    36: "Explosives and matches",
    37: "Photographic goods",
    38: "Other chemicals",
    39: "Plastics",
    40: "Rubber",
    41: "Hides and leather",
    42: "Leather goods",
    43: "Furs",
    44: "Wood",
    45: "Cork",
    46: "Basketwork",
    47: "Wood pulp",
    48: "Paper and cardboard",
    49: "Printed matter",
    50: "Silk",
    51: "Wool",
    52: "Cotton",
    53: "Other plant fibres",
    54: "Synthetic filaments",
    55: "Synthetic staple fibres",
    56: "Felt, ropes and nets",
    57: "Carpets",
    58: "Special fabrics",
    59: "Coated fabrics",
    60: "Knitted fabrics",
    61: "Knitted clothes",
    62: "Woven clothes",
    63: "Household textiles",
    64: "Shoes",
    65: "Hats",
    66: "Umbrellas",
    67: "Feathers and artificial flowers",
    68: "Stone and plaster goods",
    69: "Ceramics",
    70: "Glass",
    71: "Gems, gold and silver",
    72: "Iron and steel as material",
    73: "Iron and steel goods",
    74: "Copper and its goods",
    75: "Nickel and its goods",
    76: "Aluminium and its goods",
    78: "Lead and its goods",
    79: "Zinc and its goods",
    80: "Tin and its goods",
    81: "Other base metals",
    82: "Tools and cutlery",
    83: "Other metal goods",
    84: "Machines and computers",
    85: "Electrical goods and electronics",
    86: "Railway vehicles",
    87: "Road vehicles",
    88: "Aircraft and spacecraft",
    89: "Ships",
    90: "Instruments and medical devices",
    91: "Clocks and watches",
    92: "Musical instruments",
    93: "Arms",
    94: "Furniture and lamps",
    95: "Toys and sports goods",
    96: "Miscellaneous manufactures",
    97: "Works of art",
    99: "Not specified by kind",
}
"""Each chapter's short name; 77 is reserved by the nomenclature, 99 is the statistics' own."""

HEADINGS: dict[str, str] = {
    "HS0202": "Frozen beef",
    "HS0203": "Pork",
    "HS0207": "Poultry",
    "HS0303": "Frozen fish",
    "HS0304": "Fish fillet",
    "HS0306": "Crustaceans",
    "HS0406": "Cheese",
    "HS0409": "Honey",
    "HS0701": "Potatoes",
    "HS080521": "Mandarins",
    "HS080610": "Fresh grapes",
    "HS080711": "Watermelons",
    "HS080810": "Apples",
    "HS080830": "Pears",
    "HS080930": "Peaches and nectarines",
    "HS0902": "Tea",
    "HS1001": "Wheat",
    "HS1003": "Barley",
    "HS1004": "Oats",
    "HS1005": "Maize",
    "HS1008": "Buckwheat, millet and other cereals",
    "HS1201": "Soybeans",
    "HS1205": "Rapeseed",
    "HS1507": "Soybean oil",
    "HS1512": "Sunflower, safflower and cottonseed oil",
    "HS1514": "Rapeseed and mustard oil",
    "HS1704": "Sweets without cocoa",
    "HS1806": "Chocolate",
    "HS1905": "Biscuits and bread",
    "HS2009": "Fruit juices",
    "HS2105": "Ice cream",
    "HS2203": "Beer",
    "HS220300": "Beer",
    "HS2601": "Iron ore",
    "HS2603": "Copper ore",
    "HS2701": "Hard coal",
    "HS2702": "Lignite",
    "HS2709": "Crude oil",
    "HS2710": "Oil products",
    "HS2711": "Petroleum gases",
    "HS2716": "Electricity",
    "HS2844": "Uranium and other radioactive elements",
    "HS284410": "Natural uranium",
    "HS284420": "Enriched uranium",
    "HS3104": "Potash fertilisers",
    "HS3401": "Soap",
    "HS4002": "Synthetic rubber",
    "HS4011": "New tyres",
    "HS401110": "Tyres for passenger cars",
    "HS4403": "Logs",
    "HS4407": "Sawn wood",
    "HS4412": "Plywood",
    "HS7108": "Gold",
    "HS7110": "Platinum-group metals",
    "HS7201": "Pig iron",
    "HS7202": "Ferro-alloys",
    "HS7207": "Semi-finished steel",
    "HS7403": "Refined copper",
    "HS7502": "Unwrought nickel",
    "HS7601": "Unwrought aluminium",
    "HS8108": "Titanium",
    "HS8429": "Earth-moving machines",
    "HS8471": "Computers",
    "HS8517": "Telephones",
    "HS851712": "Mobile phones",
    "HS8542": "Integrated circuits",
    "HS8701": "Tractors",
    "HS8703": "Passenger cars",
    "HS8704": "Trucks",
    "HS8708": "Vehicle parts",
}
"""Short names of headings and subheadings that documents state, or that hold a named product."""

SECTORS: dict[str, tuple[str, tuple[int, ...]]] = {
    "food": ("Food and farm goods", tuple(range(1, 25))),
    "energy": ("Fuels and energy", (27,)),
    "ores": ("Ores and stone", (25, 26, 68, 69, 70)),
    "chemicals": ("Chemicals and plastics", tuple(range(28, 41))),
    "wood": ("Wood and paper", tuple(range(44, 50))),
    "textiles": ("Textiles, clothes and shoes", (*range(41, 44), *range(50, 68))),
    "precious": ("Precious metals and gems", (71,)),
    "metals": ("Metals", tuple(range(72, 84))),
    "machines": ("Machines", (84,)),
    "electronics": ("Electronics", (85,)),
    "vehicles": ("Vehicles", tuple(range(86, 90))),
    "other": ("Other manufactures", tuple(range(90, 98))),
    "unspecified": ("Not specified", (99,)),
}
"""Plain-language sectors: each chapter belongs to exactly one, so that the parts make the whole."""


def section_of(chapter: int) -> str | None:
    """The section of a chapter ('S05' for 27); None for what the nomenclature does not place."""
    return next((code for code, (_, within) in SECTIONS.items() if chapter in within), None)


def sector_of(chapter: int) -> str:
    """The plain-language sector of a chapter; raises KeyError for a number that is no chapter."""
    for code, (_, chapters) in SECTORS.items():
        if chapter in chapters:
            return code
    raise KeyError(chapter)


def name_of(code: str) -> str | None:
    """Short English name of a section ('S05'), chapter ('HS27') or heading ('HS2709'), else None.

    Of the headings and finer codes, those in HEADINGS have one.
    """
    if code in SECTIONS:
        return SECTIONS[code][0]
    if code.startswith("HS") and len(code) == 4:
        return CHAPTERS.get(int(code[2:]))
    return HEADINGS.get(code)


PRODUCT_CODES: dict[str, str] = {
    "crude_oil": "HS2709",
    "oil_products": "HS2710",
    "fuel_oil": "HS271019",
    "naphtha": "HS271012",
    "coal": "HS2701",
    "coking_coal": "HS27011210",
    "thermal_coal": "HS27011290",
    "lng": "HS271111",
    "pipeline_gas": "HS271121",
    "electricity": "HS2716",
    "cars": "HS8703",
    "trucks": "HS8704",
    "vehicles": "HS87",
    "vehicle_parts": "HS8708",
    "tractors": "HS8701",
    "smartphones": "HS851713",
    "laptops": "HS847130",
    "computers": "HS8471",
    "copper": "HS74",
    "aluminium": "HS76",
    "nickel": "HS75",
    "iron_ore": "HS2601",
    "iron_steel": "HS72",
    "gold": "HS7108",
    "platinum_metals": "HS7110",
    "alumina": "HS281820",
    "fertiliser": "HS31",
    "potash": "HS3104",
    "timber_logs": "HS4403",
    "timber_softwood": "HS4407",
    "plywood": "HS4412",
    "grain": "HS10",
    "wheat": "HS1001",
    "barley": "HS1003",
    "oats": "HS1004",
    "maize": "HS1005",
    "buckwheat": "HS1008",
    "soybeans": "HS1201",
    "rapeseed": "HS1205",
    "soybean_oil": "HS1507",
    "sunflower_oil": "HS1512",
    "rapeseed_oil": "HS1514",
    "meat": "HS02",
    "beef": "HS0202",
    "pork": "HS0203",
    "poultry": "HS0207",
    "fish": "HS03",
    "frozen_fish": "HS0303",
    "fish_fillet": "HS0304",
    "crustaceans": "HS0306",
    "potatoes": "HS0701",
    "footwear": "HS64",
}
"""The code under which each named product stands; reports name products a little more loosely."""


def place_of(code: str) -> str:
    """Where a code or named product stands in the nomenclature: 'crude_oil' → 'HS2709'."""
    return PRODUCT_CODES.get(code, code)


def ancestors(code: str) -> list[str]:
    """The places above a code or named product, nearest first: 'HS2709' → ['HS27', 'S05'].

    What stands nowhere in the nomenclature has none.
    """
    place = place_of(code)
    above = []
    while place.startswith("HS"):
        place = place[:-2] if len(place) > 4 else section_of(int(place[2:])) or ""
        above.append(place)
    return [each for each in above if each]


def edition_in(year: int) -> str:
    """The edition in force in a year: 'H5' in 2019."""
    in_force = [name for name, first in EDITIONS.items() if first <= year]
    return in_force[-1] if in_force else next(iter(EDITIONS))


def edition_name(edition: str) -> str:
    """The name of an edition by its year: 'HS 2017' for H5, 'HS 1992' for H0."""
    return f"HS {max(EDITIONS[edition], 1992)}"
