"""The desk has an origin of its own: whatever runs in the site reads nothing there, and does nothing there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from forms.accounts.sessions import COOKIE
from tests.browsing import new_context
from tests.desks import PASSWORD, DeskCase, new_site_case
from tests.site import served
from tests.two_origins import BothServed

# Stands in for whatever may once run in the site: each attempt says what it got hold of.
PLANTED = """
const desk = %(desk)s, receipt = %(receipt)s, found = {};
const read = (path, how) => fetch(path, {credentials: "include", ...how}).then((answer) => answer.text());
const attempt = async (name, act) => {
  try { found[name] = (await act()) || "nothing"; } catch (error) { found[name] = error.name; }
};
const frame = (address) => new Promise((done) => {
  const made = document.createElement("iframe");
  made.onload = () => { try { done(made.contentDocument.body.innerText); } catch (error) { done(error.name); } };
  made.src = address;
  document.body.append(made);
});
const opened = async (address) => {
  const other = window.open(address);
  for (let n = 0; n < 40; n++) {
    await new Promise((next) => setTimeout(next, 50));
    let text = "";
    try { text = other.document.body.innerText; } catch (error) { return error.name; }
    if (text || other.closed) return text;
  }
};
(async () => {
  await attempt("the desk at the site's origin", async () => (await read("/desk")).includes("less sludge") && "read");
  await attempt("its sign-in page there", async () => (await read("/desk/sign-in")).includes("csrf") && "read");
  await attempt("the desk", () => read(desk + "/desk"));
  await attempt("the desk, unread", async () => (await read(desk + "/desk", {mode: "no-cors"})));
  await attempt("a form sent unread", () => read(desk + "/desk/s/" + receipt + "/decide",
    {method: "POST", mode: "no-cors", body: new URLSearchParams({action: "start_review", csrf: "x", tip: "x"})}));
  await attempt("a frame", () => frame(desk + "/desk"));
  await attempt("a window", () => opened(desk + "/desk"));
  await attempt("a script of the desk", () => new Promise((done) => {
    const made = document.createElement("script");
    made.src = desk + "/desk/assets/desk.css";
    made.onload = () => done("run"); made.onerror = () => done("refused");
    document.body.append(made);
  }));
  await attempt("cookies", async () => document.cookie);
  for (const path of ["/", "/desk"]) document.cookie = %(cookie)s + "=of-somebody-else; path=" + path;
  document.title = JSON.stringify(found);
})();
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> DeskCase:
    return new_site_case(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def both(case: DeskCase) -> Iterator[BothServed]:
    made = BothServed(case)
    yield made
    made.stop()


def plant(case: DeskCase, both: BothServed) -> None:
    """Put a script into the site as if it had got past every check, and a page that runs it."""
    values = {"desk": both.desk, "receipt": case.receipt, "cookie": COOKIE}
    site = case.root / "site"
    (site / "assets").mkdir(exist_ok=True)
    script = PLANTED % {key: json.dumps(text) for key, text in values.items()}
    (site / "assets/planted.js").write_text(script, "utf-8")
    (site / "planted.html").write_text("<!doctype html><body><script src='/assets/planted.js'></script>", "utf-8")


def sign_in(page: Page, both: BothServed) -> None:
    page.goto(f"{both.desk}/desk")
    page.get_by_label("Account").fill("organizer")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("Equipment that makes less sludge").wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("has_policy", [True, False], ids=["by the service", "by a host that sends no policy"])
def test_a_script_planted_in_the_site_cannot_reach_the_desk(
    has_policy: bool, browser: Browser, case: DeskCase, both: BothServed
) -> None:
    plant(case, both)
    with served(case.root / "site") as elsewhere:
        found, who = found_by_planted(browser, both, both.site if has_policy else elsewhere.rstrip("/"))

    assert found == {
        "the desk at the site's origin": "nothing",
        "its sign-in page there": "nothing",
        "the desk": "TypeError",
        "the desk, unread": "TypeError",
        "a form sent unread": "TypeError",
        "a frame": "TypeError",
        "a window": "SecurityError",
        "a script of the desk": "refused",
        "cookies": "nothing",
    }
    assert who == "organizer"  # and no cookie that the site sets is one of the desk
    assert case.entry.envelope.state == "submitted"


def found_by_planted(browser: Browser, both: BothServed, site: str) -> tuple[dict[str, str], str]:
    """Return what the script got hold of while somebody works at the desk, and who works there afterwards."""
    context = new_context(browser, locale="en-GB")
    page = context.new_page()
    sign_in(page, both)
    other = context.new_page()
    other.goto(f"{site}/planted.html")
    expect(other).to_have_title(re.compile("{.*}"))
    found: dict[str, str] = json.loads(other.title())
    page.goto(f"{both.desk}/desk")
    who = page.locator(".jb-desk-bar form a").inner_text()
    context.close()
    return found, who


@pytest.mark.parametrize("path", ["/desk", "/desk/", "/desk/sign-in", "/desk/assets/desk.css", "/zh/desk"])
def test_the_site_answers_nothing_of_the_desk(path: str, both: BothServed) -> None:
    assert httpx.get(f"{both.site}{path}", trust_env=False).status_code == 404


@pytest.mark.parametrize(
    "path", ["/zh/", "/assets/planted.js", "/submit/need", "/track", "/api/v1/openapi.json", "/healthz"]
)
def test_the_desk_answers_nothing_of_the_site(path: str, case: DeskCase, both: BothServed) -> None:
    plant(case, both)

    assert httpx.get(f"{both.desk}{path}", trust_env=False).status_code == 404


@pytest.mark.parametrize("path", ["/desk/sign-in", "/desk/no-such-page", "/desk/assets/desk.css"])
def test_the_desk_loads_its_own_files_and_runs_no_script(path: str, both: BothServed) -> None:
    heads = httpx.get(f"{both.desk}{path}", trust_env=False).headers
    policy = dict(part.split(" ", 1) for part in heads["content-security-policy"].split("; "))

    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert (heads["cross-origin-opener-policy"], heads["cross-origin-resource-policy"]) == ("same-origin",) * 2
    assert heads["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("heads", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-dest": "document"}, 200),
        ({"sec-fetch-site": "none", "sec-fetch-dest": "document"}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}, 200),  # a link that somebody follows
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-dest": "empty"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "style"}, 403),
    ],
)
def test_another_origin_may_lead_to_the_desk_and_no_more(
    heads: dict[str, str], status: int, both: BothServed
) -> None:
    assert httpx.get(f"{both.desk}/desk/sign-in", headers=heads, trust_env=False).status_code == status


def test_a_name_of_the_desk_is_answered_at_its_port_only(case: DeskCase) -> None:
    both = BothServed(case, "https://desk.example.org")
    asked = {
        (where, host): httpx.get(address, headers={"host": host}, trust_env=False).status_code
        for where, address in (("site", f"{both.site}/track"), ("desk", f"{both.desk}/desk/sign-in"))
        for host in ("desk.example.org", "www.example.org")
    }
    both.stop()

    assert asked == {
        ("site", "desk.example.org"): 421,
        ("site", "www.example.org"): 200,
        ("desk", "desk.example.org"): 200,
        ("desk", "www.example.org"): 421,
    }
