"""The whole way in a real Chromium: from a form on the site, by inbox and desk, to the page that everybody reads."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from forms.app import make_app
from forms.desk.app import make_desk
from forms.desk.office import Office
from forms.inbox.repository import make_repository
from forms.inbox.sealed.keys import RECIPIENTS, make_first, read_identity
from forms.review.checks import checks_of
from forms.submission.sent import Sent
from forms.web.service import Service
from forms.web.settings import ServiceSettings
from site_builder.load.contract.forms import read_forms
from site_builder.publish.content import Content
from site_builder.validate.repository import check_repository
from tests.browsing import NOON, new_context
from tests.desks import PASSWORD, account
from tests.repositories import commit, git
from tests.served import Served
from tests.service import CONSENTS, ENOUGH, as_tree, need_pairs
from tests.site import DAY, build, built_full_repository, copy_built, files_in

pytestmark = pytest.mark.browser
NEED = "demo-31-0001"
LONGEST_BUILD = 180  # seconds
PDF = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 99 99]>> endobj
trailer <</Root 1 0 R>>
%%EOF
"""
COMMENT = {"zh": "请说明低温下的启动时间。", "en": "Please state the start-up time at low temperature."}


class Town:
    """A copy of this repository in git, its site built, and the service with inbox, keys, desk and accounts."""

    def __init__(self, folder: Path) -> None:
        self.root = copy_built(built_full_repository(), folder / "repository")
        (self.root / ".gitignore").write_text(".cache/\nsite/\n", encoding="utf-8")
        commit(self.root, "base")
        inbox = folder / "inbox.git"
        make_repository(inbox)
        identity = make_first(inbox / RECIPIENTS, folder / "identities")
        assert identity
        self.identity = read_identity(identity)
        settings = ServiceSettings(
            self.root,
            inbox,
            clock=lambda: NOON.replace(tzinfo=UTC),
            by_address=ENOUGH,
            by_contact=ENOUGH,
            hardest=500,
        )
        self.built = threading.Event()
        app = make_app(settings)
        self.service: Service = app.state.service
        self._served = Served(app)
        self.origin = self._served.origin
        self._served_desk = Served(make_desk(self._office(self.service)))
        self.desk = self._served_desk.origin

    def _office(self, service: Service) -> Office:
        office = Office(service.inbox, service.site, self.root, service.settings.clock, rebuild=self._build)
        office.site_url = self.origin
        office.is_factor_required = False
        for role in ("organizer", "reviewer", "expert"):
            office.accounts.put(account(role, role))
        return office

    def _build(self) -> Content | None:
        built = build(self.root)
        assert built.problems == ()
        self.built.set()
        return built.content

    def stop(self) -> None:
        """End the service."""
        self._served_desk.stop()
        self._served.stop()


@dataclass(frozen=True)
class Handed:
    """What the submitter holds after sending: receipt number and secret."""

    number: str
    secret: str


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = Town(tmp_path_factory.mktemp("town"))
    yield made
    made.stop()


class People:
    """The browsers of those who take part: each has a context of its own, all with script or all without."""

    def __init__(self, browser: Browser, town: Town, *, has_script: bool) -> None:
        self.town, self.has_script = town, has_script
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._at_desk: dict[str, Page] = {}
        self.refused: list[str] = []

    def new_page(self, origin: str = "") -> Page:
        """Return a page of somebody new, at the site unless *origin* says otherwise."""
        context = new_context(
            self._browser, locale="zh-CN", java_script_enabled=self.has_script, base_url=origin or self.town.origin
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: self.refused.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self.refused.append(str(error)))
        return page

    def at_desk(self, name: str) -> Page:
        """Return the page of *name*, who signed in."""
        if name in self._at_desk:
            return self._at_desk[name]
        page = self._at_desk[name] = self.new_page(self.town.desk)
        page.goto("/desk")
        page.locator("#name").fill(name)
        page.locator("#password").fill(PASSWORD)
        page.locator("main form button[type=submit].jb-desk-main").click()
        page.wait_for_url("**/desk")
        return page

    def leave(self) -> None:
        """Close every browser."""
        for context in self._contexts:
            context.close()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def people(request: pytest.FixtureRequest, browser: Browser, town: Town) -> Iterator[People]:
    made = People(browser, town, has_script=request.param)
    yield made
    made.leave()


