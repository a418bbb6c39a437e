"""News: a summary with its source, pictures only with rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model import Catalogue, Record
from site_builder.problems import Problem


def check_news(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each piece of third-party news without source, or with a picture that is not licensed (72)."""
    for news in catalogue.all("news"):
        if news["licence"] != "own" and not _has_source(news):
            yield Problem(news.path, 0, "source-not-given", "source")
        if news["licence"] == "quoted_summary" and "image" in news:
            yield Problem(news.path, 0, "image-not-licensed", "image")


def _has_source(news: Record) -> bool:
    if "source" not in news:
        return False
    source = news["source"]
    return bool(source["url"] or (source["title"] and (source["outlet"] or "outlet" in news)))
