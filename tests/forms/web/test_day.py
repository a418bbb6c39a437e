"""The service stands on the day that it is told, whatever the machine says; `make test-later` says 2027 and 2030."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from forms.web.settings import clock_from
from site_builder.model import SHANGHAI
from tests.repositories import TODAY
from tests.service import CONSENTS, as_tree, need_pairs
from tests.service_process import ServiceProcess, solved

pytestmark = pytest.mark.slow


@pytest.mark.day
def test_a_service_with_a_date_takes_in_what_is_due_after_it_and_numbers_it_so(tmp_path: Path) -> None:
    service = ServiceProcess(tmp_path)
    service.start()
    try:
        with httpx.Client(base_url=service.origin, timeout=60, trust_env=False) as client:
            body = {
                "language": "zh",
                "fields": as_tree(need_pairs(proposal_deadline="2026-11-22"), "need"),
                "consents": CONSENTS["need"],
                "altcha": solved(client.get("/api/v1/challenge").json()),
            }
            answer = client.post("/api/v1/submissions/need", json=body, headers={"idempotency-key": "a" * 32})
    finally:
        service.stop()
    in_utc = clock_from(TODAY)()  # the day by which receipts are numbered

    assert (answer.status_code, answer.json()["receipt"][:12]) == (201, f"JB-{in_utc:%Y%m%d}-")


def test_a_clock_that_starts_on_a_day_runs_on() -> None:
    clock = clock_from(date(2030, 2, 28))
    first = clock()

    assert first.astimezone(SHANGHAI).date() == date(2030, 2, 28)
    assert first <= clock() < first + timedelta(hours=1)


def test_without_a_day_the_clock_is_the_clock_of_the_machine() -> None:
    before = datetime.now(UTC)

    assert before <= clock_from(None)() <= datetime.now(UTC)
