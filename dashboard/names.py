"""Names of people, offices and publishers that the tables hold in English, for translation.

What is not listed is shown as it stands: a small site keeps its own name, a title its language.
"""

from __future__ import annotations

import re

from dashboard.words import Words, message

SPEAKERS = (
    message("Alexander Novak"),
    message("Alexei Dakhnovsky"),
    message("Alexei Overchuk"),
    message("Andrei Belousov"),
    message("Andrei Denisov"),
    message("Anton Siluanov"),
    message("Bank of Russia"),
    message("Bank of Russia and Federal Customs Service"),
    message("Dmitry Volvach"),
    message("Georgy Zinoviev"),
    message("Igor Morgulov"),
    message("Ivan Zhelokhovtsev"),
    message("Lin Ji"),
    message("Maxim Reshetnikov"),
    message("Mikhail Mishustin"),
    message("Sergey Lavrov"),
    message("Vladimir Putin"),
    message("Zhang Hanhui"),
)
ROLES = (
    message("Ambassador of China to Russia"),
    message("Ambassador of Russia to China"),
    message("Department director, Ministry of Commerce of China"),
    message("Deputy Minister of Economic Development of Russia"),
    message("Deputy Minister of Foreign Affairs of Russia"),
    message("Deputy Prime Minister of Russia"),
    message("Director of the First Asia Department, MFA of Russia"),
    message("Director, First Asian Department, MFA of Russia"),
    message("First Deputy Prime Minister of Russia"),
    message("Minister of Economic Development of Russia"),
    message("Minister of Finance of Russia"),
    message("Minister of Foreign Affairs of Russia"),
    message("Official of the MFA of Russia"),
    message("President of Russia"),
    message("Prime Minister of Russia"),
    message("Trade Representative of Russia in China"),
)
PUBLISHERS = (
    message("AFP"),
    message("AP"),
    message("Bloomberg"),
    message("CCTV"),
    message("CGTN"),
    message("CRI"),
    message("Centre for Research on Energy and Clean Air"),
    message("China Customs"),
    message("China Daily"),
    message("China Radio International"),
    message("Chinese news copy"),
    message("Dzen"),
    message("ET Net"),
    message("Expert"),
    message("Federal Reserve"),
    message("Gazeta.ru"),
    message("General Administration of Customs of China"),
    message("Global Times"),
    message("HK01"),
    message("Interfax"),
    message("International Monetary Fund"),
    message("Izvestia"),
    message("Joint Organisations Data Initiative"),
    message("Kommersant"),
    message("Lenta.ru"),
    message("Life.ru"),
    message("Mail.ru"),
    message("Ming Pao"),
    message("Nikkei"),
    message("Onliner"),
    message("People's Daily"),
    message("Prime"),
    message("Profile"),
    message("RBC"),
    message("RIA"),
    message("RIA Novosti"),
    message("RT"),
    message("Radio Metro"),
    message("Rambler"),
    message("Reuters"),
    message("Rosstat"),
    message("Rossiyskaya Gazeta"),
    message("SCMP"),
    message("Sina"),
    message("Sing Tao"),
    message("Sohu"),
    message("South China Morning Post"),
    message("Sputnik"),
    message("TASS"),
    message("The Moscow Times"),
    message("UN Comtrade"),
    message("Vedomosti"),
    message("Vesti"),
    message("Vzglyad"),
    message("Wikipedia"),
    message("World Bank"),
    message("Xinhua"),
    message("public copy"),
    message("copy in a public repository"),
)
JOINING = (message("via"), message("through"), message("copy in"))
_JOINTS = re.compile(
    r"(\s*[()/,]\s*|\s+(?=(?:via|through)\s)"
    r"|(?<=\svia)\s+|(?<=\sthrough)\s+|(?<=copy in)\s+(?!a public))"
)


def publisher(name: str, say: Words) -> str:
    """A publisher's name; where it quotes another, as 'MENAFN (TASS)' does, each part by itself."""
    return "".join(say(part) for part in _JOINTS.split(name))
