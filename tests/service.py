"""A running service for the tests: a copy of the base, an inbox of its own, and forms filled in."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import altcha
import httpx
import uvicorn

from forms.app import make_app
from forms.check.values import tree_of
from forms.inbox.repository import make_repository
from forms.inbox.sealed.keys import RECIPIENTS, make_first, read_identity
from forms.intake.rates import Rate
from forms.web.bounds import Bounds
from forms.web.connections import server_options
from forms.web.service import Service
from forms.web.settings import ServiceSettings
from site_builder.load.contract.forms import read_forms
from site_builder.publish.content import read_content
from tests.repositories import TODAY, copy_base
from tests.themes import lend_theme

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
NEED = "cic2026-31-0001"
SETTINGS = "site_name: Test\ntheme: {name: material, font: false}\nextra:\n  jiebang: {name: {zh: 测试, en: Test}}\n"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


Places = tuple[Path, Path, str]
"""A repository, its inbox, and the identity that opens what is sealed in it."""


def new_places(folder: Path) -> Places:
    """Return a small repository, a new inbox, both in *folder*, and the identity that opens what is sealed in it."""
    root, inbox = copy_base(folder / "repository"), folder / "inbox.git"
    (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    lend_theme(root, "theme-of-a-site", lambda fresh: read_content(fresh, TODAY))
    make_repository(inbox)
    identity = make_first(inbox / RECIPIENTS, folder / "identities")
    assert identity
    return root, inbox, read_identity(identity)


class Running:
    """The service, a client of it, and what the tests ask of both."""

    def __init__(self, folder: Path, places: Callable[[Path], Places] | None = None, **changes: Any) -> None:
        self.root, self.inbox_path, self.identity = (places or new_places)(folder)
        self.clock = Clock()
        settings = ServiceSettings(
            self.root,
            self.inbox_path,
            clock=self.clock,
            hardest=50,
            by_address=ENOUGH,
            by_contact=ENOUGH,
            bounds=Bounds(idle_seconds=60),
        )
        settings = replace(settings, **changes)
        self.app = make_app(settings)
        self.service: Service = self.app.state.service
        options = server_options(settings.trusted_hops, settings.bounds)
        self._server = uvicorn.Server(uvicorn.Config(self.app, port=0, log_level="error", **options))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.origin = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(base_url=self.origin, timeout=60, trust_env=False)

    def stop(self) -> None:
        """Let the service end."""
        self.client.close()
        self._server.should_exit = True
        self._thread.join()

    def proof(self) -> str:
        """Return a solved challenge."""
        row = self.client.get("/api/v1/challenge").json()
        number = next(
            n for n in range(100_000) if altcha.hash_hex("SHA-256", f"{row['salt']}{n}".encode()) == row["challenge"]
        )
        answer = {name: row[name] for name in ("algorithm", "challenge", "salt", "signature")}
        return base64.b64encode(json.dumps({**answer, "number": number}).encode()).decode()

    def post(self, form: str, pairs: Iterable[tuple[str, str]], files: Any = None, **headers: str) -> Any:
        """Send *form* as a browser does."""
        parts = [(name, (None, text)) for name, text in pairs]
        parts += [("attachments", file) for file in files or ()]
        return self.client.post(f"/submit/{form}", files=parts, headers={"origin": self.origin, **headers})

    def send(self, form: str, pairs: Mapping[str, str], files: Any = None) -> Any:
        """Send *form* with all consents and a proof of work, as a browser with script does."""
        given = [*pairs_of(pairs, *CONSENTS[form]), ("altcha", self.proof()), ("key", secrets.token_urlsafe(24))]
        return self.post(form, given, files)

    def hand_in(self, form: str, pairs: Mapping[str, str], key: str = "", **more: Any) -> Any:
        """Send *form* by the JSON interface."""
        body = {
            "language": pairs["language"],
            "about": pairs.get("about", ""),
            "fields": as_tree(pairs, form),
            "consents": CONSENTS[form],
            "altcha": self.proof(),
            **more,
        }
        key = key or secrets.token_urlsafe(24)
        return self.client.post(f"/api/v1/submissions/{form}", json=body, headers={"idempotency-key": key})

    def receipt_of(self, answer: Any) -> tuple[str, str]:
        """Return number and secret that a receipt page shows."""
        assert answer.status_code == 200, faults_in(answer.text)
        found = receipt_in(answer.text)
        assert found, answer.text[-3000:]
        return found

    def received(self) -> list[Any]:
        """Return what is in the inbox."""
        return list(self.service.inbox.entries())


@contextlib.contextmanager
def started(folder: Path, **changes: Any) -> Iterator[Running]:
    """Yield a service in *folder* whose settings have *changes*, and end it."""
    service = Running(folder, **changes)
    try:
        yield service
    finally:
        service.stop()


def need_pairs(**changes: str) -> dict[str, str]:
    """Return a need as a visitor fills it in, in Chinese only."""
    pairs = {
        "language": "zh",
        "title.zh": "低温脱硝催化剂的抗中毒改性",
        "summary.zh": "烧结烟气温度低、含硫高，现有催化剂半年失活，希望找到寿命两年以上的办法。",
        "problem.zh": "烟气温度在一百八十度以下，硫酸氢铵沉积使催化剂失活。",
        "key_technology.zh": "抗硫抗水的低温催化剂配方与再生工艺。",
        "expected_outcome.zh": "形成可以工业应用的配方，稳定运行两年。",
        "indicators.0.name.zh": "脱硝效率",
        "indicators.0.operator": "ge",
        "indicators.0.value": "90",
        "indicators.0.unit": "%",
        "edition": "cic2026",
        "track": "characteristic_industry",
        "need_kind": "product_rd",
        "tech_domains": "energy_environment",
        "industry": "77",
        "keywords.zh.0": "脱硝",
        "keywords.zh.1": "催化剂",
        "cooperation_modes": "cooperative_development",
        "ip_terms": "joint",
        "budget_disclosure": "negotiable",
        "period_start": "2027-01-01",
        "period_end": "2028-12-31",
        "proposal_deadline": "2027-03-31",
        "match_scope": "national",
        "solver_eligibility.overseas": "true",
        "owner_disclosure": "anonymous",
        "owner_label.zh": "某钢铁企业",
        "region": "31",
        "country": "CN",
        "sourcing_channel": "service_institution",
        "attestation.authentic": "true",
        "attestation.valid": "true",
        "attestation.authorized": "true",
        "applicant": "上海浦江特钢有限公司",
        "contact.name": "林禾",
        "contact.email": "lin.he@example.com",
        "contact.phone": "021-55550123",
    }
    return {**pairs, **changes}


def solution_pairs(**changes: str) -> dict[str, str]:
    """Return a solution to the open need of the base as a visitor fills it in, in English only."""
    pairs = {
        "language": "en",
        "about": NEED,
        "indicator_responses.0.code": "nh3_n",
        "indicator_responses.0.claim": "meets",
        "indicator_responses.0.value": "1.2",
        "indicator_responses.1.code": "commissioning",
        "indicator_responses.1.claim": "partial",
        "indicator_responses.1.value": "16",
        "public_consent": "false",
        "title.en": "A floating biofilm reactor",
        "public_abstract.en": "A reactor that is craned in whole and starts within two weeks.",
        "trl": "8",
        "ipr_status": "granted",
        "technical_route.en": "Carriers are seeded before delivery, so that nitrification starts at once.",
        "schedule_months": "9",
        "cooperation_mode": "cooperative_development",
        "quote.amount": "640000",
        "solver": "Rhine Biofilm Institute",
        "solver_type": "research_institute",
        "solver_region": "ov",
        "country": "DE",
        "contact.name": "Ada Keller",
        "contact.email": "ada.keller@example.org",
        "declaration.own_ip": "true",
        "declaration.truthful": "true",
        "declaration.no_infringement": "true",
        "declaration.rules_accepted": "true",
    }
    return {**pairs, **changes}


def as_tree(pairs: Mapping[str, str], form: str) -> Any:
    """Return *pairs* as the JSON interface takes them."""
    return tree_of(pairs.items(), read_forms()[form].schema)


CONSENTS = {name: [consent.code for consent in form.consents] for name, form in read_forms().items()}
ENOUGH = Rate(100_000, 1)  # for tests that are not about rates


def hidden_in(html: str) -> dict[str, list[str]]:
    """Return the hidden fields of a page by name."""
    from html import unescape

    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', html):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


def pairs_of(fields: Mapping[str, str], *consents: str) -> list[tuple[str, str]]:
    """Return *fields* as a browser sends them, with the consents given."""
    return [*fields.items(), *(("consents", consent) for consent in consents)]


def receipt_in(html: str) -> tuple[str, str] | None:
    """Return number and secret that a receipt page shows, ``None`` where it shows none."""
    number, secret = (re.search(rf"data-jb-{name}>([^<]+)<", html) for name in ("receipt", "secret"))
    return (number[1], secret[1]) if number and secret else None


def faults_in(html: str) -> list[str]:
    """Return the lines of the error summary."""
    box = re.search(r'<div class="jb-faults".*?</div>', html, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", line) for line in re.findall(r"<li>(.*?)</li>", box[0], re.DOTALL)] if box else []
