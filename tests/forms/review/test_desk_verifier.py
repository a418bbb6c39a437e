"""The exchange verifier sees and opens requests for verification, and nothing else that comes in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forms.accounts.roles import Member, read_roles
from forms.desk.routes import FORMS, PAGES, FormRoute, Page
from forms.model import Submission, Tree
from forms.refusals import DeskError
from forms.review.actions import queue, reveal
from forms.submission.splitting import split
from site_builder.load.contract.forms import read_forms
from site_builder.load.contract.schemas import read_schemas
from tests.desks import Desk, DeskCase, field, need, new_site_case, open_desk

VERIFIER = Member("account-v", frozenset({"exchange_verifier"}))
OTHERS = [code for code in read_schemas().codes["public_service"] if code != "verification"]


def request(service: str) -> Submission:
    """Return a request for a service, split as the form splits it."""
    tree: Tree = {
        "service": service,
        "applicant": "某科技公司",
        "record_id": "dk-cic2026-31-0001-01",
        "details": {"zh": "合同编号甲。"},
        "contact": {"name": "联系人甲", "email": "jia@example.org"},
    }
    parts = split(tree, read_forms()["service"])
    return Submission("service", "", "zh", "web", parts.public, parts.sealed, consents=("privacy",))


def beside(case: DeskCase, submission: Submission, key: str) -> DeskCase:
    """Return another submission in the inbox of *case*."""
    receipt = case.inbox.receive(submission, key)
    return DeskCase(case.root, case.opened, receipt.number, receipt.secret)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> DeskCase:
    return new_site_case(tmp_path_factory.mktemp("desk"), request("verification"))


@pytest.fixture(scope="module")
def desk(case: DeskCase) -> Iterator[Desk]:
    with open_desk(case) as made:
        yield made


def test_only_the_kind_of_service_is_read_without_a_key() -> None:
    assert request("verification").public == {"service": "verification"}


def test_requests_for_verification_are_listed_and_opened(case: DeskCase) -> None:
    rows = list(queue(case.inbox, VERIFIER))
    opened = reveal(case.inbox, VERIFIER, case.receipt, case.entry.tip, case.opened.identity)

    assert case.receipt in {row.receipt for row in rows}
    assert (opened.fields["applicant"], opened.entry.events[-1].role) == ("某科技公司", "exchange_verifier")


@pytest.mark.parametrize("service", [*OTHERS, "need"])
def test_other_requests_and_records_are_neither_listed_nor_opened(service: str, case: DeskCase) -> None:
    other = beside(case, need() if service == "need" else request(service), f"key-{service}")

    assert other.receipt not in {row.receipt for row in queue(case.inbox, VERIFIER)}
    with pytest.raises(DeskError, match="unseen"):
        reveal(case.inbox, VERIFIER, other.receipt, other.entry.tip, case.opened.identity)
    assert [event.action for event in other.entry.events] == ["receive"]


@pytest.mark.parametrize("page", [page for page in PAGES if "{receipt}" in page.path], ids=lambda page: page.path)
@pytest.mark.parametrize("service", ["verification", "translation"])
def test_each_page_opens_for_requests_for_verification_only(
    service: str, page: Page, case: DeskCase, desk: Desk
) -> None:
    path, action = page.path, page.action
    shown = case if service == "verification" else beside(case, request(service), f"page-{service}")
    status = desk.signed_in("exchange-verifier").get(path.replace("{receipt}", shown.receipt)).status_code

    allowed = 200 if service == "verification" else 404
    assert status == (allowed if "exchange_verifier" in read_roles()[action] else 403)


@pytest.mark.parametrize("form", [form for form in FORMS if "{receipt}" in form.path], ids=lambda form: form.path)
def test_no_form_of_another_request_is_taken(form: FormRoute, case: DeskCase, desk: Desk) -> None:
    path, action = form.path, form.action
    other = beside(case, request("venue"), "form-venue")
    client = desk.signed_in("exchange-verifier")
    desk.office.identity = case.opened.identity
    given = {"csrf": field(client.get("/desk").text, "csrf"), "tip": other.entry.tip, "action": "start_review"}
    address = path.replace("{receipt}", other.receipt).replace("{number}", "1")

    status = client.post(address, data=given).status_code

    assert status == (404 if "exchange_verifier" in read_roles()[action] else 403)
    assert [event.action for event in other.entry.events] == ["receive"]


def test_the_page_of_a_request_tells_nothing_sealed(case: DeskCase, desk: Desk) -> None:
    page = desk.signed_in("exchange-verifier").get(f"/desk/s/{case.receipt}").text

    assert "verification" in page
    assert [word for word in ("某科技公司", "合同编号甲", "联系人甲") if word in page] == []
