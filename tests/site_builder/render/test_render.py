"""What a body makes of hostile or unusual texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import Text
from site_builder.phrases import read_phrases
from site_builder.render import environment
from site_builder.render.environment import environment_for

ENVIRONMENTS = {lang: environment_for(read_phrases(lang), {}) for lang in ("zh", "en")}


def render(template: str, lang: str = "zh", **facts: object) -> str:
    return ENVIRONMENTS[lang].from_string(template).render(**facts)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一段文字。", "<p>一段文字。</p>\n"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        ("**粗体**", "<p><strong>粗体</strong></p>\n"),
        ("# 标题", "<h3>标题</h3>\n"),
        ("- 一\n- 二", "<ul>\n<li>一</li>\n<li>二</li>\n</ul>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](JaVaScRiPt&#58;alert(1))", "<p>[x](JaVaScRiPt:alert(1))</p>\n"),
        ("[x](https://example.org)", '<p><a href="https://example.org">x</a></p>\n'),
        ("![x](https://example.org/a.png)", '<p>!<a href="https://example.org/a.png">x</a></p>\n'),
    ],
)
def test_markdown_gives_a_safe_subset(text: str, html: str) -> None:
    assert render("{{ text|md }}", text=Text(zh=text)) == html


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=80))
def test_the_short_way_through_markdown_gives_what_the_long_way_gives(text: str) -> None:
    shown = text.strip()
    if shown and not environment._MARKED.search(shown):
        tokens = environment._markdown.parse(shown)
        long_way = environment._markdown.renderer.render(tokens, environment._markdown.options, {})

        assert render("{{ text|md }}", text=Text(zh=shown)) == long_way.replace("&quot;", "&#34;").replace(
            "'", "&#39;"
        )


def test_a_text_is_escaped_wherever_it_stands() -> None:
    text = Text(zh='"><script>alert(1)</script>', en="x")

    assert render('<a title="{{ text[lang] }}">{{ text|text }}</a>', text=text) == (
        '<a title="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</a>'
    )


def test_a_text_that_has_only_another_language_is_marked_as_that_language() -> None:
    assert render("{{ text|text }}", text=Text(de="Tag <1>")) == (
        '<span lang="de" class="jb-other-language">Tag &lt;1&gt;</span>'
    )


def test_a_text_without_any_language_is_empty() -> None:
    assert render("{{ text|text }}", text=Text()) == ""


def test_a_chinese_title_on_an_english_page_is_marked_as_chinese() -> None:
    assert render("{{ '挑战赛'|foreign }}", "en") == '<span lang="zh">挑战赛</span>'
    assert render("{{ 'Jiefang Daily'|foreign }}", "en") == "Jiefang Daily"
    assert render("{{ '挑战赛'|foreign }}", "zh") == "挑战赛"
