"""The Jinja environment of one language: strict, escaping, with the few functions that templates may use."""

from __future__ import annotations

import functools
import re
from datetime import date
from pathlib import Path
from types import CodeType
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from site_builder.derive.days.stages import end_of
from site_builder.derive.figures.funnel import percent_of
from site_builder.derive.figures.statistics import total_of_parts
from site_builder.derive.order import in_order
from site_builder.languages import CHINESE, LANGS, REQUIRED_LANGS, name_in, name_of
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import has_flag, state_of
from site_builder.load.folders import FOLDERS
from site_builder.load.standards.currencies import currency_of, unit_of_currency
from site_builder.load.zones import zone_of
from site_builder.model import CodeLists, Text, Words
from site_builder.phrases import Phrases, read_phrases
from site_builder.render import charts, formats
from site_builder.render.clean import clean_html
from site_builder.render.spoken import marked_name, spoken_in, with_chinese_marked
from site_builder.text_forms.lines import as_running_text, pieces_of
from site_builder.validate.every.addresses import slug_of

TEMPLATES = Path(__file__).parent / "templates"

# Characters that mean something in Markdown; a text without any is one plain paragraph.
_MARKED = re.compile(r"[*_#\[\]`>!|~\\&<\n+=-]|^\s|^\d+[.)]|  ")
_MARKS = re.compile(r"(?m)^\s*(?:[-*+]|\d+[.)]|#+)\s+|\*\*|`|<[^>]*>")
_LAST_PIECE = re.compile(r"[0-9A-Za-z.,%/ -]+$")
_markdown = MarkdownIt("js-default", {"html": False, "linkify": False}).disable(["image", "lheading"])