def fill(page: Page, pairs: Mapping[str, str]) -> None:
    """Fill in the fields of the form by name, in whatever kind of control each is."""
    for name, text in pairs.items():
        field = page.locator(f'form.jb-form [name="{name}"]')
        kind = field.first.evaluate("field => field.type")
        if kind in ("radio", "checkbox"):
            page.locator(f'form.jb-form [name="{name}"][value="{text}"]').check()
        elif kind == "select-one":
            field.select_option(text)
        else:
            field.fill(text)


def send(page: Page) -> Handed:
    """Return what the receipt says, after sending the form and, without script, confirming it."""
    page.locator("[data-jb-send]").click()
    receipt, confirm = page.locator("[data-jb-receipt]"), page.locator("form.jb-confirm button[type=submit]")
    faults = page.locator(".jb-faults:visible")
    expect(receipt.or_(confirm).or_(faults).first).to_be_visible()
    assert faults.count() == 0, faults.all_inner_texts()
    if confirm.count():
        confirm.click()
    expect(receipt).to_be_visible()
    assert page.evaluate("document.querySelectorAll('#jb-content').length") == 1
    return Handed(receipt.inner_text(), page.locator("[data-jb-secret]").inner_text())


def agree(page: Page) -> None:
    for box in page.locator('form.jb-form [name="consents"]').all():
        box.check()


def decision(page: Page, name: str) -> Locator:
    return page.locator(f'form:has(> input[name="action"][value="{name}"])')


def in_state(page: Page, state: str) -> None:
    expect(page.locator("[data-state]")).to_have_attribute("data-state", state)


def begin(page: Page, handed: Handed) -> None:
    page.goto(f"/desk/s/{handed.number}")
    decision(page, "start_review").get_by_role("button").click()
    expect(decision(page, "start_review")).to_have_count(0)


def return_it(people: People, handed: Handed) -> None:
    """The organiser signs in, looks, and returns it with a comment."""
    page = people.at_desk("organizer")
    page.locator(f'a[href="/desk/s/{handed.number}"]').click()
    begin(page, handed)
    page.locator("details:has(#return-zh) > summary").click()
    page.locator("#return-zh").fill(COMMENT["zh"])
    page.locator("#return-en").fill(COMMENT["en"])
    decision(page, "return").get_by_role("button").click()
    in_state(page, "returned")


def correct(people: People, handed: Handed, corrections: Mapping[str, str]) -> None:
    """The submitter opens the tracking page, reads the comment, and sends a corrected version."""
    page = people.new_page()
    page.goto("/track?language=zh")
    page.locator("#f-receipt").fill(handed.number)
    page.locator("#f-secret").fill(handed.secret)
    page.locator("form[action='/track'] button").click()
    expect(page.locator("[data-jb-comment]")).to_have_text(COMMENT["zh"])
    expect(page.locator("[data-jb-state]")).to_have_attribute("data-jb-state", "returned")
    fill(page, corrections)
    page.locator("[data-jb-send]").scroll_into_view_if_needed()
    assert send(page).number == handed.number


def check(people: People, handed: Handed, record: str, name: str, *groups: str) -> None:
    """*name* passes the checks of *groups* after a look at the submission."""
    page = people.at_desk(name)
    page.goto(f"/desk/s/{handed.number}")
    for code in (code for group in groups for code in checks_of(record)[group]):
        page.locator(f'input[name="check:{code}"][value="pass"]').check()
    decision(page, "check").get_by_role("button").click()
    expect(page.locator(".jb-desk-fault")).to_have_count(0)
    in_state(page, "screening" if record == "solution" else "under_review")


def translate(page: Page, handed: Handed, texts: Mapping[str, str]) -> None:
    page.goto(f"/desk/s/{handed.number}/edit")
    for where, text in texts.items():
        page.locator(f'[name="t:{where}.en"]').fill(text)
    page.locator('[name="translation.en"]').select_option("human")
    page.locator('[name="reviewed"]').check()
    page.locator(f'form[action="/desk/s/{handed.number}/edit"] button').click()
    page.wait_for_url(f"**/desk/s/{handed.number}")


