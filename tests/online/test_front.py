"""Behind nginx and Caddy, set up by the files of the manual, site, forms, interface and desk do what they promise."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from forms.accounts.sessions import COOKIE
from forms.desk.sent import SIGN_IN
from forms.intake.limits import LIMITS
from forms.web.settings import BY_ADDRESS
from site_builder.load.contract.forms import read_forms
from tests.desks import PASSWORD, field
from tests.online.front import DESK, SITE, Browser, Front
from tests.service import CONSENTS, as_tree, faults_in, need_pairs, pairs_of, receipt_in, solution_pairs
from tests.service_process import solved

pytestmark = pytest.mark.slow

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"
BODIES = [
    ("/submit/need", PARTS, LIMITS.body_bytes),
    ("/submit/need/preview", PARTS, LIMITS.body_bytes),
    ("/submit/need", FORM, LIMITS.fields_bytes),
    ("/track", FORM, LIMITS.fields_bytes),
    ("/api/v1/submissions/need", PARTS, LIMITS.body_bytes),
    ("/api/v1/submissions/need", "application/json", LIMITS.json_bytes),
]
"""Every route of the site that takes a body, with the most that it takes of each kind."""
WORDS = "太大"


@pytest.fixture
def visitor(proxy: Front, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Return a browser at an address that no other test asks from: the service counts by address."""
    number = 1 + sum(request.node.name.encode()) % 250
    with proxy.browser(f"127.0.{number}.{secrets.randbelow(250) + 1}", **{"accept-language": "zh"}) as browser:
        yield browser


def test_plain_http_leads_to_https_and_nowhere_else(visitor: Browser) -> None:
    answer = visitor.get_plain(SITE, "/zh/needs/?q=1")

    assert answer.status_code in (301, 308)
    assert answer.headers["location"] == f"https://{SITE}/zh/needs/?q=1"


def test_a_name_that_is_not_ours_gets_no_answer(visitor: Browser) -> None:
    with pytest.raises(httpx.TransportError):
        visitor.get("other.example.org", "/zh/")


def test_pages_and_styles_are_compressed_kept_and_guarded(visitor: Browser) -> None:
    page = visitor.get(SITE, "/zh/")
    style = re.search(r'href="(?:\.\./)*(assets/[^"]+\.css)"', page.text)
    assert style
    sheet = visitor.get(SITE, f"/{style[1]}")

    assert {answer.headers["content-encoding"] for answer in (page, sheet)} == {"gzip"}
    assert {answer.headers["vary"].lower() for answer in (page, sheet)} == {"accept-encoding"}
    assert page.headers["strict-transport-security"].startswith("max-age=")
    assert f"script-src {SITE}/assets/ {SITE}/pagefind/" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in visitor.get(SITE, "/zh/", **{"accept-encoding": "identity"}).headers


