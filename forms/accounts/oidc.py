"""Sign-in by OpenID Connect: authorization code with PKCE, state and nonce, at the one configured provider."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ISSUER_VARIABLE = "JIEBANG_OIDC_ISSUER"
CLIENT_VARIABLE = "JIEBANG_OIDC_CLIENT_ID"
SECRET_VARIABLE = "JIEBANG_OIDC_CLIENT_SECRET"  # noqa: S105 - the name of a variable
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
ATTEMPT_SECONDS = 600  # from the button to the way back
SKEW_SECONDS = 60  # between the provider's clock and ours
WAIT_SECONDS = 10  # for one answer of the provider
MOST_BYTES = 2**20  # of one answer
LONGEST_TOKEN = 16 * 1024  # characters
MOST_KEYS = 100
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class OidcError(Exception):
    """The provider does not answer, or what came from it cannot be relied on."""


@dataclass(frozen=True)
class Provider:
    """The provider that the operator relies on, and what the desk is to it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Attempt:
    """One sign-in on its way; used once. ``until`` is in seconds."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    until: float


def provider_from(environment: Mapping[str, str] = os.environ) -> Provider | None:
    """Return the provider that the *environment* names, ``None`` where it names none.

    Raises:
        ValueError: a variable is missing, or the issuer is not reached by TLS; the text names the variable.
    """
    names = (ISSUER_VARIABLE, CLIENT_VARIABLE, SECRET_VARIABLE)
    values = [environment.get(name, "").strip() for name in names]
    if not any(values):
        return None
    if not all(values):
        raise ValueError(names[values.index("")])
    if not _is_safe(values[0]):
        raise ValueError(ISSUER_VARIABLE)
    return Provider(*values)


async def begin(provider: Provider, redirect_uri: str, now: float) -> tuple[str, Attempt]:
    """Return the address at the provider to send the browser to, and what to remember until it comes back.

    Raises:
        OidcError: the provider cannot be used now.
    """
    async with httpx.AsyncClient(timeout=WAIT_SECONDS) as client:
        described = await _described(client, provider)
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    asking = OAuth2Client(
        None, provider.client_id, scope="openid", redirect_uri=redirect_uri, code_challenge_method="S256"
    )
    address, state = asking.create_authorization_url(
        described["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    return address, Attempt(state, nonce, verifier, redirect_uri, now + ATTEMPT_SECONDS)


async def subject_of(provider: Provider, attempt: Attempt, code: str, now: float) -> str:
    """Return the subject that the provider signed in: its own identifier, which it never reuses.

    Raises:
        OidcError: the code is refused, or its ID token is not the provider's answer to this attempt.
    """
    async with httpx.AsyncClient(timeout=WAIT_SECONDS) as client:
        described = await _described(client, provider)
        told = await _tokens(client, provider, described, attempt, code)
        keys = await _json(client, "GET", described["jwks_uri"])
    return await asyncio.to_thread(subject_in, provider, attempt, told, keys, now)


def subject_in(
    provider: Provider, attempt: Attempt, told: Mapping[str, Any], keys: Mapping[str, Any], now: float
) -> str:
    """Return the subject of the ID token in *told*, which one of *keys* signed.

    Raises:
        OidcError: it is not the provider's answer to this attempt.
    """
    try:
        if len(told["id_token"]) > LONGEST_TOKEN or len(keys.get("keys") or ()) > MOST_KEYS:
            raise OidcError("too large")
        read = jwt.decode(told["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        wanted = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        }
        known = {
            "nonce": attempt.nonce,
            "client_id": provider.client_id,
            "access_token": told.get("access_token"),
        }
        CodeIDToken(read.claims, read.header, wanted, known).validate(now=int(now), leeway=SKEW_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise OidcError(type(error).__name__) from error
    subject = read.claims["sub"]
    if not isinstance(subject, str) or not subject:
        raise OidcError("sub")
    return subject


async def _described(client: httpx.AsyncClient, provider: Provider) -> dict[str, Any]:
    found = await _json(client, "GET", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise OidcError("issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not _is_safe(found.get(name)):
            raise OidcError(name)
    return found


async def _tokens(
    client: httpx.AsyncClient, provider: Provider, described: Mapping[str, Any], attempt: Attempt, code: str
) -> dict[str, Any]:
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": attempt.redirect_uri,
        "code_verifier": attempt.verifier,
    }
    auth: httpx.Auth | None = None
    if "client_secret_basic" in (described.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]):
        auth = httpx.BasicAuth(quote(provider.client_id, safe=""), quote(provider.client_secret, safe=""))
    else:
        sent |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    answer = await _json(client, "POST", described["token_endpoint"], data=sent, auth=auth)
    if not isinstance(answer.get("id_token"), str):
        raise OidcError("id_token")
    return answer


async def _json(client: httpx.AsyncClient, method: str, address: str, **more: Any) -> dict[str, Any]:
    raw = bytearray()
    try:
        async with asyncio.timeout(WAIT_SECONDS), client.stream(method, address, **more) as answer:
            async for piece in answer.aiter_bytes():
                raw += piece
                if len(raw) > MOST_BYTES:
                    raise OidcError("too large")
        found = await asyncio.to_thread(json.loads, raw) if answer.status_code == 200 else None
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, RecursionError) as error:
        raise OidcError(type(error).__name__) from error
    if not isinstance(found, dict):
        raise OidcError(str(answer.status_code))
    return found


def _is_safe(address: object) -> bool:
    """Return whether *address* is reached by TLS, or on this machine."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))
