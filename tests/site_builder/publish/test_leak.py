"""What the leak check finds however it is written, and what it leaves alone."""

from __future__ import annotations

import functools
import json
import pickle
from pathlib import Path

import pytest

from site_builder.model import Catalogue
from site_builder.publish import cache as cache_of
from site_builder.publish.files import SiteFiles
from site_builder.publish.leak import check_output, check_sources, readings_of
from site_builder.publish.secrets import Secrets, read_secrets
from site_builder.publish.settings import SettingsError, read_settings
from site_builder.records import TechnologyManager
from site_builder.validate.private.private import read_private
from site_builder.validate.repository import check_repository
from site_builder.validate.texts.private_data import find_private
from tests.repositories import update_log
from tests.site import DAY, REPOSITORY, build, built_once, change, copy_built, copy_built_repository, copy_repository

pytestmark = pytest.mark.slow

MOBILE = "138" + "1234" + "5678"  # put together, so that no text of the repository holds one
MAIL = "zhang" + "@" + "example.com"


@functools.cache
def catalogue() -> Catalogue:
    """Return the records of this repository."""
    return check_repository(REPOSITORY, DAY).catalogue


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
    root = copy_built_repository(tmp_path / "repository")
    record = root / "content/organizations/siemens.yml"
    record.write_text(record.read_text(encoding="utf-8") + f"# {MOBILE}\n", encoding="utf-8")

    found = [(problem.path, problem.code) for problem in build(root).problems]

    assert found == [("content/organizations/siemens.yml", "private-mobile")]


def test_an_organisation_on_record_may_own_one_need_openly_and_another_anonymously(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_built_repository(tmp_path / "repository")
    private = tmp_path / "private/needs/demo/demo-31-0001.yml"
    private.parent.mkdir(parents=True)
    private.write_text("owner: demo-jinji-energy\n", encoding="utf-8")
    monkeypatch.setenv("JIEBANG_PRIVATE", str(tmp_path / "private"))

    assert build(root).problems == ()

    change(root / "needs/demo/demo-31-0001.yml", "城镇支浜", "示例金鸡湖新能源集团有限公司的城镇支浜")
    update_log(root)
    assert {problem.code for problem in build(root).problems} == {"owner-named-in-text"}


@pytest.mark.parametrize("record", ["contests/demo/ct-demo-31-0009", "dockings/demo/dk-demo-31-0009-01"])
def test_an_anonymous_owner_may_not_stand_in_what_came_of_the_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: str
) -> None:
    root = copy_repository(tmp_path / "repository")
    private = tmp_path / "private/needs/demo/demo-31-0009.yml"
    private.parent.mkdir(parents=True)
    private.write_text("owner: demo-jinji-energy\n", encoding="utf-8")
    monkeypatch.setenv("JIEBANG_PRIVATE", str(tmp_path / "private"))
    file = root / f"content/{record}.yml"
    file.write_text(f"{file.read_text(encoding='utf-8')}# 示例金鸡湖新能源集团有限公司\n", encoding="utf-8")
    found = check_sources(root, catalogue(), read_secrets(catalogue()))

    assert [(one.path, one.code) for one in found] == [(f"content/{record}.yml", "leak-owner-name")]


def test_a_contact_withdrawn_from_an_edition_is_no_longer_allowed_elsewhere(tmp_path: Path) -> None:
    root = copy_built_repository(tmp_path / "repository")
    edition = root / "content/editions/demo/edition.yml"
    text = edition.read_text(encoding="utf-8")
    contact = f'contacts:\n  - phone: "{MOBILE}"\n    public_by_notice: true\n'
    edition.write_text(text + contact, encoding="utf-8")
    assert build(root).problems == ()

    edition.write_text(text + contact.replace("true", "false"), encoding="utf-8")

    assert build(root).problems != ()


def test_secrets_of_one_need_do_not_spread_to_other_pages() -> None:
    secrets = Secrets(("甲",), {("need", "x-31-0001"): ("乙",), ("docking", "dk-x-31-0001-01"): ("乙",)})

    assert secrets.on_page("needs/x-31-0001/") == ("甲", "乙")
    assert secrets.on_page("dockings/dk-x-31-0001-01/") == ("甲", "乙")
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


