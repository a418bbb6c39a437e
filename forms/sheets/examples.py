"""What the example row says: invented, plainly so, and of the form that the importer takes."""

from __future__ import annotations

from forms.sheets.choices import Choices
from forms.sheets.columns import Column

_TEXTS = {"zh": "（示例）{label}", "en": "(Example) {label}"}
_BY_KEY = {
    "title.zh": "（示例）低温下启动的黑臭水体处理设备",
    "title.en": "(Example) Treatment unit for black-odorous water that starts in the cold",
    "keywords.zh": "示例、水处理", "keywords.en": "example, water treatment", "country": "CN",
    "indicators.1.name.zh": "出水氨氮", "indicators.1.name.en": "Effluent ammonia nitrogen",
    "indicators.1.operator": "le 不高于 at most", "indicators.1.value": "1.5", "indicators.1.unit": "mg/L",
    "contact.name": "（示例）姓名", "contact.phone": "（示例）电话", "contact.email": "（示例）邮箱",
}  # fmt: skip


def example_of(column: Column, choices: Choices | None) -> str:
    """Return the example for *column*, empty where one line of example is enough."""
    spec = column.spec
    if column.key in _BY_KEY and not (column.key == "country" and choices is None):
        found = _BY_KEY[column.key]
        return _label_of(found, choices) if choices and choices.labels else found
    if any(number > 1 for number in column.numbers) or (len(column.fields) > 1 and not column.is_required):
        return "500000" if column.is_amount else ""
    if spec.ref:
        return ""
    if spec.type == "date":
        return "2027-03-31"
    if spec.type == "boolean":
        return "是 Yes"
    if column.is_amount:
        return "500000"
    if choices:
        return choices.labels[0] if choices.labels else ""
    return _TEXTS[column.lang].format(label=spec.label[column.lang]) if column.lang in _TEXTS else ""


def _label_of(code: str, choices: Choices) -> str:
    return next((label for label in choices.labels if label == code or label.startswith(f"{code} ")), code)
