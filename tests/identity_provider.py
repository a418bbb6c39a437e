"""A small OpenID Connect provider on the loopback address: discovery, authorize, token, keys; it errs if told to."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from forms.accounts.oidc import Provider

CLIENT, SECRET = "desk", "a secret: of/the desk"


class IdentityProvider:
    """Signs *subject* in without asking; ``change`` alters the claims, ``key`` signs."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.published = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
        self._codes: dict[str, dict[str, str]] = {}
        routes = [
            Route("/.well-known/openid-configuration", self._describe),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
        ]
        config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.01)
        self.issuer = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"
        self.behave()

    @property
    def known(self) -> Provider:
        """Return the provider as the desk knows it."""
        return Provider(self.issuer, CLIENT, SECRET)

    def behave(self) -> None:
        """Forget every fault."""
        self.subject = "subject-1"
        self.change: dict[str, Any] = {}
        self.described_issuer = self.issuer
        self.padding = 0
        self.key: RSAKey | OctKey = self.published
        self.algorithm = "RS256"

    def stop(self) -> None:
        """End the server."""
        self._server.should_exit = True
        self._thread.join()

    async def _describe(self, request: Request) -> Response:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        found = {name: f"{self.issuer}/{path}" for name, path in ends.items()}
        return JSONResponse({"issuer": self.described_issuer, "padding": "x" * self.padding, **found})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == (
            "code",
            CLIENT,
            "S256",
        )
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def _token(self, request: Request) -> Response:
        sent = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self._codes.pop(sent["code"], None)  # good for once
        who = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).decode()
        if (
            asked is None
            or who != f"{CLIENT}:a%20secret%3A%20of%2Fthe%20desk"
            or asked["redirect_uri"] != sent["redirect_uri"]
            or asked["code_challenge"] != challenge.rstrip("=")
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(self._now())
        claims = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], "roles": ["organizer"],
        }  # fmt: skip
        claims = {name: value for name, value in {**claims, **self.change}.items() if value is not None}
        signed = jwt.encode({"alg": self.algorithm, "kid": "k1"}, claims, self.key, algorithms=[self.algorithm])
        return JSONResponse({"access_token": "unused", "token_type": "Bearer", "id_token": signed})

    async def _keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.published.as_dict(private=False)]})
