"""Charts drawn at build time: plain SVG without script, coloured by the style sheet, every bar with its number."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from site_builder.derive.figures.funnel import BreakdownRow, Month, Step
from site_builder.derive.figures.tiles import Tile
from site_builder.render.formats import format_number, format_percent

WIDTH = 420
"""All charts are as wide, in the units of their view box; the style sheet sets how large a unit is."""
SIZE = 14
SMALL = 12.5
_WIDE, _NARROW = 1.0, 0.56  # of the size of the type: Han characters, others
_LINE = 16
_GAP = 6


def funnel_chart(lang: str, key: str, title: str, steps: Sequence[Step], names: Mapping[str, str]) -> Markup:
    """Return the steps of a funnel as bars below one another, joined where one step leads to the next.

    Args:
        lang: how numbers are written.
        key: begins the ids of the chart; unique on its page.
        title: what the chart shows.
        steps: with their share of the step before, which is written on the way from one to the next.
        names: step -> what it is called.
    """
    gap, height = 22, 26
    label = round(max((width_of(names[step.name], SIZE) for step in steps), default=0)) + 12
    room = WIDTH - label - 56
    most = max((step.count for step in steps), default=0) or 1
    lengths = [_length(step.count, most, room) for step in steps]
    parts = []
    for place, (step, length) in enumerate(zip(steps, lengths, strict=True)):
        y = place * (height + gap)
        if place:
            ends = f"{label + lengths[place - 1]:.1f},{y - gap} {label + length:.1f},{y}"
            points = f"{label},{y - gap} {ends} {label},{y}"
            parts.append(Markup('<polygon class="jb-chart__flow" points="{}"/>').format(points))
        if step.share is not None:
            parts.append(
                _text(label + 6, y - gap / 2 + 4.5, f"↓ {format_percent(step.share, lang)}", "jb-chart__small")
            )
        parts.append(_text(label - 10, y + height / 2 + 5, names[step.name], "jb-chart__label jb-chart__end"))
        parts.append(_bar(label, y, length, height, step.name))
        parts.append(
            _text(label + length + 8, y + height / 2 + 5.5, format_number(step.count, lang), "jb-chart__number")
        )
    numbers = ((names[step.name], (step.count,)) for step in steps)
    return _svg(key, title, numbers, len(steps) * (height + gap) - gap + 2, parts)


def matrix_chart(
    lang: str, key: str, title: str, names: Mapping[str, str], rows: Sequence[BreakdownRow], labels: Sequence[str]
) -> Markup:
    """Return a bar in each cell of *rows* × *names* (tone -> heading), all on one scale."""
    height, tall = 18, 32
    label = min(max((width_of(name, SIZE) for name in labels), default=0) + 8, 92)
    width = (WIDTH - label) / len(names)
    most = max((count for row in rows for count in row.counts), default=0) or 1
    heads = [_wrapped(heading, width - 4, SMALL) for heading in names.values()]
    head = max(len(lines) for lines in heads) * _LINE + 6
    columns = [label + place * width for place in range(len(names))]
    parts = [
        _text(x, (n + 1) * _LINE - 3, line, "jb-chart__small")
        for x, lines in zip(columns, heads, strict=True)
        for n, line in enumerate(lines)
    ]
    for place, (row, name) in enumerate(zip(rows, labels, strict=True)):
        middle = head + place * tall + tall / 2
        parts.append(Markup('<path class="jb-chart__line" d="M0 {}H{}"/>').format(f"{middle - tall / 2:.1f}", WIDTH))
        lines = _wrapped(name, label - 8, SIZE)
        first = middle + 5 - (len(lines) - 1) * 7
        parts += [_text(0, first + n * 14, line, "jb-chart__label") for n, line in enumerate(lines)]
        for x, tone, count in zip(columns, names, row.counts, strict=True):
            length = _length(count, most, width - 28)
            parts.append(_bar(x, middle - height / 2, length, height, tone))
            classes = "jb-chart__number" if count else "jb-chart__small"
            parts.append(_text(x + length + 4, middle + 5, format_number(count, lang), classes))
    numbers = ((name, row.counts) for row, name in zip(rows, labels, strict=True))
    return _svg(key, title, numbers, head + len(rows) * tall, parts)


def months_chart(
    lang: str, key: str, title: str, names: Mapping[str, str], months: Sequence[Month], labels: Sequence[str]
) -> Markup:
    """Return a row of columns for each of *names* (tone -> heading), all on one scale, above one axis of *months*."""
    height, head = 52, 22
    width = WIDTH / max(len(months), 1)
    thick = min(width * 0.62, 44)
    most = max((count for month in months for count in month.counts), default=0) or 1
    middles = [(place + 0.5) * width for place in range(len(months))]
    parts = []
    floor = 0.0
    for place, (tone, name) in enumerate(names.items()):
        tallest = max((month.counts[place] for month in months), default=0)
        parts.append(_text(0, floor + head - 8, name, "jb-chart__label"))
        floor += head + _length(tallest, most, height) + 20
        for x, month in zip(middles, months, strict=True):
            count = month.counts[place]
            tall = _length(count, most, height)
            parts.append(_bar(x - thick / 2, floor - tall, thick, tall, tone))
            if count:
                parts.append(
                    _text(x, floor - tall - 5, format_number(count, lang), "jb-chart__number jb-chart__middle")
                )
        parts.append(Markup('<path class="jb-chart__line" d="M0 {}H{}"/>').format(f"{floor:.1f}", WIDTH))
        floor += 8
    every = max(1, -(-len(months) * 40 // WIDTH))
    parts += [
        _text(x, floor + 10, label, "jb-chart__small jb-chart__middle")
        for n, (x, label) in enumerate(zip(middles, labels, strict=True))
        if n % every == 0
    ]
    numbers = ((name, [month.counts[n] for month in months]) for n, name in enumerate(names.values()))
    return _svg(key, title, numbers, floor + 16, parts)


def tile_map(lang: str, key: str, title: str, tiles: Sequence[Tile], base: str) -> Markup:
    """Return the regions of *tiles* as squares side by side, the more needs the darker, each leading to its list.

    Args:
        lang: how names and numbers are written.
        key: begins the ids of the map; unique on its page.
        title: what the map shows.
        tiles: at least one.
        base: the way to the root of the language.
    """
    side = min(132.0, WIDTH / (1 + max(tile.column for tile in tiles)))
    height = (1 + max(tile.row for tile in tiles)) * side - _GAP
    return Markup(
        '<svg class="jb-chart" viewBox="0 0 {width} {height}" role="group" aria-labelledby="{key}-title">'
        '<title id="{key}-title">{title}</title>{parts}</svg>'
    ).format(
        width=WIDTH,
        height=f"{height:.0f}",
        key=key,
        title=title,
        parts=Markup().join(_tile(lang, tile, side, base) for tile in tiles),
    )


def _tile(lang: str, tile: Tile, side: float, base: str) -> Markup:
    x, y, region = tile.column * side, tile.row * side, tile.region
    square = Markup(
        '<rect class="jb-chart__tile" x="{0}" y="{1}" width="{2}" height="{2}" rx="6" fill-opacity="{3}"/>'
    )
    lines = _wrapped(region.code.name.preferring(lang), side - 24, SIZE)
    name = [_text(x + 10, y + 24 + n * _LINE, line, "jb-chart__label") for n, line in enumerate(lines)]
    count = _text(x + 10, y + side - _GAP - 14, format_number(region.needs, lang), "jb-chart__count")
    return Markup('<a href="{}regions/{}/" data-jb-count="{}">{}</a>').format(
        base,
        region.slug,
        region.needs,
        square.format(f"{x:.1f}", f"{y:.1f}", f"{side - _GAP:.1f}", f"{0.1 + 0.25 * tile.share:.2f}")
        + Markup().join([*name, count]),
    )


def _length(count: int, most: int, room: float) -> float:
    """Return the length of a bar; what is there at all can be seen."""
    return max(count / most * room, 2.0) if count else 0.0


def _bar(x: float, y: float, width: float, height: float, tone: str) -> Markup:
    if not width or not height:
        return Markup()
    return Markup('<rect class="jb-chart__bar jb-chart__bar--{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        tone, f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}"
    )


def _text(x: float, y: float, text: str, classes: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(classes, f"{x:.1f}", f"{y:.1f}", text)


def _svg(
    key: str, title: str, described: Iterable[tuple[str, Sequence[int]]], height: float, parts: Iterable[Markup]
) -> Markup:
    """Return the drawing with its title, and with all its numbers as description."""
    numbers = "; ".join(f"{name}: {', '.join(map(str, counts))}" for name, counts in described)
    return Markup(
        '<svg class="jb-chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{key}-title {key}-desc">'
        '<title id="{key}-title">{title}</title><desc id="{key}-desc">{numbers}</desc>{parts}</svg>'
    ).format(width=WIDTH, height=f"{height:.0f}", key=key, title=title, numbers=numbers, parts=Markup().join(parts))


def width_of(text: str, size: float) -> float:
    """Return about how wide *text* is when set in *size*."""
    return size * sum(_WIDE if unicodedata.east_asian_width(char) in "WF" else _NARROW for char in text)


def _wrapped(text: str, room: float, size: float) -> list[str]:
    """Return *text* in lines that fit *room*, broken at spaces; a word that is too long stands alone."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width_of(f"{lines[-1]} {word}", size) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines
