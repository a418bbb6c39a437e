"""Every file of the repository is claimed: by a type of record, as a page, or as a picture that is one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from site_builder.validate.repository import check_repository
from tests.repositories import TODAY, commit

PAGE = "# About\n"


def picture(kind: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (2, 2)).save(written, kind)
    return written.getvalue()


def codes(root: Path) -> dict[str, str]:
    return {problem.path: problem.code for problem in check_repository(root, TODAY).problems}


def write(root: Path, path: str, content: bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("content/pages/zh/app.html", b"<script>alert(1)</script>"),
        ("content/pages/zh/app.js", b"alert(1)"),
        ("content/pages/zh/map.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("content/pages/zh/photo.png", b"<script>alert(1)</script>"),
        ("content/pages/zh/photo.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
        ("content/pages/zh/photo.jpg", picture("PNG")),
        ("content/pages/zh/.htaccess", b"Options +Indexes"),
        ("content/pages/zh/sub/.well-known/x.md", PAGE.encode()),
        ("content/pages/zh/page.markdown", PAGE.encode()),
        ("content/pages/zh/sheet.css", b"@import '//evil.example'"),
        ("content/pages/about.md", PAGE.encode()),
        ("content/pages/fr/about.md", PAGE.encode()),
        ("content/pages/zh/manifest", b""),
    ],
)
def test_what_is_neither_page_nor_picture_is_a_problem(path: str, content: bytes, base: Path) -> None:
    write(base, path, content)
    write(base, path.replace("/zh/", "/en/"), content)

    assert codes(base) == dict.fromkeys({path, path.replace("/zh/", "/en/")}, "not-a-page")


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.webp", "WEBP"), ("a.gif", "GIF")]
)
def test_pages_and_pictures_of_the_known_kinds_are_none(name: str, kind: str, base: Path) -> None:
    for lang in ("zh", "en"):
        write(base, f"content/pages/{lang}/about.md", f"---\ntitle: About\n---\n{PAGE}".encode())
        write(base, f"content/pages/{lang}/images/{name}", picture(kind))

    assert codes(base) == {}


@pytest.mark.parametrize(
    ("head", "line", "code"),
    [
        ("template: redirect.html", 2, "unknown-field"),
        ("title: A\nhide: [toc]", 3, "unknown-field"),
        ("title: [A]", 2, "not-one-value"),
        ("title: !!python/name:os.system", 2, "tag-used"),
        ("title: A <b>", 1, "markup-in-text"),
    ],
)
def test_the_head_of_a_page_holds_a_title_and_a_description(head: str, line: int, code: str, base: Path) -> None:
    for lang in ("zh", "en"):
        write(base, f"content/pages/{lang}/about.md", f"---\n{head}\n---\n{PAGE}".encode())

    found = check_repository(base, TODAY).problems

    assert {(problem.line, problem.code) for problem in found} == {(line, code)}
    assert len(found) == 2


@pytest.mark.parametrize(
    "path", ["needs/run.sh", "needs/cic2026/x.html", "content/x.svg", "content/organizations/a.png"]
)
def test_a_file_that_no_type_of_record_claims_is_a_problem(path: str, base: Path) -> None:
    write(base, path, b"x")

    assert codes(base) == {path: "no-record-type"}


@pytest.mark.parametrize(
    "path", ["site/zh/index.html", ".cache/theme/digest", ".venv/bin/jiebang", "var/inbox.git/HEAD"]
)
def test_nothing_that_git_tracks_lies_where_the_program_keeps_its_own_things(path: str, base: Path) -> None:
    write(base, path, b"planted")
    commit(base, "planted")

    assert codes(base) == {path: "tracked-by-git"}


def test_what_git_does_not_track_may_lie_there(base: Path) -> None:
    write(base, ".gitignore", b"site/\n")
    commit(base, "base")
    write(base, "site/zh/index.html", b"built")

    assert codes(base) == {}
