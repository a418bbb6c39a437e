"""The language to answer in: as asked, else the first of the browser's that the site has."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from forms.web.preferred import preferred


def request(accepted: str | None, query: str = "") -> Request:
    headers = [] if accepted is None else [(b"accept-language", accepted.encode())]
    return Request({"type": "http", "headers": headers, "query_string": query.encode()})


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("EN-gb", "en"),
        ("de-DE,zh;q=0.5,en;q=0.3", "zh"),
        ("zha,en", "en"),
        ("de", "en"),
        ("", "en"),
        (None, "zh"),
    ],
)
def test_a_browser_gets_its_first_language_that_the_site_has(accepted: str | None, lang: str) -> None:
    assert preferred(request(accepted)) == lang


@pytest.mark.parametrize(
    ("asked", "query", "lang"),
    [("en", "language=zh", "en"), ("", "language=en", "en"), ("xx", "language=../x", "zh")],
)
def test_what_is_asked_for_comes_first_where_the_site_has_it(asked: str, query: str, lang: str) -> None:
    assert preferred(request("zh", query), asked) == lang