def approve_and_publish(people: People, handed: Handed) -> str:
    """Return the id of the record, after the reviewer approved, the organiser published and the site was built."""
    page, town = people.at_desk("reviewer"), people.town
    page.goto(f"/desk/s/{handed.number}")
    approve = decision(page, "approve")
    if approve.locator('[name="warnings_read"]').count():
        approve.locator('[name="warnings_read"]').check()
    approve.get_by_role("button").click()
    assert page.locator(".jb-desk-fault").all_inner_texts() == []
    page = people.at_desk("organizer")
    page.goto(f"/desk/s/{handed.number}")
    town.built.clear()
    page.locator(f'form[action="/desk/s/{handed.number}/publish"] button').click()
    page.wait_for_load_state()
    assert page.locator(".jb-desk-fault").all_inner_texts() == []
    in_state(page, "published")
    assert town.built.wait(LONGEST_BUILD)
    return town.service.inbox.read(handed.number).envelope.published_as


SOLUTION = {
    "public_abstract.zh": "悬浮载体在出厂前接种，设备整体吊装，两周内投运。",
    "title.zh": "低温快速启动的一体化生物膜装备",
    "trl": "8",
    "ipr_status": "granted",
    "technical_route.zh": "载体在出厂前接种，到场即开始硝化。",
    "schedule_months": "9",
    "cooperation_mode": "cooperative_development",
    "quote.amount": "640000",
    "solver_type": "research_institute",
    "solver_region": "32",
    "country": "CN",
    "contact.name": "林禾",
    "contact.email": "lin.he@example.com",
    **{f"declaration.{name}": "true" for name in ("own_ip", "truthful", "no_infringement", "rules_accepted")},
    **{f"indicator_responses.{n}.claim": "meets" for n in range(5)},
    **{f"indicator_responses.{n}.value": value for n, value in enumerate(("1.2", "0.24", "35", "12", "1100"))},
}
CODES = ("nh3_n", "energy", "footprint_cut", "commissioning", "capacity")
CORRECTED = "载体在出厂前接种，水温十度时七天内开始硝化。"


@pytest.mark.parametrize("consent", ["true", "false"], ids=["consent", "no-consent"])
def test_a_solution_from_the_page_of_its_need_to_its_own(
    people: People, town: Town, consent: str, tmp_path: Path
) -> None:
    plan = tmp_path / "方案.pdf"
    plan.write_bytes(PDF)
    solver = f"苏州{'悬浮' if people.has_script else '接种'}{'载体' if consent == 'true' else '膜'}研究所"
    page = people.new_page()
    page.goto(f"/zh/needs/{NEED}/")
    page.locator(f'.jb-act a[href$="forms/solution/{NEED}/"]').click()
    team = f"某研究团队{'甲' if people.has_script else '乙'}{'子' if consent == 'true' else '丑'}"
    title_zh = f"{SOLUTION['title.zh']}（{team}）"
    fill(page, {**SOLUTION, "public_consent": consent, "solver": solver, "team_label.zh": team, "title.zh": title_zh})
    page.locator("#f-attachments").set_input_files(plan)
    agree(page)
    handed = send(page)

    return_it(people, handed)
    correct(people, handed, {"technical_route.zh": CORRECTED})
    sealed = town.service.inbox.sealed(handed.number, town.identity)
    assert (sealed["technical_route"], sealed["solver"]) == ({"zh": CORRECTED}, solver)
    with town.service.inbox.attachment(handed.number, 1, town.identity) as file:
        assert file.read() == PDF
    begin(people.at_desk("organizer"), handed)
    check(people, handed, "solution", "reviewer", "formal")
    check(people, handed, "solution", "expert", "authenticity", "validity")
    page = people.at_desk("organizer")
    told = {
        "title": f"A biofilm unit that starts cold, {handed.number}",
        "public_abstract": "It starts in two weeks.",
    }
    label = f"A research team, {handed.number}"
    translate(page, handed, {"team_label": label, **(told if consent == "true" else {})})
    record_id = approve_and_publish(people, handed)

    assert people.refused == []
    page = people.new_page()
    received = len(list((town.root / "content/solutions").rglob(f"{NEED}-p*.yml")))
    for lang, title in (("zh", title_zh), ("en", told["title"])):
        page.goto(f"/{lang}/needs/{NEED}/")
        expect(page.locator('main a[href="#chain"]').first).to_contain_text(str(received))
        assert (title in page.locator("main").inner_text()) is (consent == "true")
        found = page.goto(f"/{lang}/solutions/{record_id}/")
        assert found
        assert found.status == (200 if consent == "true" else 404)  # without consent the need names it, no more
        assert (title in page.locator("main").inner_text()) is (consent == "true")
    nowhere = [
        solver,
        CORRECTED,
        "lin.he@example.com",
        *([] if consent == "true" else [title_zh]),
    ]
    written = b"\n".join([*files_in(town.root / "site").values(), git(town.root, "log", "-p", "-1", "-m").encode()])
    assert [word for word in nowhere if word.encode() in written] == []
    assert check_repository(town.root, DAY).errors == []


