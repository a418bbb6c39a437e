"""No key, no token and nothing of the service's settings reaches the repository or the site unnoticed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from site_builder.publish.build import build_site
from site_builder.publish.leak import check_output
from site_builder.publish.secrets import settings_in
from site_builder.validate.repository import check_repository
from site_builder.validate.texts.private_data import find_private, may_hold_private
from tests.repositories import TODAY
from tests.service import SETTINGS

SECRET = "v3ry-long-and-secret"  # noqa: S105 - made up
KEYS = [
    "AGE-SECRET-KEY-1" + "Q" * 58,
    "age-secret-key-1" + "q" * 58,
    "AGE-PLUGIN-YUBIKEY-1" + "Q" * 30,
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----",
    "ghp_" + "a1" * 18,
    "github_pat_" + "a1" * 30,
    "glpat-" + "a1" * 10,
    "xoxb-" + "1a" * 10,
    "AKIA" + "A1" * 8,
    "eyJ" + "a" * 20 + ".eyJ" + "b" * 20 + "." + "c" * 20,
]
NO_KEYS = ["age1" + "q" * 58, "-----BEGIN PUBLIC KEY-----", "ghp_short", "a private key", "a" * 64, "AKIA and ASIA"]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key[:24])
def test_a_key_is_found_and_not_repeated(key: str) -> None:
    (found,) = find_private(f"见 {key} 。")

    assert found[0] == "private-key"
    assert found[1].strip("*") == key.removesuffix("-----").removesuffix(" BLOCK")[-2:]
    assert may_hold_private(key)


@pytest.mark.parametrize("text", NO_KEYS)
def test_what_is_no_key_is_left_alone(text: str) -> None:
    assert list(find_private(text)) == []


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key[:24])
def test_a_key_on_a_page_of_the_site_is_found_though_tags_cut_it(key: str) -> None:
    page = f"<p>{key[:6]}<b>{key[6:12]}</b>{key[12:]}</p>"

    assert [problem.code for problem in check_output("zh/index.html", page, ())] == ["private-key"]


@pytest.mark.parametrize("place", ["content/pages/zh/about.md", "content/policies/notice-2026.yml"])
def test_a_key_in_a_page_or_in_the_comment_of_a_record_is_a_problem(place: str, base: Path) -> None:
    for path in (place, "content/pages/zh/about.md", "content/pages/en/about.md"):
        (base / path).parent.mkdir(parents=True, exist_ok=True)
        (base / path).touch()
    with (base / place).open("a", encoding="utf-8") as file:
        file.write(f"\n# {KEYS[0]}\n")

    found = {(problem.path, problem.code) for problem in check_repository(base, TODAY).problems}

    assert (place, "private-key") in found


def test_whatever_the_environment_gives_the_service_is_secret_but_what_is_known_to_be_open() -> None:
    environment = {
        "JIEBANG_HOST_TOKEN": SECRET,
        "JIEBANG_SMTP_URL": f"smtps://desk:{SECRET}2@mail.example.org",
        "JIEBANG_SOME_LATER_SETTING": f"{SECRET}3",
        "JIEBANG_MAIL_FROM": "desk@challenge.example.org",
        "JIEBANG_PRIVATE": "/srv/private-folder",
        "JIEBANG_OIDC_CLIENT_SECRET": "short",
        "PATH": "/usr/local/bin:/usr/bin",
    }

    known = settings_in(environment)

    assert set(known) == {SECRET, f"smtps://desk:{SECRET}2@mail.example.org", f"{SECRET}2", f"{SECRET}3"}


@pytest.mark.parametrize("place", ["mkdocs.yml", "content/pages/zh/about.md", "needs/cic2026/cic2026-31-0001.yml"])
def test_a_token_of_the_service_in_the_repository_stops_the_build(
    place: str, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (base / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    for lang in ("zh", "en"):
        page = base / f"content/pages/{lang}/about.md"
        page.parent.mkdir(parents=True)
        page.write_text("# About\n", encoding="utf-8")
    with (base / place).open("a", encoding="utf-8") as file:
        file.write(f"\n# {SECRET}\n")
    monkeypatch.setenv("JIEBANG_HOST_TOKEN", SECRET)

    built = build_site(base, date(2026, 11, 21), with_search=False, is_preview=True, say=lambda key: None)

    assert {(problem.path, problem.code) for problem in built.problems if problem.path == place} == {
        (place, "leak-setting")
    }
    assert SECRET not in str(built.problems)
    assert not (base / "site").exists()
