"""A telephone number or a card is found in whatever script and grouping it is written; amounts are none."""

from __future__ import annotations

import pytest

from site_builder.validate.texts.private_data import find_private, may_hold_private

MOBILE = {
    "Chinese numerals": "一三八零零一三八零零零",
    "numerals of bills": "壹叁捌零零壹叁捌零零零",
    "numerals in groups": "一三八 零零一三 八零零零",
    "numerals among digits": "138零零13八000",
    "a numeral before it": "第一13800138000",
    "groups of its own": "138 001 38000",
    "groups with dots": "138.001.38000",
    "one by one": "1 3 8 0 0 1 3 8 0 0 0",
    "a country before groups": "+86 138 001 38000",
    "mathematical digits": "𝟙𝟛𝟠𝟘𝟘𝟙𝟛𝟠𝟘𝟘𝟘",
    "digits in circles": "①③⑧⓪⓪①③⑧⓪⓪⓪",
    "Arabic digits": "١٣٨٠٠١٣٨٠٠٠",
    "Devanagari digits": "१३८००१३८०००",
    "raised digits": "¹³⁸⁰⁰¹³⁸⁰⁰⁰",
    "what nobody sees": "138\u00ad0013\u200b8000",
}
HONEST = (
    "市场规模13 800 138 000元", "年产15000-200000吨", "投资130、100、132和145万元", "符合GB 13456-2012，36 kW",
    "二〇二一年十二月三十一日",
    "精度13.800138000", "1 3 5 7 9 11 13 15", "三一集团与一汽合作", "第一百三十八条", "130 100 132 145 507",
)  # fmt: skip


@pytest.mark.parametrize("number", MOBILE.values(), ids=MOBILE)
def test_mobile_number_is_found_in_any_script_and_grouping(number: str) -> None:
    text = f"请联系{number}，谢谢"

    assert may_hold_private(text)
    assert {code for code, _ in find_private(text)} == {"private-mobile"}


@pytest.mark.parametrize("text", HONEST)
def test_amounts_and_standards_and_dates_are_no_telephone_numbers(text: str) -> None:
    assert list(find_private(text)) == []


@pytest.mark.parametrize("identity", ["一一010519491231002X", "𝟙𝟙𝟘𝟙𝟘𝟝𝟙𝟡𝟜𝟡𝟙𝟚𝟛𝟙𝟘𝟘𝟚X"])
def test_identity_number_in_other_digits_is_found(identity: str) -> None:
    assert {code for code, _ in find_private(f"证号{identity}。")} == {"private-id-number"}
