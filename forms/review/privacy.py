"""Finds what a public text should not reveal: contacts, amounts, names, and words from sealed fields (脱密)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.check.wording import spec_at
from forms.model import Tree, Value
from forms.review.compare import leaves
from site_builder.load.contract.schemas import read_schemas
from site_builder.text_forms.names import Names
from site_builder.text_forms.properties import HAN, has_han
from site_builder.validate.need.owners import DISCLOSURES
from site_builder.validate.texts.private_data import find_private

SHORTEST_SEALED = {"han": 2, "other": 5}  # characters of a sealed value that is looked for
# 80万元, ¥500,000, RMB 2 million, 3.5亿
_MONEY = re.compile(
    r"(?:[¥￥$€]|RMB|CNY|USD|EUR)\s?\d[\d,.]*(?:\s?(?:million|billion|万|亿))?"
    r"|\d[\d,.]*\s?(?:万|亿|百万|千万)?元|\d[\d,.]*\s?[万亿](?![吨台件个米人次升千瓦辆只套条块平立小k-zK-Z])"
    r"|\d[\d,.]*\s?(?:million |billion )?(?:yuan|RMB|CNY|dollars|euros?)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    rf"[{HAN}（）()]{{2,24}}?(?:有限责任公司|股份有限公司|有限公司|集团公司|集团|研究院|研究所|研究中心|大学|学院|医院|事务所)"
    r"|\b(?:[A-Z][\w&-]*\s){1,5}(?:Co\.,? ?Ltd\.?|Ltd\.?|Inc\.?|GmbH|Corp(?:oration)?\.?"
    r"|Company|University|Institute|Hospital)"
)
_PERSON = re.compile(
    rf"(?:联系人|负责人|联系电话|电话|手机|微信|邮箱|[{HAN}]先生|[{HAN}]女士|教授[：:])[：:\s]?[^\s，。；,;]{{0,20}}"
)
_SOME = "某"  # 某新能源企业: already desensitised


@dataclass(frozen=True, order=True)
class Warned:
    """One piece of a public text that may tell too much; ``kind`` has its words under ``desk.warned``.

    ``sealed`` is the dotted name of the sealed field that says the same.
    """

    where: str
    kind: str
    found: str
    sealed: str = ""


def warnings_of(public: Tree, record: str, sealed: Tree | None = None) -> tuple[Warned, ...]:
    """Return what may not yet be desensitised in the texts of *public*, in the order of its fields.

    Args:
        record: type of the record, whose schema tells which fields are texts.
        sealed: what is sealed, where it was opened: no value of it should stand in public.
    """
    values = {value: (where, Names([value])) for where, value in _values_to_find(sealed or {}, record)}
    found = dict.fromkeys(
        warned for where, text in texts_of(public, record) for warned in (*_by_pattern(where, text, public),
                                                                          *_sealed_in(where, text, values))
    )  # fmt: skip
    return tuple(found)


def texts_of(tree: Tree, record: str) -> Iterator[tuple[str, str]]:
    """Yield the dotted name and the text of everything a person wrote: codes, days and numbers are left aside."""
    schema = read_schemas().types.get(record)
    for name, value in tree.items():
        spec = schema.fields.get(name) if schema else None
        if spec is None or (not spec.codes and not spec.ref and spec.type not in ("date", "boolean", "integer")):
            yield from _leaves(value, name)


def _leaves(value: Value, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{where}.{key}")
    else:
        for number, item in enumerate(value):
            yield from _leaves(item, f"{where}.{number}")


def _by_pattern(where: str, text: str, public: Tree) -> Iterator[Warned]:
    for code, found in find_private(text):
        yield Warned(where, "contact", f"{code.removeprefix('private-')} {found}")
    if where.partition(".")[0] not in ("intended_investment", "price"):
        yield from (Warned(where, "amount", match[0].strip()) for match in _MONEY.finditer(text))
    if any(public.get(name) == "anonymous" for name in DISCLOSURES):
        for match in _BODY.finditer(text):
            if _SOME not in match[0]:
                yield Warned(where, "body", match[0])
    yield from (Warned(where, "person", match[0]) for match in _PERSON.finditer(text))


def _values_to_find(sealed: Tree, record: str) -> Iterator[tuple[str, str]]:
    """Yield the dotted name and the text of what is sealed; codes and choices are no secret words."""
    schema = read_schemas().types.get(record)
    for where, text in leaves(sealed):
        spec = spec_at(where, schema.fields) if schema else None
        if spec and (spec.codes or spec.ref or spec.widget == "hidden" or spec.type in ("date", "boolean")):
            continue
        plain = text.strip()
        is_long = len(plain) >= SHORTEST_SEALED["han" if has_han(plain) else "other"]
        if (is_long and not plain.isdecimal()) or len(plain) >= 8:
            yield where, plain


def _sealed_in(where: str, text: str, values: Mapping[str, tuple[str, Names]]) -> Iterator[Warned]:
    """Yield each of the sealed *values* that *text* says, however it is spelt there."""
    for value, (source, names) in values.items():
        if names.first_in(text):
            yield Warned(where, "sealed", value, source)
