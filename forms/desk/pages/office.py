"""What all pages of the desk share: the inbox, the site's shell, who is signed in, and how a request is guarded."""

from __future__ import annotations

import asyncio
import functools
import hmac
import logging
import secrets
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from forms.desk.accounts import Accounts
from forms.desk.delivery import Deliver
from forms.desk.oidc import LOOPBACK, Attempt, Provider
from forms.desk.roles import Member, may
from forms.desk.sessions import COOKIE, Session, Sessions, is_token
from forms.inbox.keys import read_server_key
from forms.inbox.receipts import mac
from forms.inbox.store import Inbox
from forms.intake.origins import is_own_origin
from forms.intake.rates import Rate, RateLimiter, address_of
from forms.phrases import read_form_phrases
from forms.web.site import Site
from site_builder.commands.options import SHANGHAI
from site_builder.model import Lang
from site_builder.phrases import Phrases

LOG = logging.getLogger("jiebang.desk")
MOST_BYTES = 1024 * 1024  # of one form of the desk; an identity file is small, a record has its limits
MOST_FIELDS = 2000
LANGUAGE_COOKIE, BEFORE_COOKIE = "jb_desk_language", "jb_desk_before"
TRIES = Rate(20, 600)  # sign-ins of one address
TEMPLATES = Path(__file__).parent / "templates"


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The request is refused with *status*; the words are under ``desk.page.refused``."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass(frozen=True)
class Seat:
    """Who asks: the member, their session, and the language of the pages."""

    member: Member
    session: Session
    lang: Lang


@dataclass
class Office:
    """One running desk.

    Args:
        inbox: the submissions.
        site: the public site, whose shell stands around the pages.
        root: the public repository.
        clock: the time now, with its time zone.
        identity: opens what is sealed; empty: each member gives their own file with each request, and it is not kept.
        trusted_hops: proxies of our own before the service.
        deliver: hands a publication to a code host; ``None``: as ``mkdocs.yml`` says, merged here where it is silent.
        rebuild: builds the site anew after a publication.
        provider: signs members in by OpenID Connect; ``None``: passwords only.
    """

    inbox: Inbox
    site: Site
    root: Path
    clock: Callable[[], datetime]
    identity: str = field(default="", repr=False)
    trusted_hops: int = 0
    deliver: Deliver | None = None
    rebuild: Callable[[], object] | None = None
    provider: Provider | None = None

    def __post_init__(self) -> None:
        path = self.inbox.repository.path
        self.accounts = Accounts(path, self.seconds)
        self.sessions = Sessions(path, self.seconds)
        self.tries = RateLimiter(TRIES, self.seconds)
        self.attempts: dict[str, tuple[Attempt, Lang]] = {}  # by what the browser holds
        self.slots = asyncio.Semaphore(2)  # argon2id takes 64 MiB each
        self._key = mac(read_server_key(path), "desk")
        self._building = threading.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def seconds(self) -> float:
        """Return the time now in seconds."""
        return self.clock().timestamp()

    def today(self) -> date:
        """Return the calendar day in Shanghai."""
        return self.clock().astimezone(SHANGHAI).date()

    def token_before(self, nonce: str) -> str:
        """Return the token of a sign-in form whose browser holds the cookie *nonce*."""
        return hmac.digest(self._key, nonce.encode("utf-8", "replace"), "sha256").hex()

    def build_later(self) -> None:
        """Build the site anew beside what goes on; one build at a time."""
        task = asyncio.create_task(asyncio.to_thread(self._build))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _build(self) -> None:
        with self._building:
            try:
                if self.rebuild:
                    self.rebuild()
                self.site.refresh(self.today())
            except Exception as error:  # the record is merged; the build may be started by hand
                LOG.error("the site was not built: %s", type(error).__name__)


Handler = Callable[[Office, Request, Seat], Awaitable[Response]]
PostHandler = Callable[[Office, Request, Seat, FormData], Awaitable[Response]]