def test_find_private_says_each_kind() -> None:
    assert [code for code, _ in find_private(f"{MAIL} {MOBILE}")] == ["private-email", "private-mobile"]


PANEL = (
    "id: ct-demo-32-0002\nedition: demo\njurors:\n"
    "  - {code: juror-1, name: 柏照晚, employer: 示例夜航学会}\n"
    "  - {code: juror-2, name: 褚听潮, organization: demo-puhui-transfer}\n"
)
REMARK = "盲测数据少了一个工况，请补齐再议。"
SHEET = (
    "id: juror-1\nedition: demo\ncontest: ct-demo-32-0002\n"
    f"rubric_digest: sha256:{'0' * 64}\nscored_on: 2026-10-20\n"
    "scores:\n  - {solution: demo-32-0002-p01, criterion: fit, value: 8}\n"
    f"comments:\n  - solution: demo-32-0002-p01\n    text: {REMARK}\n"
)
HIDDEN = "demo-32-0002-p02"  # a solution whose solver did not agree to be shown
ON_RECORD = "demo-32-0002-p04"


def built_sealed(private: Path) -> Path:
    """Return a copy of the repository built while *private*, the same in each test, was known; not to be changed."""
    return built_once("sealed", copy_built_repository, private=private)


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the repository, beside a private folder with a panel, a sheet and two hidden solvers."""
    files = {
        "content/panels/demo/ct-demo-32-0002.yml": PANEL,
        "content/sheets/demo/ct-demo-32-0002/juror-1.yml": SHEET,
        f"content/solutions/demo/{HIDDEN}.yml": f"id: {HIDDEN}\nedition: demo\nsolver: 岩松声学实验室\n",
        f"content/solutions/demo/{ON_RECORD}.yml": f"id: {ON_RECORD}\nedition: demo\nsolver: demo-gusu-lightwave\n",
    }
    for path, text in files.items():
        file = tmp_path / "sealed" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("JIEBANG_PRIVATE", str(tmp_path / "sealed"))
    return copy_built(built_sealed(tmp_path / "sealed"), tmp_path / "repository")


def test_what_the_private_folder_knows_of_contests_is_looked_for(sealed: Path) -> None:
    secrets = read_secrets(catalogue())

    assert secrets.sealed == ("岩松声学实验室", "柏照晚", REMARK, "示例夜航学会", "褚听潮")
    assert secrets.solvers["solution", ON_RECORD][0] == "示例姑苏光谱技术有限公司"
    assert secrets.solvers.get(("solution", HIDDEN), ()) == ()


def test_where_nothing_leaks_the_site_is_built(sealed: Path, tmp_path: Path) -> None:
    without = copy_built_repository(tmp_path / "without")  # built while nothing private was known: all is looked at

    built = build(without)

    assert (built.problems, built.content is not None) == ((), True)


def with_news(root: Path, said: str) -> str:
    """Write a news record with *said* in a comment into *root*, and return its path."""
    record = "content/news/demo-news-sealed.yml"
    news = next((root / "content/news").glob("*.yml"))
    (root / record).write_text(f"{news.read_text(encoding='utf-8')}# {said}\n", encoding="utf-8")
    change(root / record, f"id: {news.stem}", "id: demo-news-sealed")
    return record


@pytest.mark.parametrize("secret", ["柏照晚", "示例夜航学会", "岩松声学实验室", REMARK])
def test_a_juror_a_hidden_solver_or_a_comment_is_found_in_a_record(sealed: Path, secret: str) -> None:
    record = with_news(sealed, secret)

    found = list(check_sources(sealed, catalogue(), read_secrets(catalogue())))

    assert [(one.path, one.code) for one in found] == [(record, "leak-sealed")]
    assert secret not in str(found)


def test_what_is_sealed_in_a_record_stops_the_build(sealed: Path) -> None:
    record = with_news(sealed, REMARK)

    found = build(sealed).problems

    assert (record, "leak-sealed") in {(one.path, one.code) for one in found}
    assert REMARK not in str(found)


def test_a_juror_on_a_page_stops_the_build(sealed: Path) -> None:
    for lang in ("zh", "en"):
        with (sealed / f"content/pages/{lang}/about.md").open("a", encoding="utf-8") as page:
            page.write("\n评委：柏照晚\n")

    assert {problem.code for problem in build(sealed).problems} == {"leak-sealed"}
    assert "柏照晚" not in (sealed / "site/zh/about/index.html").read_text(encoding="utf-8")


def test_a_hidden_solver_on_record_may_stand_elsewhere_but_not_in_its_solution(sealed: Path) -> None:
    file = sealed / f"content/solutions/demo/{ON_RECORD}.yml"
    file.write_text(f"{file.read_text(encoding='utf-8')}# 示例姑苏光谱技术有限公司\n", encoding="utf-8")
    update_log(sealed)

    assert [(one.path, one.code) for one in build(sealed).problems] == [
        (f"content/solutions/demo/{ON_RECORD}.yml", "leak-sealed")
    ]


def test_a_manager_who_agreed_to_be_named_may_sit_on_a_panel(sealed: Path, tmp_path: Path) -> None:
    manager = next(one for one in catalogue().all(TechnologyManager) if one["public_consent"])
    change(tmp_path / "sealed/content/panels/demo/ct-demo-32-0002.yml", "柏照晚", manager["name"]["zh"])

    assert manager["name"]["zh"] not in read_secrets(catalogue()).sealed


def test_a_sheet_in_the_public_tree_is_refused(sealed: Path) -> None:
    file = sealed / "content/sheets/demo/ct-demo-32-0002/juror-1.yml"
    file.parent.mkdir(parents=True)
    file.write_text(SHEET, encoding="utf-8")

    found = build(sealed).problems

    assert [(one.path, one.code) for one in found] == [(file.relative_to(sealed).as_posix(), "sealed-record")]


def test_a_private_file_that_cannot_be_read_is_not_passed_over(sealed: Path, tmp_path: Path) -> None:
    (tmp_path / "sealed/content/panels/demo/ct-demo-32-0002.yml").write_text("jurors: [柏照晚", encoding="utf-8")

    found = build(sealed).problems

    assert [(one.path, one.code) for one in found] == [
        ("$JIEBANG_PRIVATE/content/panels/demo/ct-demo-32-0002.yml", "yaml-comma-missing")
    ]
    assert "柏照晚" not in str(found)


@pytest.mark.parametrize(
    "written",
    [
        "    柏照晚: x\n",
        "    柏照晚: x\n    柏照晚: y\n",
        "    name: *柏照晚\n",
        "    name: !柏照晚 x\n",
        "   name: 柏照晚: x\n",
        "    name: <b>柏照晚\n",
    ],
)
def test_nothing_that_stands_in_a_private_file_is_repeated(sealed: Path, tmp_path: Path, written: str) -> None:
    panel = f"id: ct-demo-32-0002\nedition: demo\njurors:\n  - code: juror-1\n{written}"
    (tmp_path / "sealed/content/panels/demo/ct-demo-32-0002.yml").write_text(panel, encoding="utf-8")

    found = read_private(tmp_path / "sealed", catalogue()).problems

    assert found
    assert "柏照晚" not in "".join(f"{one}{one.where}{dict(one.facts)}" for one in found)


@pytest.mark.parametrize("written", ["柏 照 晚", "柏照　晚", "（柏照）晚", "柏\u200b照晚"])
def test_a_name_is_found_however_it_is_spaced_or_bracketed(written: str) -> None:
    assert [one.code for one in check_output("p", f"<p>评委{written}</p>", (), sealed=["柏照晚"])] == ["leak-sealed"]


def test_a_hidden_solver_may_not_stand_in_its_contest_either(sealed: Path) -> None:
    file = sealed / "content/contests/demo/ct-demo-32-0002.yml"
    file.write_text(f"{file.read_text(encoding='utf-8')}# 示例姑苏光谱技术有限公司\n", encoding="utf-8")
    update_log(sealed)

    assert [(one.path, one.code) for one in build(sealed).problems] == [
        ("content/contests/demo/ct-demo-32-0002.yml", "leak-sealed")
    ]


def test_nothing_of_the_demo_panels_and_sheets_is_in_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIEBANG_PRIVATE", str(REPOSITORY / "tests/private"))
    root = copy_built_repository(tmp_path / "repository")
    secrets = read_secrets(catalogue())

    assert len(secrets.sealed) > 60
    assert build(root).problems == ()
