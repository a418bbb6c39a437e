"""Odd texts, and each form filled in so that they can be put into it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from site_builder.load.contract.forms import read_forms
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Field
from tests.service import NEED, need_pairs, solution_pairs

SHARED = Path(__file__).parents[2] / "shared" / "data" / "malformed" / "blns.json"
OWN = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "--><svg onload=alert(1)>",
    "<!--/jb:form--><b>out</b>",
    "<jb-content>inside</jb-content>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<form action=//evil.example><button>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<a href=javascript:alert(1)>x</a>",
    "&lt;b&gt; &amp;amp; &#x3c;i&#x3e;",
    "{{ 7 * 7 }}{% for x in y %}",
    "{# comment #} ${7*7} #{7*7} <%= 7 %>",
    "%(name)s {0} {name!r} $name",
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("https://evil.example","x")',
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "＝1+1",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "[link](javascript:alert(1))",
    "[link](https://evil.example 'a\" onclick=alert(1)')",
    "![picture](https://evil.example/x.png)",
    "# heading",
    "- list\n- item",
    "> quote\n\n```\ncode\n```",
    "| a | b |\n|---|---|\n| <b> | x |",
    "a\0b",
    "\\r\\n\x0b\x0c\x1b[31m",
    "a\r\nBcc: b@example.org",
    "=?utf-8?q?Subject=3A_x?=",
    "\u202egnp.exe",
    "\u2066isolate\u2069",
    "\u200b\u200czero\u200d",
    "\u00adsoft",
    "\ufeffbom",
    "\u2028line\u2029paragraph",
    "\U000e0001tag",
    "\ufffe\uffff",
    "𠮷野家 田中さん ﷽",
    "ﬁ ① Ａ",
    "e\u0301 ä ＡＢＣ",
    "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
    "yes",
    "null",
    "~",
    "1e3",
    "0x1F",
    "1_000",
    "2026-11-21",
    "key: value # comment",
    "!!python/object:os.system",
    "&anchor *alias",
    "--- \n...",
    "trailing space ",
    " leading space",
    "　全角空格　",
    "'; DROP TABLE needs; --",
    "../../../../etc/passwd",
    "%00%0d%0a%2e%2e%2f",
    "C:\\con\\nul",
    "--option",
    "`id` $(id) ; id | id",
    "x" * 5000,
    "长" * 3000,
]
"""What breaks pages, mails, sheets, YAML and shells elsewhere."""

STRINGS = list(dict.fromkeys([*OWN, *(json.loads(SHARED.read_text(encoding="utf-8")) if SHARED.exists() else [])]))

NOT_TYPED = frozenset({"indicator_responses.0.code"})  # which indicator of the need is answered
CONTACT = {"contact.name": "Ada Keller", "contact.email": "ada.keller@example.org"}
BASES = {
    "need": need_pairs(),
    "solution": solution_pairs(),
    "result": {
        "language": "zh",
        "title.zh": "一种低温脱硝催化剂",
        "abstract.zh": "在一百八十度以下仍有九成以上的脱硝效率，已在中试装置上连续运行一千小时。",
        "kind": "patent",
        "tech_domains": "energy_environment",
        "keywords.zh.0": "脱硝",
        "keywords.zh.1": "催化剂",
        "trl": "6",
        "ipr_status": "granted",
        "transfer_modes": "technology_licensing",
        "negotiable": "true",
        "holder_disclosure": "anonymous",
        "holder_label.zh": "某高校",
        "region": "31",
        "country": "CN",
        "applicant": "上海浦江大学",
        **CONTACT,
    },
    "manager": {
        "language": "zh",
        "public_consent": "true",
        "name.zh": "周明",
        "profile.zh": "十年技术转移经验，服务过四十余家企业。",
        "grade": "intermediate",
        "tech_domains": "energy_environment",
        "languages": "zh",
        "region": "31",
        "employer": "上海浦江技术转移中心",
        **CONTACT,
    },
    "institution": {
        "language": "zh",
        "name.zh": "上海浦江技术转移中心",
        "org_type": "service_institution",
        "description.zh": "面向节能环保领域的技术转移服务机构。",
        "website.kind": "website",
        "website.url": "https://www.example.org/",
        "country": "CN",
        "region": "31",
        **CONTACT,
    },
    "interest": {
        "language": "en",
        "about": NEED,
        "message.en": "We build such reactors and would like to know more.",
        "applicant": "Rhine Biofilm Institute",
        "org_type": "research_institute",
        "country": "DE",
        **CONTACT,
    },
    "correction": {
        "language": "en",
        "about": NEED,
        "action": "correct",
        "relation": "named",
        "correction.en": "The deadline is a week later.",
        "applicant": "A company",
        **CONTACT,
    },
    "service": {
        "language": "en",
        "service": "translation",
        "details.en": "Two days of interpreting.",
        "applicant": "A company",
        **CONTACT,
    },
}
"""Form -> what a visitor fills in; the rules have nothing against it."""


def text_fields(form: str) -> list[str]:
    """Return the dotted name of every field of *form* that takes free text."""
    return [name for name in _text_fields(read_forms()[form].schema.fields, "") if name not in NOT_TYPED]


def field_at(form: str, place: str) -> Field:
    """Return what the schema says of the field with the dotted name *place*."""
    fields = read_forms()[form].schema.fields
    for step in place.split("."):
        if step not in fields:
            continue  # a language, or which one of a list
        spec = fields[step]
        fields = read_schemas().parts[spec.part].fields if spec.part else {}
    return spec


def _text_fields(fields: Any, prefix: str) -> Iterator[str]:
    for name, spec in fields.items():
        place = f"{prefix}{name}"
        if spec.part:
            inner = read_schemas().parts[spec.part].fields
            yield from _text_fields(inner, f"{place}.{'0.' if spec.type == 'array' else ''}")
        elif _is_text(spec):
            words = ".0" if spec.type == "array" else ""
            languages = (f".{lang}{words}" for lang in spec.languages) if spec.bilingual else (words,)
            yield from (f"{place}{end}" for end in languages)


def _is_text(spec: Field) -> bool:
    return spec.type in ("string", "array") and not spec.codes and not spec.ref