class _Compiled(BytecodeCache):
    """Templates that this process compiled, for every environment: none of them folds in what is another's."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code  # noqa: S101 - it was just compiled
        self._code[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def strict_environment(templates: Path) -> Environment:
    """Return an environment for the folder *templates*: it escapes, and an unknown name is an error."""
    return Environment(
        bytecode_cache=_COMPILED,
        optimized=False,  # a filter of one language is not applied once for all
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def environment_for(phrases: Phrases, codes: CodeLists) -> Environment:
    """Return the environment that renders bodies in the language of *phrases*."""
    env = strict_environment(TEMPLATES)
    lang = phrases.lang

    def code(name: str, value: str) -> str:
        return codes[name][value].name[lang]

    def label(kind: str, name: str) -> str:
        return _label(kind, name)[lang]

    env.globals.update(
        lang=lang,
        required_langs=REQUIRED_LANGS,
        page_langs=LANGS,
        language_name=name_of,
        language_called=functools.partial(name_in, lang),
        tagged=functools.partial(_tagged, lang),
        w=phrases,
        day_end=formats.format_day_end(lang, zone_of(codes)),
        money_unit=unit_of_currency(currency_of(codes), lang),
        say=lambda key, **facts: phrases.fill(key, facts),
        code=code,
        has_flag=has_flag,
        badge_of=lambda record: state_of(record).badge,
        codes=codes,
        label=label,
        plural=lambda kind: read_schemas().types[kind].plural[lang],
        folder=FOLDERS,
        slug=slug_of,
        funnel_chart=functools.partial(charts.funnel_chart, lang),
        matrix_chart=functools.partial(charts.matrix_chart, lang),
        tile_map=functools.partial(charts.tile_map, lang),
        months_chart=functools.partial(charts.months_chart, lang),
    )
    env.filters.update(
        text=functools.partial(_text, lang),
        excerpt=functools.partial(_excerpt, lang),
        md=functools.partial(_markdown_of, lang),
        work_title=functools.partial(_work_title, lang),
        foreign=functools.partial(marked_name, lang),
        date=lambda day: _time(day.isoformat(), formats.format_date(day, lang)),
        deadline=functools.partial(_deadline, lang, zone_of(codes)),
        period=lambda period: _time(_machine_period(period), formats.format_period(period, lang)),
        plain_date=lambda day: formats.format_date(day, lang),
        plain_period=lambda period: formats.format_period(period, lang),
        amount=lambda amount: formats.format_amount(amount, lang, currency_of(codes)),
        money=lambda money: formats.format_money(money, phrases),
        number=lambda number: formats.format_number(number, lang),
        signed=lambda number: f"{'+' if number > 0 else '−'}{formats.format_number(abs(number), lang)}",
        total_of_parts=total_of_parts,
        requirement=lambda indicator: formats.format_indicator(indicator, lang),
        qualified=lambda text, qualifier: formats.format_qualified(text, qualifier, phrases),
        short_month=lambda period: formats.format_short_month(period, lang),
        column_sums=lambda rows: [sum(column) for column in zip(*rows, strict=True)],
        percent_of=percent_of,
        percent=lambda percent: formats.format_percent(percent, lang),
        code_names=lambda values, name: [code(name, value) for value in values],
        by_name=lambda facets: in_order(facets, lambda facet: facet.code.name.preferring(lang), lang),
        month_name=lambda month: formats.format_month(month.year, month.month, lang),
        short=lambda digest: digest[:8],
    )
    return env


def compile_templates(env: Environment) -> None:
    """Compile the templates of all pages once, for what this process forks too."""
    for name in env.list_templates():
        env.get_template(name)


def _label(kind: str, name: str) -> Text:
    schemas = read_schemas()
    return (schemas.types.get(kind) or schemas.parts[kind]).fields[name].label_on_pages


def _text(lang: str, text: Text | Words) -> Any:
    """Return the text in *lang*; where there is none, the text that there is, marked as being in its language."""
    spoken = text.spoken(lang) or next(iter(text), lang)
    said = text[spoken]
    if not isinstance(said, str):
        said = read_phrases(spoken)["format.comma"].join(said)
    return _marked(lang, spoken, Markup("<br>").join(pieces_of(said)) if "\n" in said else said)


def _marked(lang: str, spoken: str, text: str, element: str = "span") -> str:
    """Return *text*, where it is not in the language of the page as an *element* that says in which it is."""
    if spoken == lang:
        return text if text.isascii() else with_chinese_marked(lang, escape(text))
    marked = Markup('<{0} lang="{1}" class="jb-other-language">{2}</{0}>')
    return marked.format(Markup(element), spoken, text)  # noqa: S704 - our own name


def _tagged(lang: str, text: Text | Words) -> str:
    """Return the attribute of an element that holds ``text[lang]``, where that is in another language."""
    spoken = text.spoken(lang)
    return Markup(' lang="{}"').format(spoken) if spoken not in ("", lang) else ""


def _excerpt(lang: str, text: Text | str, most_unspaced: int, most: int) -> str:
    """Return the beginning of *text* without its Markdown marks: at most *most* characters.

    A language without spaces says as much in *most_unspaced*, and is cut between any two characters but not inside a
    number or a Latin word; others are cut between words.
    """
    spoken = (text.spoken(lang) or next(iter(text), lang)) if isinstance(text, Text) else lang
    phrases = read_phrases(spoken if spoken in LANGS else lang)
    plain = as_running_text(_MARKS.sub(" ", text[spoken] if isinstance(text, Text) else text))
    is_spaced = bool(phrases["format.space"])
    cut = plain[: most if is_spaced else most_unspaced]
    if cut != plain:
        cut = cut.rsplit(" ", 1)[0] if is_spaced else _LAST_PIECE.sub("", cut)
        cut = cut.rstrip("，。、；：,;: ") + phrases["format.ellipsis"]
    return _marked(lang, spoken, cut)


def _work_title(lang: str, text: str) -> Markup:
    """Return the title of a work, a Chinese one in the brackets of titles."""
    title = marked_name(lang, text)
    return Markup("《{}》").format(title) if spoken_in(text) == CHINESE else title


def _markdown_of(lang: str, text: Text) -> str:
    """Return *text* as HTML, where it is not in the language of the page marked as being in its own."""
    return _marked(lang, text.spoken(lang) or lang, _render_markdown(text[lang]), "div")


def _render_markdown(text: str) -> Markup:
    """Return the safe subset of Markdown as HTML; headings start below those of the page."""
    if not _MARKED.search(text):
        return Markup("<p>{}</p>\n").format(text)
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag in ("h1", "h2", "h3") else "h4"
    rendered = _markdown.renderer.render(tokens, _markdown.options, {})
    return Markup(clean_html(rendered))  # noqa: S704 - nothing but what the list lets through


def _time(machine: str, human: str) -> Markup:
    if not machine:
        return escape(human)
    return Markup('<time datetime="{}">{}</time>').format(machine, human)


def _deadline(lang: str, zone: ZoneInfo, day: date) -> Markup:
    """Return the end of *day* with hour and zone; a script adds the hour where the visitor is."""
    marked = Markup('<time datetime="{}" data-jb-until="{}">{}</time>')
    return marked.format(end_of(day, zone).isoformat(), day.isoformat(), formats.format_deadline(day, lang, zone))


def _machine_period(period: str | date) -> str:
    text = str(period)
    return "" if "Q" in text else text
