"""The address of a heading stays: it is named, or made of its words in whatever script, and never a count."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_builder.load.pages import anchors_in
from tests.site import build, built_repository, change, copy_built_repository

_ANCHORS = re.compile(r'<h[1-6] id="([^"]+)"')


def _anchors(root: Path, lang: str) -> dict[str, list[str]]:
    folder = root / "site" / lang
    names = sorted(
        path.relative_to(root / "content/pages" / lang) for path in (root / "content/pages" / lang).rglob("*.md")
    )
    pages = {name.as_posix(): name.with_suffix("") if name.stem != "index" else name.parent for name in names}
    return {
        name: _ANCHORS.findall((folder / page / "index.html").read_text(encoding="utf-8").split("<footer")[0])
        for name, page in pages.items()
    }


@pytest.mark.parametrize(
    ("markdown", "anchors"),
    [
        ("# 关于\n\n## 参加要交费吗？", [(1, "关于"), (3, "参加要交费吗")]),
        ("## Who may take part?", [(1, "who-may-take-part")]),
        ("## 积分 {#points}\n## 积分与 `YAML` ##", [(1, "points"), (2, "积分与-yaml")]),
        ("## 见[公益服务](../services/)", [(1, "见公益服务")]),
        ("```\n# no heading\n```\n# One", [(4, "one")]),
        ("#no heading\ntext", []),
        ("# ？", [(1, "")]),
    ],
)
def test_an_anchor_is_named_or_made_of_the_words(markdown: str, anchors: list[tuple[int, str]]) -> None:
    assert list(anchors_in(markdown)) == anchors


@pytest.mark.slow
def test_a_heading_has_the_same_anchor_in_both_languages() -> None:
    chinese, english = (_anchors(built_repository(), lang) for lang in ("zh", "en"))

    assert chinese == english
    assert chinese["faq.md"][1] == "do-i-need-an-account"


@pytest.mark.slow
def test_the_anchors_of_a_page_stay_when_a_question_is_added(tmp_path: Path) -> None:
    root = copy_built_repository(tmp_path)
    before = {lang: _anchors(root, lang)["faq.md"] for lang in ("zh", "en")}
    change(root / "content/pages/zh/faq.md", "### 参加要交费吗", "### 可以匿名吗？\n\n可以。\n\n### 参加要交费吗")
    change(
        root / "content/pages/en/faq.md", "### Does it cost", "### May I stay anonymous?\n\nYes.\n\n### Does it cost"
    )

    assert build(root).problems == ()

    after = {lang: _anchors(root, lang)["faq.md"] for lang in ("zh", "en")}
    assert [anchor for anchor in after["zh"] if anchor != "可以匿名吗"] == before["zh"]
    assert [anchor for anchor in after["en"] if anchor != "may-i-stay-anonymous"] == before["en"]
