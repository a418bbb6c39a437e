"""The site map names the pages of what is real, in every language, and none of the examples."""

from __future__ import annotations

import re
from types import SimpleNamespace

from site_builder.publish.extras import SITE_MAP, extra_file


def test_the_site_map_names_no_example() -> None:
    pages = [
        f"{lang}/{path}index.html"
        for lang in ("zh", "en")
        for path in ("", "needs/cic2021-31-0001/", "example/", "example/needs/demo-31-0001/")
    ]
    settings = SimpleNamespace(site_url="https://challenge.example.org")
    found = re.findall("<loc>(.*?)</loc>", extra_file(SITE_MAP, settings, pages).decode())  # type: ignore[arg-type]

    assert found == [
        f"https://challenge.example.org/{lang}/{path}"
        for lang in ("en", "zh")
        for path in ("", "needs/cic2021-31-0001/")
    ]
