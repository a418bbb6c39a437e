"""Properties of characters that ``unicodedata`` does not tell, from the tables of Unicode."""

from __future__ import annotations

import re

_IGNORABLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
"""Source: DerivedCoreProperties.txt, Default_Ignorable_Code_Point; kept stable by Unicode."""
_HAN = (
    (0x2E80, 0x2E99), (0x2E9B, 0x2EF3), (0x2F00, 0x2FD5), (0x3005, 0x3005), (0x3007, 0x3007), (0x3021, 0x3029),
    (0x3038, 0x303B), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAD9), (0x16FE2, 0x16FE3), (0x16FF0, 0x16FF6),
    (0x20000, 0x3FFFD),
)  # fmt: skip
"""Source: Scripts.txt, Script=Han; blocks and planes kept for ideographs as a whole, since they fill up."""
HAN = "".join(f"{chr(first)}-{chr(last)}" for first, last in _HAN)
"""The Chinese characters as they stand in the brackets of a pattern: ``re.compile(f"[{HAN}]")``."""
_ANY_HAN = re.compile(f"[{HAN}]")
_IDEOGRAPHS = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD))
_RADICALS = dict(
    zip(
        "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
        "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
        strict=True,
    )
)
"""Source: EquivalentUnifiedIdeograph.txt; the radicals ⼀ to ⿕ are folded by NFKC itself."""
DASHES = "‐‑‒–—―−"
"""Signs, besides ``-`` and what NFKC makes it, that are typed for a minus or a hyphen; for brackets of a pattern."""
_LOOKALIKES = dict(zip("аеорсухіјѕһԁԛԝвкмнтαβεζηικνορτυχ", "aeopcyxijshdqwbkmhtabezhikvoptyx", strict=True))
"""Small letters of Cyrillic and Greek that, or whose capitals, are drawn like Latin ones; not μ, which is a unit."""


def is_ignorable(character: str) -> bool:
    """Return whether *character* is shown as nothing at all."""
    code = ord(character)
    return code >= 0xAD and any(first <= code <= last for first, last in _IGNORABLE)


def is_han(character: str) -> bool:
    """Return whether *character* is a Chinese one: of any plane, radicals, 〇 and 々 among them.

    >>> [is_han(character) for character in "水⽔𬭸〇々あ，"]
    [True, True, True, True, True, False, False]
    """
    code = ord(character)
    return code >= 0x2E80 and any(first <= code <= last for first, last in _HAN)


def has_han(text: str) -> bool:
    """Return whether *text* holds a Chinese character."""
    return _ANY_HAN.search(text) is not None


def is_ideograph(character: str) -> bool:
    """Return whether *character* is a Chinese one that may have variants and a simplified form: no radical."""
    code = ord(character)
    return code >= 0x3007 and any(first <= code <= last for first, last in _IDEOGRAPHS)


def ideograph_of(character: str) -> str:
    """Return the character that a radical of the supplement stands for, any other as it is."""
    return _RADICALS.get(character, character)


def latin_of(character: str) -> str:
    """Return the Latin letter that a small Cyrillic or Greek one looks like, any other as it is."""
    return _LOOKALIKES.get(character, character)
