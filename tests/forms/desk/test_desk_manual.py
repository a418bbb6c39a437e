"""The manual at the desk: in the language of the reader, all its links lead somewhere, and it tells nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from forms.desk.manual import MANUAL, PATH
from tests.desks import Desk, new_site_case, open_desk

pytestmark = pytest.mark.slow

NAMES = sorted(file.stem for file in (MANUAL / "en").glob("*.md"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("desk")
    with open_desk(new_site_case(folder)) as made:
        yield made


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_shown_and_what_it_links_to_is_there(lang: str, name: str, desk: Desk) -> None:
    client = desk.browser()
    page = client.get(f"{PATH}/{name}?language={lang}").text
    title = (MANUAL / lang / f"{name}.md").read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    article = re.search(r"<article.*?</article>", page, re.DOTALL)
    assert article
    links = {link for link in re.findall(r'href="([^"]+)"', article[0]) if "://" not in link}

    assert f'<html lang="{lang}">' in page and f">{title}</h1>" in page
    assert "<!--" not in article[0] and "&lt;!--" not in article[0]
    for link in links:
        path, _, anchor = link.partition("#")
        target = client.get(path) if path else None
        assert target is None or target.status_code == 200, link
        assert not anchor or f'id="{unquote(anchor)}"' in (target.text if target else page), link


def test_it_is_linked_on_every_page_of_the_desk_and_needs_no_account(desk: Desk) -> None:
    for client, at in ((desk.browser(), "/desk/sign-in"), (desk.signed_in("expert"), "/desk")):
        assert f'href="{PATH}"' in client.get(at).text
        assert client.get(PATH, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("path", ["nothing", "..%2f..%2fREADME", "online/nothing", "online/..%2fen%2fsetup.md"])
def test_what_is_no_page_of_it_is_not_there(path: str, desk: Desk) -> None:
    assert desk.browser().get(f"{PATH}/{path}").status_code == 404