def read_page(office: Office, action: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of a page that only shows, for who may take *action*."""

    async def endpoint(request: Request) -> Response:
        seat = await asyncio.to_thread(seat_of, office, request)
        if seat is None:
            return to_sign_in()
        try:
            if not may(seat.member, action):
                raise Refused("role", 403)
            return remembered(request, await handler(office, request, seat))
        except Refused as refused:
            return refusal_page(office, seat.lang, refused, seat)

    return endpoint


def post_page(office: Office, action: str, handler: PostHandler) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of a form, for who may take *action*; the form has to be one of this session."""

    async def endpoint(request: Request) -> Response:
        seat = await asyncio.to_thread(seat_of, office, request)
        if seat is None:
            return to_sign_in()
        try:
            if not is_own_origin(request.headers, frozenset()):
                raise Refused("cross_site", 403)
            form = await read_form(request)
            if not is_token(text_of(form, "csrf"), seat.session.csrf):
                raise Refused("token", 403)
            if not may(seat.member, action):
                raise Refused("role", 403)
            return await handler(office, request, seat, form)
        except Refused as refused:
            return refusal_page(office, seat.lang, refused, seat)

    return endpoint


def seat_of(office: Office, request: Request) -> Seat | None:
    """Return who is signed in; an account that was closed or got another password is not any more."""
    session_id = request.cookies.get(COOKIE, "")
    session = office.sessions.read(session_id) if session_id else None
    if session is None:
        return None
    account = office.accounts.get(session.account)
    if account is None or account.stamp != session.stamp:
        office.sessions.end(session_id)
        return None
    return Seat(account.member, session, language_of(request))


def to_sign_in() -> Response:
    """Return the way to the sign-in page; no address is carried along, so none can be smuggled in."""
    return RedirectResponse("/desk/sign-in", 303)


def language_of(request: Request) -> Lang:
    """Return the language that was chosen, else that of the browser."""
    asked = request.query_params.get("language") or request.cookies.get(LANGUAGE_COOKIE, "")
    if asked not in ("zh", "en"):
        asked = "zh" if request.headers.get("accept-language", "zh").lower().startswith("zh") else "en"
    return "zh" if asked == "zh" else "en"


def remembered(request: Request, response: Response) -> Response:
    """Return *response* with the language that the address asks for kept in a cookie."""
    if request.query_params.get("language") in ("zh", "en"):
        response.set_cookie(LANGUAGE_COOKIE, request.query_params["language"], max_age=365 * 86400, **cookie(request))
    return response


def cookie(request: Request) -> dict[str, Any]:
    """Return how a cookie of the desk is set: unseen by scripts, sent by our own pages, over TLS but on loopback."""
    is_local = request.url.hostname in LOOPBACK and request.url.scheme == "http"
    return {"path": "/desk", "httponly": True, "samesite": "strict", "secure": not is_local}


def address(office: Office, request: Request) -> str:
    """Return the address to count sign-ins by."""
    peer = request.client.host if request.client else ""
    return address_of(peer, ",".join(request.headers.getlist("x-forwarded-for")), office.trusted_hops)


def new_nonce() -> str:
    """Return what the browser holds before anybody signed in."""
    return secrets.token_urlsafe(24)


async def read_form(request: Request) -> FormData:
    """Return the form, which is held in memory and never touches the disk.

    Raises:
        Refused: it is too large.
    """
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Refused("too_large", 413)
    request._body = body
    try:
        return await request.form(max_files=4, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES)
    except Exception as error:  # whatever the parser finds wrong
        raise Refused("malformed", 400) from error


def text_of(form: FormData, name: str) -> str:
    """Return the text that was sent as *name*, with the line ends that texts have here."""
    found = form.get(name, "")
    return found.replace("\r\n", "\n") if isinstance(found, str) else ""


async def identity_of(office: Office, form: FormData) -> str:
    """Return the identity that came with the form, else the one that the desk was started with.

    Raises:
        Refused: there is none.
    """
    if found := await identity_in(office, form):
        return found
    raise Refused("no_identity", 422)


async def identity_in(office: Office, form: FormData) -> str:
    """Return what ``identity_of`` does, empty where there is none."""
    found = form.get("identity")
    if isinstance(found, UploadFile):
        lines = (await found.read()).decode("utf-8", "replace").split()
        given = next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")
        if given:
            return given
    return office.identity


@functools.cache
def _environment(lang: Lang) -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    phrases = read_form_phrases(lang)
    env.globals.update(lang=lang, other="en" if lang == "zh" else "zh", w=phrases, say=_sayer(phrases))
    return env


def _sayer(phrases: Phrases) -> Callable[..., str]:
    def say(key: str, **facts: str) -> str:
        return phrases.fill(key, facts)

    return say


def answer(
    office: Office,
    lang: Lang,
    template: str,
    title: str,
    facts: Mapping[str, Any],
    seat: Seat | None,
    status: int = 200,
) -> HTMLResponse:
    """Return a page of the desk in the site's shell."""
    around = {"member": seat.member if seat else None, "csrf": seat.session.csrf if seat else "", "title": title}
    body = _environment(lang).get_template(template).render(**around, **facts)
    drawn = office.site.on(office.today())
    return HTMLResponse(drawn.page(lang, title, body), status, {"cache-control": "no-store"})


def refusal_page(office: Office, lang: Lang, refused: Refused, seat: Seat | None) -> Response:
    """Return the page that says why a request was refused."""
    phrases = read_form_phrases(lang)
    facts = {"text": phrases[f"desk.page.refused.{refused.code}"]}
    return answer(office, lang, "refused.html", phrases["desk.page.title"], facts, seat, refused.status)
