"""The files of the static site; where a folder is asked for without its slash, the way there is a path of ours."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope


class SiteFiles(StaticFiles):
    """Files that are redirected to by path alone: neither ``Host`` nor ``//name`` in the path chooses where to."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, or the way to the folder."""
        answer = await super().get_response(path, scope)
        if isinstance(answer, RedirectResponse):
            query = scope["query_string"].decode("latin-1")
            return RedirectResponse(f"/{quote(path)}/{'?' if query else ''}{query}", answer.status_code)
        return answer
