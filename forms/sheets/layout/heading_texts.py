"""What a heading says without what people add to it: marks of what is required, numbering, hints, units."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from site_builder.load.standards.currencies import name_of_currency
from site_builder.text_forms.folding import folded

LONGEST = 200  # characters of a heading; a longer text is none
_OPEN, _CLOSE = r"[(\[{<【〔〖「『《]", r"[)\]}>】〕〗」』》]"
_WORDS = (
    "必填项?|必须填写|必填字段|必选项?|必录项?|必答|选填项?|选答|可选|可不填|可空|可留空|非必填|不必填"
    "|required(?: field)?|mandatory|compulsory|optional|not required"
)
_IN_BRACKETS = rf"{_OPEN}\s*(?:{_WORDS}|如有|若有|if any|if applicable|\*)\s*{_CLOSE}"
_MARK = rf"(?:{_IN_BRACKETS}|{_WORDS}|[*※★☆✱:]+)"
_MARKS = re.compile(rf"^(?:\s*{_MARK})+[\s.、,-]*|(?:[\s,/-]*{_MARK})+$")
_NUMERAL = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[ivx]{1,4}|[a-z])"
_NUMBERING = re.compile(
    rf"^(?:{_OPEN}\s*{_NUMERAL}\s*{_CLOSE}[.、]?"
    r"|第\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[项栏列条题][.、:]?"
    rf"|{_NUMERAL}\s*[.、,:)\]。](?:\d{{1,3}}[.、)]?)*"
    r"|\d{1,3}(?:[.-]\d{1,3})*[.、)]?)\s*"
)
_HINT = (
    rf"{_WORDS}|如有|若有|\d+\s*个?字|字[数符]|字以内|单选|多选|勾选|任选|选择|选项|请|填写|填报"
    r"|例如|如[:：]|^如|^例|格式|^注|^见|不超过|不少于|以内|至多|最多|至少|下拉|分隔|隔开|全称|年.{0,3}月"
    r"|\b(?:e\.?g\.?|for example|such as|please|format|yyyy|select|choose|pick|fill|write|enter|up to"
    r"|at most|at least|max(?:imum)?|min(?:imum)?|chars?|characters|words|separated?|drop-?down)\b"
)
_HINT_AT_END = re.compile(rf"\s*(?:{_OPEN}(?=[^()]*(?:{_HINT}))[^()]*{_CLOSE}|\n(?=.*(?:{_HINT})).*)$")
_SAYS_HOW = re.compile(_HINT)
_UNIT_AT_END = re.compile(
    rf"\s*(?:{_OPEN}\s*(?P<inside>[^()]+?)\s*{_CLOSE}"
    r"|[\s,/·:-]*(?:单位[:为]?\s*)?(?P<behind>(?:人民币)?(?:亿|千万|百万|万|千)?元)|[\s,]+in (?P<words>[\w, $]+))$"
)


@functools.lru_cache(8192)
def forms_of(text: str) -> tuple[str, ...]:
    """Return what the heading *text* may say: all of it, then ever less of what people add; empty for a long text.

    >>> forms_of("（一）需求名称（必填）")
    ('(一)需求名称(必填)', '(一)需求名称', '需求名称(必填)', '需求名称')
    """
    if len(text) > LONGEST:
        return ()
    lines = [" ".join(line.split()) for line in folded(text).splitlines()]
    forms = ["\n".join(filter(None, lines))]
    for form in forms:  # which grows
        for shorter in (_MARKS.sub("", form), _NUMBERING.sub("", form), _HINT_AT_END.sub("", form)):
            if (less := shorter.strip()) and less not in forms:
                forms.append(less)
    return tuple(filter(None, forms))


def bare(text: str) -> str:
    """Return the least that the heading *text* may say."""
    return min(forms_of(text), key=len, default="")


def with_unit(form: str) -> tuple[str, str]:
    """Return the heading *form* without the unit behind it, and that unit; both empty where none stands there.

    >>> with_unit("意向投入(万元)"), with_unit("意向投入/万元"), with_unit("名称")
    (('意向投入', '万元'), ('意向投入', '万元'), ('', ''))
    """
    found = _UNIT_AT_END.search(form)
    if found is None or not found.start():
        return "", ""
    return form[: found.start()], found["inside"] or found["behind"] or found["words"]


def says_how_to_fill_in(text: str) -> bool:
    """Return whether *text* tells people what to write, rather than being what they wrote."""
    return len(text) <= LONGEST and any(_SAYS_HOW.search(line) for line in folded(text).splitlines())


_CURRENCIES = {
    "CNY": "元|圆|人民币元?|rmb|cny|yuan|¥",
    "USD": r"美元|美金|usd|us\$|us dollars?|\$|dollars?",
    "EUR": "欧元|eur|euros?|€",
    "GBP": "英镑|gbp|pounds?|£",
    "HKD": r"港元|港币|hkd|hk\$",
    "JPY": "日元|jpy|yen",
}
_SCALES = {
    1: "", 1000: "千|k|thousand|1,?000", 10**4: "万|10k|10,?000|ten thousand", 10**6: "百万|m|mn|million|1,000,000",
    10**7: "千万", 10**8: "亿|100 ?m|100 million", 10**9: "bn|billion",
}  # fmt: skip


def money_in(unit: str) -> tuple[int, str] | None:
    """Return what one counts under a heading with *unit*, as how many and of which currency; ``None``: no money.

    The currency is empty where *unit* names none.

    >>> money_in("单位:人民币万元"), money_in("cny 10,000"), money_in("万美元"), money_in("个")
    ((10000, 'CNY'), (10000, 'CNY'), (10000, 'USD'), None)
    """
    text = re.sub(r"^单位[:为]?\s*|^(?:in )?(?:units of )?", "", unit.strip())
    return next(_money_as(text), None)


def _money_as(text: str) -> Iterator[tuple[int, str]]:
    for scale, words in _SCALES.items():
        for currency, names in _CURRENCIES.items():
            before = rf"(?:{names})?\s*(?:{words})\s*(?:of )?(?:{names})"
            after = rf"(?:{names})\s*(?:{words})"
            if re.fullmatch(f"{before}|{after}", text):
                yield scale, currency
        coded = re.fullmatch(
            rf"(?P<before>[a-z]{{3}})\s*(?:{words})|(?:{words})\s*(?:of )?(?P<behind>[a-z]{{3}})", text
        )
        if coded and name_of_currency(code := (coded["before"] or coded["behind"]).upper()):
            yield scale, code
    yield from ((scale, "") for scale in (10**4, 10**8) if re.fullmatch(_SCALES[scale], text))
