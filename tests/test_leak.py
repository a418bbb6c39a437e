"""What the leak check finds however it is written, and what it leaves alone."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from site_builder.publish import cache as cache_of
from site_builder.publish.files import SiteFiles
from site_builder.publish.leak import check_output, readings_of
from site_builder.publish.secrets import Secrets
from site_builder.publish.settings import SettingsError, read_settings
from site_builder.validate.private_data import find_private
from tests.site import build, copy_repository
from tests.test_build import change, write_log

MOBILE = "138" + "1234" + "5678"  # put together, so that no text of the repository holds one
MAIL = "zhang" + "@" + "example.com"


@pytest.mark.parametrize(
    "page",
    [
        f"<p>电话 {MOBILE}</p>",
        f"<p>{MOBILE[:2]}<strong>{MOBILE[2:5]}</strong>{MOBILE[5:]}</p>",
        f"<p>{MOBILE[:3]}&#{ord(MOBILE[3])};{MOBILE[4:]}</p>",
        f"<!-- {MOBILE} -->",
        f'<a href="tel:{MOBILE}">call</a>',
        f'<a title="{MOBILE}">x</a>',
        f"<p>{MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}</p>",
        f"<p>{MOBILE[:3]}–{MOBILE[3:7]}–{MOBILE[7:]}</p>",
        f"<p>{MOBILE[:3]}.{MOBILE[3:7]}.{MOBILE[7:]}</p>",
        f"<p>{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}</p>",
        f"<p>{MOBILE[:5]}\u00ad{MOBILE[5:]}</p>",
        "<p>" + "".join(chr(ord(digit) + 0xFEE0) for digit in MOBILE) + "</p>",
    ],
)
def test_a_mobile_number_is_found_however_it_is_written(page: str) -> None:
    assert {problem.code for problem in check_output("p", page, ())} == {"private-mobile"}


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{MAIL}</p>",
        f"<p>{MAIL.replace('@', '＠')}</p>",
        f"<p>{MAIL.replace('@', '﹫')}</p>",
        f"<p>{MAIL.replace('@', ' @ ')}</p>",
        f"<p>{MAIL.replace('@', ' [at] ')}</p>",
        f"<p>{MAIL[:9]}<strong>{MAIL[9:12]}</strong>{MAIL[12:]}</p>",
        f'<a href="mailto:{MAIL}">写信</a>',
        f'<a href="mailto:{MAIL.replace("@", "%40")}">写信</a>',
        f'<a href="mailto:{MAIL.replace("@", "&#64;")}">写信</a>',
        f"<!-- {MAIL} -->",
    ],
)
def test_an_address_is_found_however_it_is_written(page: str) -> None:
    assert {problem.code for problem in check_output("p", page, ())} == {"private-email"}


@pytest.mark.parametrize(
    "page",
    [
        "<p>2026-11-25 至 2027-03-31</p>",
        "<p>sha256 " + "1381234567" * 6 + "abcd</p>",
        "<dd>138</dd><dd>12345678</dd>",
        "<p>合同金额 13800000000 元</p>",
        "<p>0.13812345678 mm</p>",
        '<svg viewBox="0 0 100 8"><rect width="13.812345678"/></svg>',
        "<p>@media print 与 4.7 万千瓦时</p>",
    ],
)
def test_dates_digests_and_figures_are_left_alone(page: str) -> None:
    assert list(check_output("p", page, ())) == []


def test_a_message_does_not_repeat_what_leaked() -> None:
    [problem] = check_output("p", f"<p>{MOBILE}</p>", ())

    assert problem.facts == {"found": "*********78", "field": "p"}


def test_a_contact_that_a_notice_disclosed_may_stand() -> None:
    assert list(check_output("p", f"<p>{MOBILE}</p>", (), allowed=[MOBILE])) == []


def test_a_name_cut_by_a_tag_is_found() -> None:
    page = "<p>蓝鲸<strong>环保</strong>有限公司</p>"

    assert [problem.code for problem in check_output("p", page, ["蓝鲸环保"])] == ["leak-owner-name"]


def test_every_reading_of_a_page_is_told() -> None:
    assert "甲乙" in readings_of("<p>甲<b>乙</b></p>")
    assert "丙" in readings_of("<!-- 丙 -->")
    assert "丁@" in readings_of('<a href="x?%E4%B8%81%40">y</a>')


def test_a_number_in_a_comment_of_a_record_is_a_problem(tmp_path: Path) -> None:
    root = copy_repository(tmp_path / "repository")
    record = root / "content/organizations/siemens.yml"
    record.write_text(record.read_text(encoding="utf-8") + f"# {MOBILE}\n", encoding="utf-8")

    found = [(problem.path, problem.code) for problem in build(root).problems]

    assert found == [("content/organizations/siemens.yml", "private-mobile")]


def test_an_organisation_on_record_may_own_one_need_openly_and_another_anonymously(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_repository(tmp_path / "repository")
    private = tmp_path / "private/needs/demo/demo-31-0001.yml"
    private.parent.mkdir(parents=True)
    private.write_text("owner: demo-jinji-energy\n", encoding="utf-8")
    monkeypatch.setenv("JIEBANG_PRIVATE", str(tmp_path / "private"))

    assert build(root).problems == ()

    change(root / "needs/demo/demo-31-0001.yml", "城镇支浜", "示例金鸡湖新能源集团有限公司的城镇支浜")
    write_log(root)
    assert {problem.code for problem in build(root).problems} == {"owner-named-in-text"}


def test_a_contact_withdrawn_from_an_edition_is_no_longer_allowed_elsewhere(tmp_path: Path) -> None:
    root = copy_repository(tmp_path / "repository")
    edition = root / "content/editions/demo/edition.yml"
    text = edition.read_text(encoding="utf-8")
    contact = f'contacts:\n  - phone: "{MOBILE}"\n    public_by_notice: true\n'
    edition.write_text(text + contact, encoding="utf-8")
    assert build(root).problems == ()

    edition.write_text(text + contact.replace("true", "false"), encoding="utf-8")

    assert build(root).problems != ()


def test_secrets_of_one_need_do_not_spread_to_other_pages() -> None:
    secrets = Secrets(("甲",), {"x-31-0001": ("乙",)})

    assert secrets.on_page("needs/x-31-0001/") == ("甲", "乙")
    assert secrets.on_page("needs/x-31-0002/") == ("甲",)
    assert secrets.on_page("organizations/x/") == ("甲",)


def test_a_planted_cache_runs_nothing(tmp_path: Path) -> None:
    class Attack:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path(tmp_path / "ran").touch, ())  # type: ignore[return-value]

    (tmp_path / "records.pickle").write_bytes(pickle.dumps((cache_of._key(tmp_path), Attack())))

    assert cache_of.read_known_records(tmp_path, tmp_path) == {}
    assert not (tmp_path / "ran").exists()


def test_a_planted_manifest_removes_nothing_outside_the_site(tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("stays", encoding="utf-8")
    cache = tmp_path / ".cache"
    cache.mkdir()
    (cache / "manifest.json").write_text(json.dumps({"../victim.txt": "x", "/etc/hosts": "x", "zh/a": "x"}))

    files = SiteFiles.open(tmp_path / "site", cache)

    assert files.known == {"zh/a": "x"}
    files.begin()
    assert files.finish() == 1
    assert victim.read_text(encoding="utf-8") == "stays"


@pytest.mark.parametrize("text", ["site_name: [", "extra: {jiebang: 3}\nsite_name: x", "extra: 3\nsite_name: x"])
def test_settings_that_cannot_be_used_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError):
        read_settings(tmp_path)


def test_settings_may_hold_what_any_mkdocs_project_holds(tmp_path: Path) -> None:
    text = "site_name: x\nextra:\nmarkdown_extensions:\n  - pymdownx.emoji:\n      f: !!python/name:re.compile\n"
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")

    assert read_settings(tmp_path).name.zh == "x"


def test_find_private_says_each_kind() -> None:
    assert [code for code, _ in find_private(f"{MAIL} {MOBILE}")] == ["private-email", "private-mobile"]
