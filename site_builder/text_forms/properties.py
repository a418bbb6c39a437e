"""Properties of characters that ``unicodedata`` does not tell, from the tables of Unicode."""

from __future__ import annotations

_IGNORABLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
"""Source: DerivedCoreProperties.txt, Default_Ignorable_Code_Point; kept stable by Unicode."""
_HAN = (
    (0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD),
)  # fmt: skip
_RADICALS = dict(
    zip(
        "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
        "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
        strict=True,
    )
)
"""Source: EquivalentUnifiedIdeograph.txt; the radicals ⼀ to ⿕ are folded by NFKC itself."""
_LOOKALIKES = dict(zip("аеорсухіјѕһԁԛԝвкмнтαβεζηικνορτυχ", "aeopcyxijshdqwbkmhtabezhikvoptyx", strict=True))
"""Small letters of Cyrillic and Greek that, or whose capitals, are drawn like Latin ones; not μ, which is a unit."""


def is_ignorable(character: str) -> bool:
    """Return whether *character* is shown as nothing at all."""
    code = ord(character)
    return code >= 0xAD and any(first <= code <= last for first, last in _IGNORABLE)


def is_han(character: str) -> bool:
    """Return whether *character* is a Chinese character, of any plane."""
    code = ord(character)
    return code >= 0x3007 and any(first <= code <= last for first, last in _HAN)


def ideograph_of(character: str) -> str:
    """Return the character that a radical of the supplement stands for, any other as it is."""
    return _RADICALS.get(character, character)


def latin_of(character: str) -> str:
    """Return the Latin letter that a small Cyrillic or Greek one looks like, any other as it is."""
    return _LOOKALIKES.get(character, character)
