"""News: what others wrote names its source."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.problems import Problem
from site_builder.records import News
from site_builder.validate.registry import Around, record_rule


@record_rule("news")
def check_news(news: News, around: Around) -> Iterator[Problem]:
    """Yield a piece of third-party news without source (72)."""
    if news.licence != "own" and not _has_source(news):
        yield Problem(news.path, 0, "source-not-given", "source")


def _has_source(news: News) -> bool:
    source = news.source
    return source is not None and bool(source.url or (source.title and (source.outlet or "outlet" in news)))
