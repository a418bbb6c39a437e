"""The files of the static site: for how long browsers keep them, and a way to a folder that is a path of ours."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_NAMED_BY_CONTENT = re.compile(r"assets/.*\.[0-9a-f]{8}\.min\.(?:css|js)|pagefind/(?:fragment|index)/.*")
KEPT = "public, max-age=31536000, immutable"
ASKED_FOR = "no-cache"
"""Kept, and asked for each time whether it is still the same."""


class SiteFiles(StaticFiles):
    """Files that are redirected to by path alone: neither ``Host`` nor ``//name`` in the path chooses where to.

    What is named by its content is kept for a year; anything else may be another one after the next build.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, or the way to the folder."""
        answer = await super().get_response(path, scope)
        if isinstance(answer, RedirectResponse):
            query = scope["query_string"].decode("latin-1")
            answer = RedirectResponse(f"/{quote(path)}/{'?' if query else ''}{query}", answer.status_code)
        answer.headers["cache-control"] = KEPT if _NAMED_BY_CONTENT.fullmatch(path) else ASKED_FOR
        return answer
