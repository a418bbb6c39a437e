"""What people do with a form, in a real Chromium: drafts, counters, rows, faults, files, keyboard, no JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browsing import DESK, NOON, PHONE, faults_of, new_context
from tests.site import built_full_repository, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(built_full_repository() / "site") as base:
        yield base


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = new_context(browser, locale="en-GB", reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.mark.day
def test_from_a_need_to_its_own_form_which_lists_its_indicators(page: Page, address: str) -> None:
    page.goto(f"{address}en/needs/demo-31-0001/")
    page.get_by_role("link", name="Take up this need").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Take up a need")
    expect(page.locator(".jb-form-about")).to_contain_text("Integrated treatment equipment")
    assert page.locator(".jb-row").count() == 5
    expect(page.locator(".jb-row").first).to_contain_text("≤ 1.5 mg/L")


def test_the_form_for_solutions_takes_the_need_from_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}en/forms/solution/?about=demo-31-0001")
    page.wait_for_url(f"{address}en/forms/solution/demo-31-0001/")


def test_the_record_that_an_interest_is_about_comes_from_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}en/results/demo-result-microbial-denitrification/")
    page.get_by_role("link", name="Express interest").click()

    expect(page.get_by_label("Which record")).to_have_value("demo-result-microbial-denitrification")


def test_what_was_typed_in_the_last_moment_before_a_reload_is_in_the_draft(page: Page, address: str) -> None:
    page.goto(f"{address}en/forms/need/")
    page.locator("#f-title-en").fill("A quiet pump")
    page.reload()

    page.get_by_role("button", name="Restore it").click()
    expect(page.locator("#f-title-en")).to_have_value("A quiet pump")


def test_a_draft_is_offered_after_a_reload_and_gone_once_deleted(page: Page, address: str) -> None:
    page.goto(f"{address}en/forms/need/")
    page.locator("#f-title-en").fill("A quiet pump")
    page.locator('[name="tech_domains"][value="materials"]').check()
    page.get_by_role("button", name="Add another").first.click()
    page.locator("#f-indicators-1-name-en").fill("Noise")
    expect(page.locator("[data-jb-status]")).to_contain_text("Draft kept in this browser only")

    page.reload()
    expect(page.locator("#f-title-en")).to_have_value("")
    page.get_by_role("button", name="Restore it").click()
    expect(page.locator("#f-title-en")).to_have_value("A quiet pump")
    expect(page.locator('[name="tech_domains"][value="materials"]')).to_be_checked()
    expect(page.locator("#f-indicators-1-name-en")).to_have_value("Noise")

    page.get_by_role("button", name="Delete draft").last.click()
    page.reload()
    expect(page.get_by_role("button", name="Restore it")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_a_draft_leaves_out_what_does_not_become_public_unless_the_visitor_asks(page: Page, address: str) -> None:
    page.goto(f"{address}en/forms/need/")
    page.locator("#f-title-en").fill("A quiet pump")
    page.locator("#f-contact-name").fill("Wang Xiaoming")
    expect(page.locator("[data-jb-status]")).to_contain_text("without the fields that do not become public")
    without = page.evaluate("JSON.stringify(localStorage)")

    page.get_by_label("Also keep the fields that do not become public").check()
    expect(page.locator("[data-jb-status]")).not_to_contain_text("without")
    page.reload()
    page.get_by_role("button", name="Restore it").click()
    expect(page.locator("#f-contact-name")).to_have_value("Wang Xiaoming")

    page.get_by_label("Also keep the fields that do not become public").uncheck()
    expect(page.locator("[data-jb-status]")).to_contain_text("without")
    again = page.evaluate("JSON.stringify(localStorage)")
    assert [("A quiet pump" in kept, "Wang Xiaoming" in kept) for kept in (without, again)] == [(True, False)] * 2


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
def test_a_draft_is_forgotten_after_a_month(page: Page, address: str, days: int, kept: bool) -> None:
    page.goto(f"{address}en/forms/interest/")
    page.evaluate(
        'at => localStorage.setItem("jb-draft:need:", JSON.stringify({at, values: []}))',
        (NOON.replace(tzinfo=UTC).timestamp() - days * 86_400) * 1000,
    )
    page.goto(f"{address}zh/forms/interest/")

    assert page.evaluate('localStorage.getItem("jb-draft:need:") !== null') is kept


def test_a_draft_holds_no_file_no_key_of_the_page_and_nothing_hidden(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(f"{address}en/forms/interest/")
    page.get_by_label("Also keep the fields that do not become public").check()
    page.locator("#f-message-en").fill("Tell me more")
    page.locator("#f-attachments").set_input_files(pdf(tmp_path, "secret-plan.pdf"))
    expect(page.locator("[data-jb-status]")).to_contain_text("Draft kept")

    draft = page.evaluate("JSON.stringify(localStorage)")

    assert ("Tell me more" in draft, "secret-plan" in draft, "website_address" in draft) == (True, False, False)


def pdf(folder: Path, name: str, size: int = 100) -> Path:
    file = folder / name
    file.write_bytes(b"%PDF-1.7\n" + b"x" * size)
    return file


def test_a_counter_counts_characters_and_says_how_many_are_too_many(page: Page, address: str) -> None:
    page.goto(f"{address}zh/forms/need/")
    counter = page.locator("#f-title-zh-count")
    expect(counter).to_have_text("0 / 60 字")

    page.locator("#f-title-zh").fill("水" * 60)
    expect(counter).to_have_text("60 / 60 字")
    page.locator("#f-title-zh").fill("𠮷" * 62)
    expect(counter).to_have_text("62 字，超出 2 字")


def test_an_amount_is_shown_in_ten_thousands(page: Page, address: str) -> None:
    page.goto(f"{address}zh/forms/need/")
    page.locator("#f-exact-budget-amount").fill("800000")

    expect(page.locator('output[for="f-exact-budget-amount"]')).to_have_text("= 80 万元")


def test_rows_are_added_up_to_the_limit_and_removed_with_what_they_hold(page: Page, address: str) -> None:
    page.goto(f"{address}en/forms/need/")
    rows = page.locator('[data-jb-row-of="indicators"]:visible')
    add = page.locator('[data-jb-rows="indicators"] [data-jb-add]')
    expect(rows).to_have_count(1)

    for _ in range(19):
        add.click()
    expect(rows).to_have_count(20)
    expect(add).to_be_hidden()
    expect(page.locator("#f-indicators-19-name-zh")).to_have_attribute("name", "indicators.19.name.zh")

    page.locator("#f-indicators-1-name-en").fill("Noise")
    rows.nth(1).get_by_role("button", name="Remove").click()
    expect(rows).to_have_count(19)
    assert page.locator("#f-indicators-1-name-en").is_disabled()
    assert page.locator("#f-indicators-1-name-en").input_value() == ""


def test_sending_with_a_required_field_empty_leads_from_the_summary_to_the_field(page: Page, address: str) -> None:
    page.goto(f"{address}en/forms/interest/?about=demo-31-0001")
    page.get_by_role("button", name="Send", exact=True).click()

    summary = page.get_by_role("alert").filter(has=page.get_by_role("heading"))
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Please fill in “Message”.")
    summary.get_by_role("link", name="Please fill in “Message”.").click()
    expect(page.locator("#f-message-en")).to_be_focused()
    expect(page.locator("#f-message-en")).to_have_attribute("aria-invalid", "true")


def fill_interest(page: Page) -> None:
    page.locator("#f-message-en").fill("Tell me more")
    page.locator("#f-applicant").fill("Works")
    page.locator("#f-country").select_option("DE")
    page.locator("#f-contact-name").fill("A B")
    page.locator("#f-contact-email").fill("a@b.invalid")
    for box in page.locator('[name="consents"]').all():
        box.check()


def test_a_complete_form_is_sent_once_with_a_key_and_without_the_trap(page: Page, address: str) -> None:
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append((route.request.post_data_buffer or b"").decode("utf-8", "replace"))
        route.fulfill(body="<h1>Receipt</h1>", content_type="text/html")

    page.route("**/submit/interest", answer)
    page.route("**/api/v1/challenge", lambda route: route.fulfill(status=503))
    page.goto(f"{address}en/forms/interest/?about=demo-31-0001")
    fill_interest(page)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt")

    parts = dict(part.split('"', 2)[1::1] for part in sent[0].split("Content-Disposition: form-data; name=")[1:])
    values = {name: rest.split("\r\n\r\n", 1)[1].split("\r\n")[0] for name, rest in parts.items()}
    assert len(sent) == 1
    assert (values["form"], values["about"], values["language"], values["website_address"]) == (
        "interest", "demo-31-0001", "en", "",
    )  # fmt: skip
    assert len(values["key"]) == 32


def test_the_proof_of_work_is_done_while_the_form_is_filled_in(page: Page, address: str) -> None:
    challenge = """(async () => {
        const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("salt42"));
        return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    })()"""
    page.goto(f"{address}en/forms/interest/")
    hashed = page.evaluate(challenge)
    page.route(
        "**/api/v1/challenge",
        lambda route: route.fulfill(
            json={"algorithm": "SHA-256", "challenge": hashed, "salt": "salt", "signature": "s", "maxnumber": 100}
        ),
    )
    page.locator("#f-message-en").focus()

    expect(page.locator('input[name="altcha"]')).not_to_have_value("")
    assert page.evaluate('JSON.parse(atob(document.querySelector("[name=altcha]").value)).number') == 42


def test_the_preview_opens_in_a_dialog_and_runs_nothing(page: Page, address: str) -> None:
    body = (
        '<article id="jb-content"><h1>My need</h1><img src=x onerror="document.title=1"><script>1</script></article>'
    )
    page.route("**/submit/need/preview", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{address}en/forms/need/")
    page.get_by_role("button", name="Preview the page").click()

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="My need")).to_be_visible()
    assert dialog.locator("script").count() == 0
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_files_are_looked_at_before_they_travel(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}en/forms/interest/")
    large = pdf(tmp_path, "large.pdf", 10 * 1024 * 1024)
    page.locator("#f-attachments").set_input_files([pdf(tmp_path, "a.pdf"), pdf(tmp_path, "b.exe"), large])
    told = page.locator("[data-jb-file-faults]")

    expect(told).to_have_text(
        "At most 2 files. large.pdf is larger than 10 MB. b.exe is not one of the types allowed."
    )
    page.get_by_role("button", name="Remove b.exe").click()
    page.get_by_role("button", name="Remove large.pdf").click()
    expect(told).to_have_text("")
    assert page.evaluate('document.querySelector("#f-attachments").files.length') == 1


def test_a_dropped_file_is_taken(page: Page, address: str) -> None:
    page.goto(f"{address}en/forms/interest/")
    page.evaluate("""() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["%PDF-1.7"], "dropped.pdf", { type: "application/pdf" }));
        const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector("[data-jb-drop]").dispatchEvent(drop);
    }""")

    expect(page.locator("[data-jb-files] li")).to_contain_text("dropped.pdf")


def test_a_part_is_marked_once_it_is_complete(page: Page, address: str) -> None:
    page.goto(f"{address}en/forms/interest/")
    part = page.locator('[data-jb-progress="s-message"]')
    expect(part).not_to_have_class("is-done")
    page.locator("#f-message-en").fill("Tell me more")

    expect(part).to_have_class("is-done")
    expect(part).to_have_attribute("aria-label", "Your interest (complete)")


def test_a_form_is_filled_in_by_keyboard_alone(page: Page, address: str) -> None:
    page.route("**/submit/interest", lambda route: route.fulfill(body="<h1>Receipt</h1>", content_type="text/html"))
    page.route("**/api/v1/challenge", lambda route: route.fulfill(status=503))
    page.goto(f"{address}en/forms/interest/?about=demo-31-0001")
    page.locator("#f-about").focus()
    typed = {"f-message-en": "Hello", "f-applicant": "Works", "f-country": "Ger", "f-contact-name": "A"}
    typed["f-contact-email"] = "a@b.invalid"
    for _ in range(80):
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
        if here in typed:
            page.keyboard.type(typed[here])
        elif here.startswith("f-consents"):
            page.keyboard.press("Space")
        elif here == "Send":
            break
        assert here != "jb-trap"
    assert here == "Send"
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_without_javascript_every_row_is_there_and_no_control_is_dead(
    browser: Browser, address: str, viewport: dict[str, int]
) -> None:
    context = new_context(browser, viewport=viewport, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}en/forms/need/")

    assert page.locator('[data-jb-row-of="indicators"]:visible').count() == 6
    assert page.locator('button:visible:not([type="submit"])').count() == 0
    assert [button.inner_text() for button in page.locator("form.jb-form button:visible").all()] == [
        "Send", "Preview the page",
    ]  # fmt: skip
    assert page.locator('input[name="website_address"]').bounding_box()["x"] < 0  # type: ignore[index]
    context.close()


@pytest.mark.parametrize("path", ["forms/need/", "forms/solution/demo-31-0001/", "forms/interest/", "forms/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_on_a_phone_is_accessible_and_never_wider_than_it(
    browser: Browser, address: str, path: str, scheme: str
) -> None:
    context = new_context(browser, viewport=PHONE, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    found = faults_of(page, f"{address}zh/{path}")
    width = page.evaluate("document.documentElement.scrollWidth")
    if "need" in path or "interest" in path:
        page.locator("[data-jb-send]").click()
        found += page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    context.close()

    assert (found, width) == ([], PHONE["width"])


def test_what_is_wrong_is_said_in_the_words_of_the_page_and_in_its_order(page: Page, address: str) -> None:
    page.goto(f"{address}zh/forms/need/")  # in a browser that speaks English
    page.locator("#f-contact-email").fill("lin")
    page.locator("#f-indicators-0-value").fill("1.5%")
    page.locator("#f-proposal-deadline").fill("2020-01-01")
    page.locator("#f-period-start").fill("2027-05-01")
    page.locator("#f-period-end").fill("2027-01-01")
    page.locator('[name="budget_disclosure"][value="band"]').check()
    page.locator("[data-jb-send]").click()

    said = page.locator("#jb-faults li").all_inner_texts()
    wanted = [
        "请填写“技术需求名称”。",
        "“技术指标 1 · 数值”请只写数字，不带单位。",
        "请选择“投入区间”。",
        "“需求时限（止）”早于“需求时限（起）”，请核对。",
        "“揭榜截止”请填写今天以后的日期。",
        "“联系人 · 电子邮箱”格式不对，请写全“用户名@域名”。",
        "请勾选“需求方承诺 · 真实”。",
        "请勾选“同意标为‘公开’的内容审核后在本站中英文公布，并按本站的许可使用”。",
    ]
    assert [line for line in said if line in wanted] == wanted
    assert [line for line in said if "必填" in line or line.isascii()] == []


def test_a_region_leaves_its_own_districts_and_takes_back_another(page: Page, address: str) -> None:
    page.goto(f"{address}zh/forms/need/")
    page.locator("#f-region").select_option("31")
    page.locator("#f-district").select_option("310112")
    page.locator("#f-region").select_option("33")

    shown = page.locator("#f-district option:not([hidden])").evaluate_all("all => all.map(one => one.value)")

    expect(page.locator("#f-district")).to_have_value("")
    assert len(shown) > 50
    assert {value[:2] for value in shown if value} == {"33"}


def test_a_file_that_is_small_is_told_in_kilobytes(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}en/forms/interest/")
    page.locator("#f-attachments").set_input_files(pdf(tmp_path, "note.pdf", 5000))

    expect(page.locator("[data-jb-files] li")).to_contain_text("note.pdf (5 KB)")


def test_the_other_language_lies_folded_on_a_phone_until_something_stands_in_it(
    browser: Browser, address: str
) -> None:
    context = new_context(browser, viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}zh/forms/need/")
    expect(page.locator("#f-title-en")).to_be_hidden()
    page.locator(".jb-other summary").first.click()
    page.locator("#f-title-en").fill("A quiet pump")
    expect(page.locator("[data-jb-status]")).to_contain_text("草稿只存在本浏览器")

    page.reload()
    expect(page.locator("#f-title-en")).to_be_hidden()
    page.get_by_role("button", name="恢复草稿").click()
    expect(page.locator("#f-title-en")).to_have_value("A quiet pump")
    expect(page.locator("#f-title-en")).to_be_visible()
    context.close()


def test_what_the_service_reads_is_no_fault_in_the_browser(page: Page, address: str) -> None:
    page.goto(f"{address}zh/forms/need/")
    page.locator("#f-indicators-0-value").fill("－１，０００ ")
    page.locator("#f-exact-budget-amount").fill("５００,０００")
    page.locator("#f-contact-email").fill("a@例子.中国，")
    expect(page.locator('output[for="f-exact-budget-amount"]')).to_have_text("= 50 万元")
    page.locator("[data-jb-send]").click()

    said = page.locator("#jb-faults li").all_inner_texts()
    assert [line for line in said if "数值" in line or "金额" in line or "邮箱" in line] == []
    assert "请填写“技术需求名称”。" in said