NEED_SENT = {
    **{name: text for name, text in need_pairs().items() if name not in ("language", "edition")},
    "edition": "demo",
}
NEED_TOLD = {
    "title": "Poison-resistant catalyst for denitrification at low temperature",
    "summary": "The flue gas is cold and rich in sulphur; the catalyst of today fails after half a year.",
    "problem": "Below 180 °C ammonium bisulphate settles on the catalyst and stops it.",
    "key_technology": "A low-temperature catalyst that withstands sulphur and water, and a way to regenerate it.",
    "expected_outcome": "A formula fit for industry that runs for two years.",
    "indicators.0.name": "Denitrification efficiency",
    "keywords": "denitrification, catalyst",
    "owner_label": "A steel company",
}
NEED_CORRECTED = "烟气温度在一百八十度以下，硫酸氢铵沉积使催化剂半年失活。"


def test_a_need_from_its_form_to_its_page(people: People, town: Town, tmp_path: Path) -> None:
    plan = tmp_path / "工况.pdf"
    plan.write_bytes(PDF)
    title = f"低温脱硝催化剂的抗中毒改性{'一' if people.has_script else '二'}"
    page = people.new_page()
    page.goto("/zh/")
    page.goto("/zh/forms/need/")
    fill(page, {**NEED_SENT, "title.zh": title})
    page.locator("#f-attachments").set_input_files(plan)
    agree(page)
    handed = send(page)

    return_it(people, handed)
    correct(people, handed, {"problem.zh": NEED_CORRECTED})
    page = people.at_desk("organizer")
    begin(page, handed)
    check(people, handed, "need", "reviewer", "formal")
    check(people, handed, "need", "expert", "authenticity", "validity")
    translate(page, handed, NEED_TOLD)
    record_id = approve_and_publish(people, handed)

    assert people.refused == []
    page = people.new_page()
    for lang, words in (("zh", [title, NEED_CORRECTED]), ("en", [*NEED_TOLD.values()][:5])):
        found = page.goto(f"/{lang}/needs/{record_id}/")
        assert found
        assert found.status == 200
        text = page.locator("main").inner_text()
        assert [word for word in words if word not in text] == []
        expect(page.locator(f'.jb-act a[href$="forms/solution/{record_id}/"]')).to_be_visible()
    nowhere = [NEED_SENT["applicant"], NEED_SENT["contact.email"], NEED_SENT["contact.phone"]]
    written = b"\n".join([*files_in(town.root / "site").values(), git(town.root, "log", "-p", "-1", "-m").encode()])
    assert [word for word in nowhere if word.encode() in written] == []
    assert check_repository(town.root, DAY).errors == []


def test_who_agrees_to_be_public_says_what_the_team_is_called(town: Town) -> None:
    pairs = {**SOLUTION, "solver": "苏州某某研究所", "public_consent": "true"}
    pairs |= {f"indicator_responses.{n}.code": code for n, code in enumerate(CODES)}
    form = read_forms()["solution"]
    sent = Sent(form, "zh", "web", as_tree(pairs, "solution"), NEED, frozenset(CONSENTS["solution"]))

    assert [found.where for found in town.service.check(sent).errors] == ["team_label"]
