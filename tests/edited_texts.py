"""Ways in which people change the wording of the same need when they send it in again."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from math import ceil

import opencc

from site_builder.text_forms.properties import has_han

# The finder knows no synonyms; of some of these words it knows that they say little (forms/duplicates/features.py).
SYNONYMS = {
    "研发": "攻关", "研究": "探索", "关键技术": "核心工艺", "技术": "工艺", "开发": "研制", "设备": "机具",
    "装备": "成套设备", "系统": "体系", "提升": "改善", "提高": "增强", "检测": "检验", "智能": "智慧",
    "机器人": "机械人",
    "项目": "课题", "平台": "载体", "应用": "使用", "制备": "制造", "优化": "改进", "产品": "制品",
    "基于": "采用", "预测": "预估",
    "识别": "辨识", "算法": "计算方法", "数据": "资料", "需求": "诉求", "自动": "自主",
    "生产": "制造", "防护": "保护",
    "高性能": "高品质", "图谱": "网络图", "设计": "规划", "保障": "维护", "构建": "搭建", "网络": "通信网",
    "key technology": "core process", "testing": "measuring", "platform": "system", "equipment": "devices",
    "recognition": "identification", "production process": "manufacturing", "portable": "mobile",
    "traditional chinese medicine": "TCM", "analysis": "evaluation", "released": "published", "one of": "among",
}  # fmt: skip
DIGITS = "零一二三四五六七八九"


def with_synonyms(text: str) -> str:
    """Return *text* with every word replaced for which there is another."""
    words = sorted(SYNONYMS, key=len, reverse=True)
    return re.sub(
        "|".join(map(re.escape, words)), lambda found: SYNONYMS[found[0].lower()], text, flags=re.IGNORECASE
    )


def reordered(text: str) -> str:
    """Return *text* with its clauses the other way round."""
    for separator in ("。", "；", "，", "、", "与", "及", "和", "的", "; ", " for ", " of ", " and "):
        parts = [part for part in text.rstrip("。.").split(separator) if part]
        if len(parts) > 1:
            return separator.join([*parts[1:], parts[0]])
    middle = len(text) // 2
    return f"{text[middle:]}（{text[:middle]}）" if len(text) >= 8 else text


def in_chinese(number: int) -> str:
    """Return *number* below 10,000 in Chinese numerals."""
    text, units = "", ["", "十", "百", "千"]
    digits = str(number)
    for place, digit in enumerate(digits):
        if digit != "0":
            text += DIGITS[int(digit)] + units[len(digits) - place - 1]
        elif text and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零") or "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def with_other_digits(text: str) -> str:
    """Return *text* with numbers in Chinese numerals, units spelt otherwise."""
    text = re.sub(r"(\d{1,3})%", lambda found: f"百分之{in_chinese(int(found[1]))}", text)
    text = re.sub(r"(?<![\d.,A-Za-z])(\d{2,4})(?![\d.,A-Za-z])", lambda found: in_chinese(int(found[1])), text)
    return text.replace("亿元", " 亿 人民币").replace("吨", "t")


def shortened(text: str) -> str:
    """Return the first 60 % of *text*."""
    if text.isascii():
        words = text.split()
        return " ".join(words[: ceil(len(words) * 0.6)])
    return text[: ceil(len(text) * 0.6)]


def in_traditional(text: str) -> str:
    """Return *text* in traditional characters."""
    return str(_traditional().convert(text))


@functools.cache
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


def title_with_boilerplate(text: str) -> str:
    """Return a title as an office would announce it."""
    return f"Call for solutions: {text} (2026)" if text.isascii() else f"关于征集“{text}”解决方案的公告（2026年度）"


def summary_with_boilerplate(text: str) -> str:
    """Return a summary between what stands in every announcement."""
    if text.isascii():
        return f"{text} Enterprises, universities and institutes at home and abroad are welcome to take it up."
    before, after = (
        "为深入实施创新驱动发展战略，现面向全国征集解决方案。",
        "欢迎高校、科研院所和企业踊跃揭榜，具体事宜请与承办单位联系。",
    )
    return f"{before}{text}{after}"


def with_words_left_out(text: str) -> str:
    """Return *text* without each fourth word, or each ninth character where it is written in Chinese."""
    if has_han(text):
        return "".join(character for n, character in enumerate(text) if n % 9 != 5)
    return " ".join(word for n, word in enumerate(text.split(" ")) if n % 4 != 3)


def with_typing_errors(text: str) -> str:
    """Return *text* with two characters swapped in each 25."""
    characters = list(text)
    for n in range(6, len(characters) - 1, 25):
        characters[n], characters[n + 1] = characters[n + 1], characters[n]
    return "".join(characters)


Edit = Callable[[str], str]
EDITS: dict[str, tuple[Edit, Edit]] = {
    "synonyms": (with_synonyms, with_synonyms),
    "clauses reordered": (reordered, reordered),
    "digits and units": (with_other_digits, with_other_digits),
    "shortened to 60 %": (shortened, shortened),
    "traditional characters": (in_traditional, in_traditional),
    "boilerplate added": (title_with_boilerplate, summary_with_boilerplate),
    "words left out": (with_words_left_out, with_words_left_out),
    "typing errors": (with_typing_errors, with_typing_errors),
}


def edited(title: str, summary: str, name: str) -> tuple[str, str]:
    """Return title and summary after the edit *name*, or after several (``synonyms + boilerplate added``)."""
    for one in name.split(" + "):
        of_title, of_summary = EDITS[one]
        title, summary = of_title(title), of_summary(summary)
    return title, summary


SEVERAL = (
    "synonyms + boilerplate added",
    "synonyms + clauses reordered",
    "synonyms + shortened to 60 %",
    "clauses reordered + boilerplate added",
    "shortened to 60 % + traditional characters",
)