def test_what_a_browser_has_is_not_sent_again(visitor: Browser) -> None:
    page = visitor.get(SITE, "/zh/")
    named_by_content = re.search(r'href="(?:\.\./)*(assets/[^"]+\.[0-9a-f]{8}\.min\.css)"', page.text)
    assert named_by_content
    again = visitor.get(SITE, "/zh/", **{"if-none-match": page.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert page.headers["cache-control"] == "no-cache"
    assert visitor.get(SITE, f"/{named_by_content[1]}").headers["cache-control"].endswith("immutable")


@pytest.mark.parametrize("path", ["/track", "/api/v1/challenge"])
def test_what_belongs_to_one_visitor_is_neither_kept_nor_compressed(path: str, visitor: Browser) -> None:
    answer = visitor.get(SITE, path)

    assert answer.headers["cache-control"] == "no-store"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(("path", "kind", "most"), BODIES)
def test_one_byte_too_many_is_refused_in_the_words_of_the_service(
    path: str, kind: str, most: int, visitor: Browser
) -> None:
    answer = visitor.post(SITE, path, {"content-type": kind, "idempotency-key": "k" * 24}, content=_bytes(most + 1))

    assert answer.status_code == 413
    assert WORDS in answer.text


@pytest.mark.parametrize(("path", "kind", "most"), BODIES)
def test_the_largest_body_goes_through_to_the_service(path: str, kind: str, most: int, visitor: Browser) -> None:
    answer = visitor.post(SITE, path, {"content-type": kind, "idempotency-key": "k" * 24}, content=_bytes(most))

    assert answer.status_code not in (413, 502, 504)
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"  # the service itself has answered


def _bytes(count: int) -> bytes:
    """Return *count* bytes that begin a form and never a file."""
    return (b"--b\r\n" + b" " * count)[:count]


def pdf(size: int) -> bytes:
    """Return a PDF of *size* bytes that does not compress."""
    around = b"%PDF-1.7\n", b"\n%%EOF\n"
    return around[0] + secrets.token_bytes(size - sum(map(len, around))) + around[1]


def test_a_form_with_all_files_at_their_limit_is_received(proxy: Front, visitor: Browser) -> None:
    proof = solved(visitor.get(SITE, "/api/v1/challenge").json())
    pairs = [
        *pairs_of(solution_pairs(solver=f"{proxy.kind} Institute"), *CONSENTS["solution"]),
        ("altcha", proof),
        ("key", secrets.token_urlsafe(24)),
    ]
    taken = read_forms()["solution"].attachments
    assert taken
    file = pdf(taken.bytes)
    parts: list[tuple[str, Any]] = [(name, (None, text)) for name, text in pairs]
    parts += [("attachments", (f"{number}.pdf", file, "application/pdf")) for number in range(taken.most)]
    answer = visitor.post(SITE, "/submit/solution", files=parts)

    assert answer.status_code == 200, faults_in(answer.text)
    assert receipt_in(answer.text)
    assert "buffered to a temporary file" not in proxy.log  # where it would lie on the disk in clear


def test_the_interface_takes_a_file_larger_than_json_may_be(visitor: Browser) -> None:
    pairs = need_pairs(**{"title.zh": "接口送来的需求", "contact.email": "api@example.com"})
    body = {
        "language": "zh",
        "fields": as_tree(pairs, "need"),
        "consents": CONSENTS["need"],
        "altcha": solved(visitor.get(SITE, "/api/v1/challenge").json()),
    }
    parts = {
        "submission": (None, httpx.Request("POST", "http://x", json=body).content, "application/json"),
        "attachments": ("a.pdf", pdf(3 * LIMITS.json_bytes), "application/pdf"),
    }
    key = {"idempotency-key": secrets.token_urlsafe(24)}
    answer = visitor.ask("POST", SITE, "/api/v1/submissions/need", files=parts, headers=key)

    assert answer.status_code == 201, answer.text
    told = visitor.get(
        SITE, f"/api/v1/submissions/{answer.json()['receipt']}", **{"receipt-secret": answer.json()["secret"]}
    )
    assert told.json()["state"] == "submitted"


def test_each_address_has_its_own_rate_and_cannot_claim_another(proxy: Front) -> None:
    here = "127.0.251" if proxy.kind == "nginx" else "127.0.252"
    with proxy.browser(f"{here}.1") as pushy, proxy.browser(f"{here}.2") as other:
        told = [
            pushy.get(
                SITE, f"/api/v1/submissions/JB-{number}", **{"x-forwarded-for": f"192.0.2.{number}"}
            ).status_code
            for number in range(BY_ADDRESS.most + 1)
        ]

        assert (told.count(404), told[-1]) == (BY_ADDRESS.most, 429)
        assert other.get(SITE, "/api/v1/submissions/JB-1").status_code == 404


def test_the_desk_is_at_its_own_name_only_and_its_cookie_with_it(visitor: Browser) -> None:
    page = visitor.get(DESK, "/desk/sign-in")
    cookies = page.headers.get_list("set-cookie")
    sent = {"cookie": "; ".join(cookie.partition(";")[0] for cookie in cookies)}
    form = {"csrf": field(page.text, "csrf"), "name": "o01", "password": PASSWORD}
    signed_in = visitor.post(DESK, "/desk/sign-in", sent, data=form)
    session = next(cookie for cookie in signed_in.headers.get_list("set-cookie") if f"{COOKIE}=" in cookie)

    assert signed_in.status_code == 303
    assert session.startswith("__Host-")
    assert "secure" in session.lower() and "httponly" in session.lower() and "domain" not in session.lower()
    assert visitor.get(DESK, "/desk", cookie=session.partition(";")[0]).status_code == 200
    assert visitor.get(SITE, "/desk", cookie=session.partition(";")[0]).status_code == 404
    assert visitor.get(DESK, "/zh/").status_code == 404


def test_a_form_of_the_desk_that_is_too_large_is_refused_by_the_desk(visitor: Browser) -> None:
    for size, status in ((SIGN_IN.size + 1, 413), (SIGN_IN.size, 403)):
        answer = visitor.post(DESK, "/desk/sign-in", {"content-type": FORM}, content=b"a" * size)
        assert answer.status_code == status
        assert answer.headers["cache-control"] == "no-store"


def test_a_form_of_another_site_is_refused(visitor: Browser) -> None:
    answer = visitor.post(SITE, "/submit/need", {"origin": f"https://{DESK}"}, data={"language": "zh"})

    assert answer.status_code == 403


def test_nothing_went_wrong_in_the_proxy(proxy: Front) -> None:
    levels = r"\[(?:error|crit|alert|emerg)\]|\"level\":\"(?:error|panic|fatal)\""

    assert [line for line in proxy.log.splitlines() if re.search(levels, line)] == []
