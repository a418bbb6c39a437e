"""A text as the features by which it is compared, whatever script, width and numerals it is written in."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

from forms.numerals import in_digits
from site_builder.text_forms.folding import folded
from site_builder.text_forms.properties import HAN

FINE = "·"  # begins a fine feature
PIECE = 3  # letters of a piece of an English word
# What an announcement puts around any need, and words that say what kind of thing it is rather than which one.
_FRAME = re.compile(
    r"关于|征集|公告|通知|公示|榜单|揭榜挂帅|揭榜|解决方案|方案|技术需求|需求|年度"
    r"|关键技术|核心技术|技术|工艺|研究|研发|研制|开发|攻关|项目|课题|系统|体系|平台|设备|装备|装置|产品|应用|及其|基于|采用|面向|一种"
    r"|\b(?:call for (?:solutions|proposals)|solutions? wanted|challenge)\b"
)
_HAN = re.compile(f"[{HAN}]+")
_TOKEN = re.compile(rf"[{HAN}]+|[a-z]+|\d+(?:\.\d+)?")
_NUMERAL = re.compile(
    r"(?:百分之)?(?:[零〇一二三四五六七八九十百万亿两点]|千(?![瓦克米伏赫卡帕焦]))+"
)  # 千瓦 is a unit
_SCALED = re.compile(r"(\d+(?:\.\d+)?)\s*(万|亿|千(?![瓦克米伏赫卡帕焦])|million|thousand|billion)")
_SCALES = {"千": 10**3, "万": 10**4, "亿": 10**8, "thousand": 10**3, "million": 10**6, "billion": 10**9}


def features_of(text: str) -> frozenset[str]:
    """Return what a text is compared by: numbers, words without endings, pairs of Chinese characters, fine features.

    >>> sorted(features_of("年產一千噸")) == sorted(features_of("年产1000吨"))
    True
    >>> sorted(features_of("水泵"))
    ['·水', '·泵', '水泵']
    """
    found: set[str] = set()
    leveled = _leveled(text)
    for token in _TOKEN.findall(_FRAME.sub("/", leveled)) or _TOKEN.findall(leveled):
        if _HAN.match(token):
            found |= {token[n : n + 2] for n in range(max(len(token) - 1, 1))}
            found |= {f"{FINE}{character}" for character in token}
        elif token[0].isdecimal():
            found.add(token.rstrip("0").rstrip(".") if "." in token else token)
        else:
            framed = f"<{token}>"
            found.add(_stem(token))
            found |= {f"{FINE}{framed[n : n + PIECE]}" for n in range(len(framed) - PIECE + 1)}
    return frozenset(found)


def is_fine(feature: str) -> bool:
    """Return whether *feature* is one character or a piece of a word, which outlive typing errors and synonyms."""
    return feature.startswith(FINE)


def _leveled(text: str) -> str:
    """Return *text* in simplified characters and small half-width letters, with numbers in digits."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", folded(text))
    plain = _NUMERAL.sub(_in_digits, plain)
    return _SCALED.sub(lambda found: f" {float(found[1]) * _SCALES[found[2]]:.10g} ", plain)


def _in_digits(found: re.Match[str]) -> str:
    """Return a Chinese numeral of two characters or more in digits; a single one may be part of a word."""
    is_percent = found[0].startswith("百分之")
    numeral = found[0].removeprefix("百分之").replace("两", "二")
    if len(numeral) < 2 and not is_percent:
        return found[0]
    try:
        return f" {in_digits(numeral)}{'%' if is_percent else ''} "
    except ValueError:
        return found[0]


@lru_cache(maxsize=50_000)  # words; texts of one field use the same ones
def _stem(word: str) -> str:
    return str(snowballstemmer.stemmer("english").stemWord(word))  # one each: a stemmer holds the word it works at
