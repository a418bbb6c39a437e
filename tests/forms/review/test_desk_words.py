"""What the desk says: labels and names instead of keys and codes, what is still wrong before it is approved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from httpx import Client
from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from forms.desk.answers import TEMPLATES, _environment
from forms.desk.views import DeskPage
from forms.inbox.layout import RECORD
from forms.model import Submission, Tree
from forms.review.actions import Decision
from forms.review.checks import PASS, all_checks
from forms.review.privacy import warnings_of
from site_builder.model import SHANGHAI
from site_builder.records import Organization
from tests.desks import (
    ORGANIZER,
    Desk,
    DeskCase,
    decided,
    field,
    need,
    need_tree,
    new_site_case,
    open_desk,
    send,
    sign_in,
)

pytestmark = pytest.mark.slow


def without(tree: Tree, *names: str) -> Tree:
    return {name: value for name, value in tree.items() if name not in names}


def in_chinese(tree: Tree) -> Tree:
    title = tree["title"]
    assert isinstance(title, dict)
    return {**tree, "title": {"zh": title["zh"]}}


def opened_case(folder: Path, submission: Submission) -> DeskCase:
    case = new_site_case(folder, submission)
    decided(case, ORGANIZER, Decision("start_review"))
    decided(case, ORGANIZER, Decision("check", checks=dict.fromkeys(all_checks("need"), PASS)))
    return case


def posted(client: Client, case: DeskCase, path: str, identity: str) -> str:
    page = client.get(f"/desk/s/{case.receipt}").text
    return client.post(
        f"/desk/s/{case.receipt}/{path}",
        data={"csrf": field(page, "csrf"), "tip": case.entry.tip},
        files={"identity": ("key.txt", identity.encode())},
    ).text


@pytest.fixture
def unnamed(tmp_path: Path) -> DeskCase:
    tree = without(need_tree(), "owner", "owner_label")
    return opened_case(tmp_path, need({**tree, "owner_disclosure": "named"}))


@pytest.fixture
def desk(unnamed: DeskCase) -> Iterator[Desk]:
    with open_desk(unnamed) as made:
        yield made


def test_a_named_need_gets_its_name_at_the_desk(unnamed: DeskCase, desk: Desk) -> None:
    client = desk.signed_in("organizer")
    page = posted(client, unnamed, "edit/open", unnamed.opened.identity)

    assert 'name="v:owner"' in page
    assert field(page, "t:owner_label.zh") == "清河水务有限公司"
    names = {"t:owner_label.zh": "清河水务有限公司", "t:owner_label.en": "Qinghe Water Ltd."}
    assert send(client, unnamed, "edit", **names, **{"translation.en": "machine"}).status_code == 303
    assert unnamed.entry.public["owner_label"] == {"zh": "清河水务有限公司", "en": "Qinghe Water Ltd."}


def test_an_organisation_that_is_known_is_chosen_by_its_name(tmp_path: Path) -> None:
    tree = without(need_tree(), "owner", "owner_label")
    case = opened_case(tmp_path, need({**tree, "owner_disclosure": "named"}))
    with open_desk(case) as desk:
        known = next(iter(desk.office.site.on(desk.office.today()).context.catalogue.all(Organization)))
        client = desk.signed_in("organizer")
        page = client.get(f"/desk/s/{case.receipt}/edit").text

        assert f'<option value="{known.id}">' in page
        assert send(client, case, "edit", **{"v:owner": known.id}).status_code == 303
    assert case.entry.public["owner"] == known.id


def test_what_the_check_finds_wrong_is_not_approved(unnamed: DeskCase, desk: Desk) -> None:
    client = desk.signed_in("organizer")
    digest = unnamed.entry.envelope.digests[RECORD]

    answer = send(client, unnamed, "decide", action="approve", digest=digest, warnings_read="yes")

    assert answer.status_code == 422
    assert "Fix them before you approve." in answer.text
    assert unnamed.entry.envelope.state == "under_review"


def test_a_new_translation_names_its_translator(tmp_path: Path) -> None:
    case = opened_case(tmp_path, need(without(in_chinese(need_tree()), "translation")))
    with open_desk(case) as desk:
        client = desk.signed_in("organizer")
        given = {"t:title.en": "Equipment that makes less sludge"}
        refused = send(client, case, "edit", **given)
        assert (refused.status_code, "Choose who translated it." in refused.text) == (422, True)
        assert 'value="Equipment that makes less sludge"' in refused.text
        assert send(client, case, "edit", **given, **{"translation.en": "human"}).status_code == 303


def test_the_page_speaks_in_labels_and_shanghai_time_and_stands_in_for_what_is_not_translated(tmp_path: Path) -> None:
    case = new_site_case(tmp_path, need(in_chinese(need_tree())))
    with open_desk(case) as desk:
        client = desk.signed_in("organizer")
        page = client.get(f"/desk/s/{case.receipt}").text
        chinese = client.get(f"/desk/s/{case.receipt}?language=zh").text

    assert "Missing in English: Title<" in page
    assert "缺英文：技术需求名称<" in chinese
    assert "21 November 2026, 12:00 (Beijing time)</time>" in page
    assert '<time datetime="2026-11-21T04:00:00Z">2026年11月21日 12:00（北京时间）</time>' in chinese
    assert "污泥减量化装备</h1>" in chinese
    assert "(to be translated)</h1>" in chinese
    assert "提交人（需求方）" in chinese
    assert re.search(r"<dt>(?:[a-z]+_)+[a-z]+", page) is None


def test_what_is_sealed_is_shown_by_its_labels(unnamed: DeskCase, desk: Desk) -> None:
    page = posted(desk.signed_in("organizer"), unnamed, "reveal", unnamed.opened.identity)

    assert '<dt>Submitting organisation</dt><dd class="jb-desk-text">清河水务有限公司</dd>' in page
    assert "<dt>Contact · Name</dt>" in page


def test_a_wrong_key_file_is_told_beside_its_field_on_the_page_of_the_submission(
    unnamed: DeskCase, desk: Desk
) -> None:
    page = posted(desk.signed_in("organizer"), unnamed, "reveal", "no key at all")

    assert page.count("This needs your key file") == 2
    assert f'action="/desk/s/{unnamed.receipt}/reveal"' in page


def test_a_duplicate_names_what_there_is(unnamed: DeskCase, desk: Desk) -> None:
    client = desk.signed_in("organizer")

    for other in ("JB-1", unnamed.receipt):
        answer = send(client, unnamed, "decide", action="mark_duplicate", duplicate_of=other)
        assert (answer.status_code, f"There is no other submission or record {other}." in answer.text) == (422, True)
    sent = send(client, unnamed, "decide", action="mark_duplicate", duplicate_of="cic2026-31-0001")
    assert sent.status_code == 303


def test_the_preview_leads_nowhere(tmp_path: Path) -> None:
    case = new_site_case(tmp_path, need())
    with open_desk(case) as desk:
        page = desk.signed_in("reviewer").get(f"/desk/s/{case.receipt}").text

    assert re.findall(r'(?:href|action)="[^"]*-9999', page) == []


def test_the_switch_of_the_language_keeps_the_page(unnamed: DeskCase, desk: Desk) -> None:
    client = desk.signed_in("organizer")
    page = client.get(f"/desk/s/{unnamed.receipt}").text

    assert page.count(f'<a href="/desk/s/{unnamed.receipt}?language=zh"') == 1
    assert '<html lang="zh">' in client.get(f"/desk/s/{unnamed.receipt}?language=zh").text


@pytest.mark.parametrize("page", DeskPage.__subclasses__(), ids=lambda page: page.template)
def test_template_uses_the_fields_of_its_page_and_no_others(page: type[DeskPage]) -> None:
    env = _environment("zh", SHANGHAI)
    trees = [env.parse((TEMPLATES / name).read_text(encoding="utf-8")) for name in (page.template, "desk.html")]
    used = {name for tree in trees for name in find_undeclared_variables(tree)}
    own = {node.name for tree in trees for node in tree.find_all(nodes.Macro)} | {
        "parts",
        "member",
        "csrf",
        "site",
        "site_name",
        "reads_log",
    }

    assert used - env.globals.keys() - own == {field.name for field in fields(page)}


def test_a_code_is_no_secret_word_and_the_warning_names_the_field() -> None:
    public: Tree = {"title": {"zh": "清河水务有限公司的浓缩", "en": "To concentrate"}}
    sealed: Tree = {
        "applicant": "清河水务有限公司",
        "solver_eligibility": {"country": "concentrate"},
        "indicator_responses": [{"code": "concentrate", "claim": "met"}],
    }

    assert [one.sealed for one in warnings_of(public, "need", sealed) if one.kind == "sealed"][:1] == ["applicant"]
    found = warnings_of(public, "solution", {"indicator_responses": sealed["indicator_responses"]})
    assert [one for one in found if one.kind == "sealed"] == []


def test_what_else_is_wrong_is_told_before_the_translation_is_there(tmp_path: Path) -> None:
    tree = {**without(in_chinese(need_tree()), "owner", "owner_label"), "owner_disclosure": "named"}
    case = new_site_case(tmp_path, need(tree))
    with open_desk(case) as desk:
        page = desk.signed_in("reviewer").get(f"/desk/s/{case.receipt}").text

    assert "The owner is to be named, but no name is given." in page
    assert "Missing in English: Title<" in page
    assert "to be translated" not in page.partition('id="page"')[0]
    assert "sha256 " not in page


def test_the_queue_names_days_as_people_do(unnamed: DeskCase, desk: Desk) -> None:
    assert '<time datetime="2026-11-27">27 November 2026</time>' in desk.signed_in("reviewer").get("/desk").text


def test_the_sign_in_leads_to_the_submission_that_was_asked_for_once(unnamed: DeskCase, desk: Desk) -> None:
    client, path = desk.browser(), f"/desk/s/{unnamed.receipt}/edit"
    client.get(path)
    sign_in(client, "organizer")

    first, second = client.get("/desk"), client.get("/desk")

    assert (first.status_code, first.headers.get("location")) == (303, path)
    assert second.status_code == 200


@pytest.mark.parametrize(
    "path", ["/desk/s//evil.example/edit", "/desk/queue.csv", "//evil.example", "/desk/s/a/decide"]
)
def test_the_sign_in_leads_to_no_other_address(path: str, desk: Desk) -> None:
    client = desk.browser()
    client.cookies.set("jb_desk_wanted", path, path="/desk")
    sign_in(client, "organizer")

    assert client.get("/desk").status_code == 200


def test_a_problem_names_the_other_field_by_its_label(tmp_path: Path) -> None:
    tree: Tree = {
        "need": "cic2026-31-0001", "edition": "cic2026", "public_consent": "true",
        "solver_type": "university", "solver_region": "31", "country": "CN",
        "title": {"zh": "膜法浓缩", "en": "Membrane concentration"},
        "team_label": {"zh": "某高校课题组", "en": "A university group"},
    }  # fmt: skip
    solution = Submission("solution", "solution", "zh", "web", tree, {}, about="cic2026-31-0001")
    case = new_site_case(tmp_path, solution)
    with open_desk(case) as desk:
        page = desk.signed_in("reviewer").get(f"/desk/s/{case.receipt}").text

    assert "but “Public abstract” is missing. Fill it in;" in page
    assert "public_abstract" not in page
